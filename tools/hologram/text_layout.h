// text_layout.h — text as wide as the terminal.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_TEXT_LAYOUT_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_TEXT_LAYOUT_H_

#include <string>
#include <string_view>
#include <vector>

namespace hologram::cli {

// Columns of the terminal behind a file descriptor; 80 if it is none.
int TerminalColumns(int fd);

// How many columns UTF-8 text takes, if each of its characters takes one.
int Columns(std::string_view text);

// Lines of at most `columns` columns, broken at spaces; a longer word has a line of its own. At least one line.
std::vector<std::string> WrapText(std::string_view text, int columns);

// Rows as aligned columns, two spaces apart; the last column takes the rest of `columns` and wraps there. A row of one cell
// does not widen its column.
std::string FormatTable(const std::vector<std::vector<std::string>>& rows, int columns);

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_TEXT_LAYOUT_H_

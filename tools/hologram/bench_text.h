// bench_text.h — times as people read them, in aligned columns.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_BENCH_TEXT_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_BENCH_TEXT_H_

#include <optional>
#include <string>
#include <vector>

namespace hologram::cli {

// "8.42 ns", "3.30 µs": three digits, the unit that suits. "" of nothing.
std::string FormatTime(double ns);
std::string FormatTime(const std::optional<double>& ns);

using TextRow = std::vector<std::string>;

// Columns that end below one another.
std::string AlignRight(const std::vector<TextRow>& rows);

// "pinned to CPU 1".
std::string PinnedTo(int cpu);

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_BENCH_TEXT_H_

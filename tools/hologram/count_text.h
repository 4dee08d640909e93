// count_text.h — numbers of elements as people type them: `1000`, `4K`, `1M`, `2G`.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_COUNT_TEXT_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_COUNT_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace hologram::cli {

// Whether all of the text is digits, of a number that `*number` then is.
bool ReadDigits(std::string_view text, uint64_t* number);

// The suffixes are powers of 1024. Throws a UsageError that begins with `whole`, of which `text` is a part.
int64_t ParseCount(const std::string& text, const std::string& whole);

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_COUNT_TEXT_H_

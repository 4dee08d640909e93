// count_text.cc — reads a number and the suffix after it.
#include "count_text.h"

#include <fmt/format.h>

#include <charconv>

#include "failure.h"

namespace hologram::cli {

bool ReadDigits(std::string_view text, uint64_t* number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *number);
  return error == std::errc() && end == text.data() + text.size();
}

int64_t ParseCount(const std::string& text, const std::string& whole) {
  std::string_view digits = text;
  int shift = 0;
  if (!digits.empty()) {
    const size_t suffix = std::string_view("KkMmGg").find(digits.back());
    if (suffix != std::string_view::npos) {
      shift = 10 * (static_cast<int>(suffix) / 2 + 1);
      digits.remove_suffix(1);
    }
  }
  uint64_t count = 0;
  constexpr uint64_t kMost = uint64_t{1} << 60;  // of the widest type this is 8 EiB: no file and no address is as large
  if (!ReadDigits(digits, &count) || count >= kMost >> shift) {
    throw UsageError(fmt::format("{}: '{}' is no number of elements; write 1000, 4K, 1M or 2G (of 1024)", whole, text));
  }
  return static_cast<int64_t>(count << shift);
}

}  // namespace hologram::cli

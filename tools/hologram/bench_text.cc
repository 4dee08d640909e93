// bench_text.cc — numbers of three digits.
#include "bench_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "text_layout.h"

namespace hologram::cli {

std::string FormatTime(double ns) {
  constexpr std::pair<double, const char*> kUnits[] = {{1, "ns"}, {1e3, "µs"}, {1e6, "ms"}, {1e9, "s"}};
  const auto* unit = std::begin(kUnits);
  while (unit + 1 != std::end(kUnits) && ns >= 999.5 * unit->first) ++unit;
  const double value = ns / unit->first;
  return fmt::format("{:.{}f} {}", value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0, unit->second);
}

std::string FormatTime(const std::optional<double>& ns) { return ns ? FormatTime(*ns) : ""; }

std::string AlignRight(const std::vector<TextRow>& rows) {
  std::vector<int> widths(rows.front().size());
  for (const TextRow& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], Columns(row[i]));
  }
  std::string text;
  for (const TextRow& row : rows) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      line += std::string(static_cast<size_t>(widths[i] - Columns(row[i]) + (i > 0 ? 2 : 0)), ' ') + row[i];
    }
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

std::string PinnedTo(int cpu) { return cpu >= 0 ? fmt::format("pinned to CPU {}", cpu) : "not pinned"; }

}  // namespace hologram::cli

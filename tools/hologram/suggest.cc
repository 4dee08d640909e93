// suggest.cc — the distance between names: how many letters must be added, dropped, changed or swapped.
#include "suggest.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>

namespace hologram::cli {
namespace {

// Optimal string alignment, by dynamic programming over the prefixes of both.
size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::vector<size_t>> distance(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) {
    for (size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        distance[i][j] = i + j;
        continue;
      }
      const size_t change = distance[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      distance[i][j] = std::min({distance[i - 1][j] + 1, distance[i][j - 1] + 1, change});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) distance[i][j] = std::min(distance[i][j], distance[i - 2][j - 2] + 1);
    }
  }
  return distance[a.size()][b.size()];
}

// 0 for "multiply" and "mul", which begin alike; the edit distance otherwise.
size_t Unlikeness(std::string_view typed, std::string_view name) {
  const bool prefix = typed.size() >= 2 && (typed.starts_with(name) || name.starts_with(typed));
  return prefix ? 0 : EditDistance(typed, name);
}

}  // namespace

std::string Suggest(const std::string& typed, const std::vector<std::string>& names) {
  constexpr size_t kLongestName = 40;  // what is longer is no typing mistake
  if (typed.size() > kLongestName) return "";
  size_t best = typed.size() < 4 ? 1 : 2;
  for (const std::string& name : names) best = std::min(best, Unlikeness(typed, name));
  std::vector<std::string> nearest;
  for (const std::string& name : names) {
    if (Unlikeness(typed, name) == best) nearest.push_back("'" + name + "'");
  }
  return nearest.empty() ? "" : fmt::format("; did you mean {}?", fmt::join(nearest, " or "));
}

}  // namespace hologram::cli

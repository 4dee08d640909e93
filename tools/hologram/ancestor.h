// ancestor.h — published figures of the design this library grew from, on its machine, in ns.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_ANCESTOR_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_ANCESTOR_H_

#include <cstddef>
#include <cstdint>
#include <optional>

namespace hologram::cli {

struct AncestorFigure {
  int64_t n;
  double ns;
};
inline constexpr AncestorFigure kAncestorSimd[] = {{256, 195}, {1024, 245}, {3072, 400}};
inline constexpr AncestorFigure kAncestorIsa[] = {{256, 172e3}, {1024, 1.07e6}, {4096, 10e6}, {16384, 141e6}};

template <size_t kCount>
std::optional<double> Published(const AncestorFigure (&figures)[kCount], int64_t n) {
  for (const AncestorFigure& figure : figures) {
    if (figure.n == n) return figure.ns;
  }
  return std::nullopt;
}

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_ANCESTOR_H_

// version.hpp — the version of these headers and of the library that was loaded, as values that compare.
#ifndef HOLOGRAM_VERSION_HPP_
#define HOLOGRAM_VERSION_HPP_

#include <compare>
#include <cstdint>

#include "hologram/version.h"

namespace hologram {

struct Version {
  int32_t major;
  int32_t minor;
  int32_t patch;

  friend constexpr auto operator<=>(const Version&, const Version&) noexcept = default;
};

inline constexpr Version kHeaderVersion = {HOLO_VERSION_MAJOR, HOLO_VERSION_MINOR, HOLO_VERSION_PATCH};

// Of the loaded library, which may be newer than these headers.
inline Version library_version() noexcept {
  Version version = {};
  holo_version(&version.major, &version.minor, &version.patch);
  return version;
}

// Whether the loaded library has "op.add", "simd.avx2" and the like.
inline bool has_feature(const char* name) noexcept { return holo_has_feature(name) != 0; }

}  // namespace hologram

#endif  // HOLOGRAM_VERSION_HPP_

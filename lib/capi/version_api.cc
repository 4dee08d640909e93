// version_api.cc — the C functions of hologram/version.h.
#include "hologram/version.h"

#include <string_view>

#include "cpu/simd_level.h"
#include "ops/op_table.h"

void holo_version(int32_t* major, int32_t* minor, int32_t* patch) HOLO_NOEXCEPT {
  if (major != nullptr) *major = HOLO_VERSION_MAJOR;
  if (minor != nullptr) *minor = HOLO_VERSION_MINOR;
  if (patch != nullptr) *patch = HOLO_VERSION_PATCH;
}

int32_t holo_abi_version(void) HOLO_NOEXCEPT { return HOLO_VERSION_MAJOR; }

int32_t holo_has_feature(const char* name) HOLO_NOEXCEPT {
  if (name == nullptr) return 0;
  constexpr std::string_view kOp = "op.";
  constexpr std::string_view kSimd = "simd.";
  const std::string_view feature = name;
  if (feature.starts_with(kOp)) return hologram::ops::Find(feature.substr(kOp.size())) != nullptr ? 1 : 0;
  if (!feature.starts_with(kSimd)) return 0;
  const holo_simd_level level = hologram::cpu::LevelFromName(feature.substr(kSimd.size()));
  return level > HOLO_SIMD_BEST && (hologram::cpu::kCompiledLevels & hologram::cpu::Bit(level)) != 0 ? 1 : 0;
}

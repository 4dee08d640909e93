// detect_x86.cc — detection on x86-64: libcpuid's raw leaves and decoded caches, and XGETBV.
//
// Features are read from the raw leaves, since libcpuid reports no AVX-512 on AMD; whether the system saves the
// registers says XCR0 only.
#include <libcpuid.h>

#include <algorithm>
#include <string_view>

#include "cpu/detect.h"

namespace hologram::cpu {
namespace {

constexpr uint32_t kBitCounts = uint32_t{1} << 12 | uint32_t{1} << 14;  // leaf 7, ECX: BITALG, VPOPCNTDQ
constexpr uint32_t kOsxsave = uint32_t{1} << 27;
constexpr int64_t kKiB = 1024;
constexpr int64_t kMiB = 1024 * kKiB;

uint64_t ReadXcr0() {
  uint32_t low = 0;
  uint32_t high = 0;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return uint64_t{high} << 32 | low;
}

// CPUs fill their names up with blanks.
template <size_t kCapacity>
void CopyTrimmed(std::string_view text, char (&out)[kCapacity]) {
  text = text.substr(0, text.find_last_not_of(' ') + 1);
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  text.copy(out, kCapacity - 1);  // the rest is zero already
}

X86Features Features(const cpu_raw_data_t& raw) {
  enum { kEax, kEbx, kEcx, kEdx };
  X86Features features;
  const uint32_t basic_leaves = raw.basic_cpuid[0][kEax];
  const uint32_t extended_leaves = raw.ext_cpuid[0][kEax];
  if (basic_leaves >= 1) features.leaf1_ecx = raw.basic_cpuid[1][kEcx];
  if (basic_leaves >= 7) features.leaf7_ebx = raw.basic_cpuid[7][kEbx];
  if (extended_leaves >= 0x80000001u) features.extended1_ecx = raw.ext_cpuid[1][kEcx];
  if ((features.leaf1_ecx & kOsxsave) != 0) features.xcr0 = ReadXcr0();
  return features;
}

}  // namespace

void Detect(holo_cpu_info* info, Extensions* extensions) {
  info->levels_supported = Bit(HOLO_SIMD_SCALAR);
  cpu_raw_data_t raw;
  if (cpuid_get_raw_data(&raw) != 0) return;
  info->levels_supported = X86Levels(Features(raw));
  const uint32_t leaf7_ecx = raw.basic_cpuid[0][0] >= 7 ? raw.basic_cpuid[7][2] : 0;
  extensions->avx512_bit_counts = (leaf7_ecx & kBitCounts) == kBitCounts;
  cpu_id_t id;
  if (cpu_identify(&raw, &id) != 0) return;
  CopyTrimmed(id.vendor_str, info->vendor);
  CopyTrimmed(id.brand_str, info->brand);
  info->l1d_bytes = PlausibleCache(id.l1_data_cache * kKiB, 4 * kKiB, 1 * kMiB);
  info->l2_bytes = PlausibleCache(id.l2_cache * kKiB, 64 * kKiB, 64 * kMiB);
  info->l3_bytes = PlausibleCache(id.l3_cache * kKiB, 256 * kKiB, 4096 * kMiB);
}

}  // namespace hologram::cpu

// detect_arm.cc — detection on AArch64 Linux: NEON is part of the architecture, caches come from sysfs.
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "cpu/detect.h"

namespace hologram::cpu {
namespace {

constexpr int64_t kKiB = 1024;
constexpr int64_t kMiB = 1024 * kKiB;

bool ReadField(int index, const char* field, char (&text)[32]) {
  char path[96];
  std::snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu0/cache/index%d/%s", index, field);
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  const ssize_t size = read(file, text, sizeof text - 1);
  close(file);
  if (size <= 0) return false;
  text[size] = '\0';
  return true;
}

// "48K", "32M" or a plain number of bytes.
int64_t ParseSize(const char* text) {
  char* end = nullptr;
  const long long number = std::strtoll(text, &end, 10);
  if (number <= 0 || number > (1 << 24)) return 0;
  return *end == 'K' ? number * kKiB : *end == 'M' ? number * kMiB : number;
}

}  // namespace

void Detect(holo_cpu_info* info, Extensions*) {
  info->levels_supported = Bit(HOLO_SIMD_SCALAR) | Bit(HOLO_SIMD_NEON);
  std::snprintf(info->vendor, sizeof info->vendor, "ARM");
  std::snprintf(info->brand, sizeof info->brand, "AArch64");
  for (int index = 0; index < 8; ++index) {
    char level[32];
    char type[32];
    char size[32];
    if (!ReadField(index, "level", level) || !ReadField(index, "type", type) || !ReadField(index, "size", size)) break;
    if (std::strncmp(type, "Instruction", 11) == 0) continue;
    const int64_t size_bytes = ParseSize(size);
    if (level[0] == '1') info->l1d_bytes = PlausibleCache(size_bytes, 4 * kKiB, 1 * kMiB);
    if (level[0] == '2') info->l2_bytes = PlausibleCache(size_bytes, 64 * kKiB, 64 * kMiB);
    if (level[0] == '3') info->l3_bytes = PlausibleCache(size_bytes, 256 * kKiB, 4096 * kMiB);
  }
}

}  // namespace hologram::cpu

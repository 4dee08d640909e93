// usable_cpus.cc — how many CPUs this process may really use.
#include "cpu/usable_cpus.h"

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <string_view>

namespace hologram::cpu {
namespace {

constexpr std::string_view kBlanks = " \t\n";

std::string_view NextWord(std::string_view* text) {
  text->remove_prefix(std::min(text->find_first_not_of(kBlanks), text->size()));
  const std::string_view word = text->substr(0, text->find_first_of(kBlanks));
  text->remove_prefix(word.size());
  return word;
}

// 0 if the word is no positive number.
int64_t Positive(std::string_view word) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  return error == std::errc() && end == word.data() + word.size() && value > 0 ? value : 0;
}

int RoundedUp(int64_t quota, int64_t period) {
  if (quota == 0 || period == 0) return 0;
  return static_cast<int>(std::min<int64_t>(quota / period + (quota % period != 0 ? 1 : 0), 1 << 20));
}

template <size_t kCapacity>
std::string_view ReadSmallFile(const char* path, char (&buffer)[kCapacity]) {
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return {};
  size_t size = 0;
  while (size < kCapacity) {
    const ssize_t got = read(file, buffer + size, kCapacity - size);
    if (got <= 0) break;
    size += static_cast<size_t>(got);
  }
  close(file);
  return {buffer, size};
}

constexpr int kNoLimit = 1 << 20;

// The smallest limit of the cgroup and its ancestors, as far as they can be seen from here.
template <class Limit>
int SmallestLimit(std::string_view group, Limit limit_of) {
  int least = kNoLimit;
  for (;;) {
    const int cpus = limit_of(group);
    if (cpus > 0) least = std::min(least, cpus);
    if (group.empty()) return least;
    const size_t slash = group.rfind('/');
    group = group.substr(0, slash == group.npos ? 0 : slash);
  }
}

int LimitV2(std::string_view group) {
  char path[512];
  char text[128];
  std::snprintf(path, sizeof path, "/sys/fs/cgroup%.*s/cpu.max", static_cast<int>(group.size()), group.data());
  return CpusFromCpuMax(ReadSmallFile(path, text));
}

int LimitV1(std::string_view group) {
  char path[512];
  char quota[64];
  char period[64];
  const int length = static_cast<int>(group.size());
  std::snprintf(path, sizeof path, "/sys/fs/cgroup/cpu%.*s/cpu.cfs_quota_us", length, group.data());
  const std::string_view quota_text = ReadSmallFile(path, quota);
  std::snprintf(path, sizeof path, "/sys/fs/cgroup/cpu%.*s/cpu.cfs_period_us", length, group.data());
  return CpusFromQuota(quota_text, ReadSmallFile(path, period));
}

int CgroupCpus() {
  char text[4096];
  const std::string_view groups = ReadSmallFile("/proc/self/cgroup", text);
  int least = kNoLimit;
  for (const std::string_view controller : {std::string_view{}, std::string_view{"cpu"}}) {
    std::string_view group = CgroupPath(groups, controller);
    if (group.empty()) continue;
    if (group == "/") group = {};
    least = std::min(least, controller.empty() ? SmallestLimit(group, LimitV2) : SmallestLimit(group, LimitV1));
  }
  return least;
}

int AffinityCpus() {
  // The kernel refuses a mask that is too small for it: grow until it fits.
  for (int limit = 1024; limit <= 1 << 18; limit *= 4) {
    cpu_set_t* set = CPU_ALLOC(limit);
    if (set == nullptr) break;
    const size_t size = CPU_ALLOC_SIZE(limit);
    const int count = sched_getaffinity(0, size, set) == 0 ? CPU_COUNT_S(size, set) : 0;
    CPU_FREE(set);
    if (count > 0) return count;
  }
  const long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online > 0 ? static_cast<int>(online) : 1;
}

}  // namespace

int CpusFromQuota(std::string_view quota_us, std::string_view period_us) {
  return RoundedUp(Positive(NextWord(&quota_us)), Positive(NextWord(&period_us)));
}

int CpusFromCpuMax(std::string_view cpu_max) {
  const std::string_view quota = NextWord(&cpu_max);
  return CpusFromQuota(quota, cpu_max);
}

std::string_view CgroupPath(std::string_view proc_self_cgroup, std::string_view controller) {
  while (!proc_self_cgroup.empty()) {
    const std::string_view line = proc_self_cgroup.substr(0, proc_self_cgroup.find('\n'));
    proc_self_cgroup.remove_prefix(std::min(line.size() + 1, proc_self_cgroup.size()));
    const size_t first = line.find(':');
    const size_t second = first == line.npos ? line.npos : line.find(':', first + 1);
    if (second == line.npos) continue;
    std::string_view controllers = line.substr(first + 1, second - first - 1);
    if (controllers.empty() && controller.empty()) return line.substr(second + 1);
    while (!controllers.empty() && !controller.empty()) {
      const std::string_view name = controllers.substr(0, controllers.find(','));
      controllers.remove_prefix(std::min(name.size() + 1, controllers.size()));
      if (name == controller) return line.substr(second + 1);
    }
  }
  return {};
}

int UsableCpus() { return std::max(1, std::min(AffinityCpus(), CgroupCpus())); }

}  // namespace hologram::cpu

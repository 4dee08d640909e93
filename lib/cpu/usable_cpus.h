// usable_cpus.h — how many CPUs this process may really use: its affinity mask, cut by its cgroup's quota.
#ifndef HOLOGRAM_CPU_USABLE_CPUS_H_
#define HOLOGRAM_CPU_USABLE_CPUS_H_

#include <string_view>

namespace hologram::cpu {

// CPUs that a cgroup grants, rounded up; 0 for no limit or a text that makes no sense.
int CpusFromCpuMax(std::string_view cpu_max);                              // v2, cpu.max: "max 100000", "150000 100000"
int CpusFromQuota(std::string_view quota_us, std::string_view period_us);  // v1, cpu.cfs_quota_us, cpu.cfs_period_us

// The cgroup's path out of /proc/self/cgroup: the v2 line "0::/path" for an empty controller, else the v1 line that
// names the controller. Empty if there is none.
std::string_view CgroupPath(std::string_view proc_self_cgroup, std::string_view controller);

// At least 1. Reads files, so: once per process.
int UsableCpus();

}  // namespace hologram::cpu

#endif  // HOLOGRAM_CPU_USABLE_CPUS_H_

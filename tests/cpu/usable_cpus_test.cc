// usable_cpus_test.cc — cgroup texts, of version 1 and 2, as kernels and container runtimes write them.
#define BOOST_TEST_MODULE usable_cpus

#include <sched.h>

#include <boost/test/unit_test.hpp>
#include <string_view>

#include "cpu/usable_cpus.h"

namespace hologram::cpu {

BOOST_AUTO_TEST_SUITE(usable_cpus)

BOOST_AUTO_TEST_CASE(cpu_max_is_quota_by_period_rounded_up) {
  BOOST_TEST(CpusFromCpuMax("200000 100000\n") == 2);
  BOOST_TEST(CpusFromCpuMax("150000 100000\n") == 2);
  BOOST_TEST(CpusFromCpuMax("100001 100000\n") == 2);
  BOOST_TEST(CpusFromCpuMax("100000 100000") == 1);
  BOOST_TEST(CpusFromCpuMax("1000 100000\n") == 1);
  BOOST_TEST(CpusFromCpuMax("6400000 100000\n") == 64);
  BOOST_TEST(CpusFromCpuMax("1 1000000\n") == 1);
}

BOOST_AUTO_TEST_CASE(max_is_no_limit) {
  BOOST_TEST(CpusFromCpuMax("max 100000\n") == 0);
  BOOST_TEST(CpusFromCpuMax("max") == 0);
}

BOOST_AUTO_TEST_CASE(a_cpu_max_that_makes_no_sense_is_no_limit) {
  for (std::string_view text : {"", "\n", "  ", "100000", "0 100000", "100000 0", "-100000 100000", "100000 -1", "a b",
                                "1e5 100000", "100000x 100000", "99999999999999999999 100000"}) {
    BOOST_TEST(CpusFromCpuMax(text) == 0, text);
  }
}

BOOST_AUTO_TEST_CASE(a_huge_quota_does_not_wrap) {
  BOOST_TEST(CpusFromCpuMax("9223372036854775807 1") > 1000);
  BOOST_TEST(CpusFromCpuMax("9223372036854775807 2") > 1000);
}

BOOST_AUTO_TEST_CASE(version_1_has_quota_and_period_in_two_files) {
  BOOST_TEST(CpusFromQuota("250000\n", "100000\n") == 3);
  BOOST_TEST(CpusFromQuota("50000\n", "100000\n") == 1);
  BOOST_TEST(CpusFromQuota("-1\n", "100000\n") == 0);  // no limit
  BOOST_TEST(CpusFromQuota("", "") == 0);
  BOOST_TEST(CpusFromQuota("100000\n", "") == 0);
  BOOST_TEST(CpusFromQuota("", "100000\n") == 0);
}

BOOST_AUTO_TEST_CASE(the_version_2_path_is_the_line_without_controllers) {
  BOOST_TEST(CgroupPath("0::/user.slice/user-1000.slice\n", "") == "/user.slice/user-1000.slice");
  BOOST_TEST(CgroupPath("0::/\n", "") == "/");
  BOOST_TEST(CgroupPath("0::/without_line_end", "") == "/without_line_end");
  BOOST_TEST(CgroupPath("0::/with:colon\n", "") == "/with:colon");
  BOOST_TEST(CgroupPath("0::/\n", "cpu") == "");
}

BOOST_AUTO_TEST_CASE(the_version_1_path_is_the_line_that_names_the_controller) {
  constexpr std::string_view kDocker =
      "12:cpuset:/docker/a\n"
      "11:cpuacct,cpu:/docker/b\n"
      "10:name=systemd:/docker/c\n"
      "4:memory:/docker/d\n";
  BOOST_TEST(CgroupPath(kDocker, "cpu") == "/docker/b");
  BOOST_TEST(CgroupPath(kDocker, "cpuset") == "/docker/a");
  BOOST_TEST(CgroupPath(kDocker, "cpuacct") == "/docker/b");
  BOOST_TEST(CgroupPath(kDocker, "name=systemd") == "/docker/c");
  BOOST_TEST(CgroupPath(kDocker, "pu") == "");
  BOOST_TEST(CgroupPath(kDocker, "cpua") == "");
  BOOST_TEST(CgroupPath(kDocker, "") == "");
}

BOOST_AUTO_TEST_CASE(a_hybrid_system_has_both) {
  constexpr std::string_view kHybrid = "3:cpu,cpuacct:/v1\n1:name=systemd:/s\n0::/v2\n";
  BOOST_TEST(CgroupPath(kHybrid, "cpu") == "/v1");
  BOOST_TEST(CgroupPath(kHybrid, "") == "/v2");
}

BOOST_AUTO_TEST_CASE(broken_cgroup_texts_give_no_path) {
  for (std::string_view text : {"", "\n", "\n\n", ":", "::", "0:", "0:cpu", "cpu:/a"}) {
    BOOST_TEST(CgroupPath(text, "cpu") == "", text);
  }
  BOOST_TEST(CgroupPath("nonsense\n\n3:cpu:/after_it\n", "cpu") == "/after_it");
}

BOOST_AUTO_TEST_CASE(this_process_may_use_at_least_one_cpu) { BOOST_TEST(UsableCpus() >= 1); }

BOOST_AUTO_TEST_CASE(the_affinity_mask_cuts_the_count) {
  cpu_set_t before;
  BOOST_TEST_REQUIRE(sched_getaffinity(0, sizeof before, &before) == 0);
  BOOST_TEST(UsableCpus() <= CPU_COUNT(&before));
  cpu_set_t one;
  CPU_ZERO(&one);
  for (int cpu = 0; CPU_COUNT(&one) == 0 && cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &before)) CPU_SET(cpu, &one);
  }
  BOOST_TEST_REQUIRE(sched_setaffinity(0, sizeof one, &one) == 0);
  const int cpus = UsableCpus();
  sched_setaffinity(0, sizeof before, &before);
  BOOST_TEST(cpus == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::cpu

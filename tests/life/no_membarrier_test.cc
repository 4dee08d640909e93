// no_membarrier_test.cc — a sandbox that takes membarrier away while threads run: frees wait, nothing is lost.
#define BOOST_TEST_MODULE no_membarrier

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <cstddef>
#include <thread>

#include "executor/record.h"
#include "support/session.h"
#include "thread/membarrier.h"

namespace hologram::executor {
namespace {

using test::Must;
using test::Session;

// From now on membarrier fails with EPERM in every thread of this process.
bool TakeMembarrierAway() {
  sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_membarrier, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog filter = {sizeof program / sizeof program[0], program};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
  return syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter) == 0;
}

void CountRelease(void* user, void*) { static_cast<std::atomic<int>*>(user)->fetch_add(1); }

BOOST_AUTO_TEST_SUITE(no_membarrier)

BOOST_AUTO_TEST_CASE(after_a_switch_at_run_time_frees_wait_for_every_thread_to_pass_a_fence) {
  const Session session;
  const holo_buffer own = session.Floats(16, 1);
  std::atomic<int> stage{0};
  std::thread other([&] {
    const holo_buffer mine = session.Floats(16, 1);
    Must(holo_relu(session, mine, mine, 16));
    stage.store(1);
    while (stage.load() != 2) std::this_thread::yield();
    Must(holo_relu(session, mine, mine, 16));  // the fenced entry that frees were waiting for
    stage.store(3);
    while (stage.load() != 4) std::this_thread::yield();
    Must(holo_buffer_destroy(mine));
  });
  while (stage.load() != 1) std::this_thread::yield();
  if (!TakeMembarrierAway()) {
    BOOST_TEST_MESSAGE("no seccomp here: nothing to test");
    stage.store(2);
    while (stage.load() != 3) std::this_thread::yield();
    stage.store(4);
    other.join();
    Must(holo_buffer_destroy(own));
    return;
  }
  BOOST_TEST(!thread::Membarrier());
  std::atomic<int> released{0};
  float data[4] = {};
  Must(holo_relu(session, own, own, 16));
  Must(holo_buffer_destroy(session.Wrap(data, 4, CountRelease, &released)));
  holo_buffer in_class = nullptr;
  Must(holo_buffer_create_in_class(session, 9, HOLO_F32, 16, &in_class));
  Must(holo_buffer_destroy(in_class));
  if constexpr (!kExchangeVariant) {
    BOOST_TEST(g_fenced.load());
    BOOST_TEST(holo_buffer_create_in_class(session, 9, HOLO_F32, 16, &in_class) == HOLO_ERROR_LIMIT);
    BOOST_TEST(released.load() == 0);  // the other thread may be in a call that nobody can see
  }
  stage.store(2);
  while (stage.load() != 3) std::this_thread::yield();
  Must(holo_relu(session, own, own, 16));
  Must(holo_buffer_create_in_class(session, 9, HOLO_F32, 16, &in_class));  // it looks for what can be freed now
  BOOST_TEST(released.load() == 1);
  Must(holo_buffer_destroy(in_class));
  Must(holo_buffer_destroy(session.Wrap(data, 4, CountRelease, &released)));
  BOOST_TEST(released.load() == 2);
  stage.store(4);
  other.join();
  Must(holo_buffer_destroy(own));
  // From here on every entry is fenced, and a new thread's as well.
  for (int i = 0; i < 50; ++i) {
    std::thread([&] { Must(holo_buffer_destroy(session.Wrap(data, 4, CountRelease, &released))); }).join();
  }
  BOOST_TEST(released.load() == 52);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hologram::executor

// membarrier.cc — Linux membarrier, private expedited.
#include "thread/membarrier.h"

#if defined(__linux__)
#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#endif

namespace hologram::thread {

#if defined(__linux__)
namespace {

long Call(int command) { return syscall(__NR_membarrier, command, 0, 0); }

// The library's caller must not see its errno change.
class KeepErrno {
 public:
  KeepErrno() : kept_(errno) {}
  ~KeepErrno() { errno = kept_; }
  KeepErrno(const KeepErrno&) = delete;
  KeepErrno& operator=(const KeepErrno&) = delete;

 private:
  int kept_;
};

}  // namespace

bool MembarrierOffered() {
  const KeepErrno keep;
  const long commands = Call(MEMBARRIER_CMD_QUERY);
  return commands > 0 && (commands & MEMBARRIER_CMD_PRIVATE_EXPEDITED) != 0;
}

bool Membarrier() {
  const KeepErrno keep;
  if (Call(MEMBARRIER_CMD_PRIVATE_EXPEDITED) == 0) return true;
  // EPERM: this process (or this child of a fork) has not registered.
  if (errno != EPERM || Call(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED) != 0) return false;
  return Call(MEMBARRIER_CMD_PRIVATE_EXPEDITED) == 0;
}
#else
bool MembarrierOffered() { return false; }
bool Membarrier() { return false; }
#endif

}  // namespace hologram::thread

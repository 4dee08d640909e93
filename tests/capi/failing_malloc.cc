// failing_malloc.cc — defines malloc, calloc, realloc, posix_memalign, aligned_alloc and memalign for this program and
// the libraries it loads; they forward to glibc's.
#include "capi/failing_malloc.h"

#include <cerrno>
#include <cstddef>
#include <limits>

// NOLINTBEGIN(bugprone-reserved-identifier): glibc's
extern "C" {
void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* memory, size_t size);
void* __libc_memalign(size_t alignment, size_t size);
}
// NOLINTEND(bugprone-reserved-identifier)

namespace hologram::testing {
namespace {

constexpr int64_t kNever = std::numeric_limits<int64_t>::max();

constinit thread_local int64_t t_calls = 0;
constinit thread_local int64_t t_first = kNever;
constinit thread_local int64_t t_last = kNever;
constinit thread_local int64_t t_failures = 0;

bool Fails() {
  ++t_calls;
  if (t_calls < t_first || t_calls > t_last) return false;
  ++t_failures;
  errno = ENOMEM;
  return true;
}

}  // namespace

FailingMalloc::FailingMalloc(int64_t first, bool lasting) {
  t_failures = 0;
  t_last = lasting ? kNever : t_calls + first;
  t_first = t_calls + first;
}

void FailingMalloc::Stop() {
  if (stopped_) return;
  t_first = kNever;
  failures_ = t_failures;
  stopped_ = true;
}

}  // namespace hologram::testing

using hologram::testing::Fails;

extern "C" {

void* malloc(size_t size) noexcept { return Fails() ? nullptr : __libc_malloc(size); }
void* calloc(size_t count, size_t size) noexcept { return Fails() ? nullptr : __libc_calloc(count, size); }
void* realloc(void* memory, size_t size) noexcept { return Fails() ? nullptr : __libc_realloc(memory, size); }
void* memalign(size_t alignment, size_t size) noexcept { return Fails() ? nullptr : __libc_memalign(alignment, size); }
void* aligned_alloc(size_t alignment, size_t size) noexcept { return memalign(alignment, size); }
int posix_memalign(void** memory, size_t alignment, size_t size) noexcept {
  void* made = memalign(alignment, size);
  if (made == nullptr) return ENOMEM;
  *memory = made;
  return 0;
}

}  // extern "C"

// failing_malloc.h — malloc and its kin for a whole program, made to fail on one thread.
#ifndef HOLOGRAM_TESTS_CAPI_FAILING_MALLOC_H_
#define HOLOGRAM_TESTS_CAPI_FAILING_MALLOC_H_

#include <cstdint>

namespace hologram::testing {

// While one lives, allocations of this thread fail: the `first`-th of them, and if `lasting` all later ones too.
class FailingMalloc {
 public:
  FailingMalloc(int64_t first, bool lasting);
  ~FailingMalloc() { Stop(); }
  FailingMalloc(const FailingMalloc&) = delete;
  FailingMalloc& operator=(const FailingMalloc&) = delete;

  // Ends the failing before that.
  void Stop();
  // How many failed; ask after Stop.
  int64_t failures() const { return failures_; }

 private:
  bool stopped_ = false;
  int64_t failures_ = 0;
};

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_CAPI_FAILING_MALLOC_H_

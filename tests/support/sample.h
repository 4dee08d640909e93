// sample.h — HOLO_TEST_SAMPLE=N: run one of every N combinations, for builds that are slow (sanitizers, emulators).
#ifndef HOLOGRAM_TESTS_SUPPORT_SAMPLE_H_
#define HOLOGRAM_TESTS_SUPPORT_SAMPLE_H_

#include <cstdint>
#include <cstdlib>

#include "support/random_values.h"

namespace hologram::testing {

// One per nest of loops. Of each N combinations in a row one is taken, at random, so that no stride hides an inner
// loop's value; the first combination is always taken.
class Sample {
 public:
  explicit Sample(uint64_t stream) : random_(stream) {}

  bool Take() {
    if (position_ == Every()) {
      position_ = 0;
      chosen_ = random_.Below(Every());
    }
    return position_++ == chosen_;
  }

  // Whether even what is done once per operation must be small.
  static bool IsThin() { return Every() >= 100; }

  static int64_t Every() {
    static const int64_t every = [] {
      const char* wish = std::getenv("HOLO_TEST_SAMPLE");
      const long long number = wish != nullptr ? std::strtoll(wish, nullptr, 10) : 1;
      return number > 1 ? int64_t{number} : int64_t{1};
    }();
    return every;
  }

 private:
  Random random_;
  int64_t position_ = 0;
  int64_t chosen_ = 0;
};

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_SUPPORT_SAMPLE_H_

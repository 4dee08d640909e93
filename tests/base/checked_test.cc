// checked_test.cc — sizes in bytes, up to the last one that fits in 63 bits.
#define BOOST_TEST_MODULE checked

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <limits>

#include "base/checked.h"
#include "base/dtype.h"

namespace hologram::base {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

BOOST_AUTO_TEST_SUITE(checked)

BOOST_AUTO_TEST_CASE(small_counts_are_multiplied_by_the_size_of_the_dtype) {
  constexpr int64_t kSizes[] = {0, 4, 8, 2, 2, 1, 2, 4, 8, 1, 2, 4, 8, 1};
  for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
    for (int64_t count : {int64_t{0}, int64_t{1}, int64_t{1000}, int64_t{1} << 31, int64_t{1} << 32}) {
      int64_t size_bytes = -1;
      BOOST_TEST(SizeInBytes(count, dtype, &size_bytes));
      BOOST_TEST(size_bytes == count * kSizes[dtype], kDtypes[dtype].name);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_largest_count_that_fits_is_taken_and_the_next_refused) {
  for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
    const int64_t size = int64_t{1} << Log2Size(dtype);
    const int64_t largest = kMax / size;
    int64_t size_bytes = -1;
    BOOST_TEST(SizeInBytes(largest, dtype, &size_bytes), kDtypes[dtype].name);
    BOOST_TEST(size_bytes == largest * size, kDtypes[dtype].name);
    if (largest == kMax) continue;
    size_bytes = -1;
    BOOST_TEST(!SizeInBytes(largest + 1, dtype, &size_bytes), kDtypes[dtype].name);
    BOOST_TEST(!SizeInBytes(kMax, dtype, &size_bytes), kDtypes[dtype].name);
    BOOST_TEST(size_bytes == -1, "a refused size is written");
  }
}

BOOST_AUTO_TEST_CASE(products_that_wrap_to_something_small_are_refused) {
  int64_t size_bytes = -1;
  BOOST_TEST(!SizeInBytes(int64_t{1} << 62, HOLO_F32, &size_bytes));        // 2^64: 0
  BOOST_TEST(!SizeInBytes((int64_t{1} << 61) + 1, HOLO_F64, &size_bytes));  // 2^64 + 8: 8
  BOOST_TEST(!SizeInBytes(int64_t{1} << 62, HOLO_F16, &size_bytes));        // 2^63: negative
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::base

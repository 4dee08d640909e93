// elements.h — arrays of a dtype that is known at run time: test inputs, results, and their comparison.
#ifndef HOLOGRAM_TESTS_SUPPORT_ELEMENTS_H_
#define HOLOGRAM_TESTS_SUPPORT_ELEMENTS_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "base/dtype.h"
#include "support/random_values.h"
#include "support/same_bits.h"

namespace hologram::testing {

class Elements {
 public:
  Elements() = default;
  Elements(holo_dtype dtype, int64_t count) : dtype_(dtype), bytes_(static_cast<size_t>(count * SizeOf(dtype))) {}
  template <class T>
  static Elements Of(const std::vector<T>& values) {
    Elements elements(base::kDtypeOf<T>, static_cast<int64_t>(values.size()));
    if (!values.empty()) std::memcpy(elements.bytes_.data(), values.data(), elements.bytes_.size());
    return elements;
  }
  static Elements Any(holo_dtype dtype, Random* random, int64_t count) {
    return base::WithType(dtype, [&]<class T>(base::Type<T>) { return Of(AnyValues<T>(random, count)); });
  }
  static Elements Plain(holo_dtype dtype, Random* random, int64_t count) {
    return base::WithType(dtype, [&]<class T>(base::Type<T>) { return Of(PlainValues<T>(random, count)); });
  }
  static Elements Edges(holo_dtype dtype) {
    return base::WithType(dtype, []<class T>(base::Type<T>) { return Of(EdgeValues<T>()); });
  }
  static Elements Special(holo_dtype dtype) {
    return base::WithType(dtype, []<class T>(base::Type<T>) { return Of(SpecialValues<T>()); });
  }

  static int64_t SizeOf(holo_dtype dtype) { return int64_t{1} << base::Log2Size(dtype); }
  holo_dtype dtype() const { return dtype_; }
  int64_t size() const { return SizeOf(dtype_); }  // bytes of an element
  int64_t count() const { return static_cast<int64_t>(bytes_.size()) / size(); }
  const std::byte* At(int64_t i) const { return bytes_.data() + i * size(); }
  std::byte* At(int64_t i) { return bytes_.data() + i * size(); }

  void Set(int64_t i, const Elements& from, int64_t j) { std::memcpy(At(i), from.At(j), static_cast<size_t>(size())); }
  void Append(const Elements& more) { bytes_.insert(bytes_.end(), more.bytes_.begin(), more.bytes_.end()); }
  std::string Show(int64_t i) const {
    return base::WithType(dtype_, [&]<class T>(base::Type<T>) {
      T value;
      std::memcpy(&value, At(i), sizeof value);
      return testing::Show(value);
    });
  }

 private:
  holo_dtype dtype_ = HOLO_U8;
  std::vector<std::byte> bytes_;
};

// The first index where n elements of `got`, of any alignment, are not those of `want` from `start` on; -1 if there is
// none.
inline int64_t FirstDifference(const std::byte* got, const Elements& want, int64_t start, int64_t n) {
  if (n == 0 || std::memcmp(got, want.At(start), static_cast<size_t>(n * want.size())) == 0) return -1;
  return base::WithType(want.dtype(), [&]<class T>(base::Type<T>) {
    for (int64_t i = 0; i < n; ++i) {
      T a, b;
      std::memcpy(&a, got + i * static_cast<int64_t>(sizeof(T)), sizeof a);
      std::memcpy(&b, want.At(start + i), sizeof b);
      if (!SameBits(a, b)) return i;
    }
    return int64_t{-1};
  });
}
inline int64_t FirstDifference(const Elements& got, const Elements& want) {
  return FirstDifference(got.At(0), want, 0, want.count());
}

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_SUPPORT_ELEMENTS_H_

// columns_place.cc — where the smallest or the largest element of each column stands, and how many are not zero; compiled
// once per SIMD level.
//
// Places and counts within a block of 64 rows fit in as many bits as an element has, so that vectors keep their lanes;
// once a block they become 64-bit numbers.
#include <limits>
#include <type_traits>

#include "kernels/numbers.h"
#include "kernels/targets.h"
#include "kernels/zero_masks.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/columns_place.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "kernels/columns-inl.h"
#include "kernels/extreme_keys-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace {

inline constexpr int64_t kWidth = 512;  // columns of a strip

// What is looked for in columns of K, a signed integer: the element whose key is smallest. Keys of floats are in their
// order, but that NaN comes before all. `flip` makes the order that of unsigned numbers, or turns it around.
template <class K, K kInfinity>
struct Keys {
  K flip;

  // kInfinity has the bits of that float; 0 for integers.
  template <class D, class V>
  HWY_INLINE V Of(D d, V x) const {
    if constexpr (kInfinity == 0) {
      return hn::Xor(x, hn::Set(d, flip));
    } else {
      const auto magnitude = hn::And(x, hn::Set(d, std::numeric_limits<K>::max()));
      const auto least = hn::Set(d, std::numeric_limits<K>::min());
      return hn::IfThenElse(hn::Gt(magnitude, hn::Set(d, kInfinity)), least,
                            hn::Xor(InOrderAll(d, x), hn::Set(d, flip)));
    }
  }
};

// The smallest keys of a strip's columns, and in which row of it the first of each stands.
template <class K>
struct Least {
  HWY_ALIGN K key[kWidth];
  HWY_ALIGN K row[kWidth];
};

template <int kRows, class K, K kInfinity>
HWY_INLINE void LookAtRows(const Keys<K, kInfinity>& keys, const Strip<K>& strip, int64_t row, Least<K>* least) {
  const K* x = strip.x + row * strip.stride;
  ForEachVector<K, K>(strip.cols, [=, &keys](auto tag, int64_t c, auto load) HWY_ATTR {
    auto key = row == 0 ? keys.Of(tag, load(tag, x + c)) : hn::Load(tag, least->key + c);
    auto at = row == 0 ? hn::Zero(tag) : hn::Load(tag, least->row + c);
    for (int r = 0; r < kRows; ++r) {
      const auto other = keys.Of(tag, load(tag, x + r * strip.stride + c));
      const auto better = hn::Lt(other, key);
      key = hn::IfThenElse(better, other, key);
      at = hn::IfThenElse(better, hn::Set(tag, static_cast<K>(row + r)), at);
    }
    hn::Store(key, tag, least->key + c);
    hn::Store(at, tag, least->row + c);
  });
}

template <class K, K kInfinity>
HWY_NOINLINE void PlacesOfLeast(Keys<K, kInfinity> keys, const K* x, int64_t rows, int64_t cols, int64_t* y) {
  Least<K> least;
  K best[kWidth];
  for (int64_t first = 0; first < cols; first += kWidth) {
    const int64_t count = cols - first < kWidth ? cols - first : kWidth;
    ForEachBlock(x, rows, cols, first, count, [&](const Strip<K>& strip, int64_t block) HWY_ATTR {
      int64_t row = 0;
      for (; row + 4 <= strip.rows; row += 4) LookAtRows<4>(keys, strip, row, &least);
      for (; row < strip.rows; ++row) LookAtRows<1>(keys, strip, row, &least);
      for (int64_t c = 0; c < count; ++c) {
        if (block != 0 && least.key[c] >= best[c]) continue;
        best[c] = least.key[c];
        y[first + c] = block + least.row[c];
      }
    });
  }
}

// Counts the elements that are zero: have no bit in kMask.
template <class U, U kMask>
struct CountsZeros {
  template <class D>
  static HWY_INLINE hn::VFromD<D> Start(D d) {
    return hn::Zero(d);
  }
  template <class D, class V>
  static HWY_INLINE V Take(D d, V zeros, V x) {
    return hn::Sub(zeros, hn::VecFromMask(d, hn::Eq(hn::And(x, hn::Set(d, kMask)), hn::Zero(d))));
  }
};

// What is asked of each column: how many elements are not zero, whether any is, whether all are.
enum class Question { kHowMany, kAny, kAll };

template <class U, U kMask>
HWY_NOINLINE void CountColumns(const U* x, int64_t rows, int64_t cols, void* y, Question question) {
  HWY_ALIGN U zeros[kWidth];
  int64_t counts[kWidth];
  for (int64_t first = 0; first < cols; first += kWidth) {
    const int64_t width = cols - first < kWidth ? cols - first : kWidth;
    for (int64_t c = 0; c < width; ++c) counts[c] = 0;
    ForEachBlock(x, rows, cols, first, width, [&](const Strip<U>& strip, int64_t) HWY_ATTR {
      TakeStrip<CountsZeros<U, kMask>>(strip, zeros);
      for (int64_t c = 0; c < width; ++c) counts[c] += strip.rows - static_cast<int64_t>(zeros[c]);
    });
    for (int64_t c = 0; c < width; ++c) {
      if (question == Question::kHowMany) static_cast<int64_t*>(y)[first + c] = counts[c];
      if (question == Question::kAny) static_cast<uint8_t*>(y)[first + c] = counts[c] != 0;
      if (question == Question::kAll) static_cast<uint8_t*>(y)[first + c] = counts[c] == rows;
    }
  }
}

// The functors of ops.def's rows of reductions, as named there.

struct ArgMin {
  template <class K, K kInfinity, K kFlip>
  static void Kernel(const K* x, int64_t rows, int64_t cols, int64_t* y) {
    PlacesOfLeast(Keys<K, kInfinity>{kFlip}, x, rows, cols, y);
  }
};

struct ArgMax {
  template <class K, K kInfinity, K kFlip>
  static void Kernel(const K* x, int64_t rows, int64_t cols, int64_t* y) {
    PlacesOfLeast(Keys<K, kInfinity>{static_cast<K>(~kFlip)}, x, rows, cols, y);
  }
};

struct CountNonzero {
  template <class U, U kMask>
  static void Kernel(const U* x, int64_t rows, int64_t cols, int64_t* y) {
    CountColumns<U, kMask>(x, rows, cols, y, Question::kHowMany);
  }
};

struct Any {
  template <class U, U kMask>
  static void Kernel(const U* x, int64_t rows, int64_t cols, uint8_t* y) {
    CountColumns<U, kMask>(x, rows, cols, y, Question::kAny);
  }
};

struct All {
  template <class U, U kMask>
  static void Kernel(const U* x, int64_t rows, int64_t cols, uint8_t* y) {
    CountColumns<U, kMask>(x, rows, cols, y, Question::kAll);
  }
};

inline constexpr ops::Form kForm = ops::Form::kColumns;

template <class Functor>
void AddPlaces(holo_op op, KernelTable* table) {
  ForEachNumber([=]<class T>(base::Type<T>) {
    using K = std::make_signed_t<IntegerOf<T>>;
    constexpr K kFlip = std::is_unsigned_v<T> ? std::numeric_limits<K>::min() : K{0};
    table->Set(op, base::kDtypeOf<T>, &Functor::template Kernel<K, K{Bits<T>::kInfinity}, kFlip>, kForm);
  });
}

template <class Functor>
void AddCounts(holo_op op, KernelTable* table) {
  ForEachZeroMask(
      [=]<class U, U kMask>(holo_dtype dtype) { table->Set(op, dtype, &Functor::template Kernel<U, kMask>, kForm); });
}

}  // namespace

void AddColumnsPlace(KernelTable* table) {
  AddPlaces<ArgMin>(HOLO_OP_ARGMIN, table);
  AddPlaces<ArgMax>(HOLO_OP_ARGMAX, table);
  AddCounts<CountNonzero>(HOLO_OP_COUNT_NONZERO, table);
  AddCounts<Any>(HOLO_OP_ANY, table);
  AddCounts<All>(HOLO_OP_ALL, table);
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
HOLO_DEFINE_ADD_KERNELS(AddColumnsPlace)
}  // namespace hologram::kernels
#endif

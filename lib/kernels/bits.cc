// bits.cc — bitwise operations, shifts and saturating arithmetic on integers and bool8; compiled once per SIMD level.
#include <limits>
#include <type_traits>

#include "cpu/host_cpu.h"
#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/bits.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "kernels/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace {

// The functors of ops.def's rows of family `bits`, as named there. Where signs do not matter they get the bits as unsigned
// integers.

struct BitAnd {
  static constexpr bool kSignless = true;
  template <class T>
  HWY_INLINE T operator()(T a, T b) const {
    return static_cast<T>(a & b);
  }
};

struct BitOr {
  static constexpr bool kSignless = true;
  template <class T>
  HWY_INLINE T operator()(T a, T b) const {
    return static_cast<T>(a | b);
  }
};

struct BitXor {
  static constexpr bool kSignless = true;
  template <class T>
  HWY_INLINE T operator()(T a, T b) const {
    return static_cast<T>(a ^ b);
  }
};

struct BitNot {
  static constexpr bool kSignless = true;
  template <class T>
  HWY_INLINE T operator()(T x) const {
    return static_cast<T>(~x);
  }
};

struct BitAndNot {
  static constexpr bool kSignless = true;
  template <class T>
  HWY_INLINE T operator()(T a, T b) const {
    return static_cast<T>(a & ~b);
  }
};

template <class T>
inline constexpr T kShiftMask = static_cast<T>(8 * sizeof(T) - 1);

// Bytes are shifted left by 1, 2 and 4 places, as the bits of the count say: gcc 12 would go by way of 32 bits, which
// takes three times as long.
struct ShiftLeft {
  static constexpr bool kSignless = true;
  template <class T>
  HWY_INLINE T operator()(T a, T b) const {
    if constexpr (sizeof(T) == 1) {
      BitsOf<T> x = static_cast<BitsOf<T>>(a);
      x = (b & 1) != 0 ? static_cast<BitsOf<T>>(x << 1) : x;
      x = (b & 2) != 0 ? static_cast<BitsOf<T>>(x << 2) : x;
      return static_cast<T>((b & 4) != 0 ? static_cast<BitsOf<T>>(x << 4) : x);
    } else {
      return static_cast<T>(WrapOf<T>(a) << (b & kShiftMask<T>));
    }
  }
};

struct ShiftRight {
  template <class T>
  HWY_INLINE T operator()(T a, T b) const {
    return static_cast<T>(a >> (b & kShiftMask<T>));
  }
  // Without signs, in words of two bytes: by each byte's own count where there are such shifts of words, else as the high
  // byte of a product with 2^(8 - count), of which the other factor takes one 2. The sign's place is then 2^(7 - count),
  // and what is right of it is filled by x ^ m - m.
  static constexpr bool kOfBytes = true;
  template <class T, class D, class V>
  static HWY_INLINE V OfBytes(D d, V a, V b) {
    const hn::Repartition<uint16_t, D> dw;
    HWY_ALIGN static constexpr uint8_t kPowers[16] = {128, 64, 32, 16, 8, 4, 2, 1};
    const V count = hn::And(b, hn::Set(d, uint8_t{7}));
    const V power = hn::TableLookupBytes(hn::LoadDup128(d, kPowers), count);
    const auto x = hn::BitCast(dw, a), low_byte = hn::Set(dw, uint16_t{0xFF});
#if HWY_TARGET == HWY_AVX3
    const auto counts = hn::BitCast(dw, count);
    const auto low = hn::Shr(hn::And(x, low_byte), hn::And(counts, low_byte));
    const auto high = hn::Shr(x, hn::ShiftRight<8>(counts));
#else
    const auto powers = hn::BitCast(dw, power);
    const auto twice = hn::Add(hn::And(x, low_byte), hn::And(x, low_byte));
    const auto high_byte = hn::ShiftRight<8>(x);
    const auto low = hn::ShiftRight<8>(hn::Mul(twice, hn::And(powers, low_byte)));
    const auto high = hn::Mul(hn::Add(high_byte, high_byte), hn::ShiftRight<8>(powers));
#endif
    const V shifted = hn::OddEven(hn::BitCast(d, high), hn::BitCast(d, low));
    if constexpr (std::is_unsigned_v<T>) return shifted;
    return hn::Sub(hn::Xor(shifted, power), power);
  }
};

// A sum overflows if its sign is neither's of the two terms; then it stops at the end on the side of the first.
struct AddSat {
  template <class T>
  HWY_INLINE T operator()(T a, T b) const {
    const T sum = static_cast<T>(WrapOf<T>(a) + WrapOf<T>(b));
    if constexpr (std::is_unsigned_v<T>) {
      return sum < a ? std::numeric_limits<T>::max() : sum;
    } else {
      const T end = static_cast<T>((a >> (8 * sizeof(T) - 1)) ^ std::numeric_limits<T>::max());
      return static_cast<T>((a ^ sum) & (b ^ sum)) < 0 ? end : sum;
    }
  }
};

struct SubSat {
  template <class T>
  HWY_INLINE T operator()(T a, T b) const {
    const T difference = static_cast<T>(WrapOf<T>(a) - WrapOf<T>(b));
    if constexpr (std::is_unsigned_v<T>) {
      return a < b ? T(0) : difference;
    } else {
      const T end = static_cast<T>((a >> (8 * sizeof(T) - 1)) ^ std::numeric_limits<T>::max());
      return static_cast<T>((a ^ b) & (a ^ difference)) < 0 ? end : difference;
    }
  }
};

// Counts of ever larger fields, side by side in a word (Warren, Hacker's Delight, 5-1): without a multiplication, which
// vectors of 8 and 64 bits lack.
struct Popcount {
  static constexpr bool kSignless = true;
  template <class T>
  HWY_INLINE T operator()(T value) const {
    using U = BitsOf<T>;
    constexpr U kAll = static_cast<U>(-1);
    constexpr U kPairs = kAll / 3, kNibbles = kAll / 15 * 3, kBytes = static_cast<U>(kAll / 255 * 15);
    U x = static_cast<U>(value);
    x = static_cast<U>(x - ((x >> 1) & kPairs));
    x = static_cast<U>((x & kNibbles) + ((x >> 2) & kNibbles));
    x = static_cast<U>((x + (x >> 4)) & kBytes);
    if constexpr (sizeof(T) >= 2) x = static_cast<U>(x + (x >> 8));
    if constexpr (sizeof(T) >= 4) x = static_cast<U>(x + (x >> 16));
    if constexpr (sizeof(T) >= 8) x = static_cast<U>(x + (x >> 32));
    return static_cast<T>(x & 127);
  }
};

#if HWY_TARGET == HWY_AVX3
// Not every CPU with AVX-512 counts bits in vectors; those that do take a fourth of the time.
#define HOLO_COUNTS_BITS __attribute__((target("avx512vpopcntdq,avx512bitalg")))
template <class T>
HOLO_COUNTS_BITS void CountBits(const T* x, T* y, int64_t n) {
  HOLO_INDEPENDENT
  for (int64_t i = 0; i < n; ++i) {
    const BitsOf<T> bits = static_cast<BitsOf<T>>(x[i]);
    y[i] =
        static_cast<T>(sizeof(T) == 8 ? __builtin_popcountll(bits) : __builtin_popcount(static_cast<uint32_t>(bits)));
  }
}
#undef HOLO_COUNTS_BITS

// Puts those of them that belong to this row into the table.
template <class Functor, class... T>
void AddCountBits(holo_op op, KernelTable* table) {
  if constexpr (std::is_same_v<Functor, Popcount>) {
    if (cpu::CpuExtensions().avx512_bit_counts) (table->Set(op, base::kDtypeOf<T>, &CountBits<BitsOf<T>>), ...);
  }
}
#else
template <class Functor, class... T>
void AddCountBits(holo_op, KernelTable*) {}
#endif

// On bool8 as on bytes, but that only the lowest bit is inverted.
struct BoolNot {
  HWY_INLINE uint8_t operator()(uint8_t x) const { return x ^ 1; }
};
template <class Functor>
using OfBool8 = std::conditional_t<std::is_same_v<Functor, BitNot>, BoolNot, Functor>;

}  // namespace

void AddBits(KernelTable* table) {
  using namespace ops::words;
#define HOLO_ADD_bits(code, Functor, word, types)                                              \
  AddLaneMap<Functor, int8_t, int8_t, base::kDtypeOf<int8_t>, word, types>(code, table);       \
  AddLaneMap<Functor, int16_t, int16_t, base::kDtypeOf<int16_t>, word, types>(code, table);    \
  AddLaneMap<Functor, int32_t, int32_t, base::kDtypeOf<int32_t>, word, types>(code, table);    \
  AddLaneMap<Functor, int64_t, int64_t, base::kDtypeOf<int64_t>, word, types>(code, table);    \
  AddLaneMap<Functor, uint8_t, uint8_t, base::kDtypeOf<uint8_t>, word, types>(code, table);    \
  AddLaneMap<Functor, uint16_t, uint16_t, base::kDtypeOf<uint16_t>, word, types>(code, table); \
  AddLaneMap<Functor, uint32_t, uint32_t, base::kDtypeOf<uint32_t>, word, types>(code, table); \
  AddLaneMap<Functor, uint64_t, uint64_t, base::kDtypeOf<uint64_t>, word, types>(code, table); \
  AddLaneMap<OfBool8<Functor>, uint8_t, uint8_t, HOLO_BOOL8, word, types>(code, table);        \
  AddCountBits<Functor, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t>(code, table);
#include "kernels/ops_by_family.h"
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
HOLO_DEFINE_ADD_KERNELS(AddBits)
}  // namespace hologram::kernels
#endif

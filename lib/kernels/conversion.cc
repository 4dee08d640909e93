// conversion.cc — y[i] = x[i] as another dtype; compiled once per SIMD level.
//
// In plain C++, which the compiler makes vectors of, but for f16: blocks of it pass through f32 in a small array, by the
// CPU's instructions where there are any. What goes to f16 or bf16 from a type that f32 does not hold is first rounded
// to odd (see odd_rounding-inl.h), so that the last rounding is as good as the only one.
#include <bit>
#include <cstring>
#include <limits>
#include <type_traits>

#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/conversion.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "kernels/half_vectors-inl.h"
#include "kernels/lanes-inl.h"
#include "kernels/odd_rounding-inl.h"
#include "kernels/wide_arrays-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace {

// The carry of rounding runs into the exponent, and never further: only NaN would reach the sign.
HWY_INLINE uint16_t NearestBf16(float x) {
  const uint32_t bits = std::bit_cast<uint32_t>(x);
  const uint32_t rounded = bits + 0x7FFF + (bits >> 16 & 1);
  return static_cast<uint16_t>((x == x ? rounded : 0x7FC00000) >> 16);
}

HWY_INLINE float FromBf16(uint16_t bits) { return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16); }

// Truncates; what lies outside of D stops at its ends, NaN becomes 0. The clamped value is converted also where it is not
// taken, so it must fit; where the largest D is no float, 2^k - 1, the bound is the float below 2^k.
template <class D, class S>
HWY_INLINE D Saturated(S x) {
  using Limits = std::numeric_limits<D>;
  constexpr S kLow = static_cast<S>(Limits::min());
  constexpr S kPower = static_cast<S>(uint64_t{1} << (Limits::digits - 1)) * 2;
  constexpr bool kExact = Limits::digits <= std::numeric_limits<S>::digits;
  constexpr S kHigh = kExact ? static_cast<S>(Limits::max())
                             : kPower - kPower / static_cast<S>(uint64_t{1} << std::numeric_limits<S>::digits);
  using Through = std::conditional_t<(sizeof(D) < 4), int32_t, D>;
  S clamped = x > kLow ? x : kLow;
  clamped = clamped < kHigh ? clamped : kHigh;
  clamped = x == x ? clamped : S(0);
  const D converted = static_cast<D>(static_cast<Through>(clamped));
  return !kExact && x >= kPower ? Limits::max() : converted;
}

// One element of dtype S as one of dtype D. F16 stands for nothing here: see the loops.
template <class S, class D>
struct Convert {
  static constexpr bool kFromFloat = std::is_floating_point_v<S>;

  template <class X>
  HWY_INLINE auto operator()(X x) const {
    if constexpr (std::is_same_v<S, base::Bf16>) {
      return Convert<float, D>()(FromBf16(x));
    } else if constexpr (std::is_same_v<S, base::Bool8>) {
      // x != 0 by the sign of x or -x: of the float of a comparison gcc 12 makes no vectors.
      return Convert<uint8_t, D>()(static_cast<uint8_t>(static_cast<uint8_t>(x | (0 - x)) >> 7));
    } else if constexpr (std::is_same_v<D, base::Bool8>) {
      return static_cast<uint8_t>(x != 0);
    } else if constexpr (std::is_same_v<D, base::Bf16> && sizeof(S) == 1) {
      return static_cast<uint16_t>(std::bit_cast<uint32_t>(static_cast<float>(x)) >> 16);  // exact
    } else if constexpr (std::is_same_v<D, base::Bf16>) {
      return NearestBf16(ToFloat(x));
    } else if constexpr (kFromFloat && std::is_integral_v<D>) {
      return Saturated<D>(x);
    } else {
      return static_cast<D>(x);
    }
  }

  // As an f32 that is still to be rounded to fewer bits.
  static HWY_INLINE float ToFloat(S x) {
    if constexpr (std::is_same_v<S, double>) return OddFloat(x);
    if constexpr (std::is_integral_v<S> && sizeof(S) == 8) return OddFloat(OddDouble(x));
    if constexpr (std::is_integral_v<S> && sizeof(S) == 4) return OddFloat(x);
    return static_cast<float>(x);
  }
};

// Bools of floats and wide integers are masks first.
template <class S>
requires(std::is_floating_point_v<S> || (std::is_integral_v<S> && sizeof(S) > 1)) struct Convert<S, base::Bool8> {
  template <class X>
  HWY_INLINE uint8_t operator()(X x) const {
    return static_cast<uint8_t>(x != 0);
  }
  template <class T>
  static constexpr bool kInverts = true;
  template <class D, class V>
  static HWY_INLINE auto Mask(D d, V x) {
    return hn::Eq(x, hn::Zero(d));
  }
};

// What arrays of a dtype are read and written as.
template <class T>
using StorageOf =
    std::conditional_t<base::kIsHalf<T>, uint16_t, std::conditional_t<std::is_same_v<T, base::Bool8>, uint8_t, T>>;

// Types of which a vector becomes floats in a step or two.
template <class S>
inline constexpr bool kFloatsInRegisters = std::is_same_v<S, float> || base::kIsHalf<S> || std::is_same_v<S, int32_t> ||
                                           (std::is_same_v<S, uint32_t> && HWY_TARGET == HWY_AVX3) ||
                                           (std::is_integral_v<S> && sizeof(S) < 4);

template <class D, class S>
HWY_INLINE hn::VFromD<D> FloatsFrom(D d, const S* x) {
  if constexpr (std::is_integral_v<S>) {
    const hn::RebindToSigned<D> di;
    if constexpr (sizeof(S) == 4) return hn::ConvertTo(d, hn::LoadU(hn::Rebind<S, D>(), x));
    if constexpr (sizeof(S) < 4) return hn::ConvertTo(d, hn::PromoteTo(di, hn::LoadU(hn::Rebind<S, D>(), x)));
  } else {
    return LoadAs(d, x);
  }
}

// Integers too large to be an f32 are too large for f16 anyway.
template <class S>
void NarrowF16(const S* x, base::F16* y, int64_t n) {
  const hn::ScalableTag<float> d;
  const hn::CappedTag<float, 1> one;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  int64_t i = 0;
  for (; i + lanes <= n; i += lanes) StoreAs(d, FloatsFrom(d, x + i), y + i);
  for (; i < n; ++i) StoreAs(one, FloatsFrom(one, x + i), y + i);
}

// Whether f32 does not hold all values of a type.
template <class S>
inline constexpr bool kBeyondFloat = std::is_same_v<S, double> || (std::is_integral_v<S> && sizeof(S) >= 4);

#if HWY_TARGET == HWY_AVX3
// The CPU rounds towards zero itself; what is not the same when converted back was inexact, and gets its last bit set.
constexpr int kTowardsZero = _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC;

HWY_INLINE void StoreOdd(__m256 cut, __mmask8 inexact, float* y) {
  const __m256i bits = _mm256_castps_si256(cut);
  _mm256_storeu_ps(y, _mm256_castsi256_ps(_mm256_mask_or_epi32(bits, inexact, bits, _mm256_set1_epi32(1))));
}
HWY_INLINE void StoreOdd(__m512 cut, __mmask16 inexact, float* y) {
  const __m512i bits = _mm512_castps_si512(cut);
  _mm512_storeu_ps(y, _mm512_castsi512_ps(_mm512_mask_or_epi32(bits, inexact, bits, _mm512_set1_epi32(1))));
}

HWY_INLINE void OddVector(const double* x, float* y) {
  const __m512d exact = _mm512_loadu_pd(x);
  const __m256 cut = _mm512_cvt_roundpd_ps(exact, kTowardsZero);
  StoreOdd(cut, _mm512_cmp_pd_mask(_mm512_cvtps_pd(cut), exact, _CMP_NEQ_OQ), y);
}
HWY_INLINE void OddVector(const int64_t* x, float* y) {
  const __m512i exact = _mm512_loadu_si512(x);
  const __m256 cut = _mm512_cvt_roundepi64_ps(exact, kTowardsZero);
  StoreOdd(cut, _mm512_cmpneq_epi64_mask(_mm512_cvttps_epi64(cut), exact), y);
}
HWY_INLINE void OddVector(const uint64_t* x, float* y) {
  const __m512i exact = _mm512_loadu_si512(x);
  const __m256 cut = _mm512_cvt_roundepu64_ps(exact, kTowardsZero);
  StoreOdd(cut, _mm512_cmpneq_epi64_mask(_mm512_cvttps_epu64(cut), exact), y);
}
HWY_INLINE void OddVector(const int32_t* x, float* y) {
  const __m512i exact = _mm512_loadu_si512(x);
  const __m512 cut = _mm512_cvt_roundepi32_ps(exact, kTowardsZero);
  StoreOdd(cut, _mm512_cmpneq_epi32_mask(_mm512_cvttps_epi32(cut), exact), y);
}
HWY_INLINE void OddVector(const uint32_t* x, float* y) {
  const __m512i exact = _mm512_loadu_si512(x);
  const __m512 cut = _mm512_cvt_roundepu32_ps(exact, kTowardsZero);
  StoreOdd(cut, _mm512_cmpneq_epi32_mask(_mm512_cvttps_epu32(cut), exact), y);
}
#endif

// An array as f32, rounded to odd.
template <class S>
void ToOddFloats(const S* x, float* y, int64_t n) {
  int64_t i = 0;
#if HWY_TARGET == HWY_AVX3
  constexpr int64_t kLanes = sizeof(S) == 4 ? 16 : 8;
  for (; i + kLanes <= n; i += kLanes) OddVector(x + i, y + i);
#endif
  for (; i < n; ++i) y[i] = Convert<S, base::Bf16>::ToFloat(x[i]);
}

constexpr int64_t kBlock = 512;

// memmove, but where it spends more time on finding the best way than on moving: glibc's takes a string instruction from
// some 2 KB on, which is slow to start.
HWY_NOINLINE void CopyBytes(const uint8_t* x, uint8_t* y, int64_t n) {
  const hn::ScalableTag<uint8_t> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  constexpr int64_t kMost = int64_t{1} << 16;
  if (n < lanes || n > kMost || HWY_TARGET == HWY_SCALAR) {
    if (n > 0) std::memmove(y, x, static_cast<size_t>(n));
    return;
  }
  const auto last = hn::LoadU(d, x + n - lanes);
  int64_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    hn::StoreU(hn::LoadU(d, x + i), d, y + i);
    hn::StoreU(hn::LoadU(d, x + i + lanes), d, y + i + lanes);
    hn::StoreU(hn::LoadU(d, x + i + 2 * lanes), d, y + i + 2 * lanes);
    hn::StoreU(hn::LoadU(d, x + i + 3 * lanes), d, y + i + 3 * lanes);
  }
  for (; i + lanes <= n; i += lanes) hn::StoreU(hn::LoadU(d, x + i), d, y + i);
  hn::StoreU(last, d, y + n - lanes);
}

template <class S, class D>
void ConvertArray(const StorageOf<S>* x, StorageOf<D>* y, int64_t n) {
  if constexpr (std::is_same_v<S, D>) {
    constexpr int64_t kSize = sizeof(S);
    CopyBytes(reinterpret_cast<const uint8_t*>(x), reinterpret_cast<uint8_t*>(y), n * kSize);
  } else if constexpr (std::is_same_v<S, base::F16> && std::is_same_v<D, float>) {
    Widen(reinterpret_cast<const S*>(x), n, y);
  } else if constexpr (kFloatsInRegisters<S> && std::is_same_v<D, base::F16>) {
    NarrowF16(reinterpret_cast<const S*>(x), reinterpret_cast<D*>(y), n);
  } else if constexpr (std::is_same_v<S, base::F16> || std::is_same_v<D, base::F16>) {
    HWY_ALIGN float block[kBlock];
    for (int64_t i = 0; i < n; i += kBlock) {
      const int64_t count = n - i < kBlock ? n - i : kBlock;
      if constexpr (std::is_same_v<S, base::F16>) {
        Widen(reinterpret_cast<const S*>(x) + i, count, block);
        LaneLoop<Convert<float, D>>(y + i, count, LaneArray<float>{block});
      } else if constexpr (std::is_same_v<S, double>) {
        ToOddFloats(x + i, block, count);
        NarrowF16(block, reinterpret_cast<D*>(y) + i, count);
      } else {
        LaneLoop<Convert<S, float>>(block, count, LaneArray<StorageOf<S>>{x + i});
        NarrowF16(block, reinterpret_cast<D*>(y) + i, count);
      }
    }
  } else if constexpr (kBeyondFloat<S> && std::is_same_v<D, base::Bf16> && HWY_TARGET == HWY_AVX3) {
    HWY_ALIGN float block[kBlock];
    for (int64_t i = 0; i < n; i += kBlock) {
      const int64_t count = n - i < kBlock ? n - i : kBlock;
      ToOddFloats(x + i, block, count);
      LaneLoop<Convert<float, D>>(y + i, count, LaneArray<float>{block});
    }
  } else {
    LaneLoop<Convert<S, D>>(y, n, LaneArray<StorageOf<S>>{x});
  }
}

// The functors of ops.def's rows of family `conversion`, as named there: only their types are used.
struct ToF32 : base::Type<float> {};
struct ToF64 : base::Type<double> {};
struct ToF16 : base::Type<base::F16> {};
struct ToBf16 : base::Type<base::Bf16> {};
struct ToI8 : base::Type<int8_t> {};
struct ToI16 : base::Type<int16_t> {};
struct ToI32 : base::Type<int32_t> {};
struct ToI64 : base::Type<int64_t> {};
struct ToU8 : base::Type<uint8_t> {};
struct ToU16 : base::Type<uint16_t> {};
struct ToU32 : base::Type<uint32_t> {};
struct ToU64 : base::Type<uint64_t> {};
struct ToBool8 : base::Type<base::Bool8> {};

// What a conversion is made of: an integer's sign matters only if it is extended or becomes a float, and that of a result
// only if a float becomes it. So most pairs of integers share their kernels.
template <class T>
constexpr auto WithoutSign() {
  if constexpr (std::is_integral_v<T>) {
    return base::Type<std::make_unsigned_t<T>>();
  } else {
    return base::Type<T>();
  }
}
template <class T>
using Signless = typename decltype(WithoutSign<T>())::type;
template <class T>
inline constexpr bool kIsWhole = std::is_integral_v<T> || std::is_same_v<T, base::Bool8>;
template <class S, class D>
using SourceOf = std::conditional_t<kIsWhole<D> && sizeof(D) <= sizeof(S), Signless<S>, S>;
template <class S, class D>
using ResultOf = std::conditional_t<kIsWhole<S>, Signless<D>, D>;

template <class D, class... S>
void AddConversions(holo_op op, KernelTable* table) {
  (table->Set(op, base::kDtypeOf<S>, &ConvertArray<SourceOf<S, D>, ResultOf<S, D>>), ...);
}

}  // namespace

void AddConversion(KernelTable* table) {
#define HOLO_ADD_conversion(code, Functor, word, types)                                                           \
  AddConversions<Functor::type, float, double, base::F16, base::Bf16, int8_t, int16_t, int32_t, int64_t, uint8_t, \
                 uint16_t, uint32_t, uint64_t, base::Bool8>(code, table);
#include "kernels/ops_by_family.h"
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
HOLO_DEFINE_ADD_KERNELS(AddConversion)
}  // namespace hologram::kernels
#endif

// softmax-inl.h — sums of powers of the elements of a row, and softmax; compiled once per SIMD level.
//
// Powers are taken relative to the largest element m. Subtracting m would round, and e^x would be wrong by as many
// units as x - m is large. Instead k, the exponent of e^m, is taken from that of e^x, which is exact: what is summed up
// is e^x / 2^k. Only where m is so large that e^x cannot be split that way is it subtracted; there x - m is exact
// wherever it counts.
//
// Powers are raised by 2^kRaise, so that they are normal numbers even where the result is subnormal, and nothing is
// lost before the quotient rounds. What would vanish anyhow is as large as e^kLowest, of -inf too.
//
// The errors that were measured are in docs/accuracy.md.

#if defined(HOLOGRAM_KERNELS_SOFTMAX_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_SOFTMAX_INL_H_
#undef HOLOGRAM_KERNELS_SOFTMAX_INL_H_
#else
#define HOLOGRAM_KERNELS_SOFTMAX_INL_H_
#endif

#include <hwy/highway.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "kernels/elements-inl.h"
#include "kernels/exponential_core-inl.h"
#include "kernels/map_row-inl.h"
#include "kernels/reduction-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

// The larger one, of numbers; which one it is if there is a NaN does not matter.
struct LargerNumber {
  template <class D>
  static HWY_INLINE hn::VFromD<D> Start(D d) {
    return hn::Set(d, -std::numeric_limits<hn::TFromD<D>>::infinity());
  }
  template <class V>
  static HWY_INLINE V Join(V a, V b) {
    return hn::Max(a, b);
  }
  template <class D, class V>
  static HWY_INLINE V Take(D, V lane, V x) {
    return hn::Max(lane, x);
  }
};

// SplitExp<true>, for all |x| < 2^16.
template <class D, class V, int kN>
HWY_INLINE void SplitLargeExp(D d, const V (&x)[kN], V (&t)[kN], V (&p)[kN]) {
  if constexpr (kIsF32<D>) {
    const V rounder = Rounder(d);
    V n[kN], r[kN];
    HOLO_STAGE t[i] = hn::MulAdd(x[i], hn::Set(d, 0x1.715476p+0f), rounder);
    HOLO_STAGE n[i] = hn::Sub(t[i], rounder);
    HOLO_STAGE r[i] = AddProductToItsOpposite(d, n[i], hn::Set(d, -0x1.62e43p-1f), x[i]);
    HOLO_STAGE r[i] = hn::MulAdd(n[i], hn::Set(d, 0x1.05c61p-29f), r[i]);
    ExpPolynomial<true>(d, r, p);
    HOLO_STAGE p[i] = hn::MulAdd(p[i], r[i], hn::Set(d, kShortExpShift));
  } else {
    SplitExp<true>(d, x, t, p);  // whose first constant is short enough
  }
}

// Of one type of elements.
template <class A>
struct PowerRange {
  static constexpr bool kSingle = sizeof(A) == 4;
  static constexpr A kLowest = kSingle ? -105 : -746;
  static constexpr A kSplits = 1 << 15;
  static constexpr A kRaise = kSingle ? 32 : 64;
  static constexpr int kShift = kSingle ? 23 : 52;
  static constexpr double kLog2e = 0x1.71547652b82fep+0;
};

// e^(x - shift), or that of what is lowest, its exponent and kRaise's added by `raise`.
template <class D, class V, class VI, int kN>
HWY_INLINE void RaisedPowers(D d, const V (&x)[kN], V shift, V lowest, VI raise, V (&y)[kN]) {
  const hn::RebindToSigned<D> di;
  V inside[kN], t[kN], p[kN], s[kN];
  HOLO_STAGE inside[i] = AtLeast(lowest, hn::Sub(x[i], shift));
  SplitLargeExp(d, inside, t, p);
  HOLO_STAGE s[i] = hn::BitCast(d, hn::Add(hn::BitCast(di, Scale(d, t[i])), raise));
  HOLO_STAGE y[i] = hn::MulAdd(s[i], p[i], s[i]);
}

// The powers of a row whose largest element is `most`.
template <class A>
class RowPowers : PowerRange<A> {
  using PowerRange<A>::kSingle, PowerRange<A>::kRaise, PowerRange<A>::kShift, PowerRange<A>::kLog2e;
  using PowerRange<A>::kSplits;

 public:
  using PowerRange<A>::kLowest;

  HWY_INLINE explicit RowPowers(A most) {
    const bool splits = std::fabs(most) <= kSplits;
    shift_ = splits ? 0 : most;
    const A reference = most - shift_;
    lowest_ = reference + kLowest;
    // NaN and infinities, which are shifted by themselves, get no further than here.
    const A exponent = splits ? std::rint(reference * static_cast<A>(kLog2e)) : 0;
    // It wraps, as does what it is added to.
    raise_ = static_cast<Bits>(static_cast<std::make_unsigned_t<Bits>>(static_cast<Bits>(kRaise - exponent)) << kShift);
  }

  template <class D, class V, int kN>
  HWY_INLINE void operator()(D d, const V (&x)[kN], V (&y)[kN]) const {
    const hn::RebindToSigned<D> di;
    RaisedPowers(d, x, hn::Set(d, shift_), hn::Set(d, lowest_), hn::Set(di, raise_), y);
  }

 private:
  using Bits = std::conditional_t<kSingle, int32_t, int64_t>;

  A shift_, lowest_;
  Bits raise_;
};

template <class T>
HWY_NOINLINE ComputeOf<T> LargestOfRow(const T* x, int64_t n) {
  ComputeOf<T> most;
  FixedOrderSum(Elements<T, LargerNumber>(x), n, &most);
  return most;
}

// `visit(vectors, lane, to)` for the elements in groups of kLanes, kBlockVectors vectors at a time, of which the first
// element goes to `lane`, and results to `to`, which is y if that is wanted. The last group is filled up with -inf.
template <bool kHasResults, class T, class Visit>
HWY_INLINE void ForEachGroup(const T* x, T* y, int64_t n, Visit visit) {
  constexpr int kN = kBlockVectors;
  const hn::ScalableTag<ComputeOf<T>> d;
  using V = hn::VFromD<decltype(d)>;
  constexpr int64_t kWidth = static_cast<int64_t>(hn::MaxLanes(d));
  HWY_ALIGN T rest[kLanes], results[kLanes];
  for (int64_t at = 0; at < n; at += kLanes) {
    const T* from = x + at;
    T* to = kHasResults ? y + at : results;
    const size_t left = static_cast<size_t>(n - at);
    const bool whole = left >= kLanes;
    if (!whole) {
      const V nothing = hn::Set(d, -std::numeric_limits<ComputeOf<T>>::infinity());
      for (int64_t lane = 0; lane < kLanes; lane += kWidth) StoreAs(d, nothing, rest + lane);
      __builtin_memcpy(rest, from, left * sizeof(T));
      from = rest;
      to = results;
    }
    for (int64_t lane = 0; lane < kLanes; lane += kN * kWidth) {
      V in[kN];
      HOLO_STAGE in[i] = LoadAs(d, from + lane + i * kWidth);
      visit(in, lane, to + lane);
    }
    if (kHasResults && !whole) __builtin_memcpy(y + at, results, left * sizeof(T));
  }
}

// As many elements of a lane are added up plainly; what they come to is added with its rounding error.
inline constexpr int64_t kShortBlock = 8 * kLanes;

// A number as the sum of two, the second one what the first has lost by rounding.
template <class A>
struct TwoPart {
  A sum, lost;
};

// Knuth, The Art of Computer Programming 2, section 4.2.2: `*sum` takes `more`, and `*lost` what that loses.
template <class V>
HWY_INLINE void AddExactly(V* sum, V* lost, V more, V more_lost) {
  const V total = hn::Add(*sum, more), part = hn::Sub(total, *sum);
  const V error = hn::Add(hn::Sub(*sum, hn::Sub(total, part)), hn::Sub(more, part));
  *lost = hn::Add(error, hn::Add(*lost, more_lost));
  *sum = total;
}

// The lanes of a vector, by halves, as JoinHalves does it.
template <class D, class V>
HWY_INLINE TwoPart<hn::TFromD<D>> SumOfLanes([[maybe_unused]] D d, V sum, V lost) {
#if HWY_TARGET != HWY_SCALAR
  if constexpr (hn::MaxLanes(D()) * sizeof(hn::TFromD<D>) > 16) {
    const hn::Half<D> half;
    auto low = hn::LowerHalf(half, sum), low_lost = hn::LowerHalf(half, lost);
    AddExactly(&low, &low_lost, hn::UpperHalf(half, sum), hn::UpperHalf(half, lost));
    return SumOfLanes(half, low, low_lost);
  } else if constexpr (sizeof(hn::TFromD<D>) == 8) {
    AddExactly(&sum, &lost, hn::Shuffle01(sum), hn::Shuffle01(lost));
  } else {
    AddExactly(&sum, &lost, hn::Shuffle1032(sum), hn::Shuffle1032(lost));
    AddExactly(&sum, &lost, hn::Shuffle2301(sum), hn::Shuffle2301(lost));
  }
#endif
  return {hn::GetLane(sum), hn::GetLane(lost)};
}

// One number for each lane of a group; where a group is one block of vectors, in registers.
template <class A>
class Lanes {
  using D = hn::ScalableTag<A>;
  using V = hn::VFromD<D>;
  static constexpr int64_t kWidth = static_cast<int64_t>(hn::MaxLanes(D()));
  static constexpr int kN = static_cast<int>(kLanes / kWidth);

 public:
  HWY_INLINE Lanes() { HOLO_STAGE sum_[i] = lost_[i] = hn::Zero(D()); }

  template <int kCount>
  HWY_INLINE void Add(int64_t lane, const V (&x)[kCount]) {
    V* to = sum_ + (kCount == kN ? 0 : lane / kWidth);
    HWY_UNROLL(4) for (int i = 0; i < kCount; ++i) to[i] = hn::Add(to[i], x[i]);
  }

  // Takes what other lanes have come to, and starts these again.
  HWY_INLINE void Take(Lanes* others) {
    if constexpr (kMany) {
      TakeApart(others);
    } else {
      TakeHere(others);
    }
  }

  // The upper half joins the lower one, down to one lane.
  HWY_INLINE TwoPart<A> Sum() {
    if constexpr (kMany) {
      return SumApart();
    } else {
      return SumHere();
    }
  }

 private:
  // So many vectors are in memory anyhow, and functions of their own are shared by all that is computed in A.
  static constexpr bool kMany = kN > 4;
  HWY_NOINLINE void TakeApart(Lanes* others) { TakeHere(others); }
  HWY_NOINLINE TwoPart<A> SumApart() { return SumHere(); }

  HWY_INLINE void TakeHere(Lanes* others) {
    HOLO_STAGE {
      AddExactly(&sum_[i], &lost_[i], others->sum_[i], others->lost_[i]);
      others->sum_[i] = hn::Zero(D());
    }
  }

  HWY_INLINE TwoPart<A> SumHere() {
    HWY_UNROLL(8) for (int half = kN / 2; half > 0; half /= 2) {
      HWY_UNROLL(8) for (int i = 0; i < half; ++i) { AddExactly(&sum_[i], &lost_[i], sum_[i + half], lost_[i + half]); }
    }
    return SumOfLanes(D(), sum_[0], lost_[0]);
  }

  V sum_[kN], lost_[kN];
};

// `take(vectors, lane, to, lanes)` for the elements of a row, and the sum of what it adds to the lanes.
template <bool kHasResults, class T, class Take>
HWY_INLINE TwoPart<ComputeOf<T>> SumOfRow(const T* x, T* y, int64_t n, Take take) {
  Lanes<ComputeOf<T>> sums, totals;
  for (int64_t at = 0; at < n; at += kShortBlock) {
    const int64_t count = n - at < kShortBlock ? n - at : kShortBlock;
    ForEachGroup<kHasResults>(x + at, kHasResults ? y + at : y, count,
                              [&](const auto& in, int64_t lane, T* to) HWY_ATTR { take(in, lane, to, &sums); });
    if (n <= kShortBlock) return sums.Sum();
    totals.Take(&sums);
  }
  return totals.Sum();
}

// The sum of a row's powers. Those of f32 and f64 are stored; f16 and bf16 have no room for them.
template <class T>
HWY_NOINLINE TwoPart<ComputeOf<T>> SumOfPowers(const RowPowers<ComputeOf<T>>& powers, const T* x, T* y, int64_t n) {
  constexpr bool kStores = !base::kIsHalf<T>;
  const hn::ScalableTag<ComputeOf<T>> d;
  return SumOfRow<kStores>(x, y, n, [&](const auto& in, int64_t lane, T* to, auto* lanes) HWY_ATTR {
    constexpr int kN = kBlockVectors;
    hn::VFromD<decltype(d)> power[kN];
    powers(d, in, power);
    lanes->Add(lane, power);
    if constexpr (kStores) {
      HOLO_STAGE hn::StoreU(power[i], d, to + i * static_cast<int64_t>(hn::Lanes(d)));
    }
  });
}

// 1 / sum, what its rounding loses included.
template <class A>
HWY_INLINE TwoPart<A> InverseOf(const TwoPart<A>& sum) {
  const hn::CappedTag<A, 1> d;
  const auto inverse = hn::Set(d, 1 / sum.sum);
  const auto rest = AddProductToItsOpposite(d, hn::Neg(inverse), hn::Set(d, sum.sum), hn::Set(d, 1));
  const auto lost = hn::Mul(hn::NegMulAdd(inverse, hn::Set(d, sum.lost), rest), inverse);
  return {hn::GetLane(inverse), hn::GetLane(lost)};
}

// A power times that: with FMA the only rounding that counts.
template <class D, class V>
HWY_INLINE V Share(D d, V power, const TwoPart<hn::TFromD<D>>& inverse) {
  return hn::MulAdd(power, hn::Set(d, inverse.sum), hn::Mul(power, hn::Set(d, inverse.lost)));
}

template <class T>
HWY_NOINLINE void ShareRow(T* y, int64_t n, const TwoPart<T>& inverse) {
  MapRow(y, y, n, [=](auto d, auto power, int64_t) HWY_ATTR { return Share(d, power, inverse); });
}

struct Softmax {
  template <class T>
  static HWY_INLINE void Row(const T* x, T* y, int64_t n) {
    using A = ComputeOf<T>;
    const RowPowers<A> powers(LargestOfRow(x, n));
    const TwoPart<A> inverse = InverseOf(SumOfPowers(powers, x, y, n));
    if constexpr (base::kIsHalf<T>) {
      const hn::ScalableTag<A> d;
      ForEachGroup<true>(x, y, n, [&](const auto& in, int64_t, T* to) HWY_ATTR {
        constexpr int kN = kBlockVectors;
        hn::VFromD<decltype(d)> power[kN];
        powers(d, in, power);
        HOLO_STAGE StoreAs(d, Share(d, power[i], inverse), to + i * static_cast<int64_t>(hn::Lanes(d)));
      });
    } else {
      ShareRow(y, n, inverse);
    }
  }
};

// log(1 + x) for x >= 0, from 2 atanh(f / (2 + f)) = log(1 + f), with no FMA on any level: within 1 ULP. x may be NaN.
inline double LogOfOnePlus(double x) {
  if (!(x < std::numeric_limits<double>::infinity())) return x;
  const double sum = 1 + x, lost = x < 1 ? x - (sum - 1) : 1 - (sum - x);
  int exponent;
  double mantissa = std::frexp(sum, &exponent);
  if (mantissa < 0x1.6a09e667f3bcdp-1) {
    mantissa *= 2;
    --exponent;
  }
  // Of the series z 2/3 + z^2 2/5 + … as far as 2^-64 of the result.
  const double f = mantissa - 1, s = f / (2 + f), z = s * s;
  double series = 0;
  for (int odd = 23; odd >= 3; odd -= 2) series = (series + 2.0 / odd) * z;
  const double power = exponent, rest = power * 0x1.a39ef35793c76p-33 + lost / sum;
  return power * 0x1.62e42feep-1 + (f + (rest - s * (f - series)));
}

// The logarithm of the sum of e^(x[i] - most). What the largest element contributes, and each that is as large, is 1: it
// is counted, and the others are summed up, so that the logarithm has all its digits also where they are few and small.
template <class T>
HWY_NOINLINE double LogOfRow(const T* x, int64_t n, ComputeOf<T> most) {
  using A = ComputeOf<T>;
  const hn::ScalableTag<A> d;
  using V = hn::VFromD<decltype(d)>;
  if (std::isinf(most)) return std::numeric_limits<double>::quiet_NaN();
  const RowPowers<A> powers(most);
  size_t largest = 0;
  const TwoPart<A> others =
      SumOfRow<false>(x, static_cast<T*>(nullptr), n, [&](const auto& in, int64_t lane, T*, auto* lanes) HWY_ATTR {
        constexpr int kN = kBlockVectors;
        V power[kN];
        powers(d, in, power);
        HOLO_STAGE {
          const auto is_largest = hn::Eq(in[i], hn::Set(d, most));
          const auto is_nothing = hn::Le(in[i], hn::Set(d, most + RowPowers<A>::kLowest));
          power[i] = hn::IfThenElse(hn::Or(is_largest, is_nothing), hn::Zero(d), power[i]);
          largest += hn::CountTrue(d, is_largest);
        }
        lanes->Add(lane, power);
      });
  const V in[1] = {hn::Set(d, most)};
  V unit[1];
  powers(d, in, unit);
  return LogOfOnePlus(static_cast<double>(others.sum) / static_cast<double>(hn::GetLane(unit[0])) +
                      static_cast<double>(largest - 1));
}

struct LogSoftmax {
  template <class T>
  static HWY_INLINE void Row(const T* x, T* y, int64_t n) {
    using A = ComputeOf<T>;
    const A most = LargestOfRow(x, n), log_sum = static_cast<A>(LogOfRow(x, n, most));
    MapRow(x, y, n, [=](auto d, auto element, int64_t) HWY_ATTR {
      return hn::Sub(hn::Sub(element, hn::Set(d, most)), hn::Set(d, log_sum));
    });
  }
};

}  // namespace
}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_SOFTMAX_INL_H_

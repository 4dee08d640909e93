// table_lookup-inl.h — table[j] for each lane, of tables of 16 or eight floats, and of rows of doubles; compiled once per
// SIMD level.

#if defined(HOLOGRAM_KERNELS_TABLE_LOOKUP_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_TABLE_LOOKUP_INL_H_
#undef HOLOGRAM_KERNELS_TABLE_LOOKUP_INL_H_
#else
#define HOLOGRAM_KERNELS_TABLE_LOOKUP_INL_H_
#endif

#include <hwy/highway.h>

#include <cstdint>

#include "kernels/table_of_pairs.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

// The entries at the low four bits of the lanes of `index`, whose other bits do not count.
template <class D>
HWY_INLINE hn::VFromD<D> Lookup([[maybe_unused]] D d, const uint32_t (&table)[16],
                                hn::VFromD<hn::RebindToSigned<D>> index) {
#if HWY_TARGET == HWY_AVX3
  const float* entries = reinterpret_cast<const float*>(table);
  return hn::TableLookupLanes(hn::Load(d, entries), hn::Indices512<float>{index.raw});
#elif HWY_TARGET == HWY_AVX2
  const float* entries = reinterpret_cast<const float*>(table);
  // The instruction looks at three bits; the fourth one becomes the sign, which is all that a blend looks at.
  const hn::Indices256<float> low = {index.raw};
  const auto upper = hn::MaskFromVec(hn::BitCast(d, hn::ShiftLeft<28>(index)));
  return hn::IfThenElse(upper, hn::TableLookupLanes(hn::Load(d, entries + 8), low),
                        hn::TableLookupLanes(hn::Load(d, entries), low));
#elif HWY_TARGET == HWY_NEON
  // Highway has no lookup in four registers: of bytes, four for each lane.
  const hn::RebindToSigned<D> di;
  const auto bytes =
      hn::Add(hn::Mul(hn::And(index, hn::Set(di, 15)), hn::Set(di, 0x04040404)), hn::Set(di, 0x03020100));
  const uint8_t* rows = reinterpret_cast<const uint8_t*>(table);
  const uint8x16x4_t all = {{vld1q_u8(rows), vld1q_u8(rows + 16), vld1q_u8(rows + 32), vld1q_u8(rows + 48)}};
  return hn::VFromD<D>(vreinterpretq_f32_u8(vqtbl4q_u8(all, vreinterpretq_u8_s32(bytes.raw))));
#else
  const hn::RebindToSigned<D> di;
  const auto place = hn::And(index, hn::Set(di, 15));
  return hn::BitCast(d, hn::GatherIndex(di, reinterpret_cast<const int32_t*>(table), place));
#endif
}

// The entries at the low three bits, of a table that holds its eight entries twice.
template <class D>
HWY_INLINE hn::VFromD<D> LookupOf8([[maybe_unused]] D d, const uint32_t (&table)[16],
                                   hn::VFromD<hn::RebindToSigned<D>> index) {
#if HWY_TARGET == HWY_AVX2
  return hn::TableLookupLanes(hn::Load(d, reinterpret_cast<const float*>(table)), hn::Indices256<float>{index.raw});
#elif HWY_TARGET == HWY_NEON
  const hn::RebindToSigned<D> di;
  const auto bytes = hn::Add(hn::Mul(hn::And(index, hn::Set(di, 7)), hn::Set(di, 0x04040404)), hn::Set(di, 0x03020100));
  const uint8_t* rows = reinterpret_cast<const uint8_t*>(table);
  const uint8x16x2_t all = {{vld1q_u8(rows), vld1q_u8(rows + 16)}};
  return hn::VFromD<D>(vreinterpretq_f32_u8(vqtbl2q_u8(all, vreinterpretq_u8_s32(bytes.raw))));
#else
  return Lookup(d, table, index);
#endif
}

#if HWY_TARGET != HWY_SCALAR
// The columns but the last one of rows of four, a vector of each, for vectors of four.
template <class D, class V>
HWY_INLINE void TransposeRows(D d, V r0, V r1, V r2, V r3, V& first, V& second, V& third) {
  const V even01 = hn::InterleaveLower(d, r0, r1), even23 = hn::InterleaveLower(d, r2, r3);
  first = hn::ConcatLowerLower(d, even23, even01);
  second = hn::ConcatLowerLower(d, hn::InterleaveUpper(d, r2, r3), hn::InterleaveUpper(d, r0, r1));
  third = hn::ConcatUpperUpper(d, even23, even01);
}
#endif

// The first three numbers of the row at each of `places`, row by row: x86's gathers take longer.
template <class D, class V>
HWY_INLINE void LoadRows(D d, const double* rows, const uint64_t* places, V& first, V& second, V& third) {
  [[maybe_unused]] constexpr size_t kLanes = hn::MaxLanes(d);
  // Volatile, or the compiler takes the lanes out of the vector, which takes longer than reading them.
  const volatile uint64_t* place = places;
  const auto row = [&](size_t lane) HWY_ATTR { return rows + place[lane]; };
#if HWY_TARGET == HWY_SCALAR
  first = hn::Set(d, row(0)[0]);
  second = hn::Set(d, row(0)[1]);
  third = hn::Set(d, row(0)[2]);
#else
  if constexpr (kLanes == 2) {
    const V a = hn::Load(d, row(0)), b = hn::Load(d, row(1));
    first = hn::InterleaveLower(d, a, b);
    second = hn::InterleaveUpper(d, a, b);
    third = hn::InterleaveLower(d, hn::Load(d, row(0) + 2), hn::Load(d, row(1) + 2));
  } else {
    const hn::FixedTag<hn::TFromD<D>, 4> d4;
    const auto load = [&](size_t lane) HWY_ATTR { return hn::Load(d4, row(lane)); };
    if constexpr (kLanes == 4) {
      TransposeRows(d, load(0), load(1), load(2), load(3), first, second, third);
    } else {
      hn::VFromD<decltype(d4)> a[2], b[2], c[2];
      TransposeRows(d4, load(0), load(1), load(2), load(3), a[0], b[0], c[0]);
      TransposeRows(d4, load(4), load(5), load(6), load(7), a[1], b[1], c[1]);
      first = hn::Combine(d, a[1], a[0]);
      second = hn::Combine(d, b[1], b[0]);
      third = hn::Combine(d, c[1], c[0]);
    }
  }
#endif
}

// The pair at each of `places`.
template <class D, class V>
HWY_INLINE void LoadPairs(D d, const double* pairs, const uint64_t* places, V& first, V& second) {
  [[maybe_unused]] constexpr size_t kLanes = hn::MaxLanes(d);
  const volatile uint64_t* place = places;
  const auto pair = [&](size_t lane) HWY_ATTR { return pairs + place[lane]; };
#if HWY_TARGET == HWY_SCALAR
  first = hn::Set(d, pair(0)[0]);
  second = hn::Set(d, pair(0)[1]);
#else
  const hn::FixedTag<hn::TFromD<D>, 2> d2;
  const auto load = [&](size_t lane) HWY_ATTR { return hn::Load(d2, pair(lane)); };
  V even, odd;
  if constexpr (kLanes == 2) {
    even = load(0);
    odd = load(1);
  } else if constexpr (kLanes == 4) {
    even = hn::Combine(d, load(2), load(0));
    odd = hn::Combine(d, load(3), load(1));
  } else {
    const hn::FixedTag<hn::TFromD<D>, 4> d4;
    even = hn::Combine(d, hn::Combine(d4, load(6), load(4)), hn::Combine(d4, load(2), load(0)));
    odd = hn::Combine(d, hn::Combine(d4, load(7), load(5)), hn::Combine(d4, load(3), load(1)));
  }
  first = hn::InterleaveLower(d, even, odd);
  second = hn::InterleaveUpper(d, even, odd);
#endif
}

// The same at the low bits of the lanes of `index`.
template <class D, class V, int kN, size_t kRows>
HWY_INLINE void LookupRows(D d, const double (&rows)[kRows][4], const V (&index)[kN], V (&first)[kN], V (&second)[kN],
                           V (&third)[kN]) {
  static_assert((kRows & (kRows - 1)) == 0);
  HWY_ALIGN uint64_t places[kN][hn::MaxLanes(d)];
  const hn::RebindToUnsigned<D> du;
  const auto most = hn::Set(du, kRows - 1);
  HWY_UNROLL(4) for (int i = 0; i < kN; ++i) {
    hn::Store(hn::ShiftLeft<2>(hn::And(hn::BitCast(du, index[i]), most)), du, places[i]);
  }
  HWY_UNROLL(4) for (int i = 0; i < kN; ++i) LoadRows(d, rows[0], places[i], first[i], second[i], third[i]);
}

// The pairs at the low four bits of the lanes of `index`.
template <class D, class V, int kN>
HWY_INLINE void LookupPairs(D d, const TableOfPairs& table, const hn::VFromD<hn::RebindToUnsigned<D>> (&index)[kN],
                            V (&first)[kN], V (&second)[kN]) {
#if HWY_TARGET == HWY_AVX3
  const V low0 = hn::Load(d, table.columns[0]), high0 = hn::Load(d, table.columns[0] + 8);
  const V low1 = hn::Load(d, table.columns[1]), high1 = hn::Load(d, table.columns[1] + 8);
  HWY_UNROLL(4) for (int i = 0; i < kN; ++i) {
    first[i] = V{_mm512_permutex2var_pd(low0.raw, index[i].raw, high0.raw)};
    second[i] = V{_mm512_permutex2var_pd(low1.raw, index[i].raw, high1.raw)};
  }
#else
  const hn::RebindToUnsigned<D> du;
  HWY_ALIGN uint64_t places[kN][hn::MaxLanes(d)];
  const auto most = hn::Set(du, TableOfPairs::kCount - 1);
  HWY_UNROLL(4) for (int i = 0; i < kN; ++i) {
    hn::Store(hn::Add(hn::And(index[i], most), hn::And(index[i], most)), du, places[i]);
  }
  HWY_UNROLL(4) for (int i = 0; i < kN; ++i) LoadPairs(d, table.rows[0], places[i], first[i], second[i]);
#endif
}

}  // namespace
}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_TABLE_LOOKUP_INL_H_

// table_lookup-inl.h — table[j] for each lane, of tables of 16 or eight floats; compiled once per SIMD level.

#if defined(HOLOGRAM_KERNELS_TABLE_LOOKUP_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_TABLE_LOOKUP_INL_H_
#undef HOLOGRAM_KERNELS_TABLE_LOOKUP_INL_H_
#else
#define HOLOGRAM_KERNELS_TABLE_LOOKUP_INL_H_
#endif

#include <hwy/highway.h>

#include <cstdint>

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

}  // namespace
}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_TABLE_LOOKUP_INL_H_

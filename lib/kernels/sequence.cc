// sequence.cc — numbers at equal distances; compiled once per SIMD level.
#include <type_traits>

#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/sequence.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "kernels/half_vectors-inl.h"
#include "kernels/lanes-inl.h"
#include "kernels/odd_rounding-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace {

// Places are counted from the start of a block, in an int: of such, every level makes vectors of doubles.
inline constexpr int64_t kPlaces = int64_t{1} << 20;

template <class T>
HWY_INLINE void FillBlock(double start, double step, double first, T* y, int32_t n) {
  if constexpr (base::kIsHalf<T>) {
    constexpr int32_t kFloats = 256;
    HWY_ALIGN float floats[kFloats];
    const hn::ScalableTag<float> d;
    const hn::CappedTag<float, 1> one;
    const int32_t lanes = static_cast<int32_t>(hn::Lanes(d));
    for (int32_t i = 0; i < n; i += kFloats) {
      const int32_t count = n - i < kFloats ? n - i : kFloats;
      for (int32_t k = 0; k < count; ++k) floats[k] = OddFloat(start + (first + static_cast<double>(i + k)) * step);
      int32_t k = 0;
      for (; k + lanes <= count; k += lanes) StoreAs(d, hn::Load(d, floats + k), y + i + k);
      for (; k < count; ++k) StoreAs(one, hn::Load(one, floats + k), y + i + k);
    }
  } else {
    for (int32_t i = 0; i < n; ++i) y[i] = static_cast<T>(start + (first + static_cast<double>(i)) * step);
  }
}

// The functor of ops.def's row of family `sequence`, as named there.

struct Iota {
  template <class T>
  static void Kernel(const T* start, const T* step, T* y, int64_t n) {
    if constexpr (std::is_integral_v<T>) {
      // In 16 bits at least: no level multiplies vectors of bytes.
      using U = std::conditional_t<sizeof(T) == 1, uint16_t, T>;
      const U first = *start, distance = *step;
      for (int64_t i = 0; i < n; ++i) y[i] = static_cast<T>(first + static_cast<U>(i) * WrapOf<U>(distance));
    } else {
      const double first = Widened(start), distance = Widened(step);
      for (int64_t i = 0; i < n; i += kPlaces) {
        const int64_t count = n - i < kPlaces ? n - i : kPlaces;
        FillBlock(first, distance, static_cast<double>(i), y + i, static_cast<int32_t>(count));
      }
    }
  }
};

template <class Functor>
void AddSequenceOf(holo_op op, KernelTable* table) {
  table->Set(op, HOLO_F32, &Functor::template Kernel<float>);
  table->Set(op, HOLO_F64, &Functor::template Kernel<double>);
  table->Set(op, HOLO_F16, &Functor::template Kernel<base::F16>);
  table->Set(op, HOLO_BF16, &Functor::template Kernel<base::Bf16>);
  for (const holo_dtype dtype : {HOLO_I8, HOLO_U8}) table->Set(op, dtype, &Functor::template Kernel<uint8_t>);
  for (const holo_dtype dtype : {HOLO_I16, HOLO_U16}) table->Set(op, dtype, &Functor::template Kernel<uint16_t>);
  for (const holo_dtype dtype : {HOLO_I32, HOLO_U32}) table->Set(op, dtype, &Functor::template Kernel<uint32_t>);
  for (const holo_dtype dtype : {HOLO_I64, HOLO_U64}) table->Set(op, dtype, &Functor::template Kernel<uint64_t>);
}

}  // namespace

void AddSequence(KernelTable* table) {
#define HOLO_ADD_sequence(code, Functor, word, types) AddSequenceOf<Functor>(code, table);
#include "kernels/ops_by_family.h"
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
HOLO_DEFINE_ADD_KERNELS(AddSequence)
}  // namespace hologram::kernels
#endif

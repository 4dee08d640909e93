// map_forms-inl.h — the kernels that a loop of maps gives: what they read, and one for each form; compiled once per SIMD
// level.
//
// A loop has Run(y, n, inputs…).

#if defined(HOLOGRAM_KERNELS_MAP_FORMS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_MAP_FORMS_INL_H_
#undef HOLOGRAM_KERNELS_MAP_FORMS_INL_H_
#else
#define HOLOGRAM_KERNELS_MAP_FORMS_INL_H_
#endif

#include <hwy/highway.h>
#include <string.h>

#include <cstdint>

#include "kernels/half_vectors-inl.h"
#include "kernels/kernel_table.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// An input: an array, or one element for all.
template <class T>
struct Array {
  const T* x;

  template <class D>
  HWY_INLINE hn::VFromD<D> At(D d, int64_t i) const {
    return LoadAs(d, x + i);
  }
  template <class D, class M>
  HWY_INLINE hn::VFromD<D> At(D d, int64_t i, M mask) const {
    return hn::MaskedLoad(mask, d, x + i);
  }
  // The first `n` elements, less than a vector, and zeros.
  template <class D>
  HWY_INLINE hn::VFromD<D> Few(D d, int64_t n) const {
    HWY_ALIGN T lane[hn::MaxLanes(D())] = {};
    memcpy(lane, x, static_cast<size_t>(n) * sizeof(T));
    return LoadAs(d, lane);
  }
};

template <class T>
struct Constant {
  ComputeOf<T> value;

  template <class D, class... M>
  HWY_INLINE hn::VFromD<D> At(D d, int64_t, M...) const {
    return hn::Set(d, value);
  }
  template <class D>
  HWY_INLINE hn::VFromD<D> Few(D d, int64_t) const {
    return hn::Set(d, value);
  }
};

template <class Loop, class T>
void Map1(const T* x, T* y, int64_t n) {
  Loop::Run(y, n, Array<T>{x});
}

template <class Loop, class T>
void Map2(const T* a, const T* b, T* y, int64_t n) {
  Loop::Run(y, n, Array<T>{a}, Array<T>{b});
}

template <class Loop, class T>
void Map2ScalarRest(const T* a, const T* b, T* y, int64_t n) {
  Loop::Run(y, n, Array<T>{a}, Constant<T>{Widened(b)});
}

template <class Loop, class T>
void Map2ScalarFirst(const T* a, const T* b, T* y, int64_t n) {
  Loop::Run(y, n, Constant<T>{Widened(a)}, Array<T>{b});
}

template <class Loop, class T>
void Map3(const T* a, const T* b, const T* c, T* y, int64_t n) {
  Loop::Run(y, n, Array<T>{a}, Array<T>{b}, Array<T>{c});
}

template <class Loop, class T>
void Map3ScalarRest(const T* a, const T* b, const T* c, T* y, int64_t n) {
  Loop::Run(y, n, Array<T>{a}, Constant<T>{Widened(b)}, Constant<T>{Widened(c)});
}

// Puts the kernels of one row of ops.def into the table under `dtype`, elements being read as T.
template <class Loop, class T, ops::ShapeWord kWord>
void AddMapAs(holo_op op, holo_dtype dtype, KernelTable* table) {
  if constexpr (kWord.shape == ops::Shape::kMap1) table->Set(op, dtype, &Map1<Loop, T>);
  if constexpr (kWord.shape == ops::Shape::kMap2) {
    table->Set(op, dtype, &Map2<Loop, T>);
    table->Set(op, dtype, &Map2ScalarRest<Loop, T>, ops::Form::kScalarRest);
  }
  if constexpr (kWord.scalar_first) table->Set(op, dtype, &Map2ScalarFirst<Loop, T>, ops::Form::kScalarFirst);
  if constexpr (kWord.shape == ops::Shape::kMap3) {
    table->Set(op, dtype, &Map3<Loop, T>);
    table->Set(op, dtype, &Map3ScalarRest<Loop, T>, ops::Form::kScalarRest);
  }
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_MAP_FORMS_INL_H_

// loads-inl.h — loads and sums that the compiler leaves as they are written; compiled once per SIMD level.

#if defined(HOLOGRAM_KERNELS_LOADS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_LOADS_INL_H_
#undef HOLOGRAM_KERNELS_LOADS_INL_H_
#else
#define HOLOGRAM_KERNELS_LOADS_INL_H_
#endif

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Nothing, to the CPU; to the compiler `v` is another one from here on, in a register.
template <class V>
HWY_INLINE void InRegister(V& v) {
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_SSE4
  __asm__("" : "+v"(v.raw));
#else
  (void)v;
#endif
}

// A vector that several instructions use: gcc 12 would make a load of each of them, and loads are what bounds a
// reduction.
template <class D>
HWY_INLINE hn::VFromD<D> LoadOnce(D d, const hn::TFromD<D>* x) {
  auto v = hn::LoadU(d, x);
  InRegister(v);
  return v;
}

// Adds to a sum, in the sum's own register: in loops with several sums gcc 12 would copy each of them in every round.
template <class V>
HWY_INLINE void AddTo(V& sum, V term) {
  sum = hn::Add(sum, term);
  InRegister(sum);
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_LOADS_INL_H_

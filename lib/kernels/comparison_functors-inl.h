// comparison_functors-inl.h — the functors of ops.def's rows of family `comparison`, named as there; compiled once per SIMD
// level.

#if defined(HOLOGRAM_KERNELS_COMPARISON_FUNCTORS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOLOGRAM_KERNELS_COMPARISON_FUNCTORS_INL_H_
#undef HOLOGRAM_KERNELS_COMPARISON_FUNCTORS_INL_H_
#else
#define HOLOGRAM_KERNELS_COMPARISON_FUNCTORS_INL_H_
#endif

#include <hwy/highway.h>

#include <type_traits>

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

// Of elements they give whether it holds, of vectors a mask of where it does, or where it does not if kInverts of their
// type.
struct Equal {
  static constexpr bool kSignless = true;
  template <class T>
  HWY_INLINE bool operator()(T a, T b) const {
    return a == b;
  }
  template <class T>
  static constexpr bool kInverts = false;
  template <class D, class V>
  static HWY_INLINE auto Mask(D, V a, V b) {
    return hn::Eq(a, b);
  }
};

struct NotEqual {
  static constexpr bool kSignless = true;
  template <class T>
  HWY_INLINE bool operator()(T a, T b) const {
    return a != b;
  }
  template <class T>
  static constexpr bool kInverts = true;
  template <class D, class V>
  static HWY_INLINE auto Mask(D, V a, V b) {
    return hn::Eq(a, b);
  }
};

struct Less {
  template <class T>
  HWY_INLINE bool operator()(T a, T b) const {
    return a < b;
  }
  template <class T>
  static constexpr bool kInverts = false;
  template <class D, class V>
  static HWY_INLINE auto Mask(D, V a, V b) {
    return hn::Lt(a, b);
  }
};

struct LessEqual {
  template <class T>
  HWY_INLINE bool operator()(T a, T b) const {
    return a <= b;
  }
  template <class T>
  static constexpr bool kInverts = std::is_integral_v<T>;
  template <class D, class V>
  static HWY_INLINE auto Mask(D, V a, V b) {
    if constexpr (std::is_integral_v<hn::TFromD<D>>) return hn::Lt(b, a);
    if constexpr (std::is_floating_point_v<hn::TFromD<D>>) return hn::Le(a, b);
  }
};

struct Greater {
  using SwappedOf = Less;
};

struct GreaterEqual {
  using SwappedOf = LessEqual;
};

}  // namespace
}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // HOLOGRAM_KERNELS_COMPARISON_FUNCTORS_INL_H_

// reduction_float.cc — sum, product and dot of floats, f16 and bf16 in f32; compiled once per SIMD level.
#include "kernels/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/reduction_float.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "kernels/joins-inl.h"
#include "kernels/reduction-inl.h"
#include "kernels/rows-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::kernels::HWY_NAMESPACE {
namespace {

#define HOLO_V hn::VFromD<D>

// At most 63 elements, and zeros up to 64.
template <class T>
struct PaddedGroup {
  HWY_ALIGN T x[kLanes] = {};
  PaddedGroup(const T* from, int64_t n) { __builtin_memcpy(x, from, static_cast<size_t>(n) * sizeof(T)); }
};

// The lanes of the first `count` elements; none if it is negative.
template <class D>
HWY_INLINE auto FirstMask(D d, int64_t count) {
  const int64_t first = count > 0 ? count : 0;  // below 64
#if HWY_TARGET == HWY_AVX3
  // FirstN would branch on 256 and more.
  using Bits = decltype(hn::MFromD<D>::raw);
  (void)d;
  return hn::MFromD<D>{static_cast<Bits>(_bzhi_u32(~0u, static_cast<uint32_t>(first)))};
#else
  return hn::FirstN(d, static_cast<size_t>(first));
#endif
}

// The first `count` elements from x + i on and zeros. Masked-out lanes cannot fault, but they are slow where they meet a
// page that is not there: a vector of nothing looks at x instead, which is.
template <class D>
HWY_INLINE HOLO_V LoadFirst(D d, const hn::TFromD<D>* x, int64_t i, int64_t count) {
  return hn::MaskedLoad(FirstMask(d, count), d, count > 0 ? x + i : x);
}

template <class T>
struct Elements : Adds {
  static constexpr bool kMasked = kMaskedTails<T> && !base::kIsHalf<T>;
  const T* x;
  HWY_INLINE explicit Elements(const T* elements) : x(elements) {}

  template <class D>
  HWY_INLINE HOLO_V Add(D d, HOLO_V sum, int64_t i) const {
    return hn::Add(sum, LoadAs(d, x + i));
  }
  template <class D>
  HWY_INLINE HOLO_V AddFirst(D d, HOLO_V sum, int64_t i, int64_t count) const {
    return hn::Add(sum, LoadFirst(d, x, i, count));
  }
  struct Rest {
    PaddedGroup<T> x;
    Rest(const Elements& terms, int64_t i, int64_t n) : x(terms.x + i, n) {}
    template <class D>
    HWY_INLINE HOLO_V Add(D d, HOLO_V sum, int64_t i) const {
      return hn::Add(sum, LoadAs(d, x.x + i));
    }
  };
};

template <class T>
struct Products : Adds {
  static constexpr bool kMasked = kMaskedTails<T> && !base::kIsHalf<T>;
  const T* a;
  const T* b;
  HWY_INLINE Products(const T* first, const T* second) : a(first), b(second) {}

  template <class D>
  HWY_INLINE HOLO_V Add(D d, HOLO_V sum, int64_t i) const {
    return hn::MulAdd(LoadAs(d, a + i), LoadAs(d, b + i), sum);
  }
  template <class D>
  HWY_INLINE HOLO_V AddFirst(D d, HOLO_V sum, int64_t i, int64_t count) const {
    return hn::MulAdd(LoadFirst(d, a, i, count), LoadFirst(d, b, i, count), sum);
  }
  struct Rest {
    PaddedGroup<T> a;
    PaddedGroup<T> b;
    Rest(const Products& terms, int64_t i, int64_t n) : a(terms.a + i, n), b(terms.b + i, n) {}
    template <class D>
    HWY_INLINE HOLO_V Add(D d, HOLO_V sum, int64_t i) const {
      return hn::MulAdd(LoadAs(d, a.x + i), LoadAs(d, b.x + i), sum);
    }
  };
};

// The elements as factors; past the end stand ones.
template <class T>
struct Factors : Multiplies {
  static constexpr bool kMasked = kMaskedTails<T> && !base::kIsHalf<T>;
  const T* x;
  HWY_INLINE explicit Factors(const T* elements) : x(elements) {}

  template <class D>
  HWY_INLINE HOLO_V Add(D d, HOLO_V product, int64_t i) const {
    return hn::Mul(product, LoadAs(d, x + i));
  }
  template <class D>
  HWY_INLINE HOLO_V AddFirst(D d, HOLO_V product, int64_t i, int64_t count) const {
    return hn::Mul(product, hn::IfThenElse(FirstMask(d, count), LoadFirst(d, x, i, count), hn::Set(d, 1)));
  }
  struct Rest {
    HWY_ALIGN ComputeOf<T> x[kLanes];
    Rest(const Factors& terms, int64_t i, int64_t n) {
      for (int64_t k = 0; k < kLanes; ++k) x[k] = k < n ? Widened(terms.x + i + k) : 1;
    }
    template <class D>
    HWY_INLINE HOLO_V Add(D d, HOLO_V product, int64_t i) const {
      return hn::Mul(product, hn::Load(d, x + i));
    }
  };
};

#undef HOLO_V

// The functors of ops.def's rows of family `reduction`, as named there.

struct Sum {
  template <class T>
  static void Kernel(const T* x, int64_t n, ComputeOf<T>* result) {
    FixedOrderSum(Elements<T>(x), n, result);
  }
};

struct Dot {
  template <class T>
  static void Kernel(const T* a, const T* b, int64_t n, ComputeOf<T>* result) {
    FixedOrderSum(Products<T>(a, b), n, result);
  }
};

struct Prod {
  template <class T>
  static void Kernel(const T* x, int64_t n, ComputeOf<T>* result) {
    FixedOrderSum(Factors<T>(x), n, result);
  }
};

}  // namespace

void AddReductionFloat(KernelTable* table) {
#define HOLO_ADD_reduction(code, Functor, word, types)                       \
  SetReduction<&Functor::template Kernel<float>>(code, HOLO_F32, table);     \
  SetReduction<&Functor::template Kernel<double>>(code, HOLO_F64, table);    \
  SetReduction<&Functor::template Kernel<base::F16>>(code, HOLO_F16, table); \
  SetReduction<&Functor::template Kernel<base::Bf16>>(code, HOLO_BF16, table);
#include "kernels/ops_by_family.h"
}

}  // namespace hologram::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hologram::kernels {
HOLO_DEFINE_ADD_KERNELS(AddReductionFloat)
}  // namespace hologram::kernels
#endif

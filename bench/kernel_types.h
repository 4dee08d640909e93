// kernel_types.h — the true types of kernels, as hologram/kernel.h lists them; peers have the same.
#ifndef HOLOGRAM_BENCH_KERNEL_TYPES_H_
#define HOLOGRAM_BENCH_KERNEL_TYPES_H_

#include <cstdint>
#include <type_traits>

#include "ops/op_table.h"

namespace hologram::bench {

// What a reduction of T gives: integers are added up in 64 bits.
template <class T>
using ResultOf = std::conditional_t<std::is_integral_v<T>, int64_t, T>;

template <ops::Shape kShape, class T>
struct KernelTypeOf;
template <class T>
struct KernelTypeOf<ops::Shape::kMap1, T> {
  using type = void (*)(const T* x, T* y, int64_t n);
};
template <class T>
struct KernelTypeOf<ops::Shape::kMap2, T> {
  using type = void (*)(const T* a, const T* b, T* y, int64_t n);
};
template <class T>
struct KernelTypeOf<ops::Shape::kMap3, T> {
  using type = void (*)(const T* a, const T* b, const T* c, T* y, int64_t n);
};
template <class T>
struct KernelTypeOf<ops::Shape::kReduce1, T> {
  using type = void (*)(const T* x, int64_t n, ResultOf<T>* result);
};
template <class T>
struct KernelTypeOf<ops::Shape::kReduce2, T> {
  using type = void (*)(const T* a, const T* b, int64_t n, ResultOf<T>* result);
};

template <ops::Shape kShape, class T>
using KernelType = typename KernelTypeOf<kShape, T>::type;

}  // namespace hologram::bench

#endif  // HOLOGRAM_BENCH_KERNEL_TYPES_H_

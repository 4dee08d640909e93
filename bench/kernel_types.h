// kernel_types.h — how kernels are called, whatever their dtypes; peers are called the same way.
#ifndef HOLOGRAM_BENCH_KERNEL_TYPES_H_
#define HOLOGRAM_BENCH_KERNEL_TYPES_H_

#include <cstdint>
#include <tuple>

#include "base/dtype.h"
#include "ops/op_table.h"

namespace hologram::bench {

// The true types of hologram/kernel.h with all pointers to void: every calling convention passes them alike.
template <ops::Shape kShape>
struct KernelTypeOf;
template <>
struct KernelTypeOf<ops::Shape::kMap1> {
  using type = void (*)(const void* x, void* y, int64_t n);
};
template <>
struct KernelTypeOf<ops::Shape::kMap2> {
  using type = void (*)(const void* a, const void* b, void* y, int64_t n);
};
template <>
struct KernelTypeOf<ops::Shape::kMap3> {
  using type = void (*)(const void* a, const void* b, const void* c, void* y, int64_t n);
};
template <>
struct KernelTypeOf<ops::Shape::kSelect> : KernelTypeOf<ops::Shape::kMap3> {};
template <>
struct KernelTypeOf<ops::Shape::kArray1> : KernelTypeOf<ops::Shape::kMap1> {};
template <>
struct KernelTypeOf<ops::Shape::kSequence> : KernelTypeOf<ops::Shape::kMap2> {};
template <>
struct KernelTypeOf<ops::Shape::kGather> {
  using type = void (*)(const void* x, const void* index, void* y, int64_t n, int64_t count);
};
template <>
struct KernelTypeOf<ops::Shape::kScatter> : KernelTypeOf<ops::Shape::kGather> {};
template <>
struct KernelTypeOf<ops::Shape::kReduce1> {
  using type = void (*)(const void* x, int64_t n, void* result);
};
template <>
struct KernelTypeOf<ops::Shape::kReduce2> {
  using type = void (*)(const void* a, const void* b, int64_t n, void* result);
};

template <ops::Shape kShape>
using KernelType = typename KernelTypeOf<kShape>::type;

// The C++ type of a dtype that is known while compiling.
template <holo_dtype kDtype>
using TypeOf =
    std::tuple_element_t<kDtype - 1, std::tuple<float, double, base::F16, base::Bf16, int8_t, int16_t, int32_t, int64_t,
                                                uint8_t, uint16_t, uint32_t, uint64_t, base::Bool8>>;
static_assert(base::kDtypeOf<TypeOf<HOLO_F32>> == HOLO_F32 && base::kDtypeOf<TypeOf<HOLO_I8>> == HOLO_I8 &&
              base::kDtypeOf<TypeOf<HOLO_U64>> == HOLO_U64 && base::kDtypeOf<TypeOf<HOLO_BOOL8>> == HOLO_BOOL8);

}  // namespace hologram::bench

#endif  // HOLOGRAM_BENCH_KERNEL_TYPES_H_

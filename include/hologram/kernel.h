/* kernel.h — the SIMD functions themselves, for a caller that has pointers and wants no overhead at all. */
#ifndef HOLOGRAM_KERNEL_H_
#define HOLOGRAM_KERNEL_H_

#include "hologram/cpu.h"
#include "hologram/export.h"
#include "hologram/op.h"
#include "hologram/status.h"
#include "hologram/types.h"

HOLO_BEGIN_DECLS

/* A kernel, to be cast to its true type. T is the dtype's C type, R the result dtype's (holo_op_info has both; a where's
 * first input is of bytes):
 *
 *   map, 1 input     void (*)(const T* x, R* y, int64_t n)
 *   map, 2 inputs    void (*)(const T* a, const T* b, R* y, int64_t n)
 *   map, 3 inputs    void (*)(const T* a, const T* b, const T* c, R* y, int64_t n)
 *   reduce, 1 input  void (*)(const T* x, int64_t n, R* result)
 *   reduce, 2 inputs void (*)(const T* a, const T* b, int64_t n, R* result)
 *   rows, columns    void (*)(const T* x, int64_t rows, int64_t cols, R* y)     of reductions and arrays; by rows in memory
 *   of 2 inputs      void (*)(const T* a, const T* b, int64_t rows, int64_t cols, R* y)
 *   array            void (*)(const T* x, R* y, int64_t n)
 *   norm, 3 inputs   void (*)(const T* x, const T* weight, const T* epsilon, T* y, int64_t n)
 *   norm, 4 inputs   void (*)(const T* x, const T* weight, const T* bias, const T* epsilon, T* y, int64_t n)
 *   rows of norms    the same with int64_t rows, int64_t cols, T* y in place of y and n
 *   sequence         void (*)(const T* start, const T* step, R* y, int64_t n)   two elements
 *   gather, scatter  void (*)(const T* x, const I* index, T* y, int64_t n, int64_t count)
 *
 * I is int64_t, in form HOLO_FORM_INDEX_I32 int32_t; `count` > 0 is that of x (gather) or of y (scatter). An index out of
 * range takes the element at an end. */
typedef void (*holo_kernel)(void);

/* Gives the kernel of `op` on `dtype` at the best SIMD level not above `cap` that this CPU runs. It stays valid for
 * the life of the process.
 *
 * A kernel checks nothing: pointers must be valid for n elements (any, if n = 0; any alignment), n >= 0, the output
 * either equal to an input or apart from it. It touches no byte outside [0, n), and assumes the default
 * floating-point environment. The output of a gather, a scatter, and of reduced rows or columns is apart from the inputs.
 *
 * Errors   HOLO_ERROR_INVALID_ARGUMENT if `kernel` is null, or `op`, `dtype` or `cap` is no known value;
 *          HOLO_ERROR_DTYPE if the operation does not take this type; HOLO_ERROR_UNSUPPORTED if `cap` is a level of
 *          another architecture. */
HOLO_API holo_status holo_kernel_get(holo_op op, holo_dtype dtype, holo_simd_level cap,
                                     holo_kernel* kernel) HOLO_NOEXCEPT;

/* The same for any form. With scalars the kernel has the type of the map without them, and where it takes a scalar its
 * pointer leads to one element, also if n = 0.
 *
 * Errors   as `holo_kernel_get`; HOLO_ERROR_INVALID_ARGUMENT if `form` is no known value; HOLO_ERROR_UNSUPPORTED if the
 *          operation does not have it. */
HOLO_API holo_status holo_kernel_form_get(holo_op op, holo_form form, holo_dtype dtype, holo_simd_level cap,
                                          holo_kernel* kernel) HOLO_NOEXCEPT;

HOLO_END_DECLS

#endif /* HOLOGRAM_KERNEL_H_ */

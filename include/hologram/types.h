/* types.h — element types, scalars, and what there is to know about an operation. */
#ifndef HOLOGRAM_TYPES_H_
#define HOLOGRAM_TYPES_H_

#include <stdint.h>

#include "hologram/export.h"
#include "hologram/op.h"
#include "hologram/status.h"

HOLO_BEGIN_DECLS

/* The type of a buffer's elements. 0 is none of them, so that a forgotten field is an error. */
typedef int32_t holo_dtype;
enum holo_dtype_code {
  HOLO_F32 = 1,
  HOLO_F64 = 2,
  HOLO_F16 = 3,  /* IEEE 754 binary16 */
  HOLO_BF16 = 4, /* the upper half of a binary32 */
  HOLO_I8 = 5,
  HOLO_I16 = 6,
  HOLO_I32 = 7,
  HOLO_I64 = 8,
  HOLO_U8 = 9,
  HOLO_U16 = 10,
  HOLO_U32 = 11,
  HOLO_U64 = 12,
  HOLO_BOOL8 = 13 /* one byte: 0 or 1 */
};

/* One number with its type: floats stand in `f64`, signed integers in `i64`, unsigned ones and bool8 in `u64`. */
typedef struct holo_scalar {
  holo_dtype dtype;
  int32_t reserved; /* 0 */
  union {
    double f64;
    int64_t i64;
    uint64_t u64;
  } value;
} holo_scalar;

/* Elements in the caller's memory, of any alignment, for the functions that take arrays in place of buffers. */
typedef struct holo_array {
  void* data; /* may be null if count is 0 */
  int64_t count;
  holo_dtype dtype;
  int32_t reserved; /* 0 */
} holo_array;

/* How an operation goes over its elements. */
typedef int32_t holo_shape;
enum holo_shape_code {
  HOLO_SHAPE_MAP = 1,      /* y[i] = op(x[i], …): as many results as elements */
  HOLO_SHAPE_REDUCE = 2,   /* one result from all elements */
  HOLO_SHAPE_ARRAY = 3,    /* as many results as elements, each from any of them */
  HOLO_SHAPE_SEQUENCE = 4, /* an array from two scalars */
  HOLO_SHAPE_GATHER = 5,   /* y[i] = x[index[i]] */
  HOLO_SHAPE_SCATTER = 6,  /* y[index[i]] = x[i] */
  HOLO_SHAPE_NORM = 7 /* an array, whose other inputs have one element for each place of a row; a scalar comes last */
};

/* A variant of an operation: which inputs of a map are scalars, one value for all elements; or what is reduced, or
 * becomes an array, by itself; or of which type indices are. */
typedef int32_t holo_form;
enum holo_form_code {
  HOLO_FORM_BUFFERS = 0,      /* no scalars (of a sequence: both); all elements; indices are i64 */
  HOLO_FORM_SCALAR_REST = 1,  /* all inputs but the first are scalars */
  HOLO_FORM_SCALAR_FIRST = 2, /* the first of two is a scalar */
  HOLO_FORM_ROWS = 3,         /* each row of a matrix: axis 1 */
  HOLO_FORM_COLUMNS = 4,      /* each column of a matrix is reduced: axis 0 */
  HOLO_FORM_INDEX_I32 = 5     /* indices are i32 */
};

/* How exact approximated operations (exp, tanh, softmax ...) are, for each executor. `holo_op_info` has the bounds, and
 * docs/accuracy.md what was measured.
 *
 * HOLO_ACCURACY_STANDARD  the fastest kernels; errors up to a unit or two in the last place.
 * HOLO_ACCURACY_CORRECT   f32, f16 and bf16 maps are computed in f64 and rounded once. Where `max_ulp_correct` is 0.5
 *                         they are correctly rounded: the same bits on every SIMD level. So are dot, mse, variance and
 *                         norm2 added up in f64 and rounded once. Three to ten times the time of f32. f64, and
 *                         everything else, as in the other mode. */
typedef int32_t holo_accuracy;
enum holo_accuracy_code { HOLO_ACCURACY_STANDARD = 0, HOLO_ACCURACY_CORRECT = 1 };

/* An operation on one element type. The texts live as long as the library. */
typedef struct holo_op_info {
  uint32_t struct_size;
  holo_op op;
  holo_shape shape;
  int32_t input_count; /* buffers or scalars read: 1 to 4 */
  holo_dtype dtype;
  holo_dtype result_dtype;     /* of the output buffer, or of a reduction's scalar */
  int32_t in_place;            /* 1 if the output may be one of the inputs */
  int32_t same_on_every_level; /* 1 if all SIMD levels give the same bits; 0 if those with FMA do */
  const char* name;            /* "add" */
  const char* formula;         /* "a[i] + b[i]" */
  const char* accuracy;        /* "exact", or the bound of the error */
  holo_dtype input_dtypes[4];  /* of the inputs, indices being i64; 0 beyond input_count */
  uint32_t forms;              /* bit 1 << form for each that there is */
  int32_t reserved;            /* 0 */
  double max_ulp_standard;     /* largest error in units in the last place: 0.5 is correctly rounded, 0 of integers; */
  double max_ulp_correct;      /* in the other accuracy mode; -1 where the bound is of another kind: see `accuracy` */
  const char* special_values;  /* what holds of NaN, zeros, ends of types; "" if there is nothing to say */
  const char* summary;         /* "Adds two buffers." */
} holo_op_info;

#define HOLO_OP_INFO_INIT \
  { sizeof(holo_op_info), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, {0, 0, 0, 0}, 0, 0, 0, 0, 0, 0 }

/* Looks an operation up by name ("add").
 *
 * Errors   HOLO_ERROR_INVALID_ARGUMENT if a pointer is null or there is no such operation. */
HOLO_API holo_status holo_op_from_name(const char* name, holo_op* op) HOLO_NOEXCEPT;

/* Describes `op` on elements of type `dtype`. Codes of operations are contiguous from 1 to HOLO_OP_LAST; a newer
 * library may know more of them.
 *
 * Errors   HOLO_ERROR_INVALID_ARGUMENT if `info` is null, or `op` or `dtype` is no known value; HOLO_ERROR_DTYPE if
 *          the operation does not take this type; HOLO_ERROR_STRUCT_SIZE. */
HOLO_API holo_status holo_op_info_get(holo_op op, holo_dtype dtype, holo_op_info* info) HOLO_NOEXCEPT;

/* "f32" for HOLO_F32; null for a number that is no dtype. */
HOLO_API const char* holo_dtype_name(holo_dtype dtype) HOLO_NOEXCEPT;

/* Bytes of one element; 0 for a number that is no dtype. */
HOLO_API int64_t holo_dtype_size(holo_dtype dtype) HOLO_NOEXCEPT;

HOLO_END_DECLS

#endif /* HOLOGRAM_TYPES_H_ */

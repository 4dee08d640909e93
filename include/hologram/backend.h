/* backend.h — what runs an executor's operations: ask it for its interfaces, or bring one of your own.
 *
 * An executor has a chain of backends: the one that holo_executor_options.backend names, then the built-in ones that
 * stand after it in `holo_backend_list`. A call runs on the first of them that supports its operation on its type. */
#ifndef HOLOGRAM_BACKEND_H_
#define HOLOGRAM_BACKEND_H_

#include <stdint.h>

#include "hologram/buffer.h"
#include "hologram/cpu.h"
#include "hologram/executor.h"
#include "hologram/export.h"
#include "hologram/kernel.h"
#include "hologram/op.h"
#include "hologram/status.h"
#include "hologram/types.h"
#include "hologram/version.h"

HOLO_BEGIN_DECLS

/* The first backend of an executor's chain. As much a handle as the executor's own, and like it never dereferenced. */
typedef struct holo_backend_s* holo_backend;

/* Gives the backend that the executor was made for.
 *
 * Ownership  nothing to destroy: it is the executor's, and no handle any more when that is destroyed.
 * Errors     HOLO_ERROR_INVALID_HANDLE; HOLO_ERROR_INVALID_ARGUMENT if `backend` is null. */
HOLO_API holo_status holo_executor_backend(holo_executor executor, holo_backend* backend) HOLO_NOEXCEPT;

/* An interface is a table of functions that some backends have. */
enum holo_interface_id {
  HOLO_INTERFACE_CPU = 1,              /* holo_cpu_interface */
  HOLO_INTERFACE_FIRST_FOREIGN = 65536 /* from here on numbers are free for registered backends */
};

/* The downcast: gives the backend's table of interface `interface_id`, at version `min_version` or above. Later versions
 * of an interface add functions at its table's end. A built-in backend's table lives as long as the library.
 *
 * Errors   HOLO_ERROR_INVALID_HANDLE; HOLO_ERROR_INVALID_ARGUMENT if `table` is null or `min_version` negative;
 *          HOLO_ERROR_UNSUPPORTED if the backend has no such interface, or none so new. */
HOLO_API holo_status holo_backend_query(holo_backend backend, int32_t interface_id, int32_t min_version,
                                        const void** table) HOLO_NOEXCEPT;

/* Interface HOLO_INTERFACE_CPU: of backends whose buffers are this process's memory and whose operations are functions.
 * Every function checks its handle, and fails as functions of the library do. */
typedef struct holo_cpu_interface {
  uint32_t struct_size;
  int32_t version; /* HOLO_CPU_INTERFACE_VERSION of the library */

  /* The SIMD level that the executor's kernels run at. */
  holo_status (*simd_level)(holo_backend backend, holo_simd_level* level);

  /* The kernel of that level: what `holo_kernel_form_get` gives with the level as its cap. */
  holo_status (*kernel_get)(holo_backend backend, holo_op op, holo_form form, holo_dtype dtype, holo_kernel* kernel);

  /* The data of a buffer of the backend's executor, and how many elements it has: what `holo_buffer_map` gives, without
   * a map to end. It stays valid until the buffer is destroyed (under a guard: until that is released).
   *
   * Errors   HOLO_ERROR_INVALID_HANDLE; HOLO_ERROR_WRONG_EXECUTOR; HOLO_ERROR_INVALID_ARGUMENT (access, null pointers);
   *          HOLO_ERROR_READ_ONLY. */
  holo_status (*data_get)(holo_backend backend, holo_buffer buffer, holo_access access, void** data, int64_t* count);
} holo_cpu_interface;

#define HOLO_CPU_INTERFACE_VERSION 1

/* One call of an operation, as a registered backend gets it: checked, with pointers in place of handles. It may grow at
 * its end: operations of the shapes that these headers know have all that they need in these fields.
 *
 * Shapes     every input has n >= 0 elements of `dtype`, but for scalars and a where's first input, which is bool8. A
 *            map, an array and a sequence fill the n elements of `output` and have a null `result`, a reduction writes one
 *            value of `result_dtype` to `result`, of that type's size, and has a null `output`. Its forms ROWS and COLUMNS
 *            have an output, of `rows` or `cols` elements, and n = rows * cols elements of each input, row after row; so
 *            has the form ROWS of an array and of a norm, of n elements. Of a norm the inputs between the first and the
 *            last, a scalar, have `cols` elements, or, in its other form, n. The
 *            indices of a gather and a scatter are i64, or as the form says, and were in range when they were looked at:
 *            0 <= index < count, the elements of x or of `output`. With n = 0 inputs and output may be null; a
 *            reduction then gives the value that its operation has of nothing.
 * Aliasing   inputs may be the same array, and the output of a map or an array may be one of them; else they do not
 *            overlap. No alignment is promised beyond what wrapped memory has.
 * Ownership  everything here is valid until `run` returns, and no longer. Buffers that other threads destroy meanwhile
 *            stay until then. */
typedef struct holo_backend_call {
  uint32_t struct_size; /* of the library's struct */
  holo_op op;
  holo_dtype dtype;
  holo_dtype result_dtype; /* of output or result */
  int32_t input_count;
  holo_form form;
  const void* const* inputs; /* where the form has a scalar: one element, also if n = 0 */
  void* output;
  void* result;
  int64_t n;
  int64_t rows; /* of forms ROWS and COLUMNS; else 0 */
  int64_t cols;
  int64_t count; /* of a gather's x or a scatter's output; else 0 */
} holo_backend_call;

/* A backend, to be registered. `context` is passed to its functions, which any thread may call at any time, several at
 * once. They must return normally: an exception becomes HOLO_ERROR_INTERNAL. They may call the library. */
typedef struct holo_backend_table {
  uint32_t struct_size;
  int32_t abi_min; /* the ABI versions that it was written for: holo_abi_version() must be one of them */
  int32_t abi_max;
  int32_t reserved; /* 0 */
  const char* name; /* 1 to 63 bytes of a-z 0-9 _ . - */
  void* context;    /* may be null */

  /* Not 0 if `run` can run this form of `op` on elements of type `dtype`. Asked at every call, so it should be fast, and always give
   * the same answer. Of codes that it does not know it must answer 0: a newer library has operations and types that its
   * author has not heard of. */
  int32_t (*supports)(void* context, holo_op op, holo_form form, holo_dtype dtype);

  /* Runs a call that it supports. A failure, one of holo_status_code, is passed on to the caller with the backend's name
   * in the message; any other number becomes HOLO_ERROR_INTERNAL. */
  holo_status (*run)(void* context, const holo_backend_call* call);

  /* The table of an interface at `min_version` or above, null if it has none; see `holo_backend_query`. May be null: no
   * interfaces. */
  const void* (*query)(void* context, int32_t interface_id, int32_t min_version);
} holo_backend_table;

/* Claims the ABI of these headers. */
#define HOLO_BACKEND_TABLE_INIT \
  { sizeof(holo_backend_table), HOLO_VERSION_MAJOR, HOLO_VERSION_MAJOR, 0, 0, 0, 0, 0, 0 }

/* Makes a backend known under its name, for the rest of the process; what executors of that name cannot run on it runs on
 * the built-in backends. docs/write-a-backend.md shows one. At most 16 can be registered.
 *
 * Ownership  table and name are copied. Functions and context must stay: there is no way to take a backend back.
 * Threads    any; of several threads that register one name at the same time, one succeeds.
 * Errors     HOLO_ERROR_INVALID_ARGUMENT if `table`, or in it the name, `supports` or `run` is null, the name is ill-formed
 *            or taken (by a built-in backend: "cpu", "reference"), or a reserved field is not 0; HOLO_ERROR_STRUCT_SIZE;
 *            HOLO_ERROR_UNSUPPORTED if the library's ABI is not among the table's; HOLO_ERROR_LIMIT;
 *            HOLO_ERROR_OUT_OF_MEMORY. */
HOLO_API holo_status holo_backend_register(const holo_backend_table* table) HOLO_NOEXCEPT;

/* Writes the names that holo_executor_options.backend can have, one a line: registered ones in the order of their
 * registration, then the built-in ones in the order in which a chain asks them. `needed` gets the bytes of the text with
 * its NUL. To learn only those, pass null and a capacity of 0.
 *
 * Errors   HOLO_ERROR_INVALID_ARGUMENT if `needed` is null, `capacity` negative, or `buffer` null with a capacity above 0;
 *          HOLO_ERROR_OUT_OF_RANGE if the text does not fit. */
HOLO_API holo_status holo_backend_list(char* buffer, int64_t capacity, int64_t* needed) HOLO_NOEXCEPT;

HOLO_END_DECLS

#endif /* HOLOGRAM_BACKEND_H_ */

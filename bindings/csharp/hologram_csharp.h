/* hologram_csharp.h — what the C# binding needs beside the wrapped C functions: the last failure, memory of C#'s, programs. */
#ifndef HOLOGRAM_CSHARP_H_
#define HOLOGRAM_CSHARP_H_

#include <string.h>

#include "hologram/hologram.h"
#include "program_maker.h"

/* Copies the thread's last message, UTF-8 without an end mark, to `message`, which holds 240 bytes. Gives its length. */
static int32_t holo_csharp_last_error(char* message, int32_t* argument) {
  holo_error error = HOLO_ERROR_INIT;
  holo_last_error(&error);
  const size_t length = strlen(error.message);
  memcpy(message, error.message, length);
  *argument = error.argument;
  return (int32_t)length;
}

/* A buffer of memory that C# holds still until `release` is called with `user`. */
static holo_status holo_csharp_wrap(holo_executor executor, int32_t dtype, int64_t count, void* data, int32_t read_only,
                                    holo_release release, void* user, holo_buffer* buffer) {
  return holo_buffer_wrap(executor, dtype, count, data, read_only ? HOLO_BUFFER_READ_ONLY : 0, release, user, buffer);
}

/* Operations on arrays that C# holds still: the inputs of `arrays`, and behind them the output, if there is one. */
static holo_status holo_csharp_map(holo_executor executor, int32_t op, const holo_array* arrays, int32_t input_count,
                                   const holo_scalar* scalars, int32_t scalar_count, int64_t n) {
  return holo_apply_arrays(executor, op, arrays, input_count, scalars, scalar_count, arrays + input_count, n, NULL);
}

static holo_status holo_csharp_reduce(holo_executor executor, int32_t op, const holo_array* arrays, int32_t input_count,
                                      int64_t n, holo_scalar* result) {
  return holo_apply_arrays(executor, op, arrays, input_count, NULL, 0, NULL, n, result);
}

static holo_status holo_csharp_axis(holo_executor executor, int32_t op, const holo_array* arrays, int32_t input_count,
                                    const holo_scalar* scalars, int32_t scalar_count, int64_t rows, int64_t cols,
                                    int32_t axis) {
  return holo_apply_arrays_axis(executor, op, arrays, input_count, scalars, scalar_count, rows, cols, axis,
                                arrays + input_count);
}

/* holo_binding_program_make: `wrong` holds 280 bytes. The status is not thrown, for `wrong` may know more. */
static int32_t holo_csharp_program_make(const char* text, const char* parameters, char* wrong, holo_program* program) {
  return holo_binding_program_make(text, parameters, wrong, program);
}

/* A parameter: `name` holds 72 bytes. */
static holo_status holo_csharp_parameter(holo_program program, int32_t index, char* name, int32_t* kind,
                                         int32_t* dtype) {
  holo_program_parameter parameter = HOLO_PROGRAM_PARAMETER_INIT;
  const holo_status status = holo_program_parameter_get(program, index, &parameter);
  memcpy(name, parameter.name, sizeof parameter.name);
  *kind = parameter.kind;
  *dtype = parameter.dtype;
  return status;
}

#endif /* HOLOGRAM_CSHARP_H_ */

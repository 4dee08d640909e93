/* binding.h — C functions in the shape that a wrapped one needs: plain numbers in, one result out. The same in every
 * language. */
#ifndef HOLOGRAM_BINDING_H_
#define HOLOGRAM_BINDING_H_

#include "hologram/hologram.h"

static holo_status holo_binding_executor_create(int32_t simd_cap, int32_t accuracy, int32_t fp_isolated,
                                                holo_executor* executor) {
  holo_executor_options options = HOLO_EXECUTOR_OPTIONS_INIT;
  options.simd_cap = simd_cap;
  options.accuracy = accuracy;
  options.fp_isolated = fp_isolated;
  return holo_executor_create(&options, executor);
}

/* End a handle; one that has ended already is left alone. */
static void holo_binding_executor_end(holo_executor executor) { holo_executor_destroy(executor); }
static void holo_binding_buffer_end(holo_buffer buffer) { holo_buffer_destroy(buffer); }
static void holo_binding_program_end(holo_program program) { holo_program_destroy(program); }
static void holo_binding_launch_end(holo_launch launch) { holo_launch_destroy(launch); }

/* The level that its kernels run at; of a handle that has ended 0. */
static int32_t holo_binding_simd_level(holo_executor executor) {
  holo_executor_info info = HOLO_EXECUTOR_INFO_INIT;
  return holo_executor_info_get(executor, &info) == HOLO_OK ? info.simd_level : 0;
}

/* HOLO_BUFFER_READ_ONLY and so on; of a handle that has ended 0. */
static int32_t holo_binding_buffer_flags(holo_buffer buffer) {
  holo_buffer_info info = HOLO_BUFFER_INFO_INIT;
  return holo_buffer_info_get(buffer, &info) == HOLO_OK ? (int32_t)info.flags : 0;
}

/* All elements become the number whose bits these are. */
static holo_status holo_binding_fill(holo_buffer buffer, int32_t dtype, int64_t bits) {
  const holo_scalar value = {dtype, 0, {.i64 = bits}};
  return holo_buffer_fill(buffer, &value);
}

/* Of what type an operation's results are. */
static int32_t holo_binding_result_dtype(int32_t op, int32_t dtype) {
  holo_op_info info = HOLO_OP_INFO_INIT;
  return holo_op_info_get(op, dtype, &info) == HOLO_OK ? info.result_dtype : dtype;
}

/* How many parameters a program has; of a handle that has ended 0. */
static int32_t holo_binding_parameter_count(holo_program program) {
  holo_program_info info = HOLO_PROGRAM_INFO_INIT;
  return holo_program_info_get(program, &info) == HOLO_OK ? info.parameter_count : 0;
}

#endif /* HOLOGRAM_BINDING_H_ */

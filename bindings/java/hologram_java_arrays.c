/* hologram_java_arrays.c — operations on Java's arrays.
 *
 * The collector moves arrays, so the library cannot just have their addresses. There are four ways, by size:
 *
 *   up to 256 elements   copies in memory that Java keeps for it (Scratch.java): a copy by Java takes some nanoseconds, while
 *                        each function of JNI that touches an array takes more than ten
 *   up to 2^20           the arrays themselves, in a critical section around the bare call. While one is open, G1 before
 *                        JDK 22 and the serial and parallel collectors collect nothing, and a thread that is out of memory
 *                        waits. So no section is longer than one operation on 2^20 elements: a few milliseconds.
 *   more, of a map       pieces of 2^20, each in a section of its own, between which the collector has its turn
 *   more, of the others  copies outside of Java's memory, since results depend on all elements at once
 *
 * How long arrays are has been checked by the methods that call. */
#include <jni.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "hologram_jni.h"

enum { kOutput = 4, kPlaces = 5, kCriticalLimit = 1 << 20, kCopiedPiece = 1 << 16 };

typedef struct java_call {
  holo_executor executor;
  holo_op op;
  int32_t input_count;
  int32_t scalar_count;
  int32_t has_output;
  int32_t axis; /* -1: no matrix */
  int64_t n, rows, cols;
  holo_array arrays[kPlaces]; /* the inputs, and at kOutput the output */
  holo_scalar scalars[2];
  holo_scalar result;
} java_call;

/* `types` as hologram_jni.h has it. Of a long struct only what will be looked at is written: to clear all of it would take
 * as long as the rest of a short call. */
static void prepare(java_call* call, holo_executor executor, int32_t op, int32_t types, int64_t count_a,
                    int64_t count_b, int64_t count_out, int64_t first, int64_t second) {
  int scalar_count = 0, i = 0;
  for (; i < kOutput && (types >> (4 * i) & 15) != 0; ++i) {
    const holo_dtype dtype = types >> (4 * i) & 15;
    const int is_scalar = types >> (20 + i) & 1;
    call->arrays[i] = (holo_array){NULL, i == 0 ? count_a : count_b, is_scalar ? 0 : dtype, 0};
    if (is_scalar) call->scalars[scalar_count++] = (holo_scalar){dtype, 0, {0}};
  }
  call->scalars[0].value.i64 = first;
  call->scalars[1].value.i64 = second;
  call->arrays[kOutput] = (holo_array){NULL, count_out, types >> 16 & 15, 0};
  call->executor = executor;
  call->op = op;
  call->input_count = i;
  call->scalar_count = scalar_count;
  call->has_output = (types >> 16 & 15) != 0;
  call->axis = -1;
  call->n = count_b;
  call->result.value.i64 = 0;
}

static holo_status run(java_call* call) {
  const holo_array* const output = call->has_output ? &call->arrays[kOutput] : NULL;
  if (call->axis < 0) {
    return holo_apply_arrays(call->executor, call->op, call->arrays, call->input_count, call->scalars,
                             call->scalar_count, output, call->n, output == NULL ? &call->result : NULL);
  }
  return holo_apply_arrays_axis(call->executor, call->op, call->arrays, call->input_count, call->scalars,
                                call->scalar_count, call->rows, call->cols, call->axis, output);
}

/* The elements of all arrays from `first` on. */
static holo_status run_in_place(JNIEnv* jenv, java_call* call, const jarray objects[kPlaces], int64_t first) {
  char* held[kPlaces] = {NULL};
  int out_of_memory = 0;
  for (int i = 0; i < kPlaces && !out_of_memory; ++i) {
    holo_array* const array = &call->arrays[i];
    if (objects[i] == NULL) continue;
    held[i] = (char*)(*jenv)->GetPrimitiveArrayCritical(jenv, objects[i], NULL);
    out_of_memory = held[i] == NULL; /* an OutOfMemoryError is pending */
    if (!out_of_memory) array->data = held[i] + first * holo_dtype_size(array->dtype);
  }
  const holo_status status = out_of_memory ? HOLO_OK : run(call);
  for (int i = 0; i < kPlaces; ++i) {
    if (held[i] == NULL) continue;
    (*jenv)->ReleasePrimitiveArrayCritical(jenv, objects[i], held[i], i == kOutput ? 0 : JNI_ABORT);
  }
  return status;
}

/* A map. Should another thread close the executor meanwhile, the pieces until then are done. */
static holo_status run_in_pieces(JNIEnv* jenv, java_call* call, const jarray objects[kPlaces]) {
  const int64_t n = call->n;
  for (int64_t first = 0; first < n; first += kCriticalLimit) {
    call->n = n - first < kCriticalLimit ? n - first : kCriticalLimit;
    for (int i = 0; i < kPlaces; ++i) call->arrays[i].count = call->n;
    const holo_status status = run_in_place(jenv, call, objects, first);
    if (status != HOLO_OK || (*jenv)->ExceptionCheck(jenv)) return status;
  }
  return HOLO_OK;
}

/* All elements of an array to or from `copy`, by pieces, for while one is copied the collector waits, too. Gives 0 if there
 * is no memory. */
static int copy_elements(JNIEnv* jenv, jarray object, const holo_array* array, int to_object) {
  const int64_t size = holo_dtype_size(array->dtype);
  for (int64_t first = 0; first < array->count; first += kCopiedPiece) {
    const int64_t count = array->count - first < kCopiedPiece ? array->count - first : kCopiedPiece;
    char* const elements = (char*)(*jenv)->GetPrimitiveArrayCritical(jenv, object, NULL);
    if (elements == NULL) return 0;
    char* const copy = (char*)array->data;
    memcpy((to_object ? elements : copy) + first * size, (to_object ? copy : elements) + first * size,
           (size_t)(count * size));
    (*jenv)->ReleasePrimitiveArrayCritical(jenv, object, elements, to_object ? 0 : JNI_ABORT);
  }
  return 1;
}

static holo_status run_on_copies(JNIEnv* jenv, java_call* call, const jarray objects[kPlaces]) {
  int has_memory = 1;
  for (int i = 0; i < kPlaces && has_memory; ++i) {
    holo_array* const array = &call->arrays[i];
    if (objects[i] == NULL) continue;
    array->data = malloc((size_t)(array->count * holo_dtype_size(array->dtype)) + 1);
    has_memory = array->data != NULL;
    /* All of the output is written to, except by a scatter. */
    if (has_memory && (i != kOutput || call->op == HOLO_OP_SCATTER)) {
      has_memory = copy_elements(jenv, objects[i], array, 0);
    }
  }
  const holo_status status = has_memory ? run(call) : HOLO_OK;
  if (has_memory && status == HOLO_OK && call->has_output) {
    has_memory = copy_elements(jenv, objects[kOutput], &call->arrays[kOutput], 1);
  }
  for (int i = 0; i < kPlaces; ++i) {
    if (objects[i] != NULL) free(call->arrays[i].data);
  }
  if (!has_memory && !(*jenv)->ExceptionCheck(jenv)) {
    holo_jni_throw_message(jenv, HOLO_ERROR_OUT_OF_MEMORY, 0, "there is no memory for copies of the arrays");
  }
  return status;
}

static int is_map(const java_call* call) {
  holo_op_info info = HOLO_OP_INFO_INIT;
  const holo_dtype dtype = call->arrays[call->arrays[0].dtype == 0 ? 1 : 0].dtype;
  return call->axis < 0 && holo_op_info_get(call->op, dtype, &info) == HOLO_OK && info.shape == HOLO_SHAPE_MAP;
}

static int64_t apply(JNIEnv* jenv, java_call* call, jobject a, jobject b, jobject c, jobject out) {
  const jarray objects[kPlaces] = {(jarray)a, (jarray)b, (jarray)c, NULL, (jarray)out};
  int64_t largest = 0;
  for (int i = 0; i < kPlaces; ++i) {
    if (objects[i] != NULL && call->arrays[i].count > largest) largest = call->arrays[i].count;
  }
  holo_status status;
  if (largest <= kCriticalLimit) {
    status = run_in_place(jenv, call, objects, 0);
  } else {
    status = is_map(call) ? run_in_pieces(jenv, call, objects) : run_on_copies(jenv, call, objects);
  }
  if (status != HOLO_OK) holo_jni_throw(jenv, status);
  return call->result.value.i64;
}

int64_t holo_java_apply(JNIEnv* jenv, holo_executor executor, int32_t op, int32_t types, jobject a, jobject b,
                        jobject c, jobject out, int32_t count_a, int32_t n, int32_t count_out, int64_t first,
                        int64_t second) {
  java_call call;
  prepare(&call, executor, op, types, count_a, n, count_out, first, second);
  return apply(jenv, &call, a, b, c, out);
}

void holo_java_apply_axis(JNIEnv* jenv, holo_executor executor, int32_t op, int32_t types, jobject a, jobject b,
                          jobject c, jobject out, int32_t count_b, int32_t count_out, int64_t rows, int64_t cols,
                          int32_t axis, int64_t scalar) {
  java_call call;
  prepare(&call, executor, op, types, rows * cols, count_b, count_out, scalar, 0);
  call.rows = rows;
  call.cols = cols;
  call.axis = axis;
  apply(jenv, &call, a, b, c, out);
}

/* The output's place is the fourth, for a fourth input is a number. */
static int64_t apply_at(JNIEnv* jenv, java_call* call, int64_t address, int32_t place_bytes) {
  char* const places = (char*)(intptr_t)address;
  for (int i = 0; i < kOutput - 1; ++i) call->arrays[i].data = places + (int64_t)i * place_bytes;
  call->arrays[kOutput].data = places + (kOutput - 1) * (int64_t)place_bytes;
  const holo_status status = run(call);
  if (status != HOLO_OK) holo_jni_throw(jenv, status);
  return call->result.value.i64;
}

int64_t holo_java_apply_at(JNIEnv* jenv, holo_executor executor, int32_t op, int32_t types, int64_t address,
                           int32_t place_bytes, int32_t count_a, int32_t n, int32_t count_out, int64_t first,
                           int64_t second) {
  java_call call;
  prepare(&call, executor, op, types, count_a, n, count_out, first, second);
  return apply_at(jenv, &call, address, place_bytes);
}

void holo_java_apply_axis_at(JNIEnv* jenv, holo_executor executor, int32_t op, int32_t types, int64_t address,
                             int32_t place_bytes, int32_t count_b, int32_t count_out, int64_t rows, int64_t cols,
                             int32_t axis, int64_t scalar) {
  java_call call;
  prepare(&call, executor, op, types, rows * cols, count_b, count_out, scalar, 0);
  call.rows = rows;
  call.cols = cols;
  call.axis = axis;
  apply_at(jenv, &call, address, place_bytes);
}

int64_t holo_java_address(JNIEnv* jenv, jobject bytes) {
  return (int64_t)(intptr_t)(*jenv)->GetDirectBufferAddress(jenv, bytes);
}

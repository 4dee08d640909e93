/* hologram_java_programs.c — programs: texts and numbers cross in Java's arrays, of which only copies are looked at. */
#include <jni.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "hologram_jni.h"
#include "program_maker.h"

enum { kMaxParameters = 64 }; /* of a program */

int64_t holo_java_program(JNIEnv* jenv, jobject text, jobject parameters) {
  jbyte* const bytes = (*jenv)->GetByteArrayElements(jenv, (jbyteArray)text, NULL);
  if (bytes == NULL) return 0; /* an OutOfMemoryError is pending */
  jbyte* const more = parameters == NULL ? NULL : (*jenv)->GetByteArrayElements(jenv, (jbyteArray)parameters, NULL);
  holo_program program = NULL;
  if (parameters == NULL || more != NULL) {
    char wrong[HOLO_WRONG_BYTES];
    const holo_status status = holo_binding_program_make((const char*)bytes, (const char*)more, wrong, &program);
    if (wrong[0] != 0) {
      holo_jni_throw_message(jenv, status, 0, wrong);
    } else if (status != HOLO_OK) {
      holo_jni_throw(jenv, status);
    }
  }
  if (more != NULL) (*jenv)->ReleaseByteArrayElements(jenv, (jbyteArray)parameters, more, JNI_ABORT);
  (*jenv)->ReleaseByteArrayElements(jenv, (jbyteArray)text, bytes, JNI_ABORT);
  return (int64_t)(uintptr_t)program;
}

static jobject bytes_of(JNIEnv* jenv, const char* data, size_t size) {
  const jbyteArray bytes = (*jenv)->NewByteArray(jenv, (jsize)size);
  if (bytes != NULL) (*jenv)->SetByteArrayRegion(jenv, bytes, 0, (jsize)size, (const jbyte*)data);
  return bytes;
}

jobject holo_java_program_text(JNIEnv* jenv, holo_program program, int32_t canonical) {
  holo_status (*const write)(holo_program, char*, int64_t, int64_t*) =
      canonical ? holo_program_canonical_text : holo_program_to_text;
  int64_t needed = 0;
  holo_status status = write(program, NULL, 0, &needed);
  char* const text = status == HOLO_OK ? malloc((size_t)needed) : NULL;
  if (text != NULL) status = write(program, text, needed, &needed);
  jobject bytes = NULL;
  if (status != HOLO_OK) {
    holo_jni_throw(jenv, status);
  } else if (text == NULL) {
    holo_jni_throw_message(jenv, HOLO_ERROR_OUT_OF_MEMORY, 0, "no memory for the program's text");
  } else {
    bytes = bytes_of(jenv, text, (size_t)needed - 1);
  }
  free(text);
  return bytes;
}

jobject holo_java_parameter(JNIEnv* jenv, holo_program program, int32_t index) {
  holo_program_parameter parameter = HOLO_PROGRAM_PARAMETER_INIT;
  const holo_status status = holo_program_parameter_get(program, index, &parameter);
  if (status != HOLO_OK) {
    holo_jni_throw(jenv, status);
    return NULL;
  }
  char described[2 + sizeof parameter.name] = {(char)parameter.kind, (char)parameter.dtype};
  const size_t length = strlen(parameter.name);
  memcpy(described + 2, parameter.name, length);
  return bytes_of(jenv, described, 2 + length);
}

/* Copies an array's elements. Gives how many, or -1 and an exception: the classes count what they pass. */
static int32_t load_longs(JNIEnv* jenv, jobject array, jlong* into, int32_t limit) {
  const jsize count = (*jenv)->GetArrayLength(jenv, (jarray)array);
  if (count > limit) {
    holo_jni_throw_message(jenv, HOLO_ERROR_INVALID_ARGUMENT, 0, "a program has at most 64 parameters");
    return -1;
  }
  if (count > 0) (*jenv)->GetLongArrayRegion(jenv, (jlongArray)array, 0, count, into);
  return count;
}

static int32_t load_buffers(JNIEnv* jenv, jobject array, holo_buffer* buffers) {
  jlong handles[kMaxParameters];
  const int32_t count = load_longs(jenv, array, handles, kMaxParameters);
  for (int32_t i = 0; i < count; ++i) buffers[i] = (holo_buffer)(uintptr_t)handles[i];
  return count;
}

/* The numbers of a run. */
typedef struct java_numbers {
  holo_scalar scalars[kMaxParameters];
  holo_scalar results[kMaxParameters];
  int32_t scalar_count;
  int32_t result_count;
} java_numbers;

static int load_numbers(JNIEnv* jenv, jobject scalars, jobject results, java_numbers* numbers) {
  jlong longs[2 * kMaxParameters];
  const int32_t count = load_longs(jenv, scalars, longs, 2 * kMaxParameters);
  numbers->scalar_count = count / 2;
  for (int32_t i = 0; i < count / 2; ++i) {
    numbers->scalars[i] = (holo_scalar){(holo_dtype)longs[2 * i], 0, {.i64 = longs[2 * i + 1]}};
  }
  numbers->result_count = count < 0 ? -1 : load_longs(jenv, results, longs, kMaxParameters);
  return numbers->result_count >= 0;
}

static void give_results(JNIEnv* jenv, holo_status status, const java_numbers* numbers, jobject results) {
  if (status != HOLO_OK) {
    holo_jni_throw(jenv, status);
    return;
  }
  if (numbers->result_count == 0) return;
  jlong longs[kMaxParameters];
  for (int32_t i = 0; i < numbers->result_count; ++i) longs[i] = numbers->results[i].value.i64;
  (*jenv)->SetLongArrayRegion(jenv, (jlongArray)results, 0, numbers->result_count, longs);
}

void holo_java_launch(JNIEnv* jenv, holo_executor executor, holo_program program, jobject buffers, int64_t lanes,
                      jobject scalars, jobject results) {
  holo_buffer handles[kMaxParameters];
  java_numbers numbers;
  const int32_t count = load_buffers(jenv, buffers, handles);
  if (count < 0 || !load_numbers(jenv, scalars, results, &numbers)) return;
  const holo_status status = holo_program_launch(executor, program, handles, count, numbers.scalars,
                                                 numbers.scalar_count, lanes, numbers.results, numbers.result_count);
  give_results(jenv, status, &numbers, results);
}

int64_t holo_java_bind(JNIEnv* jenv, holo_executor executor, holo_program program, jobject buffers, int64_t lanes) {
  holo_buffer handles[kMaxParameters];
  const int32_t count = load_buffers(jenv, buffers, handles);
  if (count < 0) return 0;
  holo_launch launch = NULL;
  const holo_status status = holo_launch_create(executor, program, handles, count, lanes, &launch);
  if (status != HOLO_OK) holo_jni_throw(jenv, status);
  return (int64_t)(uintptr_t)launch;
}

void holo_java_run(JNIEnv* jenv, holo_launch launch, jobject scalars, jobject results) {
  java_numbers numbers;
  if (!load_numbers(jenv, scalars, results, &numbers)) return;
  const holo_status status =
      holo_launch_run(launch, numbers.scalars, numbers.scalar_count, numbers.results, numbers.result_count);
  give_results(jenv, status, &numbers, results);
}

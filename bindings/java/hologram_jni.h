/* hologram_jni.h — what the Java binding needs beside the wrapped C functions: exceptions, memory that Java and the library
 * share, and handles that end in whatever order. */
#ifndef HOLOGRAM_JNI_H_
#define HOLOGRAM_JNI_H_

#include "hologram/hologram.h"

/* Raises a HologramException of the thread's last failure. */
void holo_jni_throw(JNIEnv* jenv, holo_status status);

holo_status holo_java_executor_create(int32_t simd_cap, int32_t accuracy, int32_t fp_isolated, holo_executor* executor);

/* Ends a handle; one that has ended already is left alone. */
void holo_java_executor_end(holo_executor executor);
void holo_java_buffer_end(holo_buffer buffer);

/* HOLO_BUFFER_READ_ONLY and so on; of a handle that has ended 0. */
int32_t holo_java_buffer_flags(holo_buffer buffer);

/* Of what type an operation's results are. */
int32_t holo_java_result_dtype(int32_t op, int32_t dtype);

/* A direct ByteBuffer of the elements of `view`, a buffer that nobody else uses, mapped until that is destroyed. */
jobject holo_java_map(JNIEnv* jenv, holo_buffer view, int32_t read_only);

/* A buffer of the bytes of a direct ByteBuffer from `offset` on, which is kept alive as long as the library uses it. Gives
 * the handle. */
int64_t holo_java_wrap(JNIEnv* jenv, holo_executor executor, int32_t dtype, int64_t count, jobject bytes,
                       int64_t offset, int32_t read_only);

/* Copies elements of a primitive array, `from` being its first one, to those of a buffer, or back. */
void holo_java_write(JNIEnv* jenv, holo_buffer buffer, int64_t offset, jobject array, int32_t from, int32_t count,
                     int32_t log2_size);
void holo_java_read(JNIEnv* jenv, holo_buffer buffer, int64_t offset, jobject array, int32_t from, int32_t count,
                    int32_t log2_size);

/* All elements become the number whose bits these are. */
void holo_java_fill(JNIEnv* jenv, holo_buffer buffer, int32_t dtype, int64_t bits);

#endif /* HOLOGRAM_JNI_H_ */

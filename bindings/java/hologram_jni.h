/* hologram_jni.h — what the Java binding needs beside the wrapped C functions: exceptions, memory that Java and the library
 * share. */
#ifndef HOLOGRAM_JNI_H_
#define HOLOGRAM_JNI_H_

#include "hologram/hologram.h"

/* Raises a HologramException of the thread's last failure, or one with another message. */
void holo_jni_throw(JNIEnv* jenv, holo_status status);
void holo_jni_throw_message(JNIEnv* jenv, holo_status status, int32_t argument, const char* message);

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

/* An operation on primitive arrays. `types` has four bits for each input, the first in the lowest, then four for the output:
 * the dtypes; 0 where there is none. Above them, from bit 20 on, one for each input that is a number: `first` or `second`, in
 * 64 bits. Of the others a has `count_a` elements, and b and c have n. Gives a reduction's result, in the same way. */
int64_t holo_java_apply(JNIEnv* jenv, holo_executor executor, int32_t op, int32_t types, jobject a, jobject b,
                        jobject c, jobject out, int32_t count_a, int32_t n, int32_t count_out, int64_t first,
                        int64_t second);

/* The same on the rows or columns of matrices. */
void holo_java_apply_axis(JNIEnv* jenv, holo_executor executor, int32_t op, int32_t types, jobject a, jobject b,
                          jobject c, jobject out, int32_t count_b, int32_t count_out, int64_t rows, int64_t cols,
                          int32_t axis, int64_t scalar);

/* The same on elements from `address` on, a, b, c and the output `place_bytes` apart. */
int64_t holo_java_apply_at(JNIEnv* jenv, holo_executor executor, int32_t op, int32_t types, int64_t address,
                           int32_t place_bytes, int32_t count_a, int32_t n, int32_t count_out, int64_t first,
                           int64_t second);
void holo_java_apply_axis_at(JNIEnv* jenv, holo_executor executor, int32_t op, int32_t types, int64_t address,
                             int32_t place_bytes, int32_t count_b, int32_t count_out, int64_t rows, int64_t cols,
                             int32_t axis, int64_t scalar);

/* Where a direct ByteBuffer's bytes are. */
int64_t holo_java_address(JNIEnv* jenv, jobject bytes);

/* A program of its text or, where `parameters` is not null, of an expression: bytes of UTF-8 with a NUL. Gives the handle;
 * an exception says where and why there is none. */
int64_t holo_java_program(JNIEnv* jenv, jobject text, jobject parameters);

/* A program's text, in its plainest form or the canonical one, and a parameter: its kind, its dtype, its name. In bytes. */
jobject holo_java_program_text(JNIEnv* jenv, holo_program program, int32_t canonical);
jobject holo_java_parameter(JNIEnv* jenv, holo_program program, int32_t index);

/* Launches, binds and runs. In arrays of long: the buffers' handles; of each scalar its dtype and its 64 bits; the bits of
 * the results. */
void holo_java_launch(JNIEnv* jenv, holo_executor executor, holo_program program, jobject buffers, int64_t lanes,
                      jobject scalars, jobject results);
int64_t holo_java_bind(JNIEnv* jenv, holo_executor executor, holo_program program, jobject buffers, int64_t lanes);
void holo_java_run(JNIEnv* jenv, holo_launch launch, jobject scalars, jobject results);

#endif /* HOLOGRAM_JNI_H_ */

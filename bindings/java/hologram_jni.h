/* hologram_jni.h — what the Java binding needs beside the wrapped C functions: exceptions, memory that Java and the library
 * share. */
#ifndef HOLOGRAM_JNI_H_
#define HOLOGRAM_JNI_H_

#include "hologram/hologram.h"

/* Raises a HologramException of the thread's last failure. */
void holo_jni_throw(JNIEnv* jenv, holo_status status);

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

#endif /* HOLOGRAM_JNI_H_ */

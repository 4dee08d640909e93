/* hologram_jni.c — the functions of hologram_jni.h. Classes are looked up when the library is loaded. */
#include <jni.h>
#include <stdint.h>
#include <string.h>

#include "hologram_jni.h"

static JavaVM* g_vm;
static jclass g_exception;         /* org.libhologram.HologramException */
static jmethodID g_make_exception; /* (int code, int argument, byte[] utf8) */

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void* reserved) {
  (void)reserved;
  JNIEnv* jenv = NULL;
  if ((*vm)->GetEnv(vm, (void**)&jenv, JNI_VERSION_1_8) != JNI_OK) return JNI_ERR;
  const jclass found = (*jenv)->FindClass(jenv, "org/libhologram/HologramException");
  if (found == NULL) return JNI_ERR;
  g_make_exception = (*jenv)->GetMethodID(jenv, found, "<init>", "(II[B)V");
  if (g_make_exception == NULL) return JNI_ERR;
  g_exception = (jclass)(*jenv)->NewGlobalRef(jenv, found);
  g_vm = vm;
  return g_exception == NULL ? JNI_ERR : JNI_VERSION_1_8;
}

/* Messages are UTF-8, which is not what NewStringUTF takes: the bytes are decoded in Java. */
void holo_jni_throw_message(JNIEnv* jenv, holo_status status, int32_t argument, const char* message) {
  const jsize size = (jsize)strlen(message);
  const jbyteArray bytes = (*jenv)->NewByteArray(jenv, size);
  if (bytes == NULL) return; /* an OutOfMemoryError is pending */
  (*jenv)->SetByteArrayRegion(jenv, bytes, 0, size, (const jbyte*)message);
  const jobject exception =
      (*jenv)->NewObject(jenv, g_exception, g_make_exception, (jint)status, (jint)argument, bytes);
  if (exception != NULL) (*jenv)->Throw(jenv, (jthrowable)exception);
}

void holo_jni_throw(JNIEnv* jenv, holo_status status) {
  holo_error error = HOLO_ERROR_INIT;
  holo_last_error(&error);
  holo_jni_throw_message(jenv, status, error.argument, error.message);
}

jobject holo_java_map(JNIEnv* jenv, holo_buffer view, int32_t read_only) {
  void* data = NULL;
  int64_t size_bytes = 0;
  const holo_access access = read_only ? HOLO_ACCESS_READ : HOLO_ACCESS_READ_WRITE;
  const holo_status status = holo_buffer_map(view, access, &data, &size_bytes);
  if (status != HOLO_OK) {
    holo_jni_throw(jenv, status);
    return NULL;
  }
  static char nothing;
  return (*jenv)->NewDirectByteBuffer(jenv, data == NULL ? &nothing : data, size_bytes);
}

/* From whichever thread the library lets go of the memory on. */
static void release_bytes(void* user, void* data) {
  (void)data;
  JNIEnv* jenv = NULL;
  const jint known = (*g_vm)->GetEnv(g_vm, (void**)&jenv, JNI_VERSION_1_8);
  if (known == JNI_EDETACHED && (*g_vm)->AttachCurrentThreadAsDaemon(g_vm, (void**)&jenv, NULL) != JNI_OK) return;
  if (jenv != NULL) (*jenv)->DeleteGlobalRef(jenv, (jobject)user);
  if (known == JNI_EDETACHED) (*g_vm)->DetachCurrentThread(g_vm);
}

int64_t holo_java_wrap(JNIEnv* jenv, holo_executor executor, int32_t dtype, int64_t count, jobject bytes,
                       int64_t offset, int32_t read_only) {
  char* const data = (char*)(*jenv)->GetDirectBufferAddress(jenv, bytes);
  if (data == NULL) {
    holo_jni_throw_message(jenv, HOLO_ERROR_INVALID_ARGUMENT, 0, "wrap: the ByteBuffer is not direct");
    return 0;
  }
  const jobject kept = (*jenv)->NewGlobalRef(jenv, bytes);
  if (kept == NULL) return 0; /* an OutOfMemoryError is pending */
  holo_buffer buffer = NULL;
  const holo_status status = holo_buffer_wrap(executor, dtype, count, data + offset,
                                              read_only ? HOLO_BUFFER_READ_ONLY : 0, release_bytes, kept, &buffer);
  if (status != HOLO_OK) {
    (*jenv)->DeleteGlobalRef(jenv, kept);
    holo_jni_throw(jenv, status);
    return 0;
  }
  return (int64_t)(uintptr_t)buffer;
}

/* The array is held still around the bare copy only. */
void holo_java_write(JNIEnv* jenv, holo_buffer buffer, int64_t offset, jobject array, int32_t from, int32_t count,
                     int32_t log2_size) {
  char* const elements = (char*)(*jenv)->GetPrimitiveArrayCritical(jenv, (jarray)array, NULL);
  if (elements == NULL) return; /* an OutOfMemoryError is pending */
  const holo_status status = holo_buffer_write(buffer, offset, elements + ((int64_t)from << log2_size), count);
  (*jenv)->ReleasePrimitiveArrayCritical(jenv, (jarray)array, elements, JNI_ABORT);
  if (status != HOLO_OK) holo_jni_throw(jenv, status);
}

void holo_java_read(JNIEnv* jenv, holo_buffer buffer, int64_t offset, jobject array, int32_t from, int32_t count,
                    int32_t log2_size) {
  char* const elements = (char*)(*jenv)->GetPrimitiveArrayCritical(jenv, (jarray)array, NULL);
  if (elements == NULL) return;
  const holo_status status = holo_buffer_read(buffer, offset, elements + ((int64_t)from << log2_size), count);
  (*jenv)->ReleasePrimitiveArrayCritical(jenv, (jarray)array, elements, 0);
  if (status != HOLO_OK) holo_jni_throw(jenv, status);
}

/* hologram_csharp.h — what the C# binding needs beside the wrapped C functions: the last failure, memory of C#'s. */
#ifndef HOLOGRAM_CSHARP_H_
#define HOLOGRAM_CSHARP_H_

#include <string.h>

#include "hologram/hologram.h"

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

#endif /* HOLOGRAM_CSHARP_H_ */

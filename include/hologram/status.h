/* status.h — what every call returns, and the story behind this thread's last failure. */
#ifndef HOLOGRAM_STATUS_H_
#define HOLOGRAM_STATUS_H_

#include <stdint.h>

#include "hologram/export.h"

HOLO_BEGIN_DECLS

typedef int32_t holo_status;

/* The values are frozen. */
enum holo_status_code {
  HOLO_OK = 0,
  HOLO_ERROR_INVALID_ARGUMENT = 1, /* null where not allowed, negative, or an unknown enum value or flag */
  HOLO_ERROR_INVALID_HANDLE = 2,   /* null, stale, of another kind, or of another copy of the library */
  HOLO_ERROR_WRONG_EXECUTOR = 3,   /* the buffer belongs to another executor */
  HOLO_ERROR_DTYPE = 4,            /* element types differ, or the operation has no kernel for this one */
  HOLO_ERROR_OUT_OF_RANGE = 5,     /* past the end of a buffer, or a number outside its range */
  HOLO_ERROR_SIZE_OVERFLOW = 6,    /* the size in bytes does not fit in 63 bits */
  HOLO_ERROR_OVERLAP = 7,          /* the output overlaps an input without being the same */
  HOLO_ERROR_READ_ONLY = 8,        /* a write to a read-only buffer */
  HOLO_ERROR_OUT_OF_MEMORY = 9,    /* nothing was changed; the call may be tried again */
  HOLO_ERROR_UNSUPPORTED = 10,     /* this build, CPU or backend does not have it */
  HOLO_ERROR_LIMIT = 11,           /* a fixed limit is reached: see the message */
  HOLO_ERROR_WRONG_THREAD = 12,    /* a guard released by a thread that did not acquire it */
  HOLO_ERROR_STRUCT_SIZE = 13,     /* struct_size is too small, or names fields this library does not know */
  HOLO_ERROR_NOT_MAPPED = 14,      /* unmap without a map */
  HOLO_ERROR_INTERNAL = 15         /* a bug in libhologram, or an exception thrown by a callback */
};

/* "HOLO_ERROR_OVERLAP" for HOLO_ERROR_OVERLAP; "HOLO_ERROR_UNKNOWN" for a number that is no status. Never null. */
HOLO_API const char* holo_status_name(holo_status status) HOLO_NOEXCEPT;

/* This thread's last failure. */
typedef struct holo_error {
  uint32_t struct_size;
  holo_status code;  /* HOLO_OK if no call of this thread has failed yet */
  int32_t argument;  /* which argument was wrong, the first being 1; 0 if it was none of them */
  int32_t reserved;  /* 0 */
  char message[240]; /* UTF-8: function, argument's name, offending values; "" if nothing has failed */
} holo_error;

#define HOLO_ERROR_INIT                \
  {                                    \
    sizeof(holo_error), 0, 0, 0, { 0 } \
  }

/* Describes the last call of this thread that returned an error. Later calls that succeed do not change it, nor does
 * this one. Allocates nothing: it is right after HOLO_ERROR_OUT_OF_MEMORY too.
 *
 * Errors   HOLO_ERROR_INVALID_ARGUMENT if `out` is null; HOLO_ERROR_STRUCT_SIZE if its struct_size is wrong. */
HOLO_API holo_status holo_last_error(holo_error* out) HOLO_NOEXCEPT;

HOLO_END_DECLS

#endif /* HOLOGRAM_STATUS_H_ */

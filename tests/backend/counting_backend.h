/* counting_backend.h — a backend as a third party writes one: it counts its calls and leaves the work to kernels. */
#ifndef HOLOGRAM_TESTS_BACKEND_COUNTING_BACKEND_H_
#define HOLOGRAM_TESTS_BACKEND_COUNTING_BACKEND_H_

#include <hologram/hologram.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { COUNTED_OPS = 1024, COUNTED_DTYPES = 16 };

typedef struct counting_backend {
  int64_t runs[COUNTED_OPS][COUNTED_DTYPES]; /* by op and dtype */
  int64_t asked;                             /* whether it supports something */
  int64_t queried;
  int64_t malformed;    /* calls that were not as the header promises */
  int32_t refuses_even; /* supports only operations with an odd code */
  int32_t refuses_all;  /* supports nothing */
  int32_t fails;        /* run returns `status` and does nothing */
  holo_status status;
  holo_backend_call last; /* as it was given; its pointers are dead */
} counting_backend;

/* The table that queries give for interface COUNTING_INTERFACE up to version 3. */
enum { COUNTING_INTERFACE = HOLO_INTERFACE_FIRST_FOREIGN + 5 };
extern const int32_t counting_interface[2];

/* Registers `backend` under `name`. */
holo_status counting_backend_register(counting_backend* backend, const char* name);

/* Its table, to be changed before it is registered. */
holo_backend_table counting_backend_table(counting_backend* backend, const char* name);

#ifdef __cplusplus
}
#endif

#endif /* HOLOGRAM_TESTS_BACKEND_COUNTING_BACKEND_H_ */

/* every_function.h — a walk through the whole C API: calls each exported function, with valid arguments, through a
 * table of pointers, so that a test can take them from the linker or from dlsym and look around every single call.
 *
 * In C11, as a user's program is. */
#ifndef HOLOGRAM_TESTS_CAPI_EVERY_FUNCTION_H_
#define HOLOGRAM_TESTS_CAPI_EVERY_FUNCTION_H_

#include <hologram/hologram.h>

#ifdef __cplusplus
extern "C" {
#define HOLO_GLOBAL(name) ::name
#else
#define HOLO_GLOBAL(name) name
#endif

typedef struct holo_functions {
#define HOLO_EXPORT(name, fallible) __typeof__(&HOLO_GLOBAL(name)) name;
#include "capi/exported_functions.def"
} holo_functions;

/* Whether a function can fail. */
enum holo_fallible { SURE, FALLIBLE };

/* A function's place in lists of all of them. */
enum holo_function_index {
#define HOLO_EXPORT(name, fallible) AT_##name,
#include "capi/exported_functions.def"
  HOLO_FUNCTION_COUNT
};

/* What is to follow a call. */
enum walk_answer { WALK_END, WALK_ON, WALK_AGAIN };

typedef struct walk {
  holo_functions call;
  holo_simd_level simd_cap; /* of the executor that the walk makes, as is the next */
  holo_allocator allocator;
  int rounds; /* calls with the same arguments; the test makes all but the last fail; 0 counts as 1 */
  void* user;
  /* Around every call of every round; either may be null. `after` gets the status (HOLO_OK of a function that has none)
   * and returns an enum walk_answer; WALK_AGAIN is for calls that failed. Without it every status must be HOLO_OK. */
  void (*before)(struct walk* w, int function, int round);
  int (*after)(struct walk* w, int function, int round, holo_status status);
  int calls[HOLO_FUNCTION_COUNT]; /* how often each was called */
} walk;

/* 1 if all went well and no function was left out. Otherwise what went wrong is on stderr. */
int walk_every_function(walk* w);

/* 1 if exported_functions.def lists what the file at `symbols_path` does, tests/abi/symbols.txt. */
int functions_are_those_in(const char* symbols_path);

const char* function_name(int function);
int function_can_fail(int function);

#ifdef __cplusplus
}
#endif

#endif /* HOLOGRAM_TESTS_CAPI_EVERY_FUNCTION_H_ */

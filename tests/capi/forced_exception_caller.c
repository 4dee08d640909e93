/* forced_exception_caller.c SYMBOLS — a C program calls each function that can fail while an exception is thrown inside
 * it: it gets a status, and this thread's last error says what happened; no exception crosses into C. */
#include <stdio.h>
#include <string.h>

#include "capi/every_function.h"
#include "capi/forced_exception.h"

/* What each round throws, and what then must be returned and said. The last one throws nothing. */
static const int kThrown[] = {THROW_BAD_ALLOC, THROW_RUNTIME_ERROR, THROW_INT, THROW_NOTHING};
static const holo_status kExpected[] = {HOLO_ERROR_OUT_OF_MEMORY, HOLO_ERROR_INTERNAL, HOLO_ERROR_INTERNAL, HOLO_OK};
static const char* const kSaid[] = {"memory", "exception", "exception", ""};
enum { ROUNDS = sizeof kThrown / sizeof kThrown[0] };

static void arm(walk* w, int function, int round) {
  (void)w;
  if (function_can_fail(function)) holo_test_throw = kThrown[round];
}

static int told_as_expected(walk* w, int function, int round) {
  holo_error error = HOLO_ERROR_INIT;
  const char* name = function_name(function);
  if (w->call.holo_last_error(&error) != HOLO_OK) return 0;
  if (error.code == kExpected[round] && error.argument == 0 && strstr(error.message, kSaid[round]) != NULL &&
      strncmp(error.message, name, strlen(name)) == 0 && error.message[strlen(name)] == ':') {
    return 1;
  }
  fprintf(stderr, "%d, argument %d, \"%s\"\n", (int)error.code, (int)error.argument, error.message);
  return 0;
}

static int got_as_expected(walk* w, int function, int round, holo_status status) {
  if (holo_test_throw != THROW_NOTHING) {
    fprintf(stderr, "%s did not come by the probe\n", function_name(function));
    return 0;
  }
  if (!function_can_fail(function)) return status == HOLO_OK;
  if (status != kExpected[round]) return 0;
  return status == HOLO_OK || told_as_expected(w, function, round);
}

int main(int argc, char** argv) {
  walk w = {0};
  if (argc != 2 || !functions_are_those_in(argv[1])) return 1;
#define HOLO_EXPORT(name, fallible) w.call.name = name;
#include "capi/exported_functions.def"
  w.rounds = ROUNDS;
  w.before = arm;
  w.after = got_as_expected;
  if (!walk_every_function(&w)) return 1;
  printf("%d functions called\n", (int)HOLO_FUNCTION_COUNT);
  return 0;
}

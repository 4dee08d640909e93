/* pure_c_test.c [SYMBOLS] — a C11 program, linked as C against the shared library, calls each of its functions. */
#include <stdio.h>

#include "capi/every_function.h"

int main(int argc, char** argv) {
  walk w = {0};
  if (argc > 1 && !functions_are_those_in(argv[1])) return 1;
#define HOLO_EXPORT(name, fallible) w.call.name = name;
#include "capi/exported_functions.def"
  if (!walk_every_function(&w)) return 1;
  printf("%d functions called\n", (int)HOLO_FUNCTION_COUNT);
  return 0;
}

/* rtld_local_test.c LIBRARY SYMBOLS — a program that is not linked to the library loads it as plugins are loaded
 * (RTLD_LOCAL, RTLD_NOW), finds each function by name, and calls it. */
#define _GNU_SOURCE /* RTLD_DEFAULT */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "capi/every_function.h"

/* dlsym returns a data pointer, which C does not convert to a function. */
static int find(void* library, const char* name, void* function, size_t size) {
  void* symbol = dlsym(library, name);
  if (symbol == NULL) fprintf(stderr, "%s: %s\n", name, dlerror());
  memcpy(function, &symbol, size);
  return symbol != NULL;
}

int main(int argc, char** argv) {
  walk w = {0};
  int found = 1;
  if (argc != 3 || !functions_are_those_in(argv[2])) return 1;
  void* library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    return 1;
  }
#define HOLO_EXPORT(name, fallible) found &= find(library, #name, &w.call.name, sizeof w.call.name);
#include "capi/exported_functions.def"
  if (!found || !walk_every_function(&w)) return 1;
  if (dlsym(RTLD_DEFAULT, "holo_add") != NULL) {
    fprintf(stderr, "the library's names have become the whole program's\n");
    return 1;
  }
  printf("%d functions called\n", (int)HOLO_FUNCTION_COUNT);
  return dlclose(library) != 0;
}

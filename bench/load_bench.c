/* load_bench.c — `load_bench [RUNS [LIBRARY]]`: what loading the library and a process's first executor cost.
 *
 * Each run is a new process, this program itself, that knows nothing of the library before dlopen. It is C, so that
 * loading the C++ runtime counts too. */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "hologram/executor.h"

enum { kLoad, kFirstExecutor, kSecondExecutor, kStepCount };
enum { kDefaultRuns = 31, kMaxRuns = 1000 };

static const char* const kStepNames[kStepCount] = {"load the library", "first executor", "second executor"};

static double now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e6 + (double)now.tv_nsec * 1e-3;
}

/* The child: measures, and prints its steps to the pipe that is its standard output. */
static int measure(const char* library) {
  double times[kStepCount + 1];
  holo_executor executors[2] = {0, 0};
  times[kLoad] = now_us();
  void* handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  times[kFirstExecutor] = now_us();
  if (handle == NULL) {
    fprintf(stderr, "load_bench: %s\n", dlerror());
    return 1;
  }
  holo_status (*create)(const holo_executor_options*, holo_executor*);
  *(void**)&create = dlsym(handle, "holo_executor_create");
  if (create == NULL) return 1;
  for (int i = 0; i < 2; ++i) {
    if (create(NULL, &executors[i]) != HOLO_OK) return 1;
    times[kSecondExecutor + i] = now_us();
  }
  for (int i = 0; i < kStepCount; ++i) printf("%.3f ", times[i + 1] - times[i]);
  return 0;
}

/* Runs one child and reads what it printed. */
static int run_child(const char* self, const char* library, double steps[kStepCount]) {
  int ends[2];
  if (pipe(ends) != 0) return -1;
  const pid_t child = fork();
  if (child < 0) return -1;
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    execl(self, self, "--child", library, (char*)NULL);
    _exit(127);
  }
  close(ends[1]);
  FILE* output = fdopen(ends[0], "r");
  const int read = output == NULL ? 0 : fscanf(output, "%lf %lf %lf", &steps[0], &steps[1], &steps[2]);
  if (output != NULL) fclose(output);
  int status = 0;
  waitpid(child, &status, 0);
  return read == kStepCount && status == 0 ? 0 : -1;
}

static int by_value(const void* a, const void* b) {
  const double x = *(const double*)a, y = *(const double*)b;
  return (x > y) - (x < y);
}

int main(int argc, char** argv) {
  if (argc == 3 && strcmp(argv[1], "--child") == 0) return measure(argv[2]);
  const int runs = argc > 1 ? atoi(argv[1]) : kDefaultRuns;
  const char* library = argc > 2 ? argv[2] : HOLO_BENCH_LIBRARY;
  if (argc > 3 || runs < 1 || runs > kMaxRuns) {
    fprintf(stderr, "usage: load_bench [RUNS [LIBRARY]], 1 to %d runs\n", kMaxRuns);
    return 2;
  }

  static double times[kStepCount][kMaxRuns];
  double steps[kStepCount];
  /* The first child fills the system's page cache and is not counted. */
  for (int run = -1; run < runs; ++run) {
    if (run_child("/proc/self/exe", library, steps) != 0) {
      fprintf(stderr, "load_bench: a child failed\n");
      return 1;
    }
    for (int i = 0; i < kStepCount && run >= 0; ++i) times[i][run] = steps[i];
  }
  printf("%-18s%12s%12s%12s   of %d processes\n", "", "median us", "quartile", "quartile", runs);
  for (int i = 0; i < kStepCount; ++i) {
    qsort(times[i], (size_t)runs, sizeof(double), by_value);
    printf("%-18s%12.1f%12.1f%12.1f\n", kStepNames[i], times[i][runs / 2], times[i][runs / 4], times[i][runs * 3 / 4]);
  }
  return 0;
}

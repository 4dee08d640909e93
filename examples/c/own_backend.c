/* own_backend.c — a backend that adds floats by itself and leaves everything else to the CPU. */
#include <hologram/hologram.h>
#include <stdio.h>
#include <stdlib.h>

/* Asked at every call; other operations, forms and types go to the next backend of the chain. */
static int32_t supports(void* context, holo_op op, holo_form form, holo_dtype dtype) {
  (void)context;
  return op == HOLO_OP_ADD && form == HOLO_FORM_BUFFERS && dtype == HOLO_F32;
}

/* Gets pointers that are checked: n elements each, and `out` is `a`, `b` or apart from both. */
static holo_status run(void* context, const holo_backend_call* call) {
  const float* a = call->inputs[0];
  const float* b = call->inputs[1];
  float* out = call->output;
  for (int64_t i = 0; i < call->n; ++i) out[i] = a[i] + b[i];
  ++*(int*)context; /* one thread here; with more, an atomic counter */
  return HOLO_OK;
}

static void check(holo_status status) {
  if (status == HOLO_OK) return;
  holo_error error = HOLO_ERROR_INIT;
  holo_last_error(&error);
  fprintf(stderr, "%s: %s\n", holo_status_name(status), error.message);
  exit(1);
}

int main(void) {
  static int runs = 0; /* the context of a backend must live as long as the process */
  holo_backend_table table = HOLO_BACKEND_TABLE_INIT;
  table.name = "own";
  table.context = &runs;
  table.supports = supports;
  table.run = run;
  check(holo_backend_register(&table));

  holo_executor_options options = HOLO_EXECUTOR_OPTIONS_INIT;
  options.backend = "own";
  holo_executor executor;
  holo_buffer x;
  check(holo_executor_create(&options, &executor));
  check(holo_buffer_create(executor, HOLO_F32, 1000, &x));
  const holo_scalar three = {HOLO_F32, 0, {3}};
  check(holo_buffer_fill(x, &three));

  holo_scalar sum;
  check(holo_add(executor, x, x, x, 1000)); /* on this backend */
  check(holo_sum(executor, x, 1000, &sum)); /* on the CPU */

  holo_executor_stats stats = HOLO_EXECUTOR_STATS_INIT;
  check(holo_executor_stats_get(executor, &stats));
  printf("sum %g, %d own, %d on the CPU\n", sum.value.f64, runs, (int)stats.fallback_calls);

  holo_buffer_destroy(x);
  holo_executor_destroy(executor);
  return 0;
}

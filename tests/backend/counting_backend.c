/* counting_backend.c — in C11, on the public headers alone; its counters are atomic, as any thread may call it. */
#include "backend/counting_backend.h"

#include <string.h>

const int32_t counting_interface[2] = {8, 3};

static void count(int64_t* counter) { __atomic_fetch_add(counter, 1, __ATOMIC_RELAXED); }

static int32_t supports(void* context, holo_op op, holo_form form, holo_dtype dtype) {
  counting_backend* self = (counting_backend*)context;
  holo_op_info info = HOLO_OP_INFO_INIT;
  count(&self->asked);
  if (self->refuses_all || (self->refuses_even && op % 2 == 0)) return 0;
  if (op >= COUNTED_OPS || dtype >= COUNTED_DTYPES || holo_op_info_get(op, dtype, &info) != HOLO_OK) return 0;
  if ((info.forms >> form & 1) == 0) return 0;
  return info.shape <= HOLO_SHAPE_NORM; /* the shapes that run() knows */
}

/* What the header promises of a call. */
static int is_well_formed(const holo_backend_call* call) {
  holo_op_info info = HOLO_OP_INFO_INIT;
  if (call->struct_size < sizeof *call || call->n < 0 || call->inputs == NULL) return 0;
  if (holo_op_info_get(call->op, call->dtype, &info) != HOLO_OK) return 0;
  if ((info.forms >> call->form & 1) == 0) return 0;
  if (call->input_count != info.input_count || call->result_dtype != info.result_dtype) return 0;
  const int by_axis = call->form == HOLO_FORM_ROWS || call->form == HOLO_FORM_COLUMNS;
  const int indexed = info.shape == HOLO_SHAPE_GATHER || info.shape == HOLO_SHAPE_SCATTER;
  if (by_axis ? call->n != call->rows * call->cols : (call->rows != 0 || call->cols != 0)) return 0;
  if (indexed ? call->count < 0 : call->count != 0) return 0;
  if (by_axis) return call->result == NULL && call->output != NULL;
  if (info.shape == HOLO_SHAPE_REDUCE) return call->output == NULL && call->result != NULL;
  return call->result == NULL && (call->output != NULL || call->n == 0);
}

typedef void (*map1)(const void*, void*, int64_t);
typedef void (*map2)(const void*, const void*, void*, int64_t);
typedef void (*map3)(const void*, const void*, const void*, void*, int64_t);
typedef void (*map4)(const void*, const void*, const void*, const void*, void*, int64_t);
typedef void (*indexed)(const void*, const void*, void*, int64_t, int64_t);
typedef void (*matrix)(const void*, int64_t, int64_t, void*);
typedef void (*matrices)(const void*, const void*, int64_t, int64_t, void*);
typedef void (*norm2)(const void*, const void*, const void*, int64_t, int64_t, void*);
typedef void (*norm3)(const void*, const void*, const void*, const void*, int64_t, int64_t, void*);
typedef void (*reduce1)(const void*, int64_t, void*);
typedef void (*reduce2)(const void*, const void*, int64_t, void*);

static holo_status run(void* context, const holo_backend_call* call) {
  counting_backend* self = (counting_backend*)context;
  const void* const* in = call->inputs;
  holo_kernel kernel = NULL;
  if (!is_well_formed(call)) {
    count(&self->malformed);
    return HOLO_ERROR_INTERNAL;
  }
  count(&self->runs[call->op][call->dtype]);
  if (self->fails) {
    self->last = *call;
    return self->status;
  }
  const holo_status status = holo_kernel_form_get(call->op, call->form, call->dtype, HOLO_SIMD_BEST, &kernel);
  if (status != HOLO_OK) return status;
  if (call->result != NULL) {
    if (call->input_count == 1) ((reduce1)kernel)(in[0], call->n, call->result);
    if (call->input_count == 2) ((reduce2)kernel)(in[0], in[1], call->n, call->result);
  } else if (call->form == HOLO_FORM_ROWS || call->form == HOLO_FORM_COLUMNS) {
    if (call->input_count == 1) ((matrix)kernel)(in[0], call->rows, call->cols, call->output);
    if (call->input_count == 2) ((matrices)kernel)(in[0], in[1], call->rows, call->cols, call->output);
    if (call->input_count == 3) ((norm2)kernel)(in[0], in[1], in[2], call->rows, call->cols, call->output);
    if (call->input_count == 4) ((norm3)kernel)(in[0], in[1], in[2], in[3], call->rows, call->cols, call->output);
  } else if (call->op == HOLO_OP_GATHER || call->op == HOLO_OP_SCATTER) {
    ((indexed)kernel)(in[0], in[1], call->output, call->n, call->count);
  } else {
    if (call->input_count == 1) ((map1)kernel)(in[0], call->output, call->n);
    if (call->input_count == 2) ((map2)kernel)(in[0], in[1], call->output, call->n);
    if (call->input_count == 3) ((map3)kernel)(in[0], in[1], in[2], call->output, call->n);
    if (call->input_count == 4) ((map4)kernel)(in[0], in[1], in[2], in[3], call->output, call->n);
  }
  return HOLO_OK;
}

static const void* query(void* context, int32_t interface_id, int32_t min_version) {
  counting_backend* self = (counting_backend*)context;
  count(&self->queried);
  return interface_id == COUNTING_INTERFACE && min_version <= counting_interface[1] ? counting_interface : NULL;
}

holo_backend_table counting_backend_table(counting_backend* backend, const char* name) {
  holo_backend_table table = HOLO_BACKEND_TABLE_INIT;
  table.name = name;
  table.context = backend;
  table.supports = supports;
  table.run = run;
  table.query = query;
  return table;
}

holo_status counting_backend_register(counting_backend* backend, const char* name) {
  const holo_backend_table table = counting_backend_table(backend, name);
  return holo_backend_register(&table);
}

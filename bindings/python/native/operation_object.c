/* operation_object.c — an operation as an object that can be called, and is a method of HoloExecutor.
 *
 * A call whose arguments are plain, whole arrays of one shape, numbers, and `out`, goes to the library from here, with no
 * object made for it. Every other call is the Python part's: it makes the arrays that are wanted, or says what is wrong. */
#include "py_binding.h"

#include <stddef.h>
#include <structmember.h>

PyObject* py_slow_call;
static PyObject* g_empty;                        /* numpy.empty */
static PyObject* g_numpy_dtypes[HOLO_BOOL8 + 1]; /* null where NumPy has no such type */
PyObject* py_default_executor;
static PyObject *g_out, *g_axis; /* "out", "axis" */

enum { MAX_INPUTS = 4, RELEASE_LOCK_COUNT = 16384 };

typedef struct py_operation {
  PyObject_HEAD vectorcallfunc vectorcall;
  holo_op code;
  holo_shape shape;
  int input_count;
  int result_is_number;
  int8_t result_dtypes[HOLO_BOOL8 + 1]; /* 0 where it does not take the type */
  const char* name;
  PyObject* doc;
} py_operation;

/* Of a call that has arguments for exactly its inputs. */
typedef struct call {
  const py_operation* operation;
  py_executor* executor;
  py_operand in[MAX_INPUTS];
  py_operand out; /* OTHER if there is none */
  holo_array arrays[MAX_INPUTS];
  holo_scalar scalars[MAX_INPUTS];
  int scalar_count;
  PyObject* const* objects;
} call;

/* Arrays, and numbers as scalars of the arrays' dtype. The condition of a `where` has a dtype of its own. Gives 0 if
 * there is something else among them. */
static int load_inputs(call* c, PyObject* const* objects) {
  const int input_count = c->operation->input_count;
  const int first_typed = c->operation->code == HOLO_OP_WHERE;
  holo_dtype dtype = 0;
  c->objects = objects;
  for (int i = 0; i < input_count; ++i) {
    py_load_operand(objects[i], &c->in[i]);
    if (c->in[i].kind == PY_OPERAND_OTHER) return 0;
    if (c->in[i].kind == PY_OPERAND_ARRAY && dtype == 0 && i >= first_typed) dtype = c->in[i].array.dtype;
  }
  if (dtype == 0 && c->out.kind == PY_OPERAND_ARRAY) dtype = c->out.array.dtype;
  c->scalar_count = 0;
  for (int i = 0; i < input_count; ++i) {
    c->arrays[i] = c->in[i].array;
    if (c->in[i].kind == PY_OPERAND_ARRAY) continue;
    c->arrays[i] = (holo_array){NULL, 0, 0, 0};
    if (!py_load_scalar(objects[i], dtype, &c->scalars[c->scalar_count++])) return 0;
  }
  return 1;
}

static int is_of(const py_operand* operand, const py_executor* executor) {
  return operand->memory == NULL || operand->memory->executor == (PyObject*)executor;
}

/* The executor given, or else the first buffer's, or else the default one; null if a buffer is another one's. */
static int find_executor(call* c) {
  for (int i = 0; i <= c->operation->input_count && c->executor == NULL; ++i) {
    const py_operand* operand = i < c->operation->input_count ? &c->in[i] : &c->out;
    if (operand->kind == PY_OPERAND_ARRAY && operand->memory != NULL) {
      c->executor = (py_executor*)operand->memory->executor;
    }
  }
  if (c->executor == NULL) c->executor = (py_executor*)py_default_executor;
  if (c->executor == NULL) return 0;
  for (int i = 0; i < c->operation->input_count; ++i) {
    if (c->in[i].kind == PY_OPERAND_ARRAY && !is_of(&c->in[i], c->executor)) return 0;
  }
  return c->out.kind != PY_OPERAND_ARRAY || is_of(&c->out, c->executor);
}

static void use(const call* c, int by) {
  for (int i = 0; i < c->operation->input_count; ++i) {
    if (c->in[i].kind == PY_OPERAND_ARRAY && c->in[i].memory != NULL) c->in[i].memory->uses += by;
  }
  if (c->out.kind == PY_OPERAND_ARRAY && c->out.memory != NULL) c->out.memory->uses += by;
}

/* Where the library finds the elements of a call, and how many there are. */
typedef struct extent {
  int64_t n;
  int64_t rows; /* -1: it is no matrix */
  int64_t cols;
  int axis;
} extent;

static holo_status run(const call* c, const extent* over, holo_scalar* result) {
  const holo_array* out = c->out.kind == PY_OPERAND_ARRAY ? &c->out.array : NULL;
  const int inputs = c->operation->input_count;
  const holo_executor executor = c->executor->handle;
  if (over->rows >= 0) {
    return holo_apply_arrays_axis(executor, c->operation->code, c->arrays, inputs, c->scalars, c->scalar_count,
                                  over->rows, over->cols, over->axis, out);
  }
  return holo_apply_arrays(executor, c->operation->code, c->arrays, inputs, c->scalars, c->scalar_count, out, over->n,
                           result);
}

/* Long calls leave the interpreter to other threads; what they work on can't be closed meanwhile. */
static PyObject* run_call(const call* c, const extent* over) {
  holo_scalar number = {0, 0, {0}};
  holo_scalar* result = c->out.kind == PY_OPERAND_ARRAY ? NULL : &number;
  holo_status status;
  if (over->n < RELEASE_LOCK_COUNT) {
    status = run(c, over, result);
  } else {
    use(c, 1);
    PyThreadState* const thread = PyEval_SaveThread();
    status = run(c, over, result);
    PyEval_RestoreThread(thread);
    use(c, -1);
  }
  if (status != HOLO_OK) return py_raise(status);
  return result == NULL ? Py_NewRef(Py_None) : py_number_of(result);
}

/* A new NumPy array for the results of a call on arrays of `dtype`, all NumPy's; null if it is not for here. */
static PyObject* new_array(const call* c, int ndim, const Py_ssize_t* lengths, holo_dtype dtype) {
  PyObject* const numpy_dtype = g_numpy_dtypes[c->operation->result_dtypes[dtype]];
  if (numpy_dtype == NULL) return NULL;
  for (int i = 0; i < c->operation->input_count; ++i) {
    if (c->in[i].memory != NULL) return NULL;
  }
  PyObject* shape = py_shape_tuple(ndim, lengths);
  if (shape == NULL) return NULL;
  PyObject* const args[2] = {shape, numpy_dtype};
  PyObject* made = PyObject_Vectorcall(g_empty, args, 2, NULL);
  Py_DECREF(shape);
  return made;
}

/* Loads the output, if there is one, and the inputs. 0 if the call is not for here. */
static int begin_call(call* c, const py_operation* operation, py_executor* executor, PyObject* const* inputs,
                      PyObject* out) {
  c->operation = operation;
  c->executor = executor;
  c->out.kind = PY_OPERAND_OTHER;
  if (out != NULL) {
    py_load_operand(out, &c->out);
    if (c->out.kind != PY_OPERAND_ARRAY || c->out.read_only) return 0;
  }
  return load_inputs(c, inputs);
}

/* Runs it, into `out` or a new array of `shape`'s dimensions; if that is null, the result is a number. Null with no exception
 * if it is not for here, or is wrong: then nothing has changed, and the slow part says better why. */
static PyObject* finish_call(call* c, const extent* over, PyObject* out, const py_operand* shape, holo_dtype dtype) {
  if (!find_executor(c)) return NULL;
  PyObject* made = NULL;
  if (shape != NULL && out == NULL) {
    made = new_array(c, shape->ndim, shape->shape, dtype);
    if (made == NULL) {
      PyErr_Clear();
      return NULL;
    }
    py_load_operand(made, &c->out);
  }
  PyObject* result = run_call(c, over);
  if (result == NULL) PyErr_Clear();
  if (result == NULL || shape == NULL) {
    Py_XDECREF(made);
    return result;
  }
  Py_DECREF(result);
  return made != NULL ? made : Py_NewRef(out);
}

/* The result, or null with no exception if it is not for here. */
static PyObject* call_at_once(const py_operation* operation, py_executor* executor, PyObject* const* inputs,
                              PyObject* out) {
  const int plain = operation->shape == HOLO_SHAPE_MAP || operation->shape == HOLO_SHAPE_REDUCE ||
                    operation->shape == HOLO_SHAPE_ARRAY;
  call c;
  if (!plain || (out != NULL && operation->result_is_number)) return NULL;
  if (!begin_call(&c, operation, executor, inputs, out)) return NULL;
  const py_operand* first = out != NULL ? &c.out : NULL;
  int arrays = 0;
  holo_dtype dtype = 0;
  for (int i = 0; i < operation->input_count; ++i) {
    if (c.in[i].kind != PY_OPERAND_ARRAY) continue;
    if (first == NULL) first = &c.in[i];
    if (!py_same_shape(first, &c.in[i])) return NULL;
    dtype = c.in[i].array.dtype; /* of a condition and two numbers: then there is an `out`, or nothing to be done */
    ++arrays;
  }
  if (arrays == 0 || (operation->result_is_number && arrays != operation->input_count)) return NULL;
  const extent over = {first->array.count, -1, -1, 0};
  return finish_call(&c, &over, out, operation->result_is_number ? NULL : first, dtype);
}

/* The same along an axis: the last one, or the first one of a reduction. */
static PyObject* call_axis_at_once(const py_operation* operation, py_executor* executor, PyObject* const* inputs,
                                   PyObject* out, PyObject* axis_object) {
  enum { MAX_DIMENSIONS = 32 };
  const int reduces = operation->result_is_number;
  call c;
  if ((!reduces && operation->shape != HOLO_SHAPE_ARRAY) || !PyLong_CheckExact(axis_object)) return NULL;
  if (!begin_call(&c, operation, executor, inputs, out) || c.scalar_count != 0) return NULL;
  const py_operand* first = &c.in[0];
  for (int i = 1; i < operation->input_count; ++i) {
    if (!py_same_shape(first, &c.in[i])) return NULL;
  }
  const int ndim = first->ndim;
  int overflow = 0;
  long axis = PyLong_AsLongAndOverflow(axis_object, &overflow);
  if (axis < 0) axis += ndim;
  const int of_rows = axis == ndim - 1;
  if (overflow != 0 || ndim < 1 || ndim > MAX_DIMENSIONS || (!of_rows && !(reduces && axis == 0))) return NULL;
  if (reduces && ndim == 1) return NULL; /* an array without dimensions */
  Py_ssize_t left[MAX_DIMENSIONS];
  py_operand shape = {PY_OPERAND_ARRAY, {NULL, 0, 0, 0}, 0, 0, left, NULL};
  extent over = {first->array.count, 1, 1, of_rows ? 1 : 0};
  const int of_cols = of_rows ? ndim - 1 : 1; /* the first dimension that is not one of rows */
  for (int i = 0; i < ndim; ++i) {
    *(i < of_cols ? &over.rows : &over.cols) *= first->shape[i];
    if (!reduces || i != axis) left[shape.ndim++] = first->shape[i];
  }
  if (out != NULL && !py_same_shape(&c.out, &shape)) return NULL;
  return finish_call(&c, &over, out, &shape, first->array.dtype);
}

static PyObject* call_slowly(PyObject* self, py_executor* executor, PyObject* const* args, Py_ssize_t nargs,
                             PyObject* kwnames, PyObject* const* named) {
  if (py_slow_call == NULL) return PyErr_Format(PyExc_RuntimeError, "import hologram, not hologram._native");
  PyObject* result = NULL;
  PyObject* positional = PyTuple_New(nargs);
  PyObject* keywords = PyDict_New();
  if (positional == NULL || keywords == NULL) goto done;
  for (Py_ssize_t i = 0; i < nargs; ++i) PyTuple_SET_ITEM(positional, i, Py_NewRef(args[i]));
  for (Py_ssize_t i = 0; kwnames != NULL && i < PyTuple_GET_SIZE(kwnames); ++i) {
    if (PyDict_SetItem(keywords, PyTuple_GET_ITEM(kwnames, i), named[i]) != 0) goto done;
  }
  result = PyObject_CallFunctionObjArgs(py_slow_call, self, executor == NULL ? Py_None : (PyObject*)executor,
                                        positional, keywords, NULL);
done:
  Py_XDECREF(positional);
  Py_XDECREF(keywords);
  return result;
}

/* With an executor before the inputs if it is called as a method. */
static PyObject* operation_call(PyObject* self, PyObject* const* args, size_t nargsf, PyObject* kwnames) {
  const py_operation* operation = (const py_operation*)self;
  Py_ssize_t nargs = PyVectorcall_NARGS(nargsf);
  PyObject* const* named = args + nargs;
  py_executor* executor = NULL;
  if (nargs > 0 && PyObject_TypeCheck(args[0], &py_executor_type)) {
    executor = (py_executor*)args[0];
    ++args;
    --nargs;
  }
  PyObject *out = NULL, *axis = NULL;
  int simple = nargs == operation->input_count;
  if (nargs == operation->input_count + 1) {
    out = args[nargs - 1];
    simple = 1;
  }
  for (Py_ssize_t i = 0; kwnames != NULL && i < PyTuple_GET_SIZE(kwnames); ++i) {
    PyObject* const name = PyTuple_GET_ITEM(kwnames, i);
    if (name == g_out && out == NULL) {
      out = named[i];
    } else if (name == g_axis) {
      axis = named[i];
    } else {
      simple = 0;
    }
  }
  if (simple && out != Py_None && axis != Py_None) {
    PyObject* result = axis == NULL ? call_at_once(operation, executor, args, out)
                                    : call_axis_at_once(operation, executor, args, out, axis);
    if (result != NULL || PyErr_Occurred()) return result;
  }
  return call_slowly(self, executor, args, nargs, kwnames, named);
}

/* run(executor, inputs, out or None, rows or -1, cols, axis): what the slow part comes to. Without rows it is about as
 * many elements as `out` has, or the first input of a reduction; with indices, as there are indices. */
static PyObject* operation_run(PyObject* self, PyObject* const* args, Py_ssize_t nargs) {
  const py_operation* operation = (const py_operation*)self;
  if (nargs != 6 || !PyObject_TypeCheck(args[0], &py_executor_type) || !PyTuple_Check(args[1]) ||
      PyTuple_GET_SIZE(args[1]) != operation->input_count) {
    return PyErr_Format(PyExc_TypeError, "run takes an executor, a tuple of %d inputs, out, rows, cols, axis",
                        operation->input_count);
  }
  call c;
  c.operation = operation;
  c.executor = (py_executor*)args[0];
  c.out.kind = PY_OPERAND_OTHER;
  extent over = {0, PyLong_AsLongLong(args[3]), PyLong_AsLongLong(args[4]), (int)PyLong_AsLong(args[5])};
  if (PyErr_Occurred()) return NULL;
  if (args[2] != Py_None) {
    py_load_operand(args[2], &c.out);
    if (c.out.kind != PY_OPERAND_ARRAY) return PyErr_Format(PyExc_TypeError, "out: %R is no whole array", args[2]);
    if (c.out.read_only) return PyErr_Format(PyExc_ValueError, "out is read-only");
  }
  if (!load_inputs(&c, &PyTuple_GET_ITEM(args[1], 0))) {
    return PyErr_Format(PyExc_TypeError, "%s: %R are not arrays and numbers of one type", operation->name, args[1]);
  }
  if (!find_executor(&c)) return PyErr_Format(PyExc_ValueError, "a buffer belongs to another executor");
  const int counted = operation->shape == HOLO_SHAPE_GATHER || operation->shape == HOLO_SHAPE_SCATTER ? 1 : 0;
  const py_operand* whole = args[2] != Py_None && counted == 0 ? &c.out : &c.in[counted];
  if (whole->kind != PY_OPERAND_ARRAY) return PyErr_Format(PyExc_TypeError, "there is no array to count");
  over.n = whole->array.count;
  return run_call(&c, &over);
}

/* Of the type of its results; 0 if it does not take `dtype`. */
static PyObject* operation_result_dtype(PyObject* self, PyObject* dtype) {
  const long code = PyLong_AsLong(dtype);
  if (code == -1 && PyErr_Occurred()) return NULL;
  return PyLong_FromLong(code > 0 && code <= HOLO_BOOL8 ? ((py_operation*)self)->result_dtypes[code] : 0);
}

/* As a function does: of an object it is a method. */
static PyObject* operation_get(PyObject* self, PyObject* object, PyObject* type) {
  (void)type;
  return object == NULL || object == Py_None ? Py_NewRef(self) : PyMethod_New(self, object);
}

static PyObject* operation_repr(PyObject* self) {
  return PyUnicode_FromFormat("<operation %s>", ((py_operation*)self)->name);
}

static PyObject* operation_name(PyObject* self, void* unused) {
  (void)unused;
  return PyUnicode_FromString(((py_operation*)self)->name);
}
static PyObject* operation_doc(PyObject* self, void* unused) {
  (void)unused;
  return Py_NewRef(((py_operation*)self)->doc);
}

static void operation_dealloc(PyObject* self) {
  Py_XDECREF(((py_operation*)self)->doc);
  Py_TYPE(self)->tp_free(self);
}

/* Operation(code). */
static PyObject* operation_new(PyTypeObject* type, PyObject* args, PyObject* kwargs) {
  int code = 0;
  if (!PyArg_ParseTuple(args, "i", &code) || kwargs != NULL) return NULL;
  py_operation* operation = (py_operation*)type->tp_alloc(type, 0);
  if (operation == NULL) return NULL;
  holo_op_info info = HOLO_OP_INFO_INIT;
  for (holo_dtype dtype = HOLO_BOOL8; dtype >= HOLO_F32; --dtype) { /* floats last: their accuracy is what is told */
    const holo_status status = holo_op_info_get(code, dtype, &info);
    if (status == HOLO_OK) operation->result_dtypes[dtype] = (int8_t)info.result_dtype;
    if (status == HOLO_OK || status == HOLO_ERROR_DTYPE) continue;
    Py_DECREF(operation);
    return py_raise(status);
  }
  operation->vectorcall = operation_call;
  operation->code = code;
  operation->shape = info.shape;
  operation->input_count = info.input_count;
  operation->result_is_number = info.shape == HOLO_SHAPE_REDUCE;
  operation->name = info.name;
  const char* sep = *info.special_values == '\0' ? "" : ".\n";
  operation->doc = PyUnicode_FromFormat("%s\n\nFormula: %s\nAccuracy: %s\n%s%s", info.summary, info.formula,
                                        info.accuracy, info.special_values, sep);
  if (operation->doc == NULL) Py_CLEAR(operation);
  return (PyObject*)operation;
}

static PyMethodDef operation_methods[] = {{"_run", (PyCFunction)(void (*)(void))operation_run, METH_FASTCALL, NULL},
                                          {"_result_dtype", operation_result_dtype, METH_O, NULL},
                                          {NULL, NULL, 0, NULL}};
static PyMemberDef operation_members[] = {{"code", T_INT, offsetof(py_operation, code), READONLY, NULL},
                                          {"_shape", T_INT, offsetof(py_operation, shape), READONLY, NULL},
                                          {"_input_count", T_INT, offsetof(py_operation, input_count), READONLY, NULL},
                                          {NULL, 0, 0, 0, NULL}};
static PyGetSetDef operation_getset[] = {{"__name__", operation_name, NULL, NULL, NULL},
                                         {"__doc__", operation_doc, NULL, NULL, NULL},
                                         {NULL, NULL, NULL, NULL, NULL}};

PyTypeObject py_operation_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "hologram._native.Operation",
    .tp_basicsize = sizeof(py_operation),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR,
    .tp_vectorcall_offset = offsetof(py_operation, vectorcall),
    .tp_call = PyVectorcall_Call,
    .tp_new = operation_new,
    .tp_dealloc = operation_dealloc,
    .tp_descr_get = operation_get,
    .tp_repr = operation_repr,
    .tp_methods = operation_methods,
    .tp_members = operation_members,
    .tp_getset = operation_getset,
};

/* _set(exception class, slow call, numpy.empty, {dtype: NumPy's}); _set_default(executor or None). */
static PyObject* set_parts(PyObject* module, PyObject* args) {
  (void)module;
  PyObject *exception = NULL, *slow = NULL, *empty = NULL, *dtypes = NULL, *key = NULL, *value = NULL;
  if (!PyArg_ParseTuple(args, "OOOO!", &exception, &slow, &empty, &PyDict_Type, &dtypes)) return NULL;
  Py_XSETREF(py_exception_class, Py_NewRef(exception));
  Py_XSETREF(py_slow_call, Py_NewRef(slow));
  Py_XSETREF(g_empty, Py_NewRef(empty));
  for (Py_ssize_t at = 0; PyDict_Next(dtypes, &at, &key, &value);) {
    const long code = PyLong_AsLong(key);
    if (code < 1 || code > HOLO_BOOL8) return PyErr_Format(PyExc_ValueError, "%R is no dtype", key);
    Py_XSETREF(g_numpy_dtypes[code], Py_NewRef(value));
  }
  Py_RETURN_NONE;
}
static PyObject* set_default(PyObject* module, PyObject* executor) {
  (void)module;
  if (executor != Py_None && !PyObject_TypeCheck(executor, &py_executor_type)) {
    return PyErr_Format(PyExc_TypeError, "%R is no executor", executor);
  }
  Py_XSETREF(py_default_executor, executor == Py_None ? NULL : Py_NewRef(executor));
  Py_RETURN_NONE;
}

static PyMethodDef module_functions[] = {
    {"_set", set_parts, METH_VARARGS, NULL},
    {"_set_default", set_default, METH_O, NULL},
    {"wrap", (PyCFunction)(void (*)(void))py_wrap, METH_FASTCALL, NULL},
    {"to_dlpack", (PyCFunction)(void (*)(void))py_to_dlpack, METH_FASTCALL, NULL},
    {"wrap_dlpack", (PyCFunction)(void (*)(void))py_wrap_dlpack, METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL}};

int py_add_binding(PyObject* module) {
  g_out = PyUnicode_InternFromString("out");
  g_axis = PyUnicode_InternFromString("axis");
  if (g_out == NULL || g_axis == NULL || PyModule_AddFunctions(module, module_functions) != 0 ||
      PyModule_AddFunctions(module, py_program_functions) != 0) {
    return -1;
  }
  PyTypeObject* const types[] = {&py_executor_type, &py_memory_type, &py_operation_type};
  for (size_t i = 0; i < sizeof types / sizeof *types; ++i) {
    if (PyModule_AddType(module, types[i]) != 0) return -1;
  }
  return 0;
}

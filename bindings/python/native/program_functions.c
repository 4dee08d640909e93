/* program_functions.c — programs as the Python part needs them: a handle is a number, and is ended there. */
#include "py_binding.h"

static holo_program handle_of(PyObject* number) { return (holo_program)(uintptr_t)PyLong_AsUnsignedLongLong(number); }

/* program_make(text or expression, parameters or None): a handle, or (line, column, message) of what is wrong. */
static PyObject* program_make(PyObject* module, PyObject* args) {
  (void)module;
  const char *text = NULL, *parameters = NULL;
  if (!PyArg_ParseTuple(args, "sz", &text, &parameters)) return NULL;
  holo_diagnostics diagnostics = HOLO_DIAGNOSTICS_INIT;
  holo_program program = NULL;
  const holo_status status = parameters == NULL
                                 ? holo_program_from_text(text, &diagnostics, &program)
                                 : holo_program_from_expression(text, parameters, &diagnostics, &program);
  if (status == HOLO_OK) return PyLong_FromUnsignedLongLong((uintptr_t)program);
  if (diagnostics.line == 0) return py_raise(status);
  return Py_BuildValue("iis", diagnostics.line, diagnostics.column, diagnostics.message);
}

static PyObject* program_end(PyObject* module, PyObject* handle) {
  (void)module;
  const holo_program program = handle_of(handle);
  if (PyErr_Occurred()) return NULL;
  holo_program_destroy(program);
  Py_RETURN_NONE;
}

static PyObject* program_text(PyObject* module, PyObject* handle) {
  (void)module;
  const holo_program program = handle_of(handle);
  if (PyErr_Occurred()) return NULL;
  int64_t needed = 0;
  holo_status status = holo_program_to_text(program, NULL, 0, &needed);
  if (status != HOLO_OK) return py_raise(status);
  char* text = PyMem_Malloc((size_t)needed);
  if (text == NULL) return PyErr_NoMemory();
  status = holo_program_to_text(program, text, needed, &needed);
  PyObject* result = status == HOLO_OK ? PyUnicode_FromString(text) : py_raise(status);
  PyMem_Free(text);
  return result;
}

/* A tuple of (name, kind, dtype). */
static PyObject* program_parameters(PyObject* module, PyObject* handle) {
  (void)module;
  const holo_program program = handle_of(handle);
  if (PyErr_Occurred()) return NULL;
  holo_program_info info = HOLO_PROGRAM_INFO_INIT;
  holo_status status = holo_program_info_get(program, &info);
  if (status != HOLO_OK) return py_raise(status);
  PyObject* parameters = PyTuple_New(info.parameter_count);
  for (int32_t i = 0; parameters != NULL && i < info.parameter_count; ++i) {
    holo_program_parameter parameter = HOLO_PROGRAM_PARAMETER_INIT;
    status = holo_program_parameter_get(program, i, &parameter);
    PyObject* described = status == HOLO_OK ? Py_BuildValue("sii", parameter.name, parameter.kind, (int)parameter.dtype)
                                            : py_raise(status);
    if (described == NULL) {
      Py_CLEAR(parameters);
    } else {
      PyTuple_SET_ITEM(parameters, i, described);
    }
  }
  return parameters;
}

enum { MAX_PARAMETERS = 64 }; /* of a program */

/* Handles of buffers, numbers with their dtypes: (number, dtype). 0 if they are none. */
static int load_arguments(PyObject* handles, holo_buffer* buffers, PyObject* numbers, holo_scalar* scalars) {
  if (PyTuple_GET_SIZE(handles) > MAX_PARAMETERS || PyTuple_GET_SIZE(numbers) > MAX_PARAMETERS) {
    PyErr_SetString(PyExc_ValueError, "a program has at most 64 parameters");
    return 0;
  }
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(handles); ++i) {
    buffers[i] = (holo_buffer)(uintptr_t)PyLong_AsUnsignedLongLong(PyTuple_GET_ITEM(handles, i));
    if (PyErr_Occurred()) return 0;
  }
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(numbers); ++i) {
    PyObject* number = NULL;
    int dtype = 0;
    if (!PyArg_ParseTuple(PyTuple_GET_ITEM(numbers, i), "Oi", &number, &dtype)) return 0;
    if (!py_load_scalar(number, dtype, &scalars[i])) {
      PyErr_Format(PyExc_TypeError, "%R does not fit in %s", number, holo_dtype_name(dtype));
      return 0;
    }
  }
  return 1;
}

/* program_launch(executor, program, buffers, numbers, lanes, results): a tuple of the results. Other threads run meanwhile:
 * the library holds what it works on. */
static PyObject* program_launch(PyObject* module, PyObject* args) {
  (void)module;
  unsigned long long executor = 0, program = 0;
  PyObject *handles = NULL, *numbers = NULL;
  long long lanes = 0;
  int count = 0;
  if (!PyArg_ParseTuple(args, "KKO!O!Li", &executor, &program, &PyTuple_Type, &handles, &PyTuple_Type, &numbers, &lanes,
                        &count)) {
    return NULL;
  }
  holo_buffer buffers[MAX_PARAMETERS];
  holo_scalar scalars[MAX_PARAMETERS], results[MAX_PARAMETERS];
  if (!load_arguments(handles, buffers, numbers, scalars)) return NULL;
  if (count < 0 || count > MAX_PARAMETERS) return PyErr_Format(PyExc_ValueError, "%d results", count);
  const int32_t buffer_count = (int32_t)PyTuple_GET_SIZE(handles), scalar_count = (int32_t)PyTuple_GET_SIZE(numbers);
  PyThreadState* const thread = PyEval_SaveThread();
  const holo_status status = holo_program_launch((holo_executor)(uintptr_t)executor, (holo_program)(uintptr_t)program,
                                                 buffers, buffer_count, scalars, scalar_count, lanes, results, count);
  PyEval_RestoreThread(thread);
  if (status != HOLO_OK) return py_raise(status);
  PyObject* given = PyTuple_New(count);
  for (int i = 0; given != NULL && i < count; ++i) {
    PyObject* number = py_number_of(&results[i]);
    if (number == NULL) {
      Py_CLEAR(given);
    } else {
      PyTuple_SET_ITEM(given, i, number);
    }
  }
  return given;
}

PyMethodDef py_program_functions[] = {
    {"program_make", program_make, METH_VARARGS, NULL},     {"program_end", program_end, METH_O, NULL},
    {"program_text", program_text, METH_O, NULL},           {"program_parameters", program_parameters, METH_O, NULL},
    {"program_launch", program_launch, METH_VARARGS, NULL}, {NULL, NULL, 0, NULL}};

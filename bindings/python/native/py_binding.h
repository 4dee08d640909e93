/* py_binding.h — the types that the Python binding has in C: where a call must cost nothing, and memory is shared. What
 * people see, HoloExecutor and HoloBuffer, is derived from them in Python. */
#ifndef HOLOGRAM_PY_BINDING_H_
#define HOLOGRAM_PY_BINDING_H_

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "hologram/hologram.h"

/* The base of HoloExecutor. */
typedef struct py_executor {
  PyObject_HEAD holo_executor handle; /* null once closed */
} py_executor;

/* The base of HoloBuffer: the elements of a buffer, which stay where they are until it is closed. */
typedef struct py_memory {
  PyObject_HEAD PyObject* executor; /* a py_executor */
  holo_buffer handle;               /* null once closed */
  void* data;
  int64_t count;
  holo_dtype dtype;
  int read_only;
  int64_t uses; /* views of it, and calls that run without the interpreter's lock: it can't be closed meanwhile */
  int ndim;
  Py_ssize_t* shape; /* and, after it, the strides in bytes */
} py_memory;

extern PyTypeObject py_executor_type;
extern PyTypeObject py_memory_type;
extern PyTypeObject py_operation_type;

/* An argument of an operation. */
typedef enum py_operand_kind { PY_OPERAND_OTHER, PY_OPERAND_ARRAY, PY_OPERAND_NUMBER } py_operand_kind;
typedef struct py_operand {
  py_operand_kind kind;
  holo_array array;
  int read_only;
  int ndim;
  const Py_ssize_t* shape;
  py_memory* memory; /* null if the elements are in a NumPy array */
} py_operand;

/* Looks at an argument, copying nothing: a py_memory that is open, a NumPy array of a type that operations take, whole
 * and in the machine's byte order, or a number. Everything else is PY_OPERAND_OTHER. */
void py_load_operand(PyObject* object, py_operand* operand);
int py_same_shape(const py_operand* a, const py_operand* b);

/* A number as a scalar of `dtype`. 0 if it is none: a fraction for integers, or beyond 64 bits. */
int py_load_scalar(PyObject* number, holo_dtype dtype, holo_scalar* scalar);
/* A new reference. */
PyObject* py_number_of(const holo_scalar* scalar);

/* "f" of HOLO_F32, as the struct module has it; of HOLO_BF16, which has none, "H". */
const char* py_format_of(holo_dtype dtype);
/* 0 if no type has this format. */
holo_dtype py_dtype_of_format(const char* format);

/* A shape as a new tuple. */
PyObject* py_shape_tuple(int ndim, const Py_ssize_t* lengths);

/* Raises a HologramException of the thread's last failure; gives null. */
PyObject* py_raise(holo_status status);
/* What the Python part has set: the class of exceptions, and who takes the calls that are not simple. */
extern PyObject* py_exception_class;
extern PyObject* py_slow_call;
extern PyObject* py_default_executor;

/* Functions of the module. */
PyObject* py_wrap(PyObject* module, PyObject* const* args, Py_ssize_t nargs);
PyObject* py_to_dlpack(PyObject* module, PyObject* const* args, Py_ssize_t nargs);
PyObject* py_wrap_dlpack(PyObject* module, PyObject* const* args, Py_ssize_t nargs);

extern PyMethodDef py_program_functions[];

/* Adds types and functions to the module; -1 if it can't. */
int py_add_binding(PyObject* module);

#endif /* HOLOGRAM_PY_BINDING_H_ */

/* operand.c — what the arguments of operations are. */
#include "py_binding.h"

#define NPY_NO_DEPRECATED_API NPY_1_7_API_VERSION
#include <numpy/ndarraytypes.h>

/* Of NumPy only what stands in an array object is read, by the headers' own macros: its places are the same in NumPy 1 and
 * 2. None of NumPy's functions is called. */
static PyTypeObject* g_ndarray;

static int is_ndarray(PyObject* object) {
  if (g_ndarray == NULL) {
    PyObject* numpy = PyImport_ImportModule("numpy");
    if (numpy != NULL) g_ndarray = (PyTypeObject*)PyObject_GetAttrString(numpy, "ndarray");
    Py_XDECREF(numpy);
    if (g_ndarray == NULL) {
      PyErr_Clear();
      return 0;
    }
  }
  return PyObject_TypeCheck(object, g_ndarray);
}

static holo_dtype dtype_of_numpy(int type) {
  switch (type) {
    case NPY_FLOAT:
      return HOLO_F32;
    case NPY_DOUBLE:
      return HOLO_F64;
    case NPY_HALF:
      return HOLO_F16;
    case NPY_BOOL:
      return HOLO_BOOL8;
    case NPY_BYTE:
      return HOLO_I8;
    case NPY_UBYTE:
      return HOLO_U8;
    case NPY_SHORT:
      return HOLO_I16;
    case NPY_USHORT:
      return HOLO_U16;
    case NPY_INT:
      return HOLO_I32;
    case NPY_UINT:
      return HOLO_U32;
    case NPY_LONG:
      return sizeof(long) == 8 ? HOLO_I64 : HOLO_I32;
    case NPY_ULONG:
      return sizeof(long) == 8 ? HOLO_U64 : HOLO_U32;
    case NPY_LONGLONG:
      return HOLO_I64;
    case NPY_ULONGLONG:
      return HOLO_U64;
    default:
      return 0;
  }
}

void py_load_operand(PyObject* object, py_operand* operand) {
  operand->kind = PY_OPERAND_OTHER;
  operand->memory = NULL;
  if (PyObject_TypeCheck(object, &py_memory_type)) {
    py_memory* memory = (py_memory*)object;
    if (memory->handle == NULL) return;
    operand->kind = PY_OPERAND_ARRAY;
    operand->array = (holo_array){memory->data, memory->count, memory->dtype, 0};
    operand->read_only = memory->read_only;
    operand->ndim = memory->ndim;
    operand->shape = memory->shape;
    operand->memory = memory;
  } else if (PyFloat_CheckExact(object) || PyLong_CheckExact(object) || PyBool_Check(object)) {
    operand->kind = PY_OPERAND_NUMBER;
  } else if (is_ndarray(object)) {
    PyArrayObject* array = (PyArrayObject*)object;
    const holo_dtype dtype = dtype_of_numpy(PyArray_DESCR(array)->type_num);
    const int ndim = PyArray_NDIM(array);
    if (dtype == 0 || ndim == 0 || !PyArray_ISNBO(PyArray_DESCR(array)->byteorder) ||
        !PyArray_CHKFLAGS(array, NPY_ARRAY_C_CONTIGUOUS)) {
      return;
    }
    int64_t count = 1;
    for (int i = 0; i < ndim; ++i) count *= PyArray_DIM(array, i);
    operand->kind = PY_OPERAND_ARRAY;
    operand->array = (holo_array){PyArray_DATA(array), count, dtype, 0};
    operand->read_only = !PyArray_CHKFLAGS(array, NPY_ARRAY_WRITEABLE);
    operand->ndim = ndim;
    operand->shape = PyArray_DIMS(array);
  }
}

PyObject* py_shape_tuple(int ndim, const Py_ssize_t* lengths) {
  PyObject* shape = PyTuple_New(ndim);
  for (int i = 0; shape != NULL && i < ndim; ++i) {
    PyObject* length = PyLong_FromSsize_t(lengths[i]);
    if (length == NULL) {
      Py_CLEAR(shape);
      break;
    }
    PyTuple_SET_ITEM(shape, i, length);
  }
  return shape;
}

int py_same_shape(const py_operand* a, const py_operand* b) {
  if (a->ndim != b->ndim) return 0;
  for (int i = 0; i < a->ndim; ++i) {
    if (a->shape[i] != b->shape[i]) return 0;
  }
  return 1;
}

static int is_float(holo_dtype dtype) {
  return dtype == HOLO_F32 || dtype == HOLO_F64 || dtype == HOLO_F16 || dtype == HOLO_BF16;
}

int py_load_scalar(PyObject* number, holo_dtype dtype, holo_scalar* scalar) {
  *scalar = (holo_scalar){dtype, 0, {0}};
  if (PyFloat_CheckExact(number)) {
    scalar->value.f64 = PyFloat_AS_DOUBLE(number);
    return is_float(dtype);
  }
  if (is_float(dtype)) {
    scalar->value.f64 = PyLong_AsDouble(number);
    if (scalar->value.f64 != -1 || !PyErr_Occurred()) return 1;
    PyErr_Clear();
    return 0;
  }
  if (dtype == HOLO_U64) {
    scalar->value.u64 = PyLong_AsUnsignedLongLong(number);
    if (scalar->value.u64 != (unsigned long long)-1 || !PyErr_Occurred()) return 1;
    PyErr_Clear();
    return 0;
  }
  int overflow = 0;
  scalar->value.i64 = PyLong_AsLongLongAndOverflow(number, &overflow);
  const int is_unsigned = dtype == HOLO_U8 || dtype == HOLO_U16 || dtype == HOLO_U32 || dtype == HOLO_BOOL8;
  return overflow == 0 && !(is_unsigned && scalar->value.i64 < 0);
}

PyObject* py_number_of(const holo_scalar* scalar) {
  switch (scalar->dtype) {
    case HOLO_F32:
    case HOLO_F64:
    case HOLO_F16:
    case HOLO_BF16:
      return PyFloat_FromDouble(scalar->value.f64);
    case HOLO_BOOL8:
      return PyBool_FromLong(scalar->value.u64 != 0);
    case HOLO_U8:
    case HOLO_U16:
    case HOLO_U32:
    case HOLO_U64:
      return PyLong_FromUnsignedLongLong(scalar->value.u64);
    default:
      return PyLong_FromLongLong(scalar->value.i64);
  }
}

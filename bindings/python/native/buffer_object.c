/* buffer_object.c — executors and memory as objects of Python: their lives, and the buffer protocol both ways. */
#include "py_binding.h"

PyObject* py_exception_class;

PyObject* py_raise(holo_status status) {
  holo_error error = HOLO_ERROR_INIT;
  holo_last_error(&error);
  if (py_exception_class == NULL) return PyErr_Format(PyExc_RuntimeError, "%s", error.message);
  PyObject* exception = PyObject_CallFunction(py_exception_class, "sii", error.message, (int)status, error.argument);
  if (exception == NULL) return NULL;
  PyErr_SetObject(py_exception_class, exception);
  Py_DECREF(exception);
  return NULL;
}

/* Formats by dtype, from HOLO_F32 on. */
static const char* const kFormats[] = {"f", "d", "e", "H", "b", "h", "i", "q", "B", "H", "I", "Q", "?"};

const char* py_format_of(holo_dtype dtype) { return kFormats[dtype - HOLO_F32]; }

holo_dtype py_dtype_of_format(const char* format) {
  if (format == NULL) return HOLO_U8;
  const int little = 1;
  const char native = *(const char*)&little == 1 ? '<' : '>';
  if (*format == '@' || *format == '=' || *format == native) ++format;
  if (*format == '\0' || format[1] != '\0') return 0;
  switch (*format) { /* the size of a C long is the platform's */
    case 'c':
      return HOLO_U8;
    case 'l':
      return sizeof(long) == 8 ? HOLO_I64 : HOLO_I32;
    case 'L':
      return sizeof(long) == 8 ? HOLO_U64 : HOLO_U32;
    case 'n':
      return HOLO_I64;
    case 'N':
      return HOLO_U64;
    default:
      break;
  }
  for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
    if (dtype != HOLO_BF16 && *kFormats[dtype - HOLO_F32] == *format) return dtype;
  }
  return 0;
}

/* Executors. */

static int executor_init(PyObject* self, PyObject* args, PyObject* kwargs) {
  unsigned long long handle = 0;
  if (kwargs != NULL && PyDict_GET_SIZE(kwargs) != 0) {
    PyErr_SetString(PyExc_TypeError, "an executor's handle comes without a name");
    return -1;
  }
  py_executor* executor = (py_executor*)self;
  if (!PyArg_ParseTuple(args, "K", &handle)) return -1;
  if (executor->handle != NULL) {
    PyErr_SetString(PyExc_RuntimeError, "the executor is made already");
    return -1;
  }
  executor->handle = (holo_executor)(uintptr_t)handle;
  return 0;
}

static PyObject* executor_close(PyObject* self, PyObject* unused) {
  (void)unused;
  py_executor* executor = (py_executor*)self;
  holo_executor_destroy(executor->handle);
  executor->handle = NULL;
  Py_RETURN_NONE;
}

static void executor_dealloc(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  holo_executor_destroy(((py_executor*)self)->handle);
  type->tp_free(self);
  (void)type;
}

static PyObject* executor_handle(PyObject* self, void* unused) {
  (void)unused;
  return PyLong_FromUnsignedLongLong((uintptr_t)((py_executor*)self)->handle);
}

static PyObject* executor_closed(PyObject* self, void* unused) {
  (void)unused;
  return PyBool_FromLong(((py_executor*)self)->handle == NULL);
}

static PyMethodDef executor_methods[] = {
    {"close", executor_close, METH_NOARGS,
     "Ends the executor. Its buffers stay until they are closed, but no operation runs on them any more."},
    {NULL, NULL, 0, NULL}};
static PyGetSetDef executor_getset[] = {{"_handle", executor_handle, NULL, NULL, NULL},
                                        {"closed", executor_closed, NULL, "Whether close() was called.", NULL},
                                        {NULL, NULL, NULL, NULL, NULL}};

PyTypeObject py_executor_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "hologram._native.Executor",
    .tp_basicsize = sizeof(py_executor),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_new = PyType_GenericNew,
    .tp_init = executor_init,
    .tp_dealloc = executor_dealloc,
    .tp_methods = executor_methods,
    .tp_getset = executor_getset,
};

/* Memory. */

static int set_shape(py_memory* memory, PyObject* shape) {
  const Py_ssize_t ndim = PyTuple_GET_SIZE(shape);
  if (ndim > 32) {
    PyErr_Format(PyExc_ValueError, "a shape has at most 32 dimensions, not %zd", ndim);
    return -1;
  }
  memory->shape = PyMem_New(Py_ssize_t, 2 * (size_t)ndim + 1);
  if (memory->shape == NULL) {
    PyErr_NoMemory();
    return -1;
  }
  memory->ndim = (int)ndim;
  Py_ssize_t* strides = memory->shape + ndim;
  int64_t count = 1;
  for (Py_ssize_t i = 0; i < ndim; ++i) {
    memory->shape[i] = PyLong_AsSsize_t(PyTuple_GET_ITEM(shape, i));
    if (memory->shape[i] == -1 && PyErr_Occurred()) return -1;
    if (memory->shape[i] < 0 || __builtin_mul_overflow(count, (int64_t)memory->shape[i], &count)) {
      PyErr_Format(PyExc_ValueError, "%R is no shape", shape);
      return -1;
    }
  }
  Py_ssize_t stride = (Py_ssize_t)holo_dtype_size(memory->dtype);
  for (Py_ssize_t i = ndim; i-- > 0;) {
    strides[i] = stride;
    if (memory->shape[i] > 0) stride *= memory->shape[i];
  }
  memory->count = count;
  return 0;
}

/* Memory(executor, handle, dtype, shape, read_only): takes the handle over, also when it fails. */
static int memory_init(PyObject* self, PyObject* args, PyObject* kwargs) {
  py_memory* memory = (py_memory*)self;
  PyObject* executor = NULL;
  PyObject* shape = NULL;
  unsigned long long handle = 0;
  int dtype = 0, read_only = 0;
  if (kwargs != NULL && PyDict_GET_SIZE(kwargs) != 0) {
    PyErr_SetString(PyExc_TypeError, "a buffer's parts come without names");
    return -1;
  }
  if (!PyArg_ParseTuple(args, "O!KiO!p", &py_executor_type, &executor, &handle, &dtype, &PyTuple_Type, &shape,
                        &read_only)) {
    return -1;
  }
  if (memory->handle != NULL) {
    PyErr_SetString(PyExc_RuntimeError, "the buffer is made already");
    return -1;
  }
  memory->handle = (holo_buffer)(uintptr_t)handle;
  memory->dtype = dtype;
  memory->read_only = read_only;
  memory->executor = Py_NewRef(executor);
  holo_buffer_info info = HOLO_BUFFER_INFO_INIT;
  int64_t size_bytes = 0;
  holo_status status = holo_buffer_info_get(memory->handle, &info);
  if (status == HOLO_OK) {
    const holo_access access = read_only ? HOLO_ACCESS_READ : HOLO_ACCESS_READ_WRITE;
    status = holo_buffer_map(memory->handle, access, &memory->data, &size_bytes);
  }
  if (status != HOLO_OK) {
    py_raise(status);
    return -1;
  }
  if (info.dtype != dtype) {
    PyErr_SetString(PyExc_ValueError, "the buffer has another dtype");
    return -1;
  }
  if (set_shape(memory, shape) != 0) return -1;
  if (memory->count == info.count) return 0;
  PyErr_Format(PyExc_ValueError, "the shape %R is not that of %lld elements", shape, (long long)info.count);
  memory->count = info.count;
  return -1;
}

static PyObject* memory_close(PyObject* self, PyObject* unused) {
  (void)unused;
  py_memory* memory = (py_memory*)self;
  if (memory->uses > 0) {
    return PyErr_Format(PyExc_BufferError, "the buffer can't be closed: %lld views or calls are using its memory",
                        (long long)memory->uses);
  }
  holo_buffer_destroy(memory->handle);
  memory->handle = NULL;
  memory->data = NULL;
  Py_RETURN_NONE;
}

static void memory_dealloc(PyObject* self) {
  py_memory* memory = (py_memory*)self;
  holo_buffer_destroy(memory->handle);
  PyMem_Free(memory->shape);
  Py_XDECREF(memory->executor);
  Py_TYPE(self)->tp_free(self);
}

static int memory_is_open(const py_memory* memory) {
  if (memory->handle != NULL) return 1;
  PyErr_SetString(PyExc_BufferError, "the buffer is closed");
  return 0;
}

static int memory_getbuffer(PyObject* self, Py_buffer* view, int flags) {
  py_memory* memory = (py_memory*)self;
  static char nothing;
  view->obj = NULL;
  if (!memory_is_open(memory)) return -1;
  if ((flags & PyBUF_WRITABLE) != 0 && memory->read_only) {
    PyErr_SetString(PyExc_BufferError, "the buffer is read-only");
    return -1;
  }
  const Py_ssize_t size = (Py_ssize_t)holo_dtype_size(memory->dtype);
  view->buf = memory->data == NULL ? &nothing : memory->data;
  view->len = (Py_ssize_t)memory->count * size;
  view->readonly = memory->read_only;
  view->itemsize = size;
  view->format = (flags & PyBUF_FORMAT) != 0 ? (char*)py_format_of(memory->dtype) : NULL;
  view->ndim = (flags & PyBUF_ND) != 0 ? memory->ndim : 1;
  view->shape = (flags & PyBUF_ND) != 0 ? memory->shape : NULL;
  view->strides = (flags & PyBUF_STRIDES) == PyBUF_STRIDES ? memory->shape + memory->ndim : NULL;
  view->suboffsets = NULL;
  view->internal = NULL;
  view->obj = Py_NewRef(self);
  ++memory->uses;
  return 0;
}

static void memory_releasebuffer(PyObject* self, Py_buffer* view) {
  (void)view;
  --((py_memory*)self)->uses;
}

static PyObject* memory_handle(PyObject* self, void* unused) {
  (void)unused;
  return PyLong_FromUnsignedLongLong((uintptr_t)((py_memory*)self)->handle);
}
static PyObject* memory_closed(PyObject* self, void* unused) {
  (void)unused;
  return PyBool_FromLong(((py_memory*)self)->handle == NULL);
}
static PyObject* memory_dtype(PyObject* self, void* unused) {
  (void)unused;
  return PyLong_FromLong(((py_memory*)self)->dtype);
}
static PyObject* memory_read_only(PyObject* self, void* unused) {
  (void)unused;
  return PyBool_FromLong(((py_memory*)self)->read_only);
}
static PyObject* memory_size(PyObject* self, void* unused) {
  (void)unused;
  return PyLong_FromLongLong(((py_memory*)self)->count);
}
static PyObject* memory_executor(PyObject* self, void* unused) {
  (void)unused;
  PyObject* executor = ((py_memory*)self)->executor;
  return Py_NewRef(executor == NULL ? Py_None : executor);
}
static PyObject* memory_shape(PyObject* self, void* unused) {
  (void)unused;
  const py_memory* memory = (py_memory*)self;
  return py_shape_tuple(memory->ndim, memory->shape);
}

static PyMethodDef memory_methods[] = {
    {"close", memory_close, METH_NOARGS,
     "Ends the buffer. BufferError while a view of it, a NumPy array say, or another thread's call uses its memory."},
    {NULL, NULL, 0, NULL}};
static PyGetSetDef memory_getset[] = {{"_handle", memory_handle, NULL, NULL, NULL},
                                      {"_dtype", memory_dtype, NULL, NULL, NULL},
                                      {"closed", memory_closed, NULL, "Whether close() was called.", NULL},
                                      {"read_only", memory_read_only, NULL, "Whether writes are refused.", NULL},
                                      {"size", memory_size, NULL, "How many elements there are.", NULL},
                                      {"shape", memory_shape, NULL, "The lengths of its dimensions.", NULL},
                                      {"executor", memory_executor, NULL, "Where it was made.", NULL},
                                      {NULL, NULL, NULL, NULL, NULL}};
static PyBufferProcs memory_buffer = {memory_getbuffer, memory_releasebuffer};

PyTypeObject py_memory_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "hologram._native.Memory",
    .tp_basicsize = sizeof(py_memory),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_new = PyType_GenericNew,
    .tp_init = memory_init,
    .tp_dealloc = memory_dealloc,
    .tp_methods = memory_methods,
    .tp_getset = memory_getset,
    .tp_as_buffer = &memory_buffer,
};

/* Memory of other objects. */

/* On whichever thread the library lets go of it. */
static void release_view(void* user, void* data) {
  (void)data;
  if (!Py_IsInitialized()) return;
  const PyGILState_STATE state = PyGILState_Ensure();
  PyBuffer_Release((Py_buffer*)user);
  PyMem_Free(user);
  PyGILState_Release(state);
}

/* wrap(executor, object, dtype or 0, read_only) -> (handle, dtype, shape, read_only). */
PyObject* py_wrap(PyObject* module, PyObject* const* args, Py_ssize_t nargs) {
  (void)module;
  if (nargs != 4 || !PyObject_TypeCheck(args[0], &py_executor_type)) {
    return PyErr_Format(PyExc_TypeError, "wrap takes an executor, an object, a dtype and a flag");
  }
  holo_dtype dtype = (holo_dtype)PyLong_AsLong(args[2]);
  int read_only = PyObject_IsTrue(args[3]);
  if (PyErr_Occurred()) return NULL;
  Py_buffer* view = PyMem_Calloc(1, sizeof *view);
  if (view == NULL) return PyErr_NoMemory();
  int got = read_only ? -1 : PyObject_GetBuffer(args[1], view, PyBUF_CONTIG | PyBUF_FORMAT);
  if (got != 0) {
    if (!read_only) PyErr_Clear();
    read_only = 1;
    got = PyObject_GetBuffer(args[1], view, PyBUF_CONTIG_RO | PyBUF_FORMAT);
  }
  if (got != 0) {
    PyMem_Free(view);
    return NULL;
  }
  const holo_dtype own = py_dtype_of_format(view->format);
  PyObject* shape = NULL;
  holo_buffer buffer = NULL;
  if (dtype == 0) dtype = own;
  if (dtype == 0 || holo_dtype_size(dtype) != view->itemsize) {
    PyErr_Format(PyExc_TypeError, "elements of format \"%s\", %zd bytes each, are not of %s", view->format,
                 view->itemsize, dtype == 0 ? "any dtype" : holo_dtype_name(dtype));
    goto failed;
  }
  shape = py_shape_tuple(view->ndim, view->shape);
  if (shape == NULL) goto failed;
  const holo_status status =
      holo_buffer_wrap(((py_executor*)args[0])->handle, dtype, view->len / view->itemsize, view->buf,
                       read_only ? HOLO_BUFFER_READ_ONLY : 0, release_view, view, &buffer);
  if (status != HOLO_OK) {
    py_raise(status);
    goto failed;
  }
  return Py_BuildValue("KiNN", (unsigned long long)(uintptr_t)buffer, (int)dtype, shape, PyBool_FromLong(read_only));
failed:
  Py_XDECREF(shape);
  PyBuffer_Release(view);
  PyMem_Free(view);
  return NULL;
}

/* dlpack.c — memory shared with other array libraries by DLPack's Python protocol, both its versioned capsules and those
 * from before it had versions. */
#include "py_binding.h"

/* DLPack's structs, as its specification lays them out. */
typedef struct dl_tensor {
  void* data;
  int32_t device_type;
  int32_t device_id;
  int32_t ndim;
  uint8_t type_code;
  uint8_t type_bits;
  uint16_t type_lanes;
  int64_t* shape;
  int64_t* strides; /* in elements; null: by rows */
  uint64_t byte_offset;
} dl_tensor;

typedef struct dl_managed {
  dl_tensor tensor;
  void* context;
  void (*deleter)(struct dl_managed*);
} dl_managed;

typedef struct dl_versioned {
  uint32_t major;
  uint32_t minor;
  void* context;
  void (*deleter)(struct dl_versioned*);
  uint64_t flags;
  dl_tensor tensor;
} dl_versioned;

_Static_assert(sizeof(Py_ssize_t) == sizeof(int64_t), "shapes of both are the same");

enum { DL_CPU = 1, DL_INT = 0, DL_UINT = 1, DL_FLOAT = 2, DL_BFLOAT = 4, DL_BOOL = 6, DL_READ_ONLY = 1, DL_MAJOR = 1 };

static const struct {
  uint8_t code, bits;
} kTypes[] = {{DL_FLOAT, 32}, {DL_FLOAT, 64}, {DL_FLOAT, 16}, {DL_BFLOAT, 16}, {DL_INT, 8},
              {DL_INT, 16},   {DL_INT, 32},   {DL_INT, 64},   {DL_UINT, 8},    {DL_UINT, 16},
              {DL_UINT, 32},  {DL_UINT, 64},  {DL_BOOL, 8}};

static holo_dtype dtype_of(const dl_tensor* tensor) {
  for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8 && tensor->type_lanes == 1; ++dtype) {
    const int i = dtype - HOLO_F32;
    if (kTypes[i].code == tensor->type_code && kTypes[i].bits == tensor->type_bits) return dtype;
  }
  return 0;
}

/* Giving away. */

static void fill_tensor(dl_tensor* tensor, const py_memory* memory, int64_t* shape) {
  for (int i = 0; i < memory->ndim; ++i) shape[i] = memory->shape[i];
  int64_t stride = 1;
  for (int i = memory->ndim; i-- > 0;) {
    shape[memory->ndim + i] = stride;
    if (shape[i] > 0) stride *= shape[i];
  }
  *tensor = (dl_tensor){memory->data,
                        DL_CPU,
                        0,
                        memory->ndim,
                        kTypes[memory->dtype - HOLO_F32].code,
                        kTypes[memory->dtype - HOLO_F32].bits,
                        1,
                        shape,
                        shape + memory->ndim,
                        0};
}

/* From whichever thread, with the interpreter's lock or without. */
static void end_use(void* memory) {
  if (!Py_IsInitialized()) return;
  const PyGILState_STATE state = PyGILState_Ensure();
  --((py_memory*)memory)->uses;
  Py_DECREF((PyObject*)memory);
  PyGILState_Release(state);
}
static void delete_managed(dl_managed* managed) {
  end_use(managed->context);
  PyMem_RawFree(managed);
}
static void delete_versioned(dl_versioned* managed) {
  end_use(managed->context);
  PyMem_RawFree(managed);
}

/* Of capsules that nobody took the memory out of: a consumer renames those it takes. */
static void destroy_managed(PyObject* capsule) {
  if (!PyCapsule_IsValid(capsule, "dltensor")) return;
  dl_managed* managed = PyCapsule_GetPointer(capsule, "dltensor");
  managed->deleter(managed);
}
static void destroy_versioned(PyObject* capsule) {
  if (!PyCapsule_IsValid(capsule, "dltensor_versioned")) return;
  dl_versioned* managed = PyCapsule_GetPointer(capsule, "dltensor_versioned");
  managed->deleter(managed);
}

/* to_dlpack(memory, versioned) -> capsule. */
PyObject* py_to_dlpack(PyObject* module, PyObject* const* args, Py_ssize_t nargs) {
  (void)module;
  if (nargs != 2 || !PyObject_TypeCheck(args[0], &py_memory_type)) {
    return PyErr_Format(PyExc_TypeError, "to_dlpack takes a buffer and a flag");
  }
  py_memory* memory = (py_memory*)args[0];
  const int versioned = PyObject_IsTrue(args[1]);
  if (versioned < 0) return NULL;
  if (memory->handle == NULL) return PyErr_Format(PyExc_BufferError, "the buffer is closed");
  if (!versioned && memory->read_only) {
    return PyErr_Format(PyExc_BufferError, "the buffer is read-only, which DLPack before version 1 can't say");
  }
  const size_t head = versioned ? sizeof(dl_versioned) : sizeof(dl_managed);
  char* block = PyMem_RawMalloc(head + 2 * sizeof(int64_t) * (size_t)(memory->ndim + 1));
  if (block == NULL) return PyErr_NoMemory();
  int64_t* shape = (int64_t*)(void*)(block + head);
  PyObject* capsule;
  if (versioned) {
    dl_versioned* managed = (dl_versioned*)(void*)block;
    *managed = (dl_versioned){DL_MAJOR, 0, memory, delete_versioned, memory->read_only ? DL_READ_ONLY : 0, {0}};
    fill_tensor(&managed->tensor, memory, shape);
    capsule = PyCapsule_New(managed, "dltensor_versioned", destroy_versioned);
  } else {
    dl_managed* managed = (dl_managed*)(void*)block;
    *managed = (dl_managed){{0}, memory, delete_managed};
    fill_tensor(&managed->tensor, memory, shape);
    capsule = PyCapsule_New(managed, "dltensor", destroy_managed);
  }
  if (capsule == NULL) {
    PyMem_RawFree(block);
    return NULL;
  }
  Py_INCREF((PyObject*)memory);
  ++memory->uses;
  return capsule;
}

/* Taking over. */

static void release_managed(void* user, void* data) {
  (void)data;
  dl_managed* managed = user;
  if (managed->deleter != NULL) managed->deleter(managed);
}
static void release_versioned(void* user, void* data) {
  (void)data;
  dl_versioned* managed = user;
  if (managed->deleter != NULL) managed->deleter(managed);
}

static int is_whole(const dl_tensor* tensor) {
  int64_t stride = 1;
  for (int i = tensor->ndim; i-- > 0 && tensor->strides != NULL;) {
    if (tensor->shape[i] != 1 && tensor->strides[i] != stride) return 0;
    stride *= tensor->shape[i];
  }
  return 1;
}

/* wrap_dlpack(executor, capsule) -> (handle, dtype, shape, read_only). */
PyObject* py_wrap_dlpack(PyObject* module, PyObject* const* args, Py_ssize_t nargs) {
  (void)module;
  if (nargs != 2 || !PyObject_TypeCheck(args[0], &py_executor_type)) {
    return PyErr_Format(PyExc_TypeError, "wrap_dlpack takes an executor and a capsule");
  }
  const int versioned = PyCapsule_IsValid(args[1], "dltensor_versioned");
  if (!versioned && !PyCapsule_IsValid(args[1], "dltensor")) {
    return PyErr_Format(PyExc_TypeError, "%R is no DLPack capsule, or one that was used already", args[1]);
  }
  void* managed = PyCapsule_GetPointer(args[1], versioned ? "dltensor_versioned" : "dltensor");
  if (versioned && ((dl_versioned*)managed)->major != DL_MAJOR) {
    return PyErr_Format(PyExc_BufferError, "DLPack version %u is not known here",
                        (unsigned)((dl_versioned*)managed)->major);
  }
  const dl_tensor* tensor = versioned ? &((dl_versioned*)managed)->tensor : &((dl_managed*)managed)->tensor;
  const int read_only = versioned && (((dl_versioned*)managed)->flags & DL_READ_ONLY) != 0;
  const holo_dtype dtype = dtype_of(tensor);
  if (tensor->device_type != DL_CPU) return PyErr_Format(PyExc_BufferError, "the memory is not the CPU's");
  if (dtype == 0) {
    return PyErr_Format(PyExc_TypeError, "DLPack type %d of %d bits is none of ours", tensor->type_code,
                        tensor->type_bits);
  }
  if (!is_whole(tensor)) return PyErr_Format(PyExc_BufferError, "the elements do not follow each other in memory");
  PyObject* shape = py_shape_tuple(tensor->ndim, tensor->shape);
  if (shape == NULL) return NULL;
  int64_t count = 1;
  for (int i = 0; i < tensor->ndim; ++i) count *= tensor->shape[i];
  holo_buffer buffer = NULL;
  const holo_status status = holo_buffer_wrap(
      ((py_executor*)args[0])->handle, dtype, count, (char*)tensor->data + tensor->byte_offset,
      read_only ? HOLO_BUFFER_READ_ONLY : 0, versioned ? release_versioned : release_managed, managed, &buffer);
  if (status != HOLO_OK) {
    Py_DECREF(shape);
    return py_raise(status);
  }
  /* Taken: the capsule no longer owns it. */
  PyCapsule_SetName(args[1], versioned ? "used_dltensor_versioned" : "used_dltensor");
  PyCapsule_SetDestructor(args[1], NULL);
  return Py_BuildValue("KiNN", (unsigned long long)(uintptr_t)buffer, (int)dtype, shape, PyBool_FromLong(read_only));
}

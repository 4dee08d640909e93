// peer_numpy.cc — the loops inside of NumPy's functions, called as NumPy calls them, but without what its calls cost.
//
// They are found in an interpreter inside of this process. Where NumPy was built with Intel's SVML these are its loops.
#define PY_SSIZE_T_CLEAN
#define NPY_NO_DEPRECATED_API NPY_1_7_API_VERSION
#include <Python.h>
#include <numpy/ndarraytypes.h>
#include <numpy/ufuncobject.h>

#include <cstdlib>
#include <iterator>
#include <utility>

#include "peers.h"
#include "tools/hologram/failure.h"

namespace hologram::bench {
namespace {

struct Row {
  holo_op op;
  const char* function;
  int inputs;
};
constexpr Row kRows[] = {
    {HOLO_OP_EXP, "exp", 1},       {HOLO_OP_EXP2, "exp2", 1},     {HOLO_OP_TANH, "tanh", 1},
    {HOLO_OP_LOG, "log", 1},       {HOLO_OP_LOG2, "log2", 1},     {HOLO_OP_LOG10, "log10", 1},
    {HOLO_OP_LOG1P, "log1p", 1},   {HOLO_OP_ASINH, "arcsinh", 1}, {HOLO_OP_ACOSH, "arccosh", 1},
    {HOLO_OP_ATANH, "arctanh", 1}, {HOLO_OP_EXPM1, "expm1", 1},   {HOLO_OP_SINH, "sinh", 1},
    {HOLO_OP_COSH, "cosh", 1},     {HOLO_OP_CBRT, "cbrt", 1},     {HOLO_OP_SIN, "sin", 1},
    {HOLO_OP_COS, "cos", 1},       {HOLO_OP_TAN, "tan", 1},       {HOLO_OP_ASIN, "arcsin", 1},
    {HOLO_OP_ACOS, "arccos", 1},   {HOLO_OP_ATAN, "arctan", 1},   {HOLO_OP_POW, "power", 2},
    {HOLO_OP_HYPOT, "hypot", 2},   {HOLO_OP_ATAN2, "arctan2", 2}, {HOLO_OP_SUM, "add", 0},
    {HOLO_OP_MEAN, "add", 0},  // no inputs: a sum, of which `mean` takes the n-th part
};

template <class T>
constexpr char kTypeNumber = sizeof(T) == 4 ? char{NPY_FLOAT} : char{NPY_DOUBLE};

// Row `kRow` of the table on T, as kernels are called.
template <size_t kRow, class T>
struct Loop {
  static inline PyUFuncGenericFunction function = nullptr;
  static inline void* data = nullptr;

  static char* Bytes(const void* x) { return static_cast<char*>(const_cast<void*>(x)); }

  static void Map1(const void* x, void* y, int64_t n) {
    char* arrays[] = {Bytes(x), Bytes(y)};
    const npy_intp count = n, steps[] = {sizeof(T), sizeof(T)};
    function(arrays, &count, steps, data);
  }
  static void Map2(const void* a, const void* b, void* y, int64_t n) {
    char* arrays[] = {Bytes(a), Bytes(b), Bytes(y)};
    const npy_intp count = n, steps[] = {sizeof(T), sizeof(T), sizeof(T)};
    function(arrays, &count, steps, data);
  }
  // An addition whose output is its first input at every step.
  static void Reduce(const void* x, int64_t n, void* result) {
    T sum = 0;
    char* arrays[] = {Bytes(&sum), Bytes(x), Bytes(&sum)};
    const npy_intp count = n, steps[] = {0, sizeof(T), 0};
    function(arrays, &count, steps, data);
    *static_cast<T*>(result) = kRows[kRow].op == HOLO_OP_MEAN ? sum / static_cast<T>(n) : sum;
  }

  static void Find(PyObject* numpy, PeerTable* table) {
    constexpr Row kThis = kRows[kRow];
    PyObject* found = PyObject_GetAttrString(numpy, kThis.function);
    if (found == nullptr) throw cli::Failure("NumPy lacks a function");
    const auto* ufunc = reinterpret_cast<const PyUFuncObject*>(found);  // lives as long as NumPy
    for (int i = 0; i < ufunc->ntypes && function == nullptr; ++i) {
      bool all = true;
      for (int j = 0; j < ufunc->nargs; ++j) all = all && ufunc->types[i * ufunc->nargs + j] == kTypeNumber<T>;
      if (!all) continue;
      function = ufunc->functions[i];
      data = ufunc->data == nullptr ? nullptr : ufunc->data[i];
    }
    if (function == nullptr) return;
    constexpr holo_dtype kDtype = base::kDtypeOf<T>;
    if constexpr (kThis.inputs == 0) table->Add<ops::Shape::kReduce1>(kThis.op, kDtype, "numpy", Reduce);
    if constexpr (kThis.inputs == 1) table->Add<ops::Shape::kMap1>(kThis.op, kDtype, "numpy", Map1);
    if constexpr (kThis.inputs == 2) table->Add<ops::Shape::kMap2>(kThis.op, kDtype, "numpy", Map2);
  }
};

// Debian's interpreter, whatever other one the user's path would find; its signals stay ours.
PyObject* ImportNumpy() {
#if defined(__AVX2__) && !defined(__AVX512F__)
  setenv("NPY_DISABLE_CPU_FEATURES", "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL", 1);
#endif
  PyConfig config;
  PyConfig_InitIsolatedConfig(&config);
  config.use_environment = 0;
  config.install_signal_handlers = 0;
  const PyStatus named = PyConfig_SetBytesString(&config, &config.program_name, HOLO_BENCH_PYTHON);
  const bool failed = PyStatus_Exception(named) || PyStatus_Exception(Py_InitializeFromConfig(&config));
  PyConfig_Clear(&config);
  if (failed) throw cli::Failure("Python does not start");
  PyObject* numpy = PyImport_ImportModule("numpy");
  if (numpy == nullptr) throw cli::Failure("Python finds no NumPy");
  return numpy;
}

}  // namespace

void AddNumpyPeers(PeerTable* table) {
  PyObject* numpy = ImportNumpy();
  [&]<size_t... kRow>(std::index_sequence<kRow...>) {
    (Loop<kRow, float>::Find(numpy, table), ...);
    (Loop<kRow, double>::Find(numpy, table), ...);
  }
  (std::make_index_sequence<std::size(kRows)>());
}

}  // namespace hologram::bench

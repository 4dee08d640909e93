// peer_eigen_matrix.cc — Eigen's reductions of the rows and the columns of a matrix that lies row after row in memory.
#include "matrix_peers.h"

#if defined(HOLO_BENCH_EIGEN)
#include <Eigen/Core>

#include "kernel_types.h"
#endif

namespace hologram::bench {

#if defined(HOLO_BENCH_EIGEN)
namespace {

template <class T>
using Matrix = Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;
template <class T>
using Results = Eigen::Map<Eigen::Array<T, Eigen::Dynamic, 1>>;
template <class T>
using WideOf = TypeOf<ops::WideDtype(base::kDtypeOf<T>)>;

struct Sum {
  template <class T>
  using Result = WideOf<T>;
  static auto Of(const auto& x) { return x.sum(); }
};
struct Prod {
  template <class T>
  using Result = WideOf<T>;
  static auto Of(const auto& x) { return x.prod(); }
};
// Of floats without NaN the same.
struct Least {
  template <class T>
  using Result = T;
  static auto Of(const auto& x) { return x.minCoeff(); }
};
struct Greatest {
  template <class T>
  using Result = T;
  static auto Of(const auto& x) { return x.maxCoeff(); }
};

template <class Reduction, class T>
void Rows(const void* x, int64_t rows, int64_t cols, void* y) {
  using R = typename Reduction::template Result<T>;
  Results<R>(static_cast<R*>(y), rows) =
      Reduction::Of(Matrix<T>(static_cast<const T*>(x), rows, cols).template cast<R>().rowwise());
}
template <class Reduction, class T>
void Columns(const void* x, int64_t rows, int64_t cols, void* y) {
  using R = typename Reduction::template Result<T>;
  Results<R>(static_cast<R*>(y), cols).transpose() =
      Reduction::Of(Matrix<T>(static_cast<const T*>(x), rows, cols).template cast<R>().colwise());
}

template <class Reduction>
MatrixKernel KernelOf(holo_dtype dtype, bool by_rows) {
  switch (dtype) {
    case HOLO_F32:
      return by_rows ? &Rows<Reduction, float> : &Columns<Reduction, float>;
    case HOLO_F64:
      return by_rows ? &Rows<Reduction, double> : &Columns<Reduction, double>;
    case HOLO_I32:
      return by_rows ? &Rows<Reduction, int32_t> : &Columns<Reduction, int32_t>;
    case HOLO_U8:
      return by_rows ? &Rows<Reduction, uint8_t> : &Columns<Reduction, uint8_t>;
    default:
      return nullptr;
  }
}

}  // namespace

MatrixKernel EigenMatrixPeer(holo_op op, holo_dtype dtype, ops::Form form) {
  const bool by_rows = form == ops::Form::kRows;
  if (op == HOLO_OP_SUM) return KernelOf<Sum>(dtype, by_rows);
  if (op == HOLO_OP_PROD) return KernelOf<Prod>(dtype, by_rows);
  if (op == HOLO_OP_AMIN) return KernelOf<Least>(dtype, by_rows);
  return op == HOLO_OP_AMAX ? KernelOf<Greatest>(dtype, by_rows) : nullptr;
}

#else

MatrixKernel EigenMatrixPeer(holo_op, holo_dtype, ops::Form) { return nullptr; }

#endif

}  // namespace hologram::bench

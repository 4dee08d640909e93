// peer_eigen.cc — Eigen's arrays, for the operations of which it has the same semantics.
//
// Left out: min, max and relu (it does not order zeros), neg (it loses the sign of zero), fma (it rounds twice), integer
// division.
#include <Eigen/Core>

#include "peers.h"

namespace hologram::bench {
namespace {

template <class T>
using Row = Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>>;

// The expression of an operation; nothing where Eigen has none.
template <holo_op kOp>
struct Expression {};
template <>
struct Expression<HOLO_OP_ADD> {
  static auto Of(const auto& a, const auto& b) { return a + b; }
};
template <>
struct Expression<HOLO_OP_SUB> {
  static auto Of(const auto& a, const auto& b) { return a - b; }
};
template <>
struct Expression<HOLO_OP_MUL> {
  static auto Of(const auto& a, const auto& b) { return a * b; }
};
template <>
struct Expression<HOLO_OP_DIV> {
  static constexpr bool kFloatsOnly = true;
  static auto Of(const auto& a, const auto& b) { return a / b; }
};
template <>
struct Expression<HOLO_OP_ABS> {
  static auto Of(const auto& x) { return x.abs(); }
};
template <>
struct Expression<HOLO_OP_SQRT> {
  static auto Of(const auto& x) { return x.sqrt(); }
};
// Of arrays that are widened already.
template <>
struct Expression<HOLO_OP_SUM> {
  static auto Of(const auto& x) { return x.sum(); }
};
template <>
struct Expression<HOLO_OP_DOT> {
  static auto Of(const auto& a, const auto& b) { return (a * b).sum(); }
};

template <holo_op kOp, class T>
constexpr bool kHas = requires {
  &Expression<kOp>::template Of<Row<T>>;
}
|| requires { &Expression<kOp>::template Of<Row<T>, Row<T>>; };
template <holo_op kOp, class T>
constexpr bool kTakes = std::is_floating_point_v<T> || !requires {
  Expression<kOp>::kFloatsOnly;
};

template <holo_op kOp, ops::Shape kShape, class T>
struct Loop;

template <holo_op kOp, class T>
struct Loop<kOp, ops::Shape::kMap1, T> {
  static void Run(const T* x, T* y, int64_t n) {
    Eigen::Map<Eigen::Array<T, Eigen::Dynamic, 1>>(y, n) = Expression<kOp>::Of(Row<T>(x, n));
  }
};

template <holo_op kOp, class T>
struct Loop<kOp, ops::Shape::kMap2, T> {
  static void Run(const T* a, const T* b, T* y, int64_t n) {
    Eigen::Map<Eigen::Array<T, Eigen::Dynamic, 1>>(y, n) = Expression<kOp>::Of(Row<T>(a, n), Row<T>(b, n));
  }
};

template <holo_op kOp, class T>
struct Loop<kOp, ops::Shape::kReduce1, T> {
  static void Run(const T* x, int64_t n, ResultOf<T>* result) {
    *result = Expression<kOp>::Of(Row<T>(x, n).template cast<ResultOf<T>>());
  }
};

template <holo_op kOp, class T>
struct Loop<kOp, ops::Shape::kReduce2, T> {
  static void Run(const T* a, const T* b, int64_t n, ResultOf<T>* result) {
    *result = Expression<kOp>::Of(Row<T>(a, n).template cast<ResultOf<T>>(), Row<T>(b, n).template cast<ResultOf<T>>());
  }
};

template <holo_op kOp, class T, ops::Shape kShape, base::DtypeSet kDtypes>
void AddLoop(PeerTable* table) {
  if constexpr ((kDtypes & base::Bit(base::kDtypeOf<T>)) != 0 && kHas<kOp, T> && kTakes<kOp, T>) {
    table->Add<kShape, T>(kOp, "eigen", &Loop<kOp, kShape, T>::Run);
  }
}

template <holo_op kOp, ops::Shape kShape, base::DtypeSet kDtypes>
void AddLoops(PeerTable* table) {
  AddLoop<kOp, float, kShape, kDtypes>(table);
  AddLoop<kOp, double, kShape, kDtypes>(table);
  AddLoop<kOp, int32_t, kShape, kDtypes>(table);
  AddLoop<kOp, int64_t, kShape, kDtypes>(table);
}

}  // namespace

void AddEigenPeers(PeerTable* table) {
#define HOLO_ADD_elementwise(code, Functor, shape, types) AddLoops<code, shape, types>(table);
#define HOLO_ADD_reduction(code, Functor, shape, types) AddLoops<code, shape, types>(table);
#include "kernels/ops_by_family.h"
}

}  // namespace hologram::bench

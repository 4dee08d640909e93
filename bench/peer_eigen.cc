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

template <>
struct Expression<HOLO_OP_MEAN> {
  static auto Of(const auto& x) { return x.mean(); }
};
template <>
struct Expression<HOLO_OP_VARIANCE> {
  static auto Of(const auto& x) { return (x - x.mean()).square().mean(); }
};
template <>
struct Expression<HOLO_OP_NORM1> {
  static auto Of(const auto& x) { return x.abs().sum(); }
};
template <>
struct Expression<HOLO_OP_NORM2> {
  static auto Of(const auto& x) { return x.matrix().norm(); }
};
template <>
struct Expression<HOLO_OP_NORM_INF> {
  static auto Of(const auto& x) { return x.abs().maxCoeff(); }
};
template <>
struct Expression<HOLO_OP_MSE> {
  static auto Of(const auto& a, const auto& b) { return (a - b).square().mean(); }
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

template <class T>
Row<T> RowOf(const void* x, int64_t n) {
  return Row<T>(static_cast<const T*>(x), n);
}
template <class T>
auto OutputOf(void* y, int64_t n) {
  return Eigen::Map<Eigen::Array<T, Eigen::Dynamic, 1>>(static_cast<T*>(y), n);
}

template <holo_op kOp, ops::Shape kShape, class T>
struct Loop;

template <holo_op kOp, class T>
struct Loop<kOp, ops::Shape::kMap1, T> {
  static void Run(const void* x, void* y, int64_t n) { OutputOf<T>(y, n) = Expression<kOp>::Of(RowOf<T>(x, n)); }
};

template <holo_op kOp, class T>
struct Loop<kOp, ops::Shape::kMap2, T> {
  static void Run(const void* a, const void* b, void* y, int64_t n) {
    OutputOf<T>(y, n) = Expression<kOp>::Of(RowOf<T>(a, n), RowOf<T>(b, n));
  }
};

// What sums of T are given in.
template <class T>
using WideOf = TypeOf<ops::WideDtype(base::kDtypeOf<T>)>;

template <holo_op kOp, class T>
struct Loop<kOp, ops::Shape::kReduce1, T> {
  static void Run(const void* x, int64_t n, void* result) {
    *static_cast<WideOf<T>*>(result) = Expression<kOp>::Of(RowOf<T>(x, n).template cast<WideOf<T>>());
  }
};

template <holo_op kOp, class T>
struct Loop<kOp, ops::Shape::kReduce2, T> {
  static void Run(const void* a, const void* b, int64_t n, void* result) {
    *static_cast<WideOf<T>*>(result) =
        Expression<kOp>::Of(RowOf<T>(a, n).template cast<WideOf<T>>(), RowOf<T>(b, n).template cast<WideOf<T>>());
  }
};

template <holo_op kOp, class T, ops::Shape kShape, base::DtypeSet kDtypes>
void AddLoop(PeerTable* table) {
  if constexpr ((kDtypes & base::Bit(base::kDtypeOf<T>)) != 0 && kHas<kOp, T> && kTakes<kOp, T>) {
    table->Add<kShape>(kOp, base::kDtypeOf<T>, "eigen", &Loop<kOp, kShape, T>::Run);
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
  using namespace ops::words;
#define HOLO_OP(code, name, Functor, family, word, types, ...) AddLoops<code, (word).shape, types>(table);
#include "ops/ops.def"
}

}  // namespace hologram::bench

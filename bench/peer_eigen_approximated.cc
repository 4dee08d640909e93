// peer_eigen_approximated.cc — Eigen's functions of arrays, in its fastest form (EIGEN_FAST_MATH), which rounds no roots.
//
// They lose what is small in the tails: sigmoid by thousands of ULP, gelu_tanh all of it.

// peer_eigen.cc is compiled without: the linker must not take one's functions for the other's.
#define Eigen EigenApproximated
#include <Eigen/Core>
#include <unsupported/Eigen/SpecialFunctions>

#include "peers.h"

namespace hologram::bench {
namespace {

template <class T, class Function>
void Evaluate(const void* x, void* y, int64_t n, Function function) {
  using Row = Eigen::Array<T, Eigen::Dynamic, 1>;
  const Eigen::Map<const Row> in(static_cast<const T*>(x), n);
  Eigen::Map<Row>(static_cast<T*>(y), n) = function(in);
}

template <class Function>
void AddFunction(PeerTable* table, holo_op op, Function) {
  table->Add<ops::Shape::kMap1>(op, HOLO_F32, "eigen",
                                [](const void* x, void* y, int64_t n) { Evaluate<float>(x, y, n, Function()); });
  table->Add<ops::Shape::kMap1>(op, HOLO_F64, "eigen",
                                [](const void* x, void* y, int64_t n) { Evaluate<double>(x, y, n, Function()); });
}

template <class T>
void AddPower(PeerTable* table, holo_dtype dtype) {
  table->Add<ops::Shape::kMap2>(HOLO_OP_POW, dtype, "eigen", [](const void* a, const void* b, void* y, int64_t n) {
    using Row = Eigen::Array<T, Eigen::Dynamic, 1>;
    const Eigen::Map<const Row> base(static_cast<const T*>(a), n), exponent(static_cast<const T*>(b), n);
    Eigen::Map<Row>(static_cast<T*>(y), n) = base.pow(exponent);
  });
}

template <class T>
void AddSoftmax(PeerTable* table) {
  using Row = Eigen::Array<T, Eigen::Dynamic, 1>;
  table->Add<ops::Shape::kArray1>(HOLO_OP_SOFTMAX, base::kDtypeOf<T>, "eigen", [](const void* x, void* y, int64_t n) {
    const Eigen::Map<const Row> in(static_cast<const T*>(x), n);
    Eigen::Map<Row> out(static_cast<T*>(y), n);
    out = (in - in.maxCoeff()).exp();
    out *= 1 / out.sum();
  });
  table->Add<ops::Shape::kArray1>(
      HOLO_OP_LOG_SOFTMAX, base::kDtypeOf<T>, "eigen", [](const void* x, void* y, int64_t n) {
        const Eigen::Map<const Row> in(static_cast<const T*>(x), n);
        const T most = in.maxCoeff();
        Eigen::Map<Row>(static_cast<T*>(y), n) = in - (most + std::log((in - most).exp().sum()));
      });
}

}  // namespace

void AddEigenApproximatedPeers(PeerTable* table) {
  AddSoftmax<float>(table);
  AddSoftmax<double>(table);
  AddFunction(table, HOLO_OP_EXP, [](const auto& x) { return x.exp(); });
  AddFunction(table, HOLO_OP_RSQRT, [](const auto& x) { return x.rsqrt(); });
  AddFunction(table, HOLO_OP_SIN, [](const auto& x) { return x.sin(); });
  AddFunction(table, HOLO_OP_COS, [](const auto& x) { return x.cos(); });
  AddFunction(table, HOLO_OP_TAN, [](const auto& x) { return x.tan(); });
  AddFunction(table, HOLO_OP_ASIN, [](const auto& x) { return x.asin(); });
  AddFunction(table, HOLO_OP_ACOS, [](const auto& x) { return x.acos(); });
  AddFunction(table, HOLO_OP_ATAN, [](const auto& x) { return x.atan(); });
  AddFunction(table, HOLO_OP_SIGMOID, [](const auto& x) { return x.logistic(); });
  AddFunction(table, HOLO_OP_SILU, [](const auto& x) { return x * x.logistic(); });
  AddFunction(table, HOLO_OP_TANH, [](const auto& x) { return x.tanh(); });
  AddFunction(table, HOLO_OP_LOG, [](const auto& x) { return x.log(); });
  AddFunction(table, HOLO_OP_LOG2, [](const auto& x) { return x.log2(); });
  AddFunction(table, HOLO_OP_LOG10, [](const auto& x) { return x.log10(); });
  AddFunction(table, HOLO_OP_LOG1P, [](const auto& x) { return x.log1p(); });
  AddFunction(table, HOLO_OP_SOFTPLUS, []<class X>(const X& x) {
    using T = typename X::Scalar;
    return x.max(T(0)) + (-x.abs()).exp().log1p();
  });
  AddFunction(table, HOLO_OP_ASINH, [](const auto& x) { return x.asinh(); });
  AddFunction(table, HOLO_OP_ACOSH, [](const auto& x) { return x.acosh(); });
  AddFunction(table, HOLO_OP_ATANH, [](const auto& x) { return x.atanh(); });
  AddPower<float>(table, HOLO_F32);
  AddPower<double>(table, HOLO_F64);
  AddFunction(table, HOLO_OP_GELU_TANH, []<class X>(const X& x) {
    using T = typename X::Scalar;
    return T(0.5) * x * (T(1) + (T(0.7978845608028654) * (x + T(0.044715) * x * x * x)).tanh());
  });
  AddFunction(table, HOLO_OP_EXPM1, [](const auto& x) { return x.expm1(); });
  AddFunction(table, HOLO_OP_SINH, [](const auto& x) { return x.sinh(); });
  AddFunction(table, HOLO_OP_COSH, [](const auto& x) { return x.cosh(); });
  AddFunction(table, HOLO_OP_ELU, []<class X>(const X& x) {
    using T = typename X::Scalar;
    return (x > T(0)).select(x, x.exp() - T(1));
  });
  AddFunction(table, HOLO_OP_SELU, []<class X>(const X& x) {
    using T = typename X::Scalar;
    return T(1.0507009873554805) * (x > T(0)).select(x, T(1.6732632423543772) * (x.exp() - T(1)));
  });
  AddFunction(table, HOLO_OP_ERF, [](const auto& x) { return x.erf(); });
  AddFunction(table, HOLO_OP_ERFC, [](const auto& x) { return x.erfc(); });
  AddFunction(table, HOLO_OP_GELU, []<class X>(const X& x) {
    using T = typename X::Scalar;
    return T(0.5) * x * (T(1) + (x * T(0.7071067811865476)).erf());
  });
  AddFunction(table, HOLO_OP_MISH, []<class X>(const X& x) {
    using T = typename X::Scalar;
    return x - T(2) * x / (T(2) + x.exp() * (T(2) + x.exp()));
  });
}

}  // namespace hologram::bench

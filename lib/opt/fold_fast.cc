// fold_fast.cc — rules for floats of programs that say .fast_math: true of real numbers, not of what rounds, nor of signed
// zeros, infinities and NaN.
#include "opt/fold.h"

namespace hologram::opt {
namespace {

Ref Inner(const Graph& g, Ref ref, int k = 0) { return g[ref].inputs[k]; }

// x + 0 = x
Ref FastAddZero(Graph& g, const Node& n) { return g.IsNumber(n.inputs[1], 0) ? n.inputs[0] : kNone; }

// x * 0 = 0
Ref FastMulZero(Graph& g, const Node& n) {
  return g.IsNumber(n.inputs[1], 0) || g.IsNumber(n.inputs[1], -0.0) ? g.Number(n.dtype, 0) : kNone;
}

// x - x = 0
Ref FastSubSelf(Graph& g, const Node& n) { return n.inputs[0] == n.inputs[1] ? g.Number(n.dtype, 0) : kNone; }

// 0 - x = -x
Ref FastSubFromZero(Graph& g, const Node& n) {
  return g.IsNumber(n.inputs[0], 0) ? g.Map(HOLO_OP_NEG, n.dtype, n.inputs[1]) : kNone;
}

// (x + c) + d = x + (c + d), (x * c) * d = x * (c * d)
Ref FastJoinConstants(Graph& g, const Node& n) {
  const Ref inner = n.inputs[0];
  if (!g.IsConstant(n.inputs[1]) || !g.Is(inner, n.op) || !g.IsConstant(Inner(g, inner, 1))) return kNone;
  const Ref x = Inner(g, inner);
  return g.Map(n.op, n.dtype, x, g.Map(n.op, n.dtype, Inner(g, inner, 1), n.inputs[1]));
}

// x * y + z = fma(x, y, z)
Ref FastFma(Graph& g, const Node& n) {
  for (int k = 0; k < 2; ++k) {
    const Ref product = n.inputs[k];
    if (!g.Is(product, HOLO_OP_MUL)) continue;
    return g.Map(HOLO_OP_FMA, n.dtype, Inner(g, product), Inner(g, product, 1), n.inputs[1 - k]);
  }
  return kNone;
}

// x / x = 1
Ref FastDivSelf(Graph& g, const Node& n) { return n.inputs[0] == n.inputs[1] ? g.Number(n.dtype, 1) : kNone; }

// x / c = x * (1 / c)
Ref FastDivConstant(Graph& g, const Node& n) {
  if (!g.IsConstant(n.inputs[1])) return kNone;
  return g.Map(HOLO_OP_MUL, n.dtype, n.inputs[0], g.Map(HOLO_OP_RECIPROCAL, n.dtype, n.inputs[1]));
}

constexpr Rule kAdd[] = {
    {"fast_add_zero", FastAddZero}, {"fast_join_constants", FastJoinConstants}, {"fast_fma", FastFma}};
constexpr Rule kSub[] = {{"fast_sub_self", FastSubSelf}, {"fast_sub_from_zero", FastSubFromZero}};
constexpr Rule kMul[] = {{"fast_mul_zero", FastMulZero}, {"fast_join_constants", FastJoinConstants}};
constexpr Rule kDiv[] = {{"fast_div_self", FastDivSelf}, {"fast_div_constant", FastDivConstant}};

}  // namespace

std::span<const Rule> FastRules(holo_op op) {
  switch (op) {
    case HOLO_OP_ADD:
      return kAdd;
    case HOLO_OP_SUB:
      return kSub;
    case HOLO_OP_MUL:
      return kMul;
    case HOLO_OP_DIV:
      return kDiv;
    default:
      return {};
  }
}

}  // namespace hologram::opt

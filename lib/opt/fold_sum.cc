// fold_sum.cc — rules for sums: add, sub, fma, and the saturating ones.
#include "opt/fold.h"

namespace hologram::opt {
namespace {

bool IsFloat(const Node& n) { return base::IsFloat(n.dtype); }
Ref Inner(const Graph& g, Ref ref, int k = 0) { return g[ref].inputs[k]; }

// x + 0 = x of integers, x + -0 = x of floats: -0 + 0 is 0
Ref AddZero(Graph& g, const Node& n) { return g.IsNumber(n.inputs[1], IsFloat(n) ? -0.0 : 0) ? n.inputs[0] : kNone; }

// x + -y = x - y
Ref AddNeg(Graph& g, const Node& n) {
  for (int k = 1; k >= 0; --k) {
    if (g.Is(n.inputs[k], HOLO_OP_NEG)) return g.Map(HOLO_OP_SUB, n.dtype, n.inputs[1 - k], Inner(g, n.inputs[k]));
  }
  return kNone;
}

// x + x = x * 2 of floats, x << 1 of integers
Ref AddSelf(Graph& g, const Node& n) {
  if (n.inputs[0] != n.inputs[1]) return kNone;
  if (IsFloat(n)) return g.Map(HOLO_OP_MUL, n.dtype, n.inputs[0], g.Number(n.dtype, 2));
  return g.Map(HOLO_OP_SHIFT_LEFT, n.dtype, n.inputs[0], g.Number(n.dtype, 1));
}

// (x - y) + y = x of integers
Ref AddOfSub(Graph& g, const Node& n) {
  if (IsFloat(n)) return kNone;
  for (int k = 0; k < 2; ++k) {
    const Ref sub = n.inputs[k];
    if (g.Is(sub, HOLO_OP_SUB) && Inner(g, sub, 1) == n.inputs[1 - k]) return Inner(g, sub, 0);
  }
  return kNone;
}

// x - x = 0 of integers: of floats inf - inf is NaN
Ref SubSelf(Graph& g, const Node& n) {
  return !IsFloat(n) && n.inputs[0] == n.inputs[1] ? g.Number(n.dtype, 0) : kNone;
}

// x - c = x + -c
Ref SubConstant(Graph& g, const Node& n) {
  if (!g.IsConstant(n.inputs[1])) return kNone;
  return g.Map(HOLO_OP_ADD, n.dtype, n.inputs[0], g.Map(HOLO_OP_NEG, n.dtype, n.inputs[1]));
}

// x - -y = x + y
Ref SubNeg(Graph& g, const Node& n) {
  if (!g.Is(n.inputs[1], HOLO_OP_NEG)) return kNone;
  return g.Map(HOLO_OP_ADD, n.dtype, n.inputs[0], Inner(g, n.inputs[1]));
}

// -x - y = -(x + y) of integers: of floats -0 - -0 is 0
Ref SubOfNeg(Graph& g, const Node& n) {
  if (IsFloat(n) || !g.Is(n.inputs[0], HOLO_OP_NEG)) return kNone;
  return g.Map(HOLO_OP_NEG, n.dtype, g.Map(HOLO_OP_ADD, n.dtype, Inner(g, n.inputs[0]), n.inputs[1]));
}

// 0 - x = -x of integers, -0 - x = -x of floats: 0 - 0 is 0
Ref SubFromZero(Graph& g, const Node& n) {
  return g.IsNumber(n.inputs[0], IsFloat(n) ? -0.0 : 0) ? g.Map(HOLO_OP_NEG, n.dtype, n.inputs[1]) : kNone;
}

// (x + y) - y = x, x - (x - y) = y, and x - (x + y) = -y, of integers
Ref SubOfSum(Graph& g, const Node& n) {
  if (IsFloat(n)) return kNone;
  const Ref a = n.inputs[0], b = n.inputs[1];
  for (int k = 0; k < 2; ++k) {
    if (g.Is(a, HOLO_OP_ADD) && Inner(g, a, k) == b) return Inner(g, a, 1 - k);
    if (g.Is(b, HOLO_OP_ADD) && Inner(g, b, k) == a) return g.Map(HOLO_OP_NEG, n.dtype, Inner(g, b, 1 - k));
  }
  return g.Is(b, HOLO_OP_SUB) && Inner(g, b) == a ? Inner(g, b, 1) : kNone;
}

// x * y + -0 = x * y
Ref FmaMinusZero(Graph& g, const Node& n) {
  return g.IsNumber(n.inputs[2], -0.0) ? g.Map(HOLO_OP_MUL, n.dtype, n.inputs[0], n.inputs[1]) : kNone;
}

// x * 1 + y = x + y, and x * -1 + y = y - x: one rounding, too
Ref FmaOne(Graph& g, const Node& n) {
  for (int k = 0; k < 2; ++k) {
    const Ref x = n.inputs[k], factor = n.inputs[1 - k];
    if (g.IsNumber(factor, 1)) return g.Map(HOLO_OP_ADD, n.dtype, x, n.inputs[2]);
    if (g.IsNumber(factor, -1)) return g.Map(HOLO_OP_SUB, n.dtype, n.inputs[2], x);
  }
  return kNone;
}

// -x * -y + z = x * y + z, and -x * c + z = x * -c + z
Ref FmaNegs(Graph& g, const Node& n) {
  for (int k = 0; k < 2; ++k) {
    const Ref a = n.inputs[k], b = n.inputs[1 - k];
    if (!g.Is(a, HOLO_OP_NEG)) continue;
    const bool both = g.Is(b, HOLO_OP_NEG);
    if (!both && !g.IsConstant(b)) continue;
    const Ref other = both ? Inner(g, b) : g.Map(HOLO_OP_NEG, n.dtype, b);
    return g.Map(HOLO_OP_FMA, n.dtype, Inner(g, a), other, n.inputs[2]);
  }
  return kNone;
}

// x +| 0 = x, x -| 0 = x, x -| x = 0
Ref SaturatingZero(Graph& g, const Node& n) {
  if (g.IsNumber(n.inputs[1], 0)) return n.inputs[0];
  return n.op == HOLO_OP_SUB_SAT && n.inputs[0] == n.inputs[1] ? g.Number(n.dtype, 0) : kNone;
}

constexpr Rule kAdd[] = {{"add_zero", AddZero}, {"add_neg", AddNeg}, {"add_self", AddSelf}, {"add_of_sub", AddOfSub}};
constexpr Rule kSub[] = {{"sub_self", SubSelf},    {"sub_constant", SubConstant},  {"sub_neg", SubNeg},
                         {"sub_of_neg", SubOfNeg}, {"sub_from_zero", SubFromZero}, {"sub_of_sum", SubOfSum}};
constexpr Rule kFma[] = {{"fma_minus_zero", FmaMinusZero}, {"fma_one", FmaOne}, {"fma_negs", FmaNegs}};
constexpr Rule kSaturating[] = {{"saturating_zero", SaturatingZero}};

}  // namespace

std::span<const Rule> SumRules(holo_op op) {
  switch (op) {
    case HOLO_OP_ADD:
      return kAdd;
    case HOLO_OP_SUB:
      return kSub;
    case HOLO_OP_FMA:
      return kFma;
    case HOLO_OP_ADD_SAT:
    case HOLO_OP_SUB_SAT:
      return kSaturating;
    default:
      return {};
  }
}

}  // namespace hologram::opt

// fold.cc — which rules a node has, those that follow from ops.def's laws, and what nodes cost.
#include "opt/fold.h"

#include <cmath>

#include "isa/constant.h"
#include "ops/op_table.h"

namespace hologram::opt {
namespace {

// ops.def's laws say what holds bit for bit; of bool8 only of bytes that are 0 or 1.
bool HasLaw(const Node& n, ops::Law law) {
  return n.kind == NodeKind::kMap && (ops::Find(n.op)->Laws(n.dtype) & law) != 0;
}

// Of floats: any NaN as the positive quiet one, but where the sign is what was asked for.
uint64_t WithOneNan(const Node& n, uint64_t bits) {
  const bool is_nan = base::IsFloat(n.result) && isa::ConstantText(bits, n.result).ends_with("nan");
  if (!is_nan) return bits;
  const bool negative = isa::ConstantText(bits, n.result)[0] == '-';
  const bool is_of_sign = n.op == HOLO_OP_NEG || n.op == HOLO_OP_ABS || n.op == HOLO_OP_COPYSIGN;
  uint64_t nan = 0;
  isa::ParseConstant("nan", negative && is_of_sign, n.result, &nan);
  return nan;
}

// op(c, d, …) = its value, if every level and mode computes the same
Ref FoldConstants(Graph& g, const Node& n) {
  if (n.kind == NodeKind::kSelect || n.dtype == isa::kPredicateType) return kNone;
  if (ops::Find(n.op)->accuracy != ops::Accuracy::kExact) return kNone;
  uint64_t inputs[3] = {};
  for (int k = 0; k < n.input_count; ++k) {
    if (!g.IsConstant(n.inputs[k])) return kNone;
    inputs[k] = g[n.inputs[k]].bits;
  }
  const uint64_t bits = g.Compute(n.op, n.dtype, inputs);
  return g.Constant(n.result, WithOneNan(n, bits));
}

// op(op(x)) = x
Ref Involution(Graph& g, const Node& n) {
  if (!HasLaw(n, ops::kInvolution) || !g.Is(n.inputs[0], n.op)) return kNone;
  const Ref x = g[n.inputs[0]].inputs[0];
  return IsClean(g, x) ? x : kNone;
}

// op(op(x)) = op(x), and op(x, x) = x
Ref Idempotent(Graph& g, const Node& n) {
  if (!HasLaw(n, ops::kIdempotent)) return kNone;
  const Ref x = n.inputs[0];
  if (n.input_count == 1) return g.Is(x, n.op) ? x : kNone;
  return x == n.inputs[1] && IsClean(g, x) ? x : kNone;
}

// op(x, op(x, y)) = op(x, y), if op is idempotent and associates
Ref Absorb(Graph& g, const Node& n) {
  if (!HasLaw(n, ops::kIdempotent) || !HasLaw(n, ops::kAssociates)) return kNone;
  for (int k = 0; k < 2; ++k) {
    const Ref inner = n.inputs[k], x = n.inputs[1 - k];
    if (g.Is(inner, n.op) && (g[inner].inputs[0] == x || g[inner].inputs[1] == x)) return inner;
  }
  return kNone;
}

// op(op(x, c), d) = op(x, op(c, d)), if op associates
Ref JoinConstants(Graph& g, const Node& n) {
  if (!HasLaw(n, ops::kAssociates) || !g.IsConstant(n.inputs[1]) || !g.Is(n.inputs[0], n.op)) return kNone;
  const Node& inner = g[n.inputs[0]];
  if (!g.IsConstant(inner.inputs[1])) return kNone;
  const Ref x = inner.inputs[0];
  return g.Map(n.op, n.dtype, x, g.Map(n.op, n.dtype, inner.inputs[1], n.inputs[1]));
}

double WeightOf(const Node& node) {
  if (node.kind == NodeKind::kSet) {
    constexpr double kOf[] = {9, 9.5, 10, 10.5, 11, 11.5};  // eq, ne, lt, le, gt, ge
    return kOf[node.op - HOLO_OP_EQ];
  }
  if (node.kind == NodeKind::kSelect) return 14;
  if (node.kind == NodeKind::kConvert) return 12;
  if (node.dtype == isa::kPredicateType && node.op != HOLO_OP_BIT_NOT) return 8;
  switch (node.op) {
    case HOLO_OP_NEG:
    case HOLO_OP_BIT_NOT:
      return 4;
    case HOLO_OP_ABS:
      return 6;
    case HOLO_OP_BIT_ANDNOT:
      return 13;
    case HOLO_OP_MIN:
    case HOLO_OP_MAX:
    case HOLO_OP_RECIPROCAL:
      return 14;
    case HOLO_OP_MUL:
      return 15;
    case HOLO_OP_SUB:
      return 17;
    case HOLO_OP_FMA:
      return 18;
    case HOLO_OP_ADD:
    case HOLO_OP_CLIP:
    case HOLO_OP_COPYSIGN:
    case HOLO_OP_ADD_SAT:
    case HOLO_OP_SUB_SAT:
      return 16;
    case HOLO_OP_DIV:
    case HOLO_OP_REM:
      return 24;
    default:
      return 12;
  }
}

// How much more what stands below counts: not at all below a sign, `not`, or an `and` and `or` of predicates.
double BelowOf(const Node& node) {
  constexpr double kBelow = 17.0 / 16;
  if (node.kind != NodeKind::kMap) return kBelow;
  const bool is_sign = node.op == HOLO_OP_NEG || node.op == HOLO_OP_ABS || node.op == HOLO_OP_BIT_NOT;
  const bool is_logic = node.dtype == isa::kPredicateType && (node.op == HOLO_OP_BIT_AND || node.op == HOLO_OP_BIT_OR);
  return is_sign || is_logic ? 1 : kBelow;
}

// What stands where, or is as large as, it need not be.
double Untidiness(const Graph& g, const Node& node) {
  if (node.input_count != 2) return 0;
  const bool is_shift = node.op == HOLO_OP_SHIFT_LEFT || node.op == HOLO_OP_SHIFT_RIGHT;
  const bool is_long =
      is_shift && g.IsConstant(node.inputs[1]) && g[node.inputs[1]].bits >= uint64_t{8} << base::Log2Size(node.dtype);
  return (g.IsConstant(node.inputs[0]) ? 2 : 0) + (is_long ? 1 : 0);
}

constexpr Rule kLaws[] = {{"fold_constants", FoldConstants},
                          {"involution", Involution},
                          {"idempotent", Idempotent},
                          {"absorb", Absorb},
                          {"join_constants", JoinConstants}};

}  // namespace

std::span<const Rule> LawRules() { return kLaws; }

std::span<const Rule> RulesOf(const Node& node) {
  switch (node.kind) {
    case NodeKind::kSet:
      return CompareRules();
    case NodeKind::kSelect:
      return SelectRules();
    case NodeKind::kConvert:
      return ConvertRules();
    default:
      break;
  }
  if (node.dtype == isa::kPredicateType) return PredicateRules(node.op);
  for (const auto rules : {SumRules(node.op), ProductRules(node.op), OrderRules(node.op), SignRules(node.op)}) {
    if (!rules.empty()) return rules;
  }
  return BitRules(node.op);
}

// Leaves 1, a load 4.
double CostOf(const Graph& g, const Node& node) {
  if (node.kind == NodeKind::kLoad) return 4;
  if (node.kind == NodeKind::kFinal) {
    const Variable& of = g.Loop(node.loop).variables[static_cast<size_t>(node.slot)];
    return 1000 + 2 * g[of.next].cost + (of.init == kNone ? 0 : 2 * g[of.init].cost);
  }
  if (node.input_count == 0) return 1;
  double below = 0;
  for (int k = 0; k < node.input_count; ++k) below += g[node.inputs[k]].cost;
  below *= BelowOf(node);
  return node.kind == NodeKind::kGather ? 32 + below : WeightOf(node) + Untidiness(g, node) + below;
}

}  // namespace hologram::opt

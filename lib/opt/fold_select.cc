// fold_select.cc — rules for comparisons and for sel.
#include "opt/fold.h"

namespace hologram::opt {
namespace {

constexpr holo_op kLt = HOLO_OP_LT, kLe = HOLO_OP_LE, kGt = HOLO_OP_GT, kGe = HOLO_OP_GE;

Ref Inner(const Graph& g, Ref ref, int k = 0) { return g[ref].inputs[k]; }

// x == x, x <= x and x >= x = 1, x != x = 0, of all but floats; x < x and x > x = 0 of floats, too
Ref CompareSelf(Graph& g, const Node& n) {
  if (n.inputs[0] != n.inputs[1]) return kNone;
  if (n.op == kLt || n.op == kGt) return g.False();
  if (base::IsFloat(n.dtype)) return kNone;
  return n.op == HOLO_OP_NE ? g.False() : g.True();
}

// x <= x = (x == x), and x >= x, of floats: whether it is no NaN
Ref CompareNan(Graph& g, const Node& n) {
  const bool is = n.inputs[0] == n.inputs[1] && (n.op == kLe || n.op == kGe);
  return is ? g.Set(HOLO_OP_EQ, n.dtype, n.inputs[0], n.inputs[0]) : kNone;
}

// x > y = y < x, x >= y = y <= x, and c < x = x > c, c <= x = x >= c: constants stand last
Ref Turn(Graph& g, const Node& n) {
  if (n.op == HOLO_OP_EQ || n.op == HOLO_OP_NE) return kNone;
  const bool is_greater = n.op == kGt || n.op == kGe;
  const bool first = g.IsConstant(n.inputs[0]), second = g.IsConstant(n.inputs[1]);
  if (is_greater ? second && !first : !first) return kNone;
  const holo_op turned = n.op == kGt ? kLt : n.op == kGe ? kLe : n.op == kLt ? kGt : kGe;
  return g.Set(turned, n.dtype, n.inputs[1], n.inputs[0]);
}

// x < 0 = 0, x >= 0 = 1, of unsigned integers
Ref CompareUnsigned(Graph& g, const Node& n) {
  if (base::IsFloat(n.dtype) || base::IsSigned(n.dtype) || !g.IsNumber(n.inputs[1], 0)) return kNone;
  if (n.op == kLt) return g.False();
  return n.op == kGe ? g.True() : kNone;
}

// sel(1, x, y) = x, sel(0, x, y) = y
Ref SelectConstant(Graph& g, const Node& n) {
  return g.IsConstant(n.inputs[0]) ? n.inputs[g[n.inputs[0]].bits != 0 ? 1 : 2] : kNone;
}

// sel(p, x, x) = x
Ref SelectSame(Graph&, const Node& n) { return n.inputs[1] == n.inputs[2] ? n.inputs[1] : kNone; }

// sel(~p, x, y) = sel(p, y, x)
Ref SelectNot(Graph& g, const Node& n) {
  return g.Is(n.inputs[0], HOLO_OP_BIT_NOT) ? g.Select(Inner(g, n.inputs[0]), n.inputs[2], n.inputs[1]) : kNone;
}

// sel(x != y, a, b) = sel(x == y, b, a)
Ref SelectNotEqual(Graph& g, const Node& n) {
  const Node set = g[n.inputs[0]];
  if (set.kind != NodeKind::kSet || set.op != HOLO_OP_NE) return kNone;
  return g.Select(g.Set(HOLO_OP_EQ, set.dtype, set.inputs[0], set.inputs[1]), n.inputs[2], n.inputs[1]);
}

// sel(x <= y, a, b) = sel(y < x, b, a), sel(x >= c, a, b) = sel(x < c, b, a), of integers
Ref SelectNotLess(Graph& g, const Node& n) {
  const Node set = g[n.inputs[0]];
  if (set.kind != NodeKind::kSet || base::IsFloat(set.dtype)) return kNone;
  const bool is_le = set.op == kLe && !g.IsConstant(set.inputs[1]);
  if (!is_le && set.op != kGe) return kNone;
  const Ref less = g.Set(kLt, set.dtype, set.inputs[is_le ? 1 : 0], set.inputs[is_le ? 0 : 1]);
  return g.Select(less, n.inputs[2], n.inputs[1]);
}

// sel(p, sel(p, x, y), z) = sel(p, x, z), sel(p, x, sel(p, y, z)) = sel(p, x, z)
Ref SelectOfSelect(Graph& g, const Node& n) {
  const Ref p = n.inputs[0];
  for (int k = 1; k <= 2; ++k) {
    const Node inner = g[n.inputs[k]];
    if (inner.kind != NodeKind::kSelect || inner.inputs[0] != p) continue;
    return k == 1 ? g.Select(p, inner.inputs[1], n.inputs[2]) : g.Select(p, n.inputs[1], inner.inputs[2]);
  }
  return kNone;
}

// sel(p, x, sel(q, x, y)) = sel(p | q, x, y), sel(p, sel(q, x, y), y) = sel(p & q, x, y)
Ref SelectEither(Graph& g, const Node& n) {
  const Ref p = n.inputs[0], x = n.inputs[1], y = n.inputs[2];
  const Node a = g[x], b = g[y];
  if (b.kind == NodeKind::kSelect && b.inputs[1] == x) return g.Select(g.Or(p, b.inputs[0]), x, b.inputs[2]);
  if (a.kind == NodeKind::kSelect && a.inputs[2] == y) return g.Select(g.And(p, a.inputs[0]), a.inputs[1], y);
  return kNone;
}

// sel(p, 1, 0) = p, sel(p, x, 0) = p & x, sel(p, 1, x) = p | x, sel(p, 0, x) = ~p & x, and sel(p, x, 1) = ~p | x, of
// predicates
Ref SelectPredicate(Graph& g, const Node& n) {
  if (n.result != isa::kPredicateType) return kNone;
  const Ref p = n.inputs[0], x = n.inputs[1], y = n.inputs[2];
  if (g.IsNumber(y, 0) || y == p) return g.And(p, x);
  if (g.IsNumber(x, 1) || x == p) return g.Or(p, y);
  if (g.IsNumber(x, 0)) return g.And(g.Not(p), y);
  return g.IsNumber(y, 1) ? g.Or(g.Not(p), x) : kNone;
}

// sel(x < y, x, y) = min(x, y), and so on, of integers: of floats NaN and -0 go other ways
Ref SelectLess(Graph& g, const Node& n) {
  const Node set = g[n.inputs[0]];
  if (set.kind != NodeKind::kSet || base::IsFloat(set.dtype) || set.dtype == HOLO_BOOL8) return kNone;
  if (set.op == HOLO_OP_EQ || set.op == HOLO_OP_NE) return kNone;
  const bool straight = set.inputs[0] == n.inputs[1] && set.inputs[1] == n.inputs[2];
  const bool crossed = set.inputs[0] == n.inputs[2] && set.inputs[1] == n.inputs[1];
  if (!straight && !crossed) return kNone;
  const bool is_less = set.op == kLt || set.op == kLe;
  return g.Map(is_less == straight ? HOLO_OP_MIN : HOLO_OP_MAX, set.dtype, set.inputs[0], set.inputs[1]);
}

// sel(p, x, 0) = x, if x was loaded by index where p is set: elsewhere it is 0
Ref SelectOfGather(Graph& g, const Node& n) {
  for (int k = 1; k <= 2; ++k) {
    const Node gather = g[n.inputs[k]];
    const Ref other = n.inputs[3 - k];
    if (gather.kind != NodeKind::kGather || gather.input_count < 2 || !g.IsConstant(other)) continue;
    if (g[other].bits != 0) continue;
    const Ref skip = k == 1 ? g.Not(n.inputs[0]) : n.inputs[0];
    if (skip == gather.inputs[1]) return n.inputs[k];
  }
  return kNone;
}

constexpr Rule kCompare[] = {
    {"compare_self", CompareSelf}, {"compare_nan", CompareNan}, {"turn", Turn}, {"compare_unsigned", CompareUnsigned}};
constexpr Rule kSelect[] = {
    {"select_constant", SelectConstant},  {"select_same", SelectSame},          {"select_not", SelectNot},
    {"select_not_equal", SelectNotEqual}, {"select_of_select", SelectOfSelect}, {"select_predicate", SelectPredicate},
    {"select_less", SelectLess},          {"select_not_less", SelectNotLess},   {"select_of_gather", SelectOfGather},
    {"select_either", SelectEither}};

}  // namespace

std::span<const Rule> CompareRules() { return kCompare; }
std::span<const Rule> SelectRules() { return kSelect; }

}  // namespace hologram::opt

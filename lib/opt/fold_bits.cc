// fold_bits.cc — rules for bits: and, or, xor, not, andnot, shifts; of integers, bool8 and, the first four, predicates.
#include "ops/op_table.h"
#include "opt/fold.h"

namespace hologram::opt {
namespace {

constexpr holo_op kAnd = HOLO_OP_BIT_AND, kOr = HOLO_OP_BIT_OR, kXor = HOLO_OP_BIT_XOR, kNot = HOLO_OP_BIT_NOT;

Ref Inner(const Graph& g, Ref ref, int k = 0) { return g[ref].inputs[k]; }
bool IsTruth(const Node& n) { return n.dtype == HOLO_BOOL8 || n.dtype == isa::kPredicateType; }
// All bits set: of a truth, the one that it has.
Ref Ones(Graph& g, const Node& n) { return g.Number(n.dtype, IsTruth(n) ? 1 : -1); }
bool IsOnes(const Graph& g, const Node& n, Ref ref) { return g.IsNumber(ref, IsTruth(n) ? 1 : -1); }
// The comparison that holds where this one does not, and whether it takes its inputs the other way around; of floats only
// equality has one. 0: none.
struct Negation {
  holo_op op = 0;
  bool is_turned = false;
};
Negation NegationOf(const Graph& g, const Node& set) {
  if (set.op == HOLO_OP_EQ || set.op == HOLO_OP_NE) return {set.op == HOLO_OP_EQ ? HOLO_OP_NE : HOLO_OP_EQ, false};
  if (base::IsFloat(set.dtype)) return {};
  const bool is_first = set.op == HOLO_OP_LT || set.op == HOLO_OP_LE;
  if (g.IsConstant(set.inputs[1])) {
    constexpr holo_op kOf[] = {HOLO_OP_GE, HOLO_OP_GT, HOLO_OP_LE, HOLO_OP_LT};  // of lt, le, gt, ge
    return {kOf[set.op - HOLO_OP_LT], false};
  }
  return is_first ? Negation{set.op == HOLO_OP_LT ? HOLO_OP_LE : HOLO_OP_LT, true} : Negation{};
}

// Whether b is ~a.
bool AreOpposite(const Graph& g, Ref a, Ref b) {
  if ((g.Is(a, kNot) && Inner(g, a) == b) || (g.Is(b, kNot) && Inner(g, b) == a)) return true;
  const Node &x = g[a], &y = g[b];
  if (x.kind != NodeKind::kSet || y.kind != NodeKind::kSet || x.dtype != y.dtype) return false;
  const Negation negation = NegationOf(g, x);
  const int first = negation.is_turned ? 1 : 0;
  return negation.op == y.op && x.inputs[0] == y.inputs[first] && x.inputs[1] == y.inputs[1 - first];
}

// x & 0 = 0, x | ~0 = ~0
Ref Absorbing(Graph& g, const Node& n) {
  const bool is = n.op == kAnd ? g.IsNumber(n.inputs[1], 0) : IsOnes(g, n, n.inputs[1]);
  return is ? n.inputs[1] : kNone;
}

// x & ~0 = x, x | 0 = x, x ^ 0 = x
Ref Neutral(Graph& g, const Node& n) {
  const bool is = n.op == kAnd ? IsOnes(g, n, n.inputs[1]) : g.IsNumber(n.inputs[1], 0);
  return is && IsClean(g, n.inputs[0]) ? n.inputs[0] : kNone;
}

// x & ~x = 0, x | ~x = ~0
Ref Opposites(Graph& g, const Node& n) {
  if (!AreOpposite(g, n.inputs[0], n.inputs[1])) return kNone;
  return n.op == kAnd ? g.Number(n.dtype, 0) : Ones(g, n);
}

// ~x & ~y = ~(x | y), ~x | ~y = ~(x & y)
Ref BothInverted(Graph& g, const Node& n) {
  if (!g.Is(n.inputs[0], kNot) || !g.Is(n.inputs[1], kNot)) return kNone;
  const holo_op other = n.op == kAnd ? kOr : kAnd;
  return g.Map(kNot, n.dtype, g.Map(other, n.dtype, Inner(g, n.inputs[0]), Inner(g, n.inputs[1])));
}

// x & (x | y) = x, x | (x & y) = x
Ref AbsorbOther(Graph& g, const Node& n) {
  for (int k = 0; k < 2; ++k) {
    const Ref inner = n.inputs[k], x = n.inputs[1 - k];
    if (!g.Is(inner, n.op == kAnd ? kOr : kAnd) || !IsClean(g, x)) continue;
    if (Inner(g, inner) == x || Inner(g, inner, 1) == x) return x;
  }
  return kNone;
}

// x & (~x | y) = x & y, x | (~x & y) = x | y
Ref AbsorbInverted(Graph& g, const Node& n) {
  for (int k = 0; k < 2; ++k) {
    const Ref inner = n.inputs[k], x = n.inputs[1 - k];
    if (!g.Is(inner, n.op == kAnd ? kOr : kAnd)) continue;
    for (int j = 0; j < 2; ++j) {
      if (AreOpposite(g, Inner(g, inner, j), x)) return g.Map(n.op, n.dtype, x, Inner(g, inner, 1 - j));
    }
  }
  return kNone;
}

// (x & y) | (x & ~y) = x, (x | y) & (x | ~y) = x
Ref BothWays(Graph& g, const Node& n) {
  const Ref a = n.inputs[0], b = n.inputs[1];
  const holo_op other = n.op == kAnd ? kOr : kAnd;
  if (!g.Is(a, other) || !g.Is(b, other)) return kNone;
  for (int k = 0; k < 4; ++k) {
    const Ref x = Inner(g, a, k & 1);
    const bool is = x == Inner(g, b, k >> 1) && AreOpposite(g, Inner(g, a, 1 - (k & 1)), Inner(g, b, 1 - (k >> 1)));
    if (is && IsClean(g, x)) return x;
  }
  return kNone;
}

// x & ~y = andnot(x, y); predicates have no such operation
Ref AndOfNot(Graph& g, const Node& n) {
  if (n.op != kAnd || n.dtype == isa::kPredicateType) return kNone;
  for (int k = 1; k >= 0; --k) {
    if (g.Is(n.inputs[k], kNot)) return g.Map(HOLO_OP_BIT_ANDNOT, n.dtype, n.inputs[1 - k], Inner(g, n.inputs[k]));
  }
  return kNone;
}

// x ^ x = 0
Ref XorSelf(Graph& g, const Node& n) { return n.inputs[0] == n.inputs[1] ? g.Number(n.dtype, 0) : kNone; }

// x ^ ~0 = ~x
Ref XorOnes(Graph& g, const Node& n) { return IsOnes(g, n, n.inputs[1]) ? g.Map(kNot, n.dtype, n.inputs[0]) : kNone; }

// ~x ^ y = ~(x ^ y)
Ref XorOfNot(Graph& g, const Node& n) {
  for (int k = 0; k < 2; ++k) {
    if (!g.Is(n.inputs[k], kNot)) continue;
    return g.Map(kNot, n.dtype, g.Map(kXor, n.dtype, Inner(g, n.inputs[k]), n.inputs[1 - k]));
  }
  return kNone;
}

// ~(x == y) = x != y, and back; and of all but floats, where NaN is in no order, ~(x < y) = y <= x, and so on
Ref NotOfSet(Graph& g, const Node& n) {
  const Node set = g[n.inputs[0]];
  const Negation negation = set.kind == NodeKind::kSet ? NegationOf(g, set) : Negation();
  if (negation.op == 0) return kNone;
  const int first = negation.is_turned ? 1 : 0;
  return g.Set(negation.op, set.dtype, set.inputs[first], set.inputs[1 - first]);
}

// ~0 = 1, ~1 = 0, of predicates
Ref NotOfConstant(Graph& g, const Node& n) {
  return g.IsConstant(n.inputs[0]) ? g.Number(n.dtype, g[n.inputs[0]].bits == 0 ? 1 : 0) : kNone;
}

// andnot(x, x) = 0, andnot(0, x) = 0, andnot(x, ~0) = 0, andnot(x, 0) = x
Ref AndNotConstant(Graph& g, const Node& n) {
  const Ref x = n.inputs[0], y = n.inputs[1];
  if (x == y || g.IsNumber(x, 0) || IsOnes(g, n, y)) return g.Number(n.dtype, 0);
  return g.IsNumber(y, 0) && IsClean(g, x) ? x : kNone;
}

// andnot(x, ~y) = x & y, and andnot(x, c) = x & ~c
Ref AndNotOfNot(Graph& g, const Node& n) {
  const Ref y = n.inputs[1];
  if (g.Is(y, kNot)) return g.Map(kAnd, n.dtype, n.inputs[0], Inner(g, y));
  return g.IsConstant(y) ? g.Map(kAnd, n.dtype, n.inputs[0], g.Map(kNot, n.dtype, y)) : kNone;
}

// andnot(~0, x) = ~x
Ref AndNotFromOnes(Graph& g, const Node& n) {
  return IsOnes(g, n, n.inputs[0]) ? g.Map(kNot, n.dtype, n.inputs[1]) : kNone;
}

// x << 0 = x, 0 << x = 0, and so of >>; counts are taken modulo the width
Ref ShiftZero(Graph& g, const Node& n) {
  if (g.IsNumber(n.inputs[0], 0)) return n.inputs[0];
  const auto width = uint64_t{8} << base::Log2Size(n.dtype);
  return g.IsConstant(n.inputs[1]) && g[n.inputs[1]].bits % width == 0 ? n.inputs[0] : kNone;
}

// x << (c + width) = x << c
Ref ShiftModulo(Graph& g, const Node& n) {
  const auto width = uint64_t{8} << base::Log2Size(n.dtype);
  if (!g.IsConstant(n.inputs[1]) || g[n.inputs[1]].bits < width) return kNone;
  return g.Map(n.op, n.dtype, n.inputs[0], g.Constant(n.dtype, g[n.inputs[1]].bits % width));
}

// (x << c) << d = x << (c + d), or 0 if nothing is left; and so of >>, where of signed integers the sign is left
Ref ShiftOfShift(Graph& g, const Node& n) {
  const Ref inner = n.inputs[0];
  if (!g.IsConstant(n.inputs[1]) || !g.Is(inner, n.op) || !g.IsConstant(Inner(g, inner, 1))) return kNone;
  const auto width = uint64_t{8} << base::Log2Size(n.dtype);
  uint64_t count = g[n.inputs[1]].bits + g[Inner(g, inner, 1)].bits;
  const bool keeps_sign = n.op == HOLO_OP_SHIFT_RIGHT && base::IsSigned(n.dtype);
  if (count >= width && !keeps_sign) return g.Number(n.dtype, 0);
  if (count >= width) count = width - 1;
  return g.Map(n.op, n.dtype, Inner(g, inner), g.Constant(n.dtype, count));
}

// -x << c = x * -2^c
Ref ShiftOfNeg(Graph& g, const Node& n) {
  if (n.op != HOLO_OP_SHIFT_LEFT || !g.Is(n.inputs[0], HOLO_OP_NEG) || !g.IsConstant(n.inputs[1])) return kNone;
  const Ref x = Inner(g, n.inputs[0]);
  const Ref power = g.Map(HOLO_OP_SHIFT_LEFT, n.dtype, g.Number(n.dtype, 1), n.inputs[1]);
  return g.Map(HOLO_OP_MUL, n.dtype, x, g.Map(HOLO_OP_NEG, n.dtype, power));
}

constexpr Rule kAndOr[] = {{"absorbing", Absorbing},      {"neutral", Neutral},
                           {"opposites", Opposites},      {"both_inverted", BothInverted},
                           {"absorb_other", AbsorbOther}, {"absorb_inverted", AbsorbInverted},
                           {"both_ways", BothWays},       {"and_of_not", AndOfNot}};
constexpr Rule kXors[] = {{"xor_self", XorSelf}, {"neutral", Neutral}, {"xor_ones", XorOnes}, {"xor_of_not", XorOfNot}};
constexpr Rule kPredicateNot[] = {{"not_of_constant", NotOfConstant}, {"not_of_set", NotOfSet}};
constexpr Rule kAndNot[] = {
    {"andnot_constant", AndNotConstant}, {"andnot_of_not", AndNotOfNot}, {"andnot_from_ones", AndNotFromOnes}};
constexpr Rule kShift[] = {{"shift_zero", ShiftZero},
                           {"shift_modulo", ShiftModulo},
                           {"shift_of_shift", ShiftOfShift},
                           {"shift_of_neg", ShiftOfNeg}};

}  // namespace

std::span<const Rule> BitRules(holo_op op) {
  switch (op) {
    case kAnd:
    case kOr:
      return kAndOr;
    case kXor:
      return kXors;
    case HOLO_OP_BIT_ANDNOT:
      return kAndNot;
    case HOLO_OP_SHIFT_LEFT:
    case HOLO_OP_SHIFT_RIGHT:
      return kShift;
    default:
      return {};
  }
}

std::span<const Rule> PredicateRules(holo_op op) { return op == kNot ? kPredicateNot : BitRules(op); }

}  // namespace hologram::opt

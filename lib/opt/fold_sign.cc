// fold_sign.cc — rules for signs and for rounding to whole numbers: neg, abs, sign, copysign, floor and its like.
#include "isa/constant.h"
#include "ops/op_table.h"
#include "opt/fold.h"

namespace hologram::opt {
namespace {

bool IsFloat(const Node& n) { return base::IsFloat(n.dtype); }
Ref Inner(const Graph& g, Ref ref, int k = 0) { return g[ref].inputs[k]; }

// -(x - y) = y - x of integers: of floats -(1 - 1) is -0
Ref NegOfSub(Graph& g, const Node& n) {
  const Ref x = n.inputs[0];
  return !IsFloat(n) && g.Is(x, HOLO_OP_SUB) ? g.Map(HOLO_OP_SUB, n.dtype, Inner(g, x, 1), Inner(g, x)) : kNone;
}

// -(x + c) = -c - x of integers
Ref NegOfSum(Graph& g, const Node& n) {
  const Ref x = n.inputs[0];
  if (IsFloat(n) || !g.Is(x, HOLO_OP_ADD) || !g.IsConstant(Inner(g, x, 1))) return kNone;
  const Ref y = Inner(g, x);
  return g.Map(HOLO_OP_SUB, n.dtype, g.Map(HOLO_OP_NEG, n.dtype, Inner(g, x, 1)), y);
}

// -(x * c) = x * -c, and of floats -(x / c) = x / -c
Ref NegOfProduct(Graph& g, const Node& n) {
  const Ref x = n.inputs[0];
  if (!g.Is(x, HOLO_OP_MUL) && !(IsFloat(n) && g.Is(x, HOLO_OP_DIV))) return kNone;
  const holo_op op = g[x].op;
  const Ref y = Inner(g, x), c = Inner(g, x, 1);
  return g.IsConstant(c) ? g.Map(op, n.dtype, y, g.Map(HOLO_OP_NEG, n.dtype, c)) : kNone;
}

// -(x << c) = x * -2^c
Ref NegOfShift(Graph& g, const Node& n) {
  const Ref x = n.inputs[0];
  if (!g.Is(x, HOLO_OP_SHIFT_LEFT) || !g.IsConstant(Inner(g, x, 1))) return kNone;
  const Ref y = Inner(g, x);
  const Ref power = g.Map(HOLO_OP_SHIFT_LEFT, n.dtype, g.Number(n.dtype, 1), Inner(g, x, 1));
  return g.Map(HOLO_OP_MUL, n.dtype, y, g.Map(HOLO_OP_NEG, n.dtype, power));
}

// |-x| = |x|, if there are signs
Ref AbsOfNeg(Graph& g, const Node& n) {
  if (!IsFloat(n) && !base::IsSigned(n.dtype)) return kNone;
  return g.Is(n.inputs[0], HOLO_OP_NEG) ? g.Map(HOLO_OP_ABS, n.dtype, Inner(g, n.inputs[0])) : kNone;
}

// |x| = x of unsigned integers; of floats that are positive: squares, relu and relu6
Ref AbsOfPositive(Graph& g, const Node& n) {
  const Ref x = n.inputs[0];
  if (!IsFloat(n)) return base::IsSigned(n.dtype) ? kNone : x;
  return g.Is(x, HOLO_OP_SQUARE) || g.Is(x, HOLO_OP_RELU) || g.Is(x, HOLO_OP_RELU6) ? x : kNone;
}

// |copysign(x, y)| = |x|
Ref AbsOfCopySign(Graph& g, const Node& n) {
  return g.Is(n.inputs[0], HOLO_OP_COPYSIGN) ? g.Map(HOLO_OP_ABS, n.dtype, Inner(g, n.inputs[0])) : kNone;
}

// sign(-x) = -sign(x) of floats: of integers -MIN is MIN
Ref SignOfNeg(Graph& g, const Node& n) {
  if (!IsFloat(n) || !g.Is(n.inputs[0], HOLO_OP_NEG)) return kNone;
  return g.Map(HOLO_OP_NEG, n.dtype, g.Map(HOLO_OP_SIGN, n.dtype, Inner(g, n.inputs[0])));
}

// copysign(-x, y) = copysign(x, y), and of |x| and copysign(x, z)
Ref CopySignOfSign(Graph& g, const Node& n) {
  const Ref x = n.inputs[0];
  if (!g.Is(x, HOLO_OP_NEG) && !g.Is(x, HOLO_OP_ABS) && !g.Is(x, HOLO_OP_COPYSIGN)) return kNone;
  return g.Map(HOLO_OP_COPYSIGN, n.dtype, Inner(g, x), n.inputs[1]);
}

// copysign(x, copysign(y, z)) = copysign(x, z)
Ref CopySignByCopy(Graph& g, const Node& n) {
  const Ref y = n.inputs[1];
  return g.Is(y, HOLO_OP_COPYSIGN) ? g.Map(HOLO_OP_COPYSIGN, n.dtype, n.inputs[0], Inner(g, y, 1)) : kNone;
}

// copysign(x, x) = x
Ref CopySignSelf(Graph&, const Node& n) { return n.inputs[0] == n.inputs[1] ? n.inputs[0] : kNone; }

// copysign(x, c) = |x| or -|x|
Ref CopySignConstant(Graph& g, const Node& n) {
  if (!g.IsConstant(n.inputs[1])) return kNone;
  const bool negative = isa::ConstantText(g[n.inputs[1]].bits, n.dtype)[0] == '-';
  const Ref magnitude = g.Map(HOLO_OP_ABS, n.dtype, n.inputs[0]);
  return negative ? g.Map(HOLO_OP_NEG, n.dtype, magnitude) : magnitude;
}

bool IsRounding(const Graph& g, Ref x) {
  for (const holo_op op : {HOLO_OP_FLOOR, HOLO_OP_CEIL, HOLO_OP_ROUND, HOLO_OP_TRUNC, HOLO_OP_RINT}) {
    if (g.Is(x, op)) return true;
  }
  return false;
}

// floor(ceil(x)) = ceil(x), and so on; floor(x) = x of what was an integer
Ref RoundWhole(Graph& g, const Node& n) {
  const Ref x = n.inputs[0];
  const bool was_integer = g[x].kind == NodeKind::kConvert && !base::IsFloat(g[x].dtype);
  return was_integer || IsRounding(g, x) ? x : kNone;
}

// leaky_relu(x, 1) = x
Ref LeakyOne(Graph& g, const Node& n) { return g.IsNumber(n.inputs[1], 1) ? n.inputs[0] : kNone; }

constexpr Rule kNeg[] = {
    {"neg_of_sub", NegOfSub}, {"neg_of_sum", NegOfSum}, {"neg_of_product", NegOfProduct}, {"neg_of_shift", NegOfShift}};
constexpr Rule kAbs[] = {
    {"abs_of_neg", AbsOfNeg}, {"abs_of_positive", AbsOfPositive}, {"abs_of_copysign", AbsOfCopySign}};
constexpr Rule kSign[] = {{"sign_of_neg", SignOfNeg}};
constexpr Rule kCopySign[] = {{"copysign_self", CopySignSelf},
                              {"copysign_of_sign", CopySignOfSign},
                              {"copysign_by_copy", CopySignByCopy},
                              {"copysign_constant", CopySignConstant}};
constexpr Rule kRound[] = {{"round_whole", RoundWhole}};
constexpr Rule kLeaky[] = {{"leaky_one", LeakyOne}};

}  // namespace

std::span<const Rule> SignRules(holo_op op) {
  switch (op) {
    case HOLO_OP_NEG:
      return kNeg;
    case HOLO_OP_ABS:
      return kAbs;
    case HOLO_OP_SIGN:
      return kSign;
    case HOLO_OP_COPYSIGN:
      return kCopySign;
    case HOLO_OP_FLOOR:
    case HOLO_OP_CEIL:
    case HOLO_OP_ROUND:
    case HOLO_OP_TRUNC:
    case HOLO_OP_RINT:
      return kRound;
    case HOLO_OP_LEAKY_RELU:
      return kLeaky;
    default:
      return {};
  }
}

}  // namespace hologram::opt

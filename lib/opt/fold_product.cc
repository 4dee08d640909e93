// fold_product.cc — rules for products: mul, div, rem, square, reciprocal.
#include <bit>
#include <cmath>

#include "opt/fold.h"

namespace hologram::opt {
namespace {

bool IsFloat(const Node& n) { return base::IsFloat(n.dtype); }
Ref Inner(const Graph& g, Ref ref, int k = 0) { return g[ref].inputs[k]; }
bool IsUnsigned(const Node& n) { return !IsFloat(n) && !base::IsSigned(n.dtype); }

// The k of 2^k, which an integer's bits are; -1 if they are none.
int PowerOf(const Graph& g, Ref ref) {
  const Node& node = g[ref];
  return node.kind == NodeKind::kConstant && std::has_single_bit(node.bits) ? std::countr_zero(node.bits) : -1;
}

// x * 1 = x
Ref MulOne(Graph& g, const Node& n) { return g.IsNumber(n.inputs[1], 1) ? n.inputs[0] : kNone; }

// x * 0 = 0 of integers: of floats NaN * 0 is NaN, -1 * 0 is -0
Ref MulZero(Graph& g, const Node& n) { return !IsFloat(n) && g.IsNumber(n.inputs[1], 0) ? n.inputs[1] : kNone; }

// x * -1 = -x
Ref MulMinusOne(Graph& g, const Node& n) {
  return g.IsNumber(n.inputs[1], -1) ? g.Map(HOLO_OP_NEG, n.dtype, n.inputs[0]) : kNone;
}

// -x * c = x * -c of floats
Ref MulNegConstant(Graph& g, const Node& n) {
  if (!IsFloat(n) || !g.Is(n.inputs[0], HOLO_OP_NEG) || !g.IsConstant(n.inputs[1])) return kNone;
  return g.Map(HOLO_OP_MUL, n.dtype, Inner(g, n.inputs[0]), g.Map(HOLO_OP_NEG, n.dtype, n.inputs[1]));
}

// -x * y = -(x * y)
Ref MulNeg(Graph& g, const Node& n) {
  for (int k = 0; k < 2; ++k) {
    if (!g.Is(n.inputs[k], HOLO_OP_NEG)) continue;
    return g.Map(HOLO_OP_NEG, n.dtype, g.Map(HOLO_OP_MUL, n.dtype, Inner(g, n.inputs[k]), n.inputs[1 - k]));
  }
  return kNone;
}

// x * x = square(x)
Ref MulSelf(Graph& g, const Node& n) {
  return n.inputs[0] == n.inputs[1] ? g.Map(HOLO_OP_SQUARE, n.dtype, n.inputs[0]) : kNone;
}

// x * 2^k = x << k of integers
Ref MulPower(Graph& g, const Node& n) {
  const int k = IsFloat(n) ? -1 : PowerOf(g, n.inputs[1]);
  return k > 0 ? g.Map(HOLO_OP_SHIFT_LEFT, n.dtype, n.inputs[0], g.Number(n.dtype, k)) : kNone;
}

// x / 1 = x
Ref DivOne(Graph& g, const Node& n) { return g.IsNumber(n.inputs[1], 1) ? n.inputs[0] : kNone; }

// x / 0 = 0, 0 / x = 0, and x / -1 = -x, of integers
Ref DivInteger(Graph& g, const Node& n) {
  if (IsFloat(n)) return kNone;
  for (const Ref input : {n.inputs[0], n.inputs[1]}) {
    if (g.IsNumber(input, 0)) return input;
  }
  const bool by_minus_one = base::IsSigned(n.dtype) && g.IsNumber(n.inputs[1], -1);
  return by_minus_one ? g.Map(HOLO_OP_NEG, n.dtype, n.inputs[0]) : kNone;
}

// x / 2^k = x >> k of unsigned integers: of signed ones the quotient truncates
Ref DivShift(Graph& g, const Node& n) {
  const int k = IsUnsigned(n) ? PowerOf(g, n.inputs[1]) : -1;
  return k > 0 ? g.Map(HOLO_OP_SHIFT_RIGHT, n.dtype, n.inputs[0], g.Number(n.dtype, k)) : kNone;
}

// x / c = x * (1 / c) of floats, if c is a power of two and both are normal: the exact quotient is the exact product
Ref DivPower(Graph& g, const Node& n) {
  if (!IsFloat(n) || !g.IsConstant(n.inputs[1])) return kNone;
  for (int k = -13; k <= 13; ++k) {  // which f16 holds the normal reciprocals of
    for (const double c : {std::ldexp(1.0, k), -std::ldexp(1.0, k)}) {
      if (g.IsNumber(n.inputs[1], c)) return g.Map(HOLO_OP_MUL, n.dtype, n.inputs[0], g.Number(n.dtype, 1 / c));
    }
  }
  return kNone;
}

// 1 / x = reciprocal(x) of floats
Ref DivOneBy(Graph& g, const Node& n) {
  const bool is = IsFloat(n) && g.IsNumber(n.inputs[0], 1);
  return is ? g.Map(HOLO_OP_RECIPROCAL, n.dtype, n.inputs[1]) : kNone;
}

// -x / y = -(x / y), and x / -y = -(x / y), of floats: of integers -MIN is MIN
Ref DivNeg(Graph& g, const Node& n) {
  if (!IsFloat(n)) return kNone;
  const bool first = g.Is(n.inputs[0], HOLO_OP_NEG), second = g.Is(n.inputs[1], HOLO_OP_NEG);
  if (!first && !second) return kNone;
  const Ref x = first ? Inner(g, n.inputs[0]) : n.inputs[0], y = second ? Inner(g, n.inputs[1]) : n.inputs[1];
  const Ref quotient = g.Map(HOLO_OP_DIV, n.dtype, x, y);
  return first && second ? quotient : g.Map(HOLO_OP_NEG, n.dtype, quotient);
}

// x rem 1 = 0, x rem -1 = 0, x rem 0 = 0, 0 rem x = 0, and x rem x = 0, of integers
Ref RemInteger(Graph& g, const Node& n) {
  if (IsFloat(n)) return kNone;
  const Ref x = n.inputs[0], y = n.inputs[1];
  const bool by_minus_one = base::IsSigned(n.dtype) && g.IsNumber(y, -1);
  const bool is_zero = x == y || by_minus_one || g.IsNumber(y, 1) || g.IsNumber(y, 0) || g.IsNumber(x, 0);
  return is_zero ? g.Number(n.dtype, 0) : kNone;
}

// x rem 2^k = x & (2^k - 1) of unsigned integers
Ref RemMask(Graph& g, const Node& n) {
  const int k = IsUnsigned(n) ? PowerOf(g, n.inputs[1]) : -1;
  return k > 0 ? g.Map(HOLO_OP_BIT_AND, n.dtype, n.inputs[0], g.Constant(n.dtype, (uint64_t{1} << k) - 1)) : kNone;
}

// square(-x) = square(x), and square(|x|) = square(x)
Ref SquareOfSign(Graph& g, const Node& n) {
  const Ref x = n.inputs[0];
  if (!g.Is(x, HOLO_OP_NEG) && !g.Is(x, HOLO_OP_ABS)) return kNone;
  return g.Map(HOLO_OP_SQUARE, n.dtype, Inner(g, x));
}

// reciprocal(-x) = -reciprocal(x)
Ref ReciprocalOfNeg(Graph& g, const Node& n) {
  if (!g.Is(n.inputs[0], HOLO_OP_NEG)) return kNone;
  return g.Map(HOLO_OP_NEG, n.dtype, g.Map(HOLO_OP_RECIPROCAL, n.dtype, Inner(g, n.inputs[0])));
}

constexpr Rule kMul[] = {
    {"mul_one", MulOne}, {"mul_zero", MulZero}, {"mul_minus_one", MulMinusOne}, {"mul_neg_constant", MulNegConstant},
    {"mul_neg", MulNeg}, {"mul_self", MulSelf}, {"mul_power", MulPower}};
constexpr Rule kDiv[] = {{"div_one", DivOne},     {"div_integer", DivInteger}, {"div_shift", DivShift},
                         {"div_power", DivPower}, {"div_one_by", DivOneBy},    {"div_neg", DivNeg}};
constexpr Rule kRem[] = {{"rem_integer", RemInteger}, {"rem_mask", RemMask}};
constexpr Rule kSquare[] = {{"square_of_sign", SquareOfSign}};
constexpr Rule kReciprocal[] = {{"reciprocal_of_neg", ReciprocalOfNeg}};

}  // namespace

std::span<const Rule> ProductRules(holo_op op) {
  switch (op) {
    case HOLO_OP_MUL:
      return kMul;
    case HOLO_OP_DIV:
      return kDiv;
    case HOLO_OP_REM:
      return kRem;
    case HOLO_OP_SQUARE:
      return kSquare;
    case HOLO_OP_RECIPROCAL:
      return kReciprocal;
    default:
      return {};
  }
}

}  // namespace hologram::opt

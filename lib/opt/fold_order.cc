// fold_order.cc — rules for min, max and what is made of them: relu, relu6, clip.
#include <limits>

#include "opt/fold.h"

namespace hologram::opt {
namespace {

bool IsFloat(const Node& n) { return base::IsFloat(n.dtype); }
bool IsUnsigned(const Node& n) { return !IsFloat(n) && !base::IsSigned(n.dtype); }
Ref Inner(const Graph& g, Ref ref, int k = 0) { return g[ref].inputs[k]; }

// The bits of the type's least and greatest value: of floats the infinities.
uint64_t EndBits(holo_dtype dtype, bool greatest) {
  if (base::IsFloat(dtype)) {
    const double infinity = std::numeric_limits<double>::infinity();
    return NumberBits(dtype, greatest ? infinity : -infinity);
  }
  const int width = 8 << base::Log2Size(dtype);
  const uint64_t ones = ~uint64_t{0} >> (64 - width), top = uint64_t{1} << (width - 1);
  if (base::IsSigned(dtype)) return greatest ? ones ^ top : top;
  return greatest ? ones : 0;
}
bool IsEnd(const Graph& g, Ref ref, bool greatest) {
  return g.IsConstant(ref) && g[ref].bits == EndBits(g[ref].dtype, greatest);
}

// min(x, greatest) = x, max(x, least) = x: NaN, too, remains
Ref BeyondEnd(Graph& g, const Node& n) { return IsEnd(g, n.inputs[1], n.op == HOLO_OP_MIN) ? n.inputs[0] : kNone; }

// min(x, least) = least, max(x, greatest) = greatest, of integers
Ref AtEnd(Graph& g, const Node& n) {
  return !IsFloat(n) && IsEnd(g, n.inputs[1], n.op == HOLO_OP_MAX) ? n.inputs[1] : kNone;
}

// max(x, 0) = relu(x); -0 would not do
Ref MaxZero(Graph& g, const Node& n) {
  if (n.op != HOLO_OP_MAX || IsUnsigned(n) || !g.IsNumber(n.inputs[1], 0)) return kNone;
  return g.Map(HOLO_OP_RELU, n.dtype, n.inputs[0]);
}

// min(max(x, c), d) = clip(x, c, d)
Ref MinOfMax(Graph& g, const Node& n) {
  if (n.op != HOLO_OP_MIN || !g.IsConstant(n.inputs[1]) || !g.Is(n.inputs[0], HOLO_OP_MAX)) return kNone;
  const Ref c = Inner(g, n.inputs[0], 1);
  return g.IsConstant(c) ? g.Map(HOLO_OP_CLIP, n.dtype, Inner(g, n.inputs[0]), c, n.inputs[1]) : kNone;
}

// min(relu(x), c) = clip(x, 0, c)
Ref MinOfRelu(Graph& g, const Node& n) {
  if (n.op != HOLO_OP_MIN || !g.IsConstant(n.inputs[1]) || !g.Is(n.inputs[0], HOLO_OP_RELU)) return kNone;
  return g.Map(HOLO_OP_CLIP, n.dtype, Inner(g, n.inputs[0]), g.Number(n.dtype, 0), n.inputs[1]);
}

// min(-x, -y) = -max(x, y), max(-x, -y) = -min(x, y), of floats: of integers -MIN is MIN
Ref OfNegs(Graph& g, const Node& n) {
  if (!IsFloat(n) || !g.Is(n.inputs[0], HOLO_OP_NEG) || !g.Is(n.inputs[1], HOLO_OP_NEG)) return kNone;
  const holo_op other = n.op == HOLO_OP_MIN ? HOLO_OP_MAX : HOLO_OP_MIN;
  return g.Map(HOLO_OP_NEG, n.dtype, g.Map(other, n.dtype, Inner(g, n.inputs[0]), Inner(g, n.inputs[1])));
}

// max(x, -x) = |x|: of MIN, too, which is its own negative
Ref MaxOfNeg(Graph& g, const Node& n) {
  if (n.op != HOLO_OP_MAX || IsUnsigned(n)) return kNone;
  for (int k = 0; k < 2; ++k) {
    const Ref x = n.inputs[1 - k];
    if (g.Is(n.inputs[k], HOLO_OP_NEG) && Inner(g, n.inputs[k]) == x) return g.Map(HOLO_OP_ABS, n.dtype, x);
  }
  return kNone;
}

// relu(x) = x of unsigned integers
Ref ReluUnsigned(Graph&, const Node& n) { return IsUnsigned(n) ? n.inputs[0] : kNone; }

// relu(relu6(x)) = relu6(x), and of floats relu(|x|) = |x|, relu(square(x)) = square(x): of integers those may be negative
Ref ReluOfPositive(Graph& g, const Node& n) {
  const Ref x = n.inputs[0];
  if (g.Is(x, HOLO_OP_RELU6)) return x;
  return IsFloat(n) && (g.Is(x, HOLO_OP_ABS) || g.Is(x, HOLO_OP_SQUARE)) ? x : kNone;
}

// relu6(relu(x)) = relu6(x)
Ref Relu6OfRelu(Graph& g, const Node& n) {
  return g.Is(n.inputs[0], HOLO_OP_RELU) ? g.Map(HOLO_OP_RELU6, n.dtype, Inner(g, n.inputs[0])) : kNone;
}

// clip(x, 0, 6) = relu6(x)
Ref ClipSix(Graph& g, const Node& n) {
  if (!g.IsNumber(n.inputs[1], 0) || !g.IsNumber(n.inputs[2], 6)) return kNone;
  return g.Map(HOLO_OP_RELU6, n.dtype, n.inputs[0]);
}

// clip(x, least, y) = min(x, y), clip(x, y, greatest) = max(x, y)
Ref ClipOneSide(Graph& g, const Node& n) {
  if (IsEnd(g, n.inputs[1], false)) return g.Map(HOLO_OP_MIN, n.dtype, n.inputs[0], n.inputs[2]);
  return IsEnd(g, n.inputs[2], true) ? g.Map(HOLO_OP_MAX, n.dtype, n.inputs[0], n.inputs[1]) : kNone;
}

constexpr Rule kMinMax[] = {{"beyond_end", BeyondEnd}, {"at_end", AtEnd},          {"max_zero", MaxZero},
                            {"min_of_max", MinOfMax},  {"min_of_relu", MinOfRelu}, {"of_negs", OfNegs},
                            {"max_of_neg", MaxOfNeg}};
constexpr Rule kRelu[] = {{"relu_unsigned", ReluUnsigned}, {"relu_of_positive", ReluOfPositive}};
constexpr Rule kRelu6[] = {{"relu6_of_relu", Relu6OfRelu}};
constexpr Rule kClip[] = {{"clip_six", ClipSix}, {"clip_one_side", ClipOneSide}};

}  // namespace

std::span<const Rule> OrderRules(holo_op op) {
  switch (op) {
    case HOLO_OP_MIN:
    case HOLO_OP_MAX:
      return kMinMax;
    case HOLO_OP_RELU:
      return kRelu;
    case HOLO_OP_RELU6:
      return kRelu6;
    case HOLO_OP_CLIP:
      return kClip;
    default:
      return {};
  }
}

}  // namespace hologram::opt

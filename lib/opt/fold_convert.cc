// fold_convert.cc — rules for cvt.
#include "ops/op_table.h"
#include "opt/fold.h"

namespace hologram::opt {
namespace {

bool IsInteger(holo_dtype dtype) { return !base::IsFloat(dtype) && dtype != HOLO_BOOL8; }

// Bits of the magnitude that a type holds exactly: digits of floats, bits without the sign of integers.
int DigitsOf(holo_dtype dtype) {
  switch (dtype) {
    case HOLO_F32:
      return 24;
    case HOLO_F64:
      return 53;
    case HOLO_F16:
      return 11;
    case HOLO_BF16:
      return 8;
    case HOLO_BOOL8:
      return 1;
    default:
      return (8 << base::Log2Size(dtype)) - (base::IsSigned(dtype) ? 1 : 0);
  }
}

// Whether `to` holds every value of `from`.
bool Holds(holo_dtype to, holo_dtype from) {
  if (to == from) return true;
  if (base::IsFloat(from)) return to == HOLO_F64 || (to == HOLO_F32 && base::IsFloat(to) && from != HOLO_F64);
  const bool sign_fits = base::IsFloat(to) || base::IsSigned(to) || !base::IsSigned(from);
  return to != HOLO_BOOL8 && sign_fits && DigitsOf(to) >= DigitsOf(from);
}

// cvt to its own type = x
Ref ToItself(Graph& g, const Node& n) { return n.dtype == n.result && IsClean(g, n.inputs[0]) ? n.inputs[0] : kNone; }

// cvt.C.B(cvt.B.A(x)) = cvt.C.A(x), if B holds every A, and integers do not come to be cut off as such that were rounded
Ref ThroughWider(Graph& g, const Node& n) {
  const Node inner = g[n.inputs[0]];
  if (inner.kind != NodeKind::kConvert || !Holds(n.dtype, inner.dtype)) return kNone;
  const holo_dtype a = inner.dtype, b = n.dtype, c = n.result;
  // From integers by floats to integers: what does not fit saturates, on the straight way it wraps.
  if (!base::IsFloat(a) && base::IsFloat(b) && IsInteger(c) && !Holds(c, a)) return kNone;
  return g.Convert(n.op, a, inner.inputs[0]);
}

// cvt.C.B(cvt.B.A(x)) = cvt.C.A(x) of integers, if C is no wider than B: both wrap
Ref Narrow(Graph& g, const Node& n) {
  const Node inner = g[n.inputs[0]];
  if (inner.kind != NodeKind::kConvert || !IsInteger(inner.dtype)) return kNone;
  if (!IsInteger(n.dtype) || !IsInteger(n.result) || base::Log2Size(n.result) > base::Log2Size(n.dtype)) return kNone;
  return g.Convert(n.op, inner.dtype, inner.inputs[0]);
}

constexpr Rule kConvert[] = {{"to_itself", ToItself}, {"through_wider", ThroughWider}, {"narrow", Narrow}};

}  // namespace

std::span<const Rule> ConvertRules() { return kConvert; }

}  // namespace hologram::opt

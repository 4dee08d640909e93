// peer_gcc_approximated.cc — approximated maps as the plain loop one would write, compiled with -ffast-math: only then
// the compiler calls glibc's vector functions (libmvec: 4 ULP), where there is one.
//
// Only this source is compiled so. Linking with -ffast-math would set flush-to-zero for the whole process.
#include <cmath>

#include "peer_loops.h"

namespace hologram::bench {
namespace {

template <holo_op kOp>
struct Line;

#define HOLO_LINE(code, expression)             \
  template <>                                   \
  struct Line<code> {                           \
    template <class T>                          \
    using Value = ValueOf<T>;                   \
    template <class V>                          \
    static V Of(V x, [[maybe_unused]] V y, V) { \
      return static_cast<V>(expression);        \
    }                                           \
  };
HOLO_LINE(HOLO_OP_EXP, std::exp(x))
HOLO_LINE(HOLO_OP_EXP2, std::exp2(x))
HOLO_LINE(HOLO_OP_SIGMOID, 1 / (1 + std::exp(-x)))
HOLO_LINE(HOLO_OP_SILU, x / (1 + std::exp(-x)))
HOLO_LINE(HOLO_OP_TANH, std::tanh(x))
HOLO_LINE(HOLO_OP_GELU_TANH, x / (1 + std::exp(x * (V(-1.5957691216057308) + V(-0.07135481282553) * x * x))))
HOLO_LINE(HOLO_OP_LOG, std::log(x))
HOLO_LINE(HOLO_OP_LOG2, std::log2(x))
HOLO_LINE(HOLO_OP_LOG10, std::log10(x))
HOLO_LINE(HOLO_OP_LOG1P, std::log1p(x))
HOLO_LINE(HOLO_OP_SOFTPLUS, (x > 0 ? x : 0) + std::log1p(std::exp(-std::fabs(x))))
HOLO_LINE(HOLO_OP_ASINH, std::asinh(x))
HOLO_LINE(HOLO_OP_ACOSH, std::acosh(x))
HOLO_LINE(HOLO_OP_ATANH, std::atanh(x))
HOLO_LINE(HOLO_OP_EXPM1, std::expm1(x))
HOLO_LINE(HOLO_OP_SINH, std::sinh(x))
HOLO_LINE(HOLO_OP_COSH, std::cosh(x))
HOLO_LINE(HOLO_OP_ELU, x > 0 ? x : std::exp(x) - 1)
HOLO_LINE(HOLO_OP_SELU, V(1.0507009873554805) * (x > 0 ? x : V(1.6732632423543772) * (std::exp(x) - 1)))
HOLO_LINE(HOLO_OP_MISH, x - 2 * x / (2 + std::exp(x) * (2 + std::exp(x))))
HOLO_LINE(HOLO_OP_ERF, std::erf(x))
HOLO_LINE(HOLO_OP_ERFC, std::erfc(x))
HOLO_LINE(HOLO_OP_GELU, V(0.5) * x * (1 + std::erf(x * V(0.7071067811865476))))
HOLO_LINE(HOLO_OP_RSQRT, 1 / std::sqrt(x))
HOLO_LINE(HOLO_OP_CBRT, std::cbrt(x))
HOLO_LINE(HOLO_OP_SIN, std::sin(x))
HOLO_LINE(HOLO_OP_COS, std::cos(x))
HOLO_LINE(HOLO_OP_TAN, std::tan(x))
HOLO_LINE(HOLO_OP_ASIN, std::asin(x))
HOLO_LINE(HOLO_OP_ACOS, std::acos(x))
HOLO_LINE(HOLO_OP_ATAN, std::atan(x))
HOLO_LINE(HOLO_OP_POW, std::pow(x, y))
HOLO_LINE(HOLO_OP_HYPOT, std::hypot(x, y))
HOLO_LINE(HOLO_OP_ATAN2, std::atan2(x, y))
#undef HOLO_LINE

}  // namespace

void HOLO_PEER_ADD(PeerTable* table) {
  using namespace ops::words;
#define HOLO_ADD_LINE(code, Functor, word, types) AddLoops<Line<code>, true, (word).shape, types, SAME>(code, table);
#define HOLO_ADD_exponential HOLO_ADD_LINE
#define HOLO_ADD_logarithmic HOLO_ADD_LINE
#define HOLO_ADD_hyperbolic HOLO_ADD_LINE
#define HOLO_ADD_error_function HOLO_ADD_LINE
#define HOLO_ADD_roots HOLO_ADD_LINE
#define HOLO_ADD_power HOLO_ADD_LINE
#define HOLO_ADD_polar HOLO_ADD_LINE
#define HOLO_ADD_trigonometric HOLO_ADD_LINE
#include "kernels/ops_by_family.h"
#undef HOLO_ADD_LINE
}

}  // namespace hologram::bench

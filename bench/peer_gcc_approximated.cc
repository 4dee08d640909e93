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

#define HOLO_LINE(code, expression)      \
  template <>                            \
  struct Line<code> {                    \
    template <class T>                   \
    using Value = ValueOf<T>;            \
    template <class V>                   \
    static V Of(V x, V, V) {             \
      return static_cast<V>(expression); \
    }                                    \
  };
HOLO_LINE(HOLO_OP_EXP, std::exp(x))
HOLO_LINE(HOLO_OP_EXP2, std::exp2(x))
HOLO_LINE(HOLO_OP_SIGMOID, 1 / (1 + std::exp(-x)))
HOLO_LINE(HOLO_OP_SILU, x / (1 + std::exp(-x)))
HOLO_LINE(HOLO_OP_TANH, std::tanh(x))
HOLO_LINE(HOLO_OP_GELU_TANH, x / (1 + std::exp(x * (V(-1.5957691216057308) + V(-0.07135481282553) * x * x))))
HOLO_LINE(HOLO_OP_RSQRT, 1 / std::sqrt(x))
HOLO_LINE(HOLO_OP_CBRT, std::cbrt(x))
HOLO_LINE(HOLO_OP_SIN, std::sin(x))
HOLO_LINE(HOLO_OP_COS, std::cos(x))
HOLO_LINE(HOLO_OP_TAN, std::tan(x))
HOLO_LINE(HOLO_OP_ASIN, std::asin(x))
HOLO_LINE(HOLO_OP_ACOS, std::acos(x))
HOLO_LINE(HOLO_OP_ATAN, std::atan(x))
#undef HOLO_LINE

}  // namespace

void HOLO_PEER_ADD(PeerTable* table) {
  using namespace ops::words;
#define HOLO_ADD_LINE(code, Functor, word, types) AddLoops<Line<code>, true, (word).shape, types, SAME>(code, table);
#define HOLO_ADD_exponential HOLO_ADD_LINE
#define HOLO_ADD_roots HOLO_ADD_LINE
#define HOLO_ADD_trigonometric HOLO_ADD_LINE
#include "kernels/ops_by_family.h"
#undef HOLO_ADD_LINE
}

}  // namespace hologram::bench

// peer_highway.cc — the functions of Highway's contrib/math and its dot product, in loops over whole vectors of the widest
// kind this source is compiled for.
#include <hwy/contrib/dot/dot-inl.h>
#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

#include "peers.h"

HWY_BEFORE_NAMESPACE();
namespace hologram::bench {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

#if defined(__AVX512F__)
static_assert(HWY_MAX_BYTES == 64, "Highway has not chosen AVX-512");
#elif defined(__AVX2__)
static_assert(HWY_MAX_BYTES == 32, "Highway has not chosen AVX2");
#endif

template <class T, class Function>
void Map(const void* x_, void* y_, int64_t n_, Function function) {
  const hn::ScalableTag<T> d;
  const T* x = static_cast<const T*>(x_);
  T* y = static_cast<T*>(y_);
  const auto n = static_cast<size_t>(n_);
  const size_t lanes = hn::Lanes(d);
  size_t i = 0;
  for (; i + lanes <= n; i += lanes) hn::StoreU(function(d, hn::LoadU(d, x + i)), d, y + i);
  if (i == n) return;
  const auto rest = hn::FirstN(d, n - i);
  hn::BlendedStore(function(d, hn::MaskedLoad(rest, d, x + i)), rest, d, y + i);
}

template <class Function>
void AddFunction(PeerTable* table, holo_op op, Function) {
  table->Add<ops::Shape::kMap1>(op, HOLO_F32, "highway",
                                [](const void* x, void* y, int64_t n) { Map<float>(x, y, n, Function()); });
  table->Add<ops::Shape::kMap1>(op, HOLO_F64, "highway",
                                [](const void* x, void* y, int64_t n) { Map<double>(x, y, n, Function()); });
}

template <class T>
void Dot(const void* a, const void* b, int64_t n, void* result) {
  const hn::ScalableTag<T> d;
  *static_cast<T*>(result) =
      hn::Dot::Compute<0>(d, static_cast<const T*>(a), static_cast<const T*>(b), static_cast<size_t>(n));
}

void AddAll(PeerTable* table) {
#define HOLO_HIGHWAY(code, Function) \
  AddFunction(table, code, [](auto d, auto x) HWY_ATTR { return hn::Function(d, x); });
  HOLO_HIGHWAY(HOLO_OP_EXP, Exp)
  HOLO_HIGHWAY(HOLO_OP_TANH, Tanh)
  HOLO_HIGHWAY(HOLO_OP_LOG, Log)
  HOLO_HIGHWAY(HOLO_OP_LOG2, Log2)
  HOLO_HIGHWAY(HOLO_OP_LOG10, Log10)
  HOLO_HIGHWAY(HOLO_OP_LOG1P, Log1p)
  HOLO_HIGHWAY(HOLO_OP_ASINH, Asinh)
  HOLO_HIGHWAY(HOLO_OP_ACOSH, Acosh)
  HOLO_HIGHWAY(HOLO_OP_ATANH, Atanh)
  HOLO_HIGHWAY(HOLO_OP_EXPM1, Expm1)
  HOLO_HIGHWAY(HOLO_OP_SINH, Sinh)
  HOLO_HIGHWAY(HOLO_OP_SIN, Sin)
  HOLO_HIGHWAY(HOLO_OP_COS, Cos)
  HOLO_HIGHWAY(HOLO_OP_ASIN, Asin)
  HOLO_HIGHWAY(HOLO_OP_ACOS, Acos)
  HOLO_HIGHWAY(HOLO_OP_ATAN, Atan)
#undef HOLO_HIGHWAY
  table->Add<ops::Shape::kReduce2>(HOLO_OP_DOT, HOLO_F32, "highway", Dot<float>);
  table->Add<ops::Shape::kReduce2>(HOLO_OP_DOT, HOLO_F64, "highway", Dot<double>);
}

}  // namespace
}  // namespace HWY_NAMESPACE

void AddHighwayPeers(PeerTable* table) { HWY_NAMESPACE::AddAll(table); }

}  // namespace hologram::bench
HWY_AFTER_NAMESPACE();

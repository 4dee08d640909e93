// compute_limit.cc — loops of FMAs, as many per vector as an operation needs.
//
// The count: an FMA or a multiplication is one slot, a division two, a lookup in 16 floats one and a half, rounded down;
// additions, shifts and comparisons find other pipes. Of f32, at an error of 2 units in the last place or what the
// library promises if that is more. No kernel is faster, and one of this many instructions still waits for their results.
#include "compute_limit.h"

#include <iterator>
#include <utility>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace hologram::bench {
namespace {

struct Row {
  holo_op op;
  int slots;
};
// FMAs + 1.5 lookups + 2 divisions.
constexpr Row kRows[] = {
    {HOLO_OP_EXP, 8},         // 7 + 1.5
    {HOLO_OP_LOG, 10},        // 7 + 3
    {HOLO_OP_LOG2, 10},       // 7 + 3
    {HOLO_OP_LOG1P, 12},      // 9 + 3
    {HOLO_OP_EXPM1, 10},      // 10
    {HOLO_OP_TANH, 13},       // 10 + 1.5 + 2
    {HOLO_OP_SIGMOID, 12},    // 7 + 3 + 2
    {HOLO_OP_SILU, 12},       // 7 + 3 + 2
    {HOLO_OP_GELU_TANH, 18},  // 13 + 3 + 2
    {HOLO_OP_GELU, 22},       // 19 + 1.5 + 2
    {HOLO_OP_ERF, 13},        // 11 + 2
    {HOLO_OP_SIN, 12},        // 12
    {HOLO_OP_COS, 12},        // 12
    {HOLO_OP_ATAN, 12},       // 10 + 2
    {HOLO_OP_CBRT, 14},       // 14
    {HOLO_OP_SOFTMAX, 9},     // exp, and the sum's reciprocal
};

#if defined(__AVX512F__)
using Vector = __m512;
constexpr int kLanes = 16;
inline Vector Load(const float* x) { return _mm512_load_ps(x); }
inline void Store(float* y, Vector v) { _mm512_store_ps(y, v); }
inline Vector Constant(float x) { return _mm512_set1_ps(x); }
inline Vector Fma(Vector a, Vector b, Vector c) { return _mm512_fmadd_ps(a, b, c); }
#elif defined(__AVX2__) && defined(__FMA__)
using Vector = __m256;
constexpr int kLanes = 8;
inline Vector Load(const float* x) { return _mm256_load_ps(x); }
inline void Store(float* y, Vector v) { _mm256_store_ps(y, v); }
inline Vector Constant(float x) { return _mm256_set1_ps(x); }
inline Vector Fma(Vector a, Vector b, Vector c) { return _mm256_fmadd_ps(a, b, c); }
#endif

#if defined(__AVX2__) && defined(__FMA__)
constexpr int kUnroll = 8;  // vectors at a time: two pipes and four cycles each keep eight busy

// Arrays are 64-byte aligned, and may be read and written up to the end of a vector.
template <int kSlots>
void Loop(const void* a, const void*, const void*, void* output, int64_t n) {
  const auto* x = static_cast<const float*>(a);
  auto* y = static_cast<float*>(output);
  const Vector factor = Constant(0.5f), term = Constant(0.25f);
  int64_t i = 0;
  for (; i + kUnroll * kLanes <= n; i += kUnroll * kLanes) {
    Vector v[kUnroll];
    for (int u = 0; u < kUnroll; ++u) v[u] = Load(x + i + u * kLanes);
#pragma GCC unroll 32
    for (int slot = 0; slot < kSlots; ++slot) {
#pragma GCC unroll 8
      for (int u = 0; u < kUnroll; ++u) v[u] = Fma(v[u], factor, term);
    }
    for (int u = 0; u < kUnroll; ++u) Store(y + i + u * kLanes, v[u]);
  }
  for (; i < n; i += kLanes) {
    Vector v = Load(x + i);
#pragma GCC unroll 32
    for (int slot = 0; slot < kSlots; ++slot) v = Fma(v, factor, term);
    Store(y + i, v);
  }
}

template <size_t... kRow>
std::optional<Stream> Find(holo_op op, std::index_sequence<kRow...>) {
  std::optional<Stream> found;
  ((kRows[kRow].op == op ? void(found = Stream{"fma slots", Loop<kRows[kRow].slots>}) : void()), ...);
  return found;
}
#endif

}  // namespace

std::optional<Stream> ComputeLimitFor([[maybe_unused]] const ops::OpRow& op, [[maybe_unused]] holo_dtype dtype) {
#if defined(__AVX2__) && defined(__FMA__)
  if (dtype == HOLO_F32) return Find(op.code, std::make_index_sequence<std::size(kRows)>());
#endif
  return std::nullopt;
}

}  // namespace hologram::bench

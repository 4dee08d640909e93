// stream_shapes.cc — loads, an exclusive or to use them, and stores, in as few instructions as the CPU's vectors allow.
#include "stream_shapes.h"

#include <cstddef>
#include <utility>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace hologram::bench {
namespace {

#if defined(__AVX512F__)
constexpr size_t kVectorBytes = 64;
#elif defined(__AVX2__)
constexpr size_t kVectorBytes = 32;
#else
constexpr size_t kVectorBytes = 16;
#endif

// Loops that store past the caches are tried above this size: well below what can gain from it.
constexpr int64_t kBeyondCachesBytes = int64_t{1} << 21;

typedef uint64_t Vector __attribute__((vector_size(kVectorBytes), may_alias));

template <bool kPastCaches>
inline void Store(Vector* to, Vector value) {
#if defined(__AVX512F__)
  if (kPastCaches) return _mm512_stream_si512(reinterpret_cast<__m512i*>(to), reinterpret_cast<__m512i>(value));
#elif defined(__AVX2__)
  if (kPastCaches) return _mm256_stream_si256(reinterpret_cast<__m256i*>(to), reinterpret_cast<__m256i>(value));
#endif
  *to = value;
}

template <int kInputs>
struct Inputs {
  Inputs(const void* a_, const void* b_, const void* c_)
      : a(static_cast<const Vector*>(a_)), b(static_cast<const Vector*>(b_)), c(static_cast<const Vector*>(c_)) {}

  Vector operator[](int64_t i) const {
    Vector value = a[i];
    if constexpr (kInputs > 1) value ^= b[i];
    if constexpr (kInputs > 2) value ^= c[i];
    return value;
  }

  const Vector *a, *b, *c;
};

constexpr int64_t VectorCount(int64_t size_bytes) {
  return (size_bytes + static_cast<int64_t>(kVectorBytes) - 1) / static_cast<int64_t>(kVectorBytes);
}

template <int kInputs, int kUnroll, bool kPastCaches>
void MapStream(const void* a, const void* b, const void* c, void* output, int64_t size_bytes) {
  const Inputs<kInputs> inputs(a, b, c);
  Vector* y = static_cast<Vector*>(output);
  const int64_t count = VectorCount(size_bytes);
  int64_t i = 0;
  for (; i + kUnroll <= count; i += kUnroll) {
    Vector values[kUnroll];
    for (int j = 0; j < kUnroll; ++j) values[j] = inputs[i + j];
    for (int j = 0; j < kUnroll; ++j) Store<kPastCaches>(y + i + j, values[j]);
  }
  for (; i < count; ++i) Store<kPastCaches>(y + i, inputs[i]);
#if defined(__x86_64__)
  if (kPastCaches) _mm_sfence();
#endif
}

template <int kInputs, int kUnroll>
void ReadStream(const void* a, const void* b, const void* c, void*, int64_t size_bytes) {
  const Inputs<kInputs> inputs(a, b, c);
  const int64_t count = VectorCount(size_bytes);
  int64_t i = 0;
  const auto read_all = [&]<size_t... j>(std::index_sequence<j...>) {
    Vector seen[kUnroll] = {((void)j, Vector{})...};
    for (; i + kUnroll <= count; i += kUnroll) ((seen[j] ^= inputs[i + static_cast<int64_t>(j)]), ...);
    return (seen[j] ^ ...);
  };
  Vector seen = read_all(std::make_index_sequence<kUnroll>());
  for (; i < count; ++i) seen ^= inputs[i];
#if defined(__x86_64__)
  asm volatile("" : : "x"(seen));
#else
  asm volatile("" : : "m"(seen));
#endif
}

// One vector at a time is the slowest in the first-level cache and often the fastest beyond it.
template <int kInputs>
std::vector<Stream> MapStreams(int64_t size_bytes) {
  std::vector<Stream> streams = {{"1 vector", MapStream<kInputs, 1, false>},
                                 {"2 vectors", MapStream<kInputs, 2, false>},
                                 {"4 vectors", MapStream<kInputs, 4, false>}};
  if (size_bytes >= kBeyondCachesBytes) streams.push_back({"4 vectors, non-temporal", MapStream<kInputs, 4, true>});
  return streams;
}

template <int kInputs>
std::vector<Stream> ReadStreams() {
  return {{"1 vector", ReadStream<kInputs, 1>},
          {"4 vectors", ReadStream<kInputs, 4>},
          {"8 vectors", ReadStream<kInputs, 8>}};
}

}  // namespace

std::vector<Stream> StreamsFor(ops::Shape shape, int64_t size_bytes) {
  switch (shape) {
    case ops::Shape::kMap1:
      return MapStreams<1>(size_bytes);
    case ops::Shape::kMap2:
      return MapStreams<2>(size_bytes);
    case ops::Shape::kMap3:
      return MapStreams<3>(size_bytes);
    case ops::Shape::kReduce1:
      return ReadStreams<1>();
    case ops::Shape::kReduce2:
      return ReadStreams<2>();
  }
  return {};
}

}  // namespace hologram::bench

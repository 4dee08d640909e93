// stream_shapes.cc — loads, an exclusive or to use them, and stores, in as few instructions as the CPU's vectors allow.
#include "stream_shapes.h"

#include <algorithm>
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

constexpr int64_t VectorCount(int64_t size_bytes) {
  return (size_bytes + static_cast<int64_t>(kVectorBytes) - 1) / static_cast<int64_t>(kVectorBytes);
}

// What a map moves in one step: of the array with the narrowest elements one vector, of the others as many more as their
// elements are wider.
struct Widths {
  int mask = 0;                // of a first input that is bool8; 0: there is none
  int inputs = 1, output = 1;  // vectors of each
  int narrow_bytes = 1;        // of the narrowest elements
};

template <int kInputs, Widths kWidths, int kUnroll, bool kPastCaches>
void MapStream(const void* a_, const void* b_, const void* c_, void* output, int64_t n) {
  const auto *a = static_cast<const Vector*>(a_), *b = static_cast<const Vector*>(b_),
             *c = static_cast<const Vector*>(c_);
  Vector* y = static_cast<Vector*>(output);
  constexpr int kLoads = kWidths.inputs, kStores = kWidths.output, kMost = std::max(kLoads, kStores);
  const auto step = [&](int64_t i, Vector(&values)[kMost]) {
    for (int j = 0; j < kMost; ++j) {
      if (j >= kLoads) {
        values[j] = values[j % kLoads];
        continue;
      }
      const int64_t at = i * kLoads + j;
      if constexpr (kWidths.mask != 0) {
        values[j] = j == 0 ? a[i] ^ b[at] ^ c[at] : b[at] ^ c[at];
      } else {
        values[j] = a[at];
        if constexpr (kInputs > 1) values[j] ^= b[at];
        if constexpr (kInputs > 2) values[j] ^= c[at];
      }
    }
    for (int j = kStores; j < kMost; ++j) values[j % kStores] ^= values[j];
  };
  const int64_t count = VectorCount(n * kWidths.narrow_bytes);
  int64_t i = 0;
  for (; i + kUnroll <= count; i += kUnroll) {
    Vector values[kUnroll][kMost];
    for (int u = 0; u < kUnroll; ++u) step(i + u, values[u]);
    for (int u = 0; u < kUnroll; ++u) {
      for (int j = 0; j < kStores; ++j) Store<kPastCaches>(y + (i + u) * kStores + j, values[u][j]);
    }
  }
  for (; i < count; ++i) {
    Vector values[kMost];
    step(i, values);
    for (int j = 0; j < kStores; ++j) Store<kPastCaches>(y + i * kStores + j, values[j]);
  }
#if defined(__x86_64__)
  if (kPastCaches) _mm_sfence();
#endif
}

template <int kInputs, int kElementBytes, int kUnroll>
void ReadStream(const void* a_, const void* b_, const void*, void*, int64_t n) {
  const auto *a = static_cast<const Vector*>(a_), *b = static_cast<const Vector*>(b_);
  const auto read = [=](int64_t i) { return kInputs > 1 ? a[i] ^ b[i] : a[i]; };
  const int64_t count = VectorCount(n * kElementBytes);
  int64_t i = 0;
  const auto read_all = [&]<size_t... j>(std::index_sequence<j...>) {
    Vector seen[kUnroll] = {((void)j, Vector{})...};
    for (; i + kUnroll <= count; i += kUnroll) ((seen[j] ^= read(i + static_cast<int64_t>(j))), ...);
    return (seen[j] ^ ...);
  };
  Vector seen = read_all(std::make_index_sequence<kUnroll>());
  for (; i < count; ++i) seen ^= read(i);
#if defined(__x86_64__)
  asm volatile("" : : "x"(seen));
#else
  asm volatile("" : : "m"(seen));
#endif
}

// One vector at a time is the slowest in the first-level cache and often the fastest beyond it.
template <int kInputs, Widths kWidths>
std::vector<Stream> MapStreams(int64_t n) {
  std::vector<Stream> streams = {{"1 vector", MapStream<kInputs, kWidths, 1, false>},
                                 {"2 vectors", MapStream<kInputs, kWidths, 2, false>},
                                 {"4 vectors", MapStream<kInputs, kWidths, 4, false>}};
  if (n * kWidths.narrow_bytes * std::max(kWidths.inputs, kWidths.output) >= kBeyondCachesBytes) {
    streams.push_back({"4 vectors, non-temporal", MapStream<kInputs, kWidths, 4, true>});
  }
  return streams;
}

template <int kInputs, int kElementBytes>
std::vector<Stream> ReadStreams() {
  return {{"1 vector", ReadStream<kInputs, kElementBytes, 1>},
          {"4 vectors", ReadStream<kInputs, kElementBytes, 4>},
          {"8 vectors", ReadStream<kInputs, kElementBytes, 8>}};
}

template <ops::Shape kShape, int kIn, int kOut>
std::vector<Stream> StreamsOf(int64_t n) {
  constexpr int kInputs = ops::InputCount(kShape);
  if constexpr (!ops::IsMap(kShape)) {
    return ReadStreams<kInputs, kIn>();
  } else if constexpr (kShape == ops::Shape::kSelect) {
    return MapStreams<kInputs, Widths{1, kIn, kOut, 1}>(n);
  } else {
    constexpr int kNarrow = std::min(kIn, kOut);
    return MapStreams<kInputs, Widths{0, kIn / kNarrow, kOut / kNarrow, kNarrow}>(n);
  }
}

// `visit` with the size of an element as an integral constant.
template <class Visit>
auto WithSize(holo_dtype dtype, Visit visit) {
  switch (base::Log2Size(dtype)) {
    case 0:
      return visit(std::integral_constant<int, 1>());
    case 1:
      return visit(std::integral_constant<int, 2>());
    case 2:
      return visit(std::integral_constant<int, 4>());
    default:
      return visit(std::integral_constant<int, 8>());
  }
}

}  // namespace

std::vector<Stream> StreamsFor(const ops::OpRow& op, holo_dtype dtype, int64_t n) {
  using ops::Shape;
  return WithSize(dtype, [&](auto in) {
    return WithSize(op.ResultDtype(dtype), [&](auto out) -> std::vector<Stream> {
      constexpr int kIn = in, kOut = out;
      switch (op.shape) {
        case Shape::kMap1:
        case Shape::kArray1:
          return StreamsOf<Shape::kMap1, kIn, kOut>(n);
        case Shape::kMap2:
        case Shape::kNorm2:
          return StreamsOf<Shape::kMap2, kIn, kOut>(n);
        case Shape::kMap3:
        case Shape::kNorm3:
          return StreamsOf<Shape::kMap3, kIn, kOut>(n);
        case Shape::kSelect:
          return StreamsOf<Shape::kSelect, kIn, kOut>(n);
        case Shape::kReduce1:
          return StreamsOf<Shape::kReduce1, kIn, kOut>(n);
        case Shape::kReduce2:
          return StreamsOf<Shape::kReduce2, kIn, kOut>(n);
        case Shape::kSequence:
        case Shape::kGather:
        case Shape::kScatter:
          break;  // not measured: see IsMeasured
      }
      return {};
    });
  });
}

}  // namespace hologram::bench

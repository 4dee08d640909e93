// peer_loops.h — the loops round peers' lines: what one would write by hand and leave to the compiler.
//
// These sources are compiled more than once with different options. All templates have internal linkage, or the linker
// would take one compilation's loops for both; what others' headers bring is flattened into the loops.
#ifndef HOLOGRAM_BENCH_PEER_LOOPS_H_
#define HOLOGRAM_BENCH_PEER_LOOPS_H_

#include <cstdint>
#include <type_traits>

#include "peer_values.h"
#include "peers.h"

// "No iteration depends on another": true also in place, and it saves the compiler its own check for overlap.
#if defined(__clang__)
#define HOLO_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define HOLO_INDEPENDENT _Pragma("GCC ivdep")
#endif

namespace hologram::bench {
namespace {

// One element: a line works on values, or, if it has OnMemory for this type, on elements as they are.
template <class Line, class T, class R>
R Element(T a, T b, T c) {
  using V = typename Line::template Value<T>;
  if constexpr (requires { Line::OnMemory(a, b, c); }) {
    return Line::OnMemory(a, b, c);
  } else {
    return Store<R>(Line::Of(Load<V>(a), Load<V>(b), Load<V>(c)));
  }
}

#if defined(__AVX512F__)
// Neither gcc nor clang makes a vector of conversions from and to f16: by hand one would take the CPU's instructions, 16
// elements at a time.
constexpr int64_t kBlock = 16;
typedef float FloatBlock __attribute__((vector_size(4 * kBlock)));
typedef int16_t HalfBlock __attribute__((vector_size(2 * kBlock)));
typedef HalfBlock LooseHalfBlock __attribute__((aligned(2), may_alias));

// Not where gcc makes no vectors of 16 small integers: there plain loops are the faster ones.
template <class Line, class T, class R>
constexpr bool kInBlocks = (std::is_same_v<T, base::F16> ||
                            (std::is_same_v<R, base::F16> && (sizeof(T) >= 4 || base::kIsHalf<T>))) &&
                           !requires(T x) {
  Line::OnMemory(x, x, x);
};

template <class V, class T>
void LoadBlock(const T* x, V (&values)[kBlock]) {
  if constexpr (std::is_same_v<T, base::F16>) {
    const HalfBlock halves = *reinterpret_cast<const LooseHalfBlock*>(x);
    const FloatBlock floats = __builtin_ia32_vcvtph2ps512_mask(halves, FloatBlock{}, 0xFFFF, 4);
    __builtin_memcpy(values, &floats, sizeof(floats));
  } else {
    for (int j = 0; j < kBlock; ++j) values[j] = Load<V>(x[j]);
  }
}

template <class R, class V>
void StoreBlock(const V (&values)[kBlock], R* y) {
  if constexpr (std::is_same_v<R, base::F16>) {
    float floats[kBlock];
    for (int j = 0; j < kBlock; ++j) floats[j] = NearFloat<R>(values[j]);
    FloatBlock block;
    __builtin_memcpy(&block, floats, sizeof(block));
    *reinterpret_cast<LooseHalfBlock*>(y) = __builtin_ia32_vcvtps2ph512_mask(block, 4, HalfBlock{}, 0xFFFF);
  } else {
    for (int j = 0; j < kBlock; ++j) y[j] = Store<R>(values[j]);
  }
}

template <class Line, int kInputs, class T, class R>
int64_t MapBlocks(const T* a, const T* b, const T* c, R* y, int64_t n) {
  using V = typename Line::template Value<T>;
  int64_t i = 0;
  for (; i + kBlock <= n; i += kBlock) {
    V x0[kBlock] = {}, x1[kBlock] = {}, x2[kBlock] = {};
    LoadBlock(a + i, x0);
    if constexpr (kInputs > 1) LoadBlock(b + i, x1);
    if constexpr (kInputs > 2) LoadBlock(c + i, x2);
    decltype(Line::Of(V{}, V{}, V{})) results[kBlock];
    for (int j = 0; j < kBlock; ++j) results[j] = Line::Of(x0[j], x1[j], x2[j]);
    StoreBlock(results, y + i);
  }
  return i;
}
#else
template <class Line, class T, class R>
constexpr bool kInBlocks = false;
#endif

template <class Line, int kInputs, class T, class R>
void Map(const T* a, const T* b, const T* c, R* y, int64_t n) {
  int64_t i = 0;
#if defined(__AVX512F__)
  if constexpr (kInBlocks<Line, T, R>) i = MapBlocks<Line, kInputs>(a, b, c, y, n);
#endif
  HOLO_INDEPENDENT
  for (; i < n; ++i) {
    y[i] = Element<Line, T, R>(a[i], kInputs > 1 ? b[i] : T{}, kInputs > 2 ? c[i] : T{});
  }
}

// Loops over `Line` on elements of T, with results of R.
template <class Line, ops::Shape kShape, class T, class R>
struct Loop;

template <class Line, class T, class R>
struct Loop<Line, ops::Shape::kMap1, T, R> {
  [[gnu::flatten]] static void Run(const void* x, void* y, int64_t n) {
    Map<Line, 1, T, R>(static_cast<const T*>(x), nullptr, nullptr, static_cast<R*>(y), n);
  }
};

template <class Line, class T, class R>
struct Loop<Line, ops::Shape::kMap2, T, R> {
  [[gnu::flatten]] static void Run(const void* a, const void* b, void* y, int64_t n) {
    Map<Line, 2, T, R>(static_cast<const T*>(a), static_cast<const T*>(b), nullptr, static_cast<R*>(y), n);
  }
};

template <class Line, class T, class R>
struct Loop<Line, ops::Shape::kMap3, T, R> {
  [[gnu::flatten]] static void Run(const void* a, const void* b, const void* c, void* y, int64_t n) {
    Map<Line, 3, T, R>(static_cast<const T*>(a), static_cast<const T*>(b), static_cast<const T*>(c), static_cast<R*>(y),
                       n);
  }
};

template <class Line, class T, class R>
struct Loop<Line, ops::Shape::kSelect, T, R> {
  [[gnu::flatten]] static void Run(const void* mask, const void* b_, const void* c_, void* y_, int64_t n) {
    using V = typename Line::template Value<T>;
    const auto* a = static_cast<const uint8_t*>(mask);
    const auto *b = static_cast<const T*>(b_), *c = static_cast<const T*>(c_);
    R* y = static_cast<R*>(y_);
    HOLO_INDEPENDENT
    for (int64_t i = 0; i < n; ++i) {
      if constexpr (requires { Line::Selected(a[i], b[i], c[i]); }) {
        y[i] = Line::Selected(a[i], b[i], c[i]);
      } else {
        y[i] = Store<R>(Line::Of(static_cast<V>(a[i] != 0), Load<V>(b[i]), Load<V>(c[i])));
      }
    }
  }
};

// A reduction's line is what becomes of its third argument when another element arrives.
template <class Line, class T, class R>
struct Loop<Line, ops::Shape::kReduce1, T, R> {
  [[gnu::flatten]] static void Run(const void* x_, int64_t n, void* result) {
    const T* x = static_cast<const T*>(x_);
    R lane = 0;
    for (int64_t i = 0; i < n; ++i) lane = Line::Of(static_cast<R>(Load<ValueOf<T>>(x[i])), R{0}, lane);
    *static_cast<R*>(result) = lane;
  }
};

template <class Line, class T, class R>
struct Loop<Line, ops::Shape::kReduce2, T, R> {
  [[gnu::flatten]] static void Run(const void* a_, const void* b_, int64_t n, void* result) {
    const auto *a = static_cast<const T*>(a_), *b = static_cast<const T*>(b_);
    R lane = 0;
    for (int64_t i = 0; i < n; ++i) {
      lane = Line::Of(static_cast<R>(Load<ValueOf<T>>(a[i])), static_cast<R>(Load<ValueOf<T>>(b[i])), lane);
    }
    *static_cast<R*>(result) = lane;
  }
};

// Puts one row of ops.def into the table, on those of `kWanted` that it takes.
template <class Line, ops::Shape kShape, base::DtypeSet kDtypes, holo_dtype kResult, holo_dtype kDtype>
void AddLoop(holo_op op, PeerTable* table) {
  if constexpr ((kDtypes & base::Bit(kDtype)) != 0) {
    constexpr holo_dtype kResultDtype = kResult == ops::kSame   ? kDtype
                                        : kResult == ops::kWide ? ops::WideDtype(kDtype)
                                                                : kResult;
    table->Add<kShape>(op, kDtype, HOLO_PEER_NAME, &Loop<Line, kShape, TypeOf<kDtype>, TypeOf<kResultDtype>>::Run);
  }
}

template <class Line, bool kWanted, ops::Shape kShape, base::DtypeSet kDtypes, holo_dtype kResult>
void AddLoops(holo_op op, PeerTable* table) {
  if constexpr (kWanted) {
    [&]<int... kDtype>(std::integer_sequence<int, kDtype...>) {
      (AddLoop<Line, kShape, kDtypes, kResult, kDtype + 1>(op, table), ...);
    }
    (std::make_integer_sequence<int, HOLO_BOOL8>());
  }
}

}  // namespace
}  // namespace hologram::bench

#endif  // HOLOGRAM_BENCH_PEER_LOOPS_H_

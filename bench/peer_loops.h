// peer_loops.h — the loops round the lines of peer_gcc.cc and peer_gcc_fast.cc, and only of those.
//
// These sources are compiled more than once with different options. All templates have internal linkage, or the linker
// would take one compilation's loops for both.
#ifndef HOLOGRAM_BENCH_PEER_LOOPS_H_
#define HOLOGRAM_BENCH_PEER_LOOPS_H_

#include <cstdint>
#include <type_traits>

#include "peers.h"

// "No iteration depends on another": true also in place, and it saves the compiler its own check for overlap.
#if defined(__clang__)
#define HOLO_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define HOLO_INDEPENDENT _Pragma("GCC ivdep")
#endif

namespace hologram::bench {
namespace {

// For arithmetic that wraps: signed overflow is undefined.
template <class T>
auto W(T x) {
  if constexpr (std::is_integral_v<T>) {
    return static_cast<std::make_unsigned_t<T>>(x);
  } else {
    return x;
  }
}

// Loops over `Line`, a functor of one element of each array.
template <class Line, ops::Shape kShape, class T>
struct Loop;

template <class Line, class T>
struct Loop<Line, ops::Shape::kMap1, T> {
  static void Run(const T* x, T* y, int64_t n) {
    HOLO_INDEPENDENT
    for (int64_t i = 0; i < n; ++i) y[i] = Line()(x[i]);
  }
};

template <class Line, class T>
struct Loop<Line, ops::Shape::kMap2, T> {
  static void Run(const T* a, const T* b, T* y, int64_t n) {
    HOLO_INDEPENDENT
    for (int64_t i = 0; i < n; ++i) y[i] = Line()(a[i], b[i]);
  }
};

template <class Line, class T>
struct Loop<Line, ops::Shape::kMap3, T> {
  static void Run(const T* a, const T* b, const T* c, T* y, int64_t n) {
    HOLO_INDEPENDENT
    for (int64_t i = 0; i < n; ++i) y[i] = Line()(a[i], b[i], c[i]);
  }
};

// A reduction's line gives the term, in the result's type, that is added.
template <class Line, class T>
struct Loop<Line, ops::Shape::kReduce1, T> {
  static void Run(const T* x, int64_t n, ResultOf<T>* result) {
    auto sum = W(ResultOf<T>{0});
    for (int64_t i = 0; i < n; ++i) sum += W(Line()(static_cast<ResultOf<T>>(x[i])));
    *result = static_cast<ResultOf<T>>(sum);
  }
};

template <class Line, class T>
struct Loop<Line, ops::Shape::kReduce2, T> {
  static void Run(const T* a, const T* b, int64_t n, ResultOf<T>* result) {
    auto sum = W(ResultOf<T>{0});
    for (int64_t i = 0; i < n; ++i) {
      sum += W(Line()(static_cast<ResultOf<T>>(a[i]), static_cast<ResultOf<T>>(b[i])));
    }
    *result = static_cast<ResultOf<T>>(sum);
  }
};

// Puts one row of ops.def into the table, if the row takes T.
template <class Line, class T, ops::Shape kShape, base::DtypeSet kDtypes>
void AddLoop(holo_op op, PeerTable* table) {
  if constexpr ((kDtypes & base::Bit(base::kDtypeOf<T>)) != 0) {
    table->Add<kShape, T>(op, HOLO_PEER_NAME, &Loop<Line, kShape, T>::Run);
  }
}

template <class Line, ops::Shape kShape, base::DtypeSet kDtypes>
void AddLoops(holo_op op, PeerTable* table) {
  AddLoop<Line, float, kShape, kDtypes>(op, table);
  AddLoop<Line, double, kShape, kDtypes>(op, table);
  AddLoop<Line, int32_t, kShape, kDtypes>(op, table);
  AddLoop<Line, int64_t, kShape, kDtypes>(op, table);
}

}  // namespace
}  // namespace hologram::bench

#endif  // HOLOGRAM_BENCH_PEER_LOOPS_H_

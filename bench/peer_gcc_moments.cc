// peer_gcc_moments.cc — means, lengths and softmax as the plain loops one would write, compiled with -ffast-math: only then
// the compiler reorders additions and calls glibc's vector functions. They guard against no overflow.
#include <algorithm>
#include <cmath>

#include "peers.h"

namespace hologram::bench {
namespace {

template <class T>
T SumOf(const T* x, int64_t n, auto term) {
  T sum = 0;
  for (int64_t i = 0; i < n; ++i) sum += term(x[i]);
  return sum;
}

template <class T>
void Mean(const void* x, int64_t n, void* result) {
  *static_cast<T*>(result) = SumOf(static_cast<const T*>(x), n, [](T v) { return v; }) / static_cast<T>(n);
}

template <class T>
void Variance(const void* x_, int64_t n, void* result) {
  const T* x = static_cast<const T*>(x_);
  const T mean = SumOf(x, n, [](T v) { return v; }) / static_cast<T>(n);
  *static_cast<T*>(result) = SumOf(x, n, [mean](T v) { return (v - mean) * (v - mean); }) / static_cast<T>(n);
}

template <class T>
void Norm2(const void* x, int64_t n, void* result) {
  *static_cast<T*>(result) = std::sqrt(SumOf(static_cast<const T*>(x), n, [](T v) { return v * v; }));
}

template <class T>
void MeanSquaredError(const void* a_, const void* b_, int64_t n, void* result) {
  const T *a = static_cast<const T*>(a_), *b = static_cast<const T*>(b_);
  T sum = 0;
  for (int64_t i = 0; i < n; ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  *static_cast<T*>(result) = sum / static_cast<T>(n);
}

template <class T>
T MaximumOf(const T* x, int64_t n) {
  T most = x[0];
  for (int64_t i = 0; i < n; ++i) most = std::max(most, x[i]);
  return most;
}

template <class T>
void Softmax(const void* x_, void* y_, int64_t n) {
  const T* x = static_cast<const T*>(x_);
  T* __restrict y = static_cast<T*>(y_);
  const T most = MaximumOf(x, n);
  T sum = 0;
  for (int64_t i = 0; i < n; ++i) {
    y[i] = std::exp(x[i] - most);
    sum += y[i];
  }
  const T scale = 1 / sum;
  for (int64_t i = 0; i < n; ++i) y[i] *= scale;
}

template <class T>
void LogSoftmax(const void* x_, void* y_, int64_t n) {
  const T* x = static_cast<const T*>(x_);
  T* __restrict y = static_cast<T*>(y_);
  const T most = MaximumOf(x, n);
  const T below = most + std::log(SumOf(x, n, [most](T v) { return std::exp(v - most); }));
  for (int64_t i = 0; i < n; ++i) y[i] = x[i] - below;
}

template <class T>
void AddOn(PeerTable* table) {
  using ops::Shape;
  constexpr holo_dtype kDtype = base::kDtypeOf<T>;
  table->Add<Shape::kReduce1>(HOLO_OP_MEAN, kDtype, HOLO_PEER_NAME, Mean<T>);
  table->Add<Shape::kReduce1>(HOLO_OP_VARIANCE, kDtype, HOLO_PEER_NAME, Variance<T>);
  table->Add<Shape::kReduce1>(HOLO_OP_NORM2, kDtype, HOLO_PEER_NAME, Norm2<T>);
  table->Add<Shape::kReduce2>(HOLO_OP_MSE, kDtype, HOLO_PEER_NAME, MeanSquaredError<T>);
  table->Add<Shape::kArray1>(HOLO_OP_SOFTMAX, kDtype, HOLO_PEER_NAME, Softmax<T>);
  table->Add<Shape::kArray1>(HOLO_OP_LOG_SOFTMAX, kDtype, HOLO_PEER_NAME, LogSoftmax<T>);
}

}  // namespace

void HOLO_PEER_ADD(PeerTable* table) {
  AddOn<float>(table);
  AddOn<double>(table);
}

}  // namespace hologram::bench

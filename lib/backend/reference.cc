// reference.cc — the loops around the lines of reference_ops.h.
#include "backend/reference.h"

#include <bit>
#include <cstddef>
#include <cstring>

#include "backend/reference_ops.h"

namespace hologram::backend::reference {
namespace {

template <class V>
using Line = V (*)(V a, V b, V c);

// The line of an operation on elements computed in V.
template <class V>
Line<V> LineOf(holo_op op) {
  switch (op) {
#define HOLO_OP(code, name, ...) \
  case code:                     \
    return &reference::name<V>;
#include "ops/ops.def"
    default:
      return nullptr;
  }
}

// Element `i` of memory of any alignment.
template <class T>
T Get(const void* x, int64_t i) {
  T element;
  std::memcpy(&element, static_cast<const std::byte*>(x) + i * static_cast<int64_t>(sizeof(T)), sizeof(T));
  return element;
}
template <class T>
void Put(void* y, int64_t i, T element) {
  std::memcpy(static_cast<std::byte*>(y) + i * static_cast<int64_t>(sizeof(T)), &element, sizeof(T));
}

// The one line that f32 is too narrow for: a b + c of 16-bit floats, exact or, if not, with its last bit set, so that it
// can still be rounded.
double OddMultiplyAdd(double a, double b, double c) {
  const double product = a * b;  // exact
  const double sum = product + c;
  const double part = sum - product;
  const double error = (product - (sum - part)) + (c - part);
  const uint64_t bits = std::bit_cast<uint64_t>(sum);
  if (!(error < 0 || error > 0) || (bits & 1) != 0) return sum;
  return std::bit_cast<double>((error > 0) == (sum > 0) ? bits + 1 : bits - 1);
}

template <class T, class R>
void MapAs(const ops::OpRow& row, uint32_t scalar_mask, const void* const* inputs, void* output, int64_t n) {
  using V = WideOf<T>;
  const Line<V> line = LineOf<V>(row.code);
  const int count = InputCount(row.shape);
  const auto input = [&](int k, int64_t i) {
    if (k >= count) return V(0);
    const int64_t at = (scalar_mask >> k & 1) != 0 ? 0 : i;
    if (row.InputDtype(k, 0) == HOLO_BOOL8) return static_cast<V>(Get<uint8_t>(inputs[k], at) != 0);
    return Widen(Get<T>(inputs[k], at));
  };
  for (int64_t i = 0; i < n; ++i) {
    const V a = input(0, i), b = input(1, i), c = input(2, i);
    if constexpr (base::kIsHalf<T>) {
      if (row.code == HOLO_OP_FMA) {
        Put(output, i, As<R>(OddMultiplyAdd(a, b, c)));
        continue;
      }
    }
    Put(output, i, As<R>(line(a, b, c)));
  }
}

constexpr int64_t kLanes = 64;
constexpr int64_t kBlock = 4096;

template <class T, class R>
class Reduction {
 public:
  Reduction(const ops::OpRow& row, const void* const* inputs)
      : row_(row), line_(LineOf<R>(row.code)), inputs_(inputs) {}

  // Blocks are added as a tree whose left side is the largest power of two of blocks that leaves something to the right.
  R operator()(int64_t first, int64_t n) const {
    if (n <= kBlock) return Block(first, n);
    const int64_t blocks = (n + kBlock - 1) / kBlock;
    const int64_t left = static_cast<int64_t>(std::bit_ceil(static_cast<uint64_t>(blocks)) / 2) * kBlock;
    return Join((*this)(first, left), (*this)(first + left, n - left));
  }

 private:
  R Input(int k, int64_t i) const {
    return k < InputCount(row_.shape) ? static_cast<R>(Widen(Get<T>(inputs_[k], i))) : R(0);
  }
  static R Join(R a, R b) { return add<R>(a, b, R(0)); }

  // Element i goes to lane i mod 64, and elements that are missing in the last 64 count as 0; then the upper half of the
  // lanes is added to the lower one until one lane is left.
  R Block(int64_t first, int64_t n) const {
    R lanes[kLanes] = {};
    for (int64_t i = 0; i < (n + kLanes - 1) / kLanes * kLanes; ++i) {
      R& lane = lanes[i % kLanes];
      lane = i < n ? line_(Input(0, first + i), Input(1, first + i), lane) : line_(R(0), R(0), lane);
    }
    for (int64_t half = kLanes / 2; half > 0; half /= 2) {
      for (int64_t lane = 0; lane < half; ++lane) lanes[lane] = Join(lanes[lane], lanes[lane + half]);
    }
    return lanes[0];
  }

  const ops::OpRow& row_;
  Line<R> line_;
  const void* const* inputs_;
};

// The result's type of sums.
template <class T>
struct SumOf {
  using V = WideOf<T>;
  using type =
      std::conditional_t<std::is_floating_point_v<V>, V, std::conditional_t<std::is_signed_v<V>, int64_t, uint64_t>>;
};

}  // namespace

void Map(const ops::OpRow& row, holo_dtype dtype, uint32_t scalar_mask, const void* const* inputs, void* output,
         int64_t n) {
  base::WithType(dtype, [&]<class T>(base::Type<T>) {
    if (row.result == ops::kSame) return MapAs<T, T>(row, scalar_mask, inputs, output, n);
    base::WithType(row.result, [&]<class R>(base::Type<R>) { MapAs<T, R>(row, scalar_mask, inputs, output, n); });
  });
}

void Reduce(const ops::OpRow& row, holo_dtype dtype, const void* const* inputs, int64_t n, void* result) {
  base::WithType(dtype, [&]<class T>(base::Type<T>) {
    using R = typename SumOf<T>::type;
    Put(result, 0, Reduction<T, R>(row, inputs)(0, n));
  });
}

}  // namespace hologram::backend::reference

// reference_reduce.cc — reductions of vectors, rows and columns, by the lines of reference_ops.h.
#include <bit>
#include <cmath>

#include "backend/reference.h"
#include "backend/reference_elements.h"

namespace hologram::backend::reference {
namespace {

// Elements at equal distances: of a vector, 1.
struct Vector {
  const void* const* inputs;
  int64_t stride = 1;

  template <class T>
  WideOf<T> At(int k, int64_t i) const {
    return Widen(Get<T>(inputs[k], i * stride));
  }
};

// How sums and products go over them: lanes in a block, whose elements are taken in turns, and elements of a block.
struct Order {
  int64_t lanes;
  int64_t block;
};
constexpr int64_t kMostLanes = 64;
constexpr Order kOfVectors = {kMostLanes, 4096};
constexpr Order kOfColumns = {1, 64};

// Sums and products in the one order of the numeric contract.
template <class T, class R>
class FixedOrder {
 public:
  FixedOrder(const ops::OpRow& row, const Vector& x, Order order)
      : row_(row), line_(LineOf<R>(row.code)), x_(x), order_(order) {}

  // Blocks are joined as a tree whose left side is the largest power of two of blocks that leaves something to the right.
  R operator()(int64_t first, int64_t n) const {
    if (n <= order_.block) return Block(first, n);
    const int64_t blocks = (n + order_.block - 1) / order_.block;
    const int64_t left = static_cast<int64_t>(std::bit_ceil(static_cast<uint64_t>(blocks)) / 2) * order_.block;
    return Join((*this)(first, left), (*this)(first + left, n - left));
  }

 private:
  R Input(int k, int64_t i) const {
    return k < InputCount(row_.shape) ? static_cast<R>(x_.template At<T>(k, i)) : R(0);
  }
  R Join(R a, R b) const {
    if (row_.accuracy == ops::Accuracy::kExact) return line_(b, R(0), a);  // an extreme
    return row_.accuracy == ops::Accuracy::kFixedProduct ? mul<R>(a, b, R(0)) : add<R>(a, b, R(0));
  }

  // Element i goes to lane i mod `lanes`, and elements that are missing in the last round count as what the operation is
  // of nothing; then the upper half of the lanes joins the lower one until one lane is left.
  R Block(int64_t first, int64_t n) const {
    const R neutral = static_cast<R>(row_.of_nothing);
    R lanes[kMostLanes];
    for (R& lane : lanes) lane = neutral;
    for (int64_t i = 0; i < (n + order_.lanes - 1) / order_.lanes * order_.lanes; ++i) {
      R& lane = lanes[i % order_.lanes];
      lane = i < n ? line_(Input(0, first + i), Input(1, first + i), lane) : line_(neutral, neutral, lane);
    }
    for (int64_t half = order_.lanes / 2; half > 0; half /= 2) {
      for (int64_t lane = 0; lane < half; ++lane) lanes[lane] = Join(lanes[lane], lanes[lane + half]);
    }
    return lanes[0];
  }

  const ops::OpRow& row_;
  Line<R> line_;
  Vector x_;
  Order order_;
};

// The value that a line makes of n > 0 elements in any order, or, of argmin and argmax, its first place.
template <class T>
void Extreme(const ops::OpRow& row, const Vector& x, int64_t n, void* result) {
  using V = WideOf<T>;
  const auto element = [&x](int64_t i) { return x.template At<T>(0, i); };
  const auto same = [](V a, V b) { return (IsNan(a) && IsNan(b)) || (a == b && IsNegative(a) == IsNegative(b)); };
  V best = element(0);
  for (int64_t i = 1; i < n; ++i) best = LineOf<V>(row.code)(element(i), V(0), best);
  if (row.result == ops::kSame) return Put(result, 0, As<T>(best));
  int64_t place = 0;
  while (!same(element(place), best)) ++place;
  Put(result, 0, place);
}

// Whether elements are zero, and how many.
template <class T>
int64_t Count(const ops::OpRow& row, const Vector& x, int64_t n) {
  int64_t lane = row.of_nothing;
  for (int64_t i = 0; i < n; ++i) {
    lane = LineOf<int64_t>(row.code)(x.template At<T>(0, i) != WideOf<T>(0) ? 1 : 0, 0, lane);
  }
  return lane;
}

// Sums of squares, one after another in a type that has more digits and more exponents, and what is made of them.
template <class T>
WideOf<T> OfSquares(const ops::OpRow& row, const Vector& x, int64_t n) {
  using W = WiderOf<T>;
  const auto input = [&](int k, int64_t i) { return static_cast<W>(x.template At<T>(k, i)); };
  W mean = 0, sum = 0;
  if (row.accuracy == ops::Accuracy::kFixedVariance) {
    for (int64_t i = 0; i < n; ++i) mean += input(0, i);
    mean /= static_cast<W>(n);
  }
  for (int64_t i = 0; i < n; ++i) {
    sum = LineOf<W>(row.code)(input(0, i), InputCount(row.shape) > 1 ? input(1, i) : mean, sum);
  }
  return static_cast<WideOf<T>>(row.code == HOLO_OP_NORM2 ? std::sqrt(sum) : sum / static_cast<W>(n));
}

// What is made of sums of powers, and of approximated terms, one after another.
template <class T>
WideOf<T> Loss(const ops::OpRow& row, const Vector& x, int64_t n) {
  using W = WiderOf<T>;
  const auto input = [&](int k, int64_t i) { return static_cast<W>(x.template At<T>(k, i)); };
  const Line<W> line = LineOf<W>(row.code);
  const bool of_powers = row.code == HOLO_OP_CROSS_ENTROPY || row.accuracy == ops::Accuracy::kLogSum;
  const PowerSum<W> powers([&](int64_t i) { return input(0, i); }, of_powers ? n : 0);
  if (row.accuracy == ops::Accuracy::kLogSum) return static_cast<WideOf<T>>(line(powers.most, powers.log_sum, W(0)));
  W sum = 0;
  for (int64_t i = 0; i < n; ++i) {
    sum = line(of_powers ? (input(0, i) - powers.most) - powers.log_sum : input(0, i), input(1, i), sum);
  }
  if (of_powers && n > 0 && IsNan(powers.log_sum)) sum = powers.log_sum;
  return static_cast<WideOf<T>>(of_powers ? sum : sum / static_cast<W>(n));
}

template <class T, class R>
R Sum(const ops::OpRow& row, const Vector& x, Order order, int64_t n) {
  if constexpr (std::is_floating_point_v<R>) {
    if (row.accuracy > ops::Accuracy::kFixedVariance) return Loss<T>(row, x, n);
    if (row.accuracy > ops::Accuracy::kFixedFma) return OfSquares<T>(row, x, n);
    if (row.accuracy == ops::Accuracy::kFixedMean) return FixedOrder<T, R>(row, x, order)(0, n) / static_cast<R>(n);
  }
  return FixedOrder<T, R>(row, x, order)(0, n);
}

void Reduce(const ops::OpRow& row, holo_dtype dtype, const Vector& x, Order order, int64_t n, void* result) {
  base::WithType(dtype, [&]<class T>(base::Type<T>) {
    using R = SumOf<T>;
    if (row.result == ops::kWide) return Put(result, 0, Sum<T, R>(row, x, order, n));
    if (row.nonempty) return Extreme<T>(row, x, n, result);
    const int64_t count = Count<T>(row, x, n);
    base::WithType(row.result, [&]<class C>(base::Type<C>) { Put(result, 0, As<C>(count)); });
  });
}

}  // namespace

void Reduce(const ops::OpRow& row, holo_dtype dtype, const void* const* inputs, int64_t n, void* result) {
  Reduce(row, dtype, {inputs}, kOfVectors, n, result);
}

void ReduceAxis(const ops::OpRow& row, holo_dtype dtype, ops::Form form, const void* const* inputs, int64_t rows,
                int64_t cols, void* y) {
  const bool by_rows = form == ops::Form::kRows;
  const int64_t size = int64_t{1} << base::Log2Size(dtype),
                result_size = int64_t{1} << base::Log2Size(row.ResultDtype(dtype));
  for (int64_t k = 0; k < (by_rows ? rows : cols); ++k) {
    const void* first[2] = {};
    for (int i = 0; i < InputCount(row.shape); ++i) {
      first[i] = static_cast<const std::byte*>(inputs[i]) + k * (by_rows ? cols : 1) * size;
    }
    void* result = static_cast<std::byte*>(y) + k * result_size;
    if (by_rows) {
      Reduce(row, dtype, {first}, kOfVectors, cols, result);
    } else {
      Reduce(row, dtype, {first, cols}, kOfColumns, rows, result);
    }
  }
}

}  // namespace hologram::backend::reference

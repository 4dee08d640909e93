// operands.cc — fills arrays, and knows how a kernel's true type takes them.
#include "operands.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <new>
#include <random>
#include <vector>

#include "base/dtype.h"
#include "kernel_types.h"
#include "tools/hologram/api.h"

namespace hologram::bench {
namespace {

constexpr int64_t kPageBytes = 4096, kLineBytes = 64;
constexpr int64_t kPlaceStep = kPageBytes / 4 + kLineBytes;

// `function` with the C++ type behind a dtype that kernels take.
template <class Function>
auto WithType(holo_dtype dtype, Function function) {
  switch (dtype) {
    case HOLO_F32:
      return function(float{});
    case HOLO_F64:
      return function(double{});
    case HOLO_I32:
      return function(int32_t{});
    case HOLO_I64:
      return function(int64_t{});
    default:
      throw cli::Failure("the benchmarks do not know this dtype");
  }
}

template <class T>
std::vector<T> SpecialValues() {
  using Limits = std::numeric_limits<T>;
  std::vector<T> values = {0, 1, static_cast<T>(-1), 2, 3, static_cast<T>(-7), Limits::max(), Limits::lowest()};
  if constexpr (std::is_floating_point_v<T>) {
    const T more[] = {T{-0.0},
                      Limits::infinity(),
                      -Limits::infinity(),
                      Limits::quiet_NaN(),
                      Limits::denorm_min(),
                      -Limits::denorm_min(),
                      Limits::min(),
                      T{0.1}};
    values.insert(values.end(), std::begin(more), std::end(more));
  }
  return values;
}

// Floats in ±[1/8, 4), of either sign unless a root is taken. Integers of every magnitude, since that of the operands
// decides what a division costs; none is zero.
template <class T>
T OrdinaryValue(std::mt19937_64& random, bool positive) {
  if constexpr (std::is_floating_point_v<T>) {
    const T magnitude = std::uniform_real_distribution<T>(T{0.125}, T{4})(random);
    return positive || random() % 2 == 0 ? magnitude : -magnitude;
  } else {
    const T shifted = static_cast<T>(static_cast<T>(random()) >> (random() % (8 * sizeof(T))));
    return shifted == 0 ? T{1} : shifted;
  }
}

template <class T>
void Fill(T* x, int64_t n, int which, bool positive, Values values) {
  std::mt19937_64 random(static_cast<uint64_t>(which) + 1);
  for (int64_t i = 0; i < n; ++i) x[i] = OrdinaryValue<T>(random, positive);
  if (values == Values::kOrdinary) return;
  // Array 0 runs through the special values while array 1 stands still, and so on: every combination comes up.
  const std::vector<T> special = SpecialValues<T>();
  const auto count = static_cast<int64_t>(special.size());
  const auto period = static_cast<int64_t>(std::pow(count, which));
  for (int64_t i = 0; i < n; i += 2) x[i] = special[static_cast<size_t>(i / 2 / period % count)];
}

template <class T>
Contender CallsOfType(ops::Shape shape, holo_kernel kernel, const void* const* inputs, void* output, int64_t n) {
  using ops::Shape;
  const auto repeated = [](auto call) -> Contender {
    return [call](int64_t repeats) {
      for (; repeats > 0; --repeats) call();
    };
  };
  const int count = ops::InputCount(shape);
  const T* a = static_cast<const T*>(inputs[0]);
  const T* b = count > 1 ? static_cast<const T*>(inputs[1]) : nullptr;
  const T* c = count > 2 ? static_cast<const T*>(inputs[2]) : nullptr;
  T* y = static_cast<T*>(output);
  auto* result = static_cast<ResultOf<T>*>(output);
  switch (shape) {
    case Shape::kMap1:
      return repeated([=, f = reinterpret_cast<KernelType<Shape::kMap1, T>>(kernel)] { f(a, y, n); });
    case Shape::kMap2:
      return repeated([=, f = reinterpret_cast<KernelType<Shape::kMap2, T>>(kernel)] { f(a, b, y, n); });
    case Shape::kMap3:
      return repeated([=, f = reinterpret_cast<KernelType<Shape::kMap3, T>>(kernel)] { f(a, b, c, y, n); });
    case Shape::kReduce1:
      return repeated([=, f = reinterpret_cast<KernelType<Shape::kReduce1, T>>(kernel)] { f(a, n, result); });
    case Shape::kReduce2:
      return repeated([=, f = reinterpret_cast<KernelType<Shape::kReduce2, T>>(kernel)] { f(a, b, n, result); });
  }
  throw cli::Failure("the benchmarks do not know this shape");
}

}  // namespace

Operands::Operands(const ops::OpRow& op, holo_dtype dtype, int64_t n, Values values) : op_(op), dtype_(dtype), n_(n) {
  const int inputs = ops::InputCount(op.shape);
  const int64_t stride = (size_bytes() + kPageBytes - 1) / kPageBytes * kPageBytes + kPageBytes + kPlaceStep;
  const auto total = static_cast<size_t>((inputs + 1) * stride + kPageBytes) / kPageBytes * kPageBytes;
  memory_.reset(static_cast<std::byte*>(std::aligned_alloc(kPageBytes, total)));
  if (memory_ == nullptr) throw std::bad_alloc();
  std::fill_n(memory_.get(), total, std::byte{0});
  for (int i = 0; i < inputs; ++i) inputs_[i] = memory_.get() + i * stride;
  output_ = memory_.get() + inputs * stride;
  WithType(dtype, [&](auto zero) {
    using T = decltype(zero);
    for (int i = 0; i < inputs; ++i) {
      Fill(static_cast<T*>(inputs_[i]), n, i, op.code == HOLO_OP_SQRT, values);
    }
  });
}

Contender Operands::Calls(holo_kernel kernel) const { return KernelCalls(op_, dtype_, kernel, inputs_, output_, n_); }

Contender Operands::Calls(const Stream& stream) const {
  return [run = stream.run, a = inputs_[0], b = inputs_[1], c = inputs_[2], y = output_,
          bytes = size_bytes()](int64_t repeats) {
    for (; repeats > 0; --repeats) run(a, b, c, y, bytes);
  };
}

int64_t Operands::size_bytes() const { return n_ << base::Log2Size(dtype_); }

int64_t Operands::moved_bytes() const {
  return size_bytes() * (ops::InputCount(op_.shape) + (ops::IsMap(op_.shape) ? 1 : 0));
}

int64_t Operands::output_size_bytes() const {
  return ops::IsMap(op_.shape) ? size_bytes() : int64_t{1} << base::Log2Size(op_.ResultDtype(dtype_));
}

Contender KernelCalls(const ops::OpRow& op, holo_dtype dtype, holo_kernel kernel, const void* const* inputs,
                      void* output, int64_t n) {
  return WithType(dtype, [&](auto zero) { return CallsOfType<decltype(zero)>(op.shape, kernel, inputs, output, n); });
}

holo_kernel KernelOf(holo_op op, holo_dtype dtype) {
  holo_kernel kernel = nullptr;
  cli::Check(holo_kernel_get(op, dtype, HOLO_SIMD_BEST, &kernel));
  return kernel;
}

}  // namespace hologram::bench

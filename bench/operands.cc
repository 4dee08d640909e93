// operands.cc — fills arrays, and knows how kernels take them.
#include "operands.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <new>
#include <random>
#include <type_traits>
#include <vector>

#include "base/dtype.h"
#include "base/half.h"
#include "kernel_types.h"
#include "tools/hologram/api.h"

namespace hologram::bench {
namespace {

constexpr int64_t kPageBytes = 4096, kLineBytes = 64;
constexpr int64_t kPlaceStep = kPageBytes / 4 + kLineBytes;

// Random values come again after so many: drawing them takes longer than most kernels. Odd, so that no array repeats
// itself in step with its vectors.
constexpr int64_t kPeriod = (int64_t{1} << 16) + 1;

// A value of T from one that is a number.
template <class T, class Number>
T Stored(Number x) {
  if constexpr (std::is_same_v<T, base::F16>) {
    return {base::RoundToF16(static_cast<double>(x))};
  } else if constexpr (std::is_same_v<T, base::Bf16>) {
    return {base::RoundToBf16(static_cast<double>(x))};
  } else if constexpr (std::is_same_v<T, base::Bool8>) {
    return {static_cast<uint8_t>(x)};
  } else {
    return static_cast<T>(x);
  }
}

template <class T>
constexpr bool kIsFloat = base::IsFloat(base::kDtypeOf<T>);

template <class T>
std::vector<T> SpecialValues() {
  std::vector<T> values;
  const auto add = [&values](auto... xs) { (values.push_back(Stored<T>(xs)), ...); };
  if constexpr (kIsFloat<T>) {
    using F = std::conditional_t<std::is_same_v<T, double>, double, float>;
    using Limits = std::numeric_limits<F>;
    constexpr F kTiny = std::is_same_v<T, base::F16>    ? F{0x1p-24}
                        : std::is_same_v<T, base::Bf16> ? F{0x1p-133}
                                                        : Limits::denorm_min();
    add(0.0, -0.0, 1.0, -1.0, 2.0, F{0.1}, F{-7.5}, F{3e9});
    add(Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN(), kTiny, -kTiny, Limits::max(), Limits::lowest(),
        F{-300.5});
  } else if constexpr (std::is_same_v<T, base::Bool8>) {
    add(0, 1);
  } else {
    using Limits = std::numeric_limits<T>;
    add(0, 1, -1, 2, 3, -7, Limits::max(), Limits::min());
  }
  return values;
}

// What an operation's floats are made of, so that no kernel is measured on NaN.
enum class Domain { kAny, kPositive, kAboveOne, kBelowOne };

Domain DomainOf(holo_op op) {
  switch (op) {
    case HOLO_OP_SQRT:
    case HOLO_OP_LOG:
    case HOLO_OP_LOG2:
    case HOLO_OP_LOG10:
    case HOLO_OP_POW:
    case HOLO_OP_RSQRT:
      return Domain::kPositive;
    case HOLO_OP_ACOSH:
      return Domain::kAboveOne;
    case HOLO_OP_LOG1P:
    case HOLO_OP_ATANH:
    case HOLO_OP_ASIN:
    case HOLO_OP_ACOS:
      return Domain::kBelowOne;
    default:
      return Domain::kAny;
  }
}

// Floats in ±[1/8, 4), or where that is in the domain. Integers of every magnitude, since that of the operands
// decides what a division costs; none is zero.
template <class T>
T OrdinaryValue(std::mt19937_64& random, Domain domain) {
  if constexpr (kIsFloat<T>) {
    using F = std::conditional_t<std::is_same_v<T, double>, double, float>;
    F magnitude = std::uniform_real_distribution<F>(F{0.125}, F{4})(random);
    if (domain == Domain::kAboveOne) return Stored<T>(1 + magnitude);
    if (domain == Domain::kBelowOne) magnitude *= F{0.2};
    return Stored<T>(domain == Domain::kPositive || random() % 2 == 0 ? magnitude : -magnitude);
  } else if constexpr (std::is_same_v<T, base::Bool8>) {
    return Stored<T>(random() % 2);
  } else {
    const T shifted = static_cast<T>(static_cast<T>(random()) >> (random() % (8 * sizeof(T))));
    return shifted == 0 ? T{1} : shifted;
  }
}

template <class T>
void Fill(T* x, int64_t n, int which, Domain domain, Values values) {
  std::mt19937_64 random(static_cast<uint64_t>(which) + 1);
  for (int64_t i = 0; i < std::min(n, kPeriod); ++i) x[i] = OrdinaryValue<T>(random, domain);
  for (int64_t i = kPeriod; i < n; i += kPeriod) std::copy_n(x, std::min(kPeriod, n - i), x + i);
  if (values == Values::kOrdinary) return;
  // Array 0 runs through the special values while array 1 stands still, and so on: every combination comes up.
  const std::vector<T> special = SpecialValues<T>();
  const auto count = static_cast<int64_t>(special.size());
  const auto period = static_cast<int64_t>(std::pow(count, which));
  for (int64_t i = 0; i < n; i += 2) x[i] = special[static_cast<size_t>(i / 2 / period % count)];
}

}  // namespace

Operands::Operands(const ops::OpRow& op, holo_dtype dtype, int64_t n, Values values) : op_(op), dtype_(dtype), n_(n) {
  const int inputs = ops::InputCount(op.shape);
  // Streams round up to vectors, of which the widest elements take eight.
  const int64_t size_bytes = std::max(n << base::Log2Size(dtype), output_size_bytes());
  const int64_t stride = (size_bytes + kPageBytes - 1) / kPageBytes * kPageBytes + kPageBytes + kPlaceStep;
  const auto total = static_cast<size_t>((inputs + 1) * stride + kPageBytes) / kPageBytes * kPageBytes;
  memory_.reset(static_cast<std::byte*>(std::aligned_alloc(kPageBytes, total)));
  if (memory_ == nullptr) throw std::bad_alloc();
  std::fill_n(memory_.get(), total, std::byte{0});
  for (int i = 0; i < inputs; ++i) {
    inputs_[i] = memory_.get() + i * stride;
    base::WithType(op.InputDtype(i, dtype),
                   [&]<class T>(base::Type<T>) { Fill(static_cast<T*>(inputs_[i]), n, i, DomainOf(op.code), values); });
  }
  output_ = memory_.get() + inputs * stride;
}

Contender Operands::Calls(holo_kernel kernel) const { return KernelCalls(op_.shape, kernel, inputs_, output_, n_); }

Contender Operands::Calls(const Stream& stream) const {
  return [run = stream.run, a = inputs_[0], b = inputs_[1], c = inputs_[2], y = output_, n = n_](int64_t repeats) {
    for (; repeats > 0; --repeats) run(a, b, c, y, n);
  };
}

int64_t Operands::moved_bytes() const {
  int64_t bytes = ops::HasOutput(op_.shape) ? output_size_bytes() : 0;
  const int arrays = ops::InputCount(op_.shape) - (IsNorm(op_.shape) ? 1 : 0);
  for (int i = 0; i < arrays; ++i) bytes += n_ << base::Log2Size(op_.InputDtype(i, dtype_));
  return bytes;
}

int64_t Operands::output_size_bytes() const {
  return (ops::HasOutput(op_.shape) ? n_ : 1) << base::Log2Size(result_dtype());
}

Contender KernelCalls(ops::Shape shape, holo_kernel kernel, const void* const* inputs, void* output, int64_t n) {
  using ops::Shape;
  const auto repeated = [](auto call) -> Contender {
    return [call](int64_t repeats) {
      for (; repeats > 0; --repeats) call();
    };
  };
  const int count = ops::InputCount(shape);
  const void *a = inputs[0], *b = count > 1 ? inputs[1] : nullptr, *c = count > 2 ? inputs[2] : nullptr;
  void* y = output;
  switch (shape) {
    case Shape::kMap1:
    case Shape::kArray1:
      return repeated([=, f = reinterpret_cast<KernelType<Shape::kMap1>>(kernel)] { f(a, y, n); });
    case Shape::kMap2:
      return repeated([=, f = reinterpret_cast<KernelType<Shape::kMap2>>(kernel)] { f(a, b, y, n); });
    case Shape::kMap3:
    case Shape::kSelect:
    case Shape::kNorm2:
      return repeated([=, f = reinterpret_cast<KernelType<Shape::kMap3>>(kernel)] { f(a, b, c, y, n); });
    case Shape::kNorm3:
      return repeated(
          [=, d = inputs[3],
           f = reinterpret_cast<void (*)(const void*, const void*, const void*, const void*, void*, int64_t)>(kernel)] {
            f(a, b, c, d, y, n);
          });
    case Shape::kReduce1:
      return repeated([=, f = reinterpret_cast<KernelType<Shape::kReduce1>>(kernel)] { f(a, n, y); });
    case Shape::kReduce2:
      return repeated([=, f = reinterpret_cast<KernelType<Shape::kReduce2>>(kernel)] { f(a, b, n, y); });
    case Shape::kSequence:
    case Shape::kGather:
    case Shape::kScatter:
      break;
  }
  throw cli::Failure("the benchmarks do not know this shape");
}

holo_kernel KernelOf(holo_op op, holo_dtype dtype, ops::Form form) {
  holo_kernel kernel = nullptr;
  cli::Check(holo_kernel_form_get(op, static_cast<holo_form>(form), dtype, HOLO_SIMD_BEST, &kernel));
  return kernel;
}

}  // namespace hologram::bench

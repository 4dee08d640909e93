// peer_accuracy.cc — a sweep through all numbers, and random values like those that are timed, against more precision.
//
// A sweep with gaps may miss the largest error: what it finds is a lower bound, of the library's errors too.
#include "peer_accuracy.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <type_traits>

#include "exact_values.h"
#include "operands.h"
#include "peers.h"

namespace hologram::bench {
namespace {

constexpr size_t kBlock = 4096;
constexpr uint64_t kStride = 1021;  // between the bits of two f32: a prime, so that all patterns of low bits come
constexpr int64_t kTimedCount = int64_t{1} << 18;
constexpr size_t kDoubleCount = size_t{1} << 19;  // in the sweep of f64
constexpr size_t kRowLength = 1000, kRowCount = 256;
constexpr size_t kSlack = 64;  // a peer may read so much further

template <class T>
using Exact = std::conditional_t<std::is_same_v<T, float>, double, long double>;

template <class T>
struct Arguments {
  std::vector<T> a, b;  // b of maps of two only
};

// Of NaN, infinities and subnormal numbers there is nothing to measure.
template <class T>
double ErrorOf(T result, Exact<T> exact) {
  using Limits = std::numeric_limits<T>;
  if (!std::isfinite(exact) || (exact != 0 && std::abs(exact) < Exact<T>{Limits::min()})) return 0;
  if (result == static_cast<T>(exact)) return 0.5;
  if (exact == 0 || !std::isfinite(result)) return std::numeric_limits<double>::infinity();
  const int exponent = std::max(std::ilogb(exact), Limits::min_exponent - 1) - (Limits::digits - 1);
  return static_cast<double>(std::abs(std::ldexp(Exact<T>{result} - exact, -exponent)));
}

// Peers that hand their arrays to a library want them at the same place each time: one set of arrays for all calls.
template <class T>
class Runner {
 public:
  explicit Runner(const ops::OpRow& op) : op_(op), a_(kBlock + kSlack), b_(kBlock + kSlack), y_(kBlock + kSlack) {}

  // The results stay valid until the next call.
  const T* Run(holo_kernel kernel, const Arguments<T>& arguments, size_t first, size_t count) {
    std::copy_n(arguments.a.data() + first, count, a_.begin());
    if (!arguments.b.empty()) std::copy_n(arguments.b.data() + first, count, b_.begin());
    const void* const inputs[] = {a_.data(), b_.data()};
    KernelCalls(op_.shape, kernel, inputs, y_.data(), static_cast<int64_t>(count))(1);
    return y_.data();
  }

 private:
  const ops::OpRow& op_;
  std::vector<T> a_, b_, y_;
};

// Numbers of all exponents. Of f64, which has many, three quarters are near 1.
template <class T>
std::vector<T> SweepNumbers(std::mt19937_64* random) {
  std::vector<T> numbers;
  if constexpr (std::is_same_v<T, float>) {
    for (uint64_t bits = 0; bits < uint64_t{1} << 32; bits += kStride) {
      const auto x = std::bit_cast<float>(static_cast<uint32_t>(bits));
      if (std::isnormal(x)) numbers.push_back(x);
    }
  } else {
    std::uniform_int_distribution<int> exponent(-12, 12);
    while (numbers.size() < kDoubleCount) {
      double x = std::bit_cast<double>((*random)());
      if (!std::isnormal(x)) continue;
      if (numbers.size() % 4 != 0) x = std::ldexp(x, exponent(*random) - std::ilogb(x));
      numbers.push_back(x);
    }
  }
  return numbers;
}

template <class T>
Arguments<T> SweepArguments(const ops::OpRow& op) {
  using Limits = std::numeric_limits<T>;
  Arguments<T> arguments;
  std::mt19937_64 random(1);
  std::normal_distribution<T> normal;
  if (op.shape == ops::Shape::kArray1) {
    constexpr double kWidths[] = {0.1, 1, 5, 20};
    for (size_t i = 0; i < kRowCount * kRowLength; ++i) {
      arguments.a.push_back(normal(random) * static_cast<T>(kWidths[i / kRowLength % 4]));
    }
    return arguments;
  }
  arguments.a = SweepNumbers<T>(&random);
  if (ops::InputCount(op.shape) == 1) return arguments;
  // A second argument that gives a power of any size, or is not too far from the first one.
  std::uniform_int_distribution<int> exponent(-20, 20);
  std::uniform_real_distribution<T> result_exponent(Limits::min_exponent, Limits::max_exponent);
  for (T& x : arguments.a) {
    if (op.code == HOLO_OP_POW) {
      x = std::abs(x);
      const T log2 = std::log2(x);
      arguments.b.push_back(log2 == 0 ? 1 : result_exponent(random) / log2);
    } else {
      arguments.b.push_back(std::ldexp(x, exponent(random)) * normal(random));
    }
  }
  return arguments;
}

template <class T>
Arguments<T> TimedArguments(const ops::OpRow& op) {
  const int64_t count = op.shape == ops::Shape::kArray1 ? int64_t{kRowCount * kRowLength} : kTimedCount;
  const Operands operands(op, base::kDtypeOf<T>, count);
  const auto array = [&](int i) {
    const auto* first = static_cast<const T*>(operands.input(i));
    return std::vector<T>(first, first + count);
  };
  return {array(0), ops::InputCount(op.shape) > 1 ? array(1) : std::vector<T>()};
}

template <class T>
std::vector<Exact<T>> ExactResults(const ops::OpRow& op, const Arguments<T>& arguments) {
  const size_t count = arguments.a.size();
  std::vector<Exact<T>> exact;
  exact.reserve(count);
  if (op.shape == ops::Shape::kArray1) {
    for (size_t first = 0; first < count; first += kRowLength) {
      const auto row = ExactRow<T, Exact<T>>(op.code, arguments.a.data() + first, kRowLength);
      exact.insert(exact.end(), row.begin(), row.end());
    }
    return exact;
  }
  for (size_t i = 0; i < count; ++i) {
    exact.push_back(ExactValue<Exact<T>>(op.code, arguments.a[i], arguments.b.empty() ? T{0} : arguments.b[i]));
  }
  return exact;
}

struct Worst {
  double ulp = 0;
  double argument = 0;
};

template <class T>
Worst WorstOf(const ops::OpRow& op, holo_kernel kernel, const Arguments<T>& arguments,
              const std::vector<Exact<T>>& exact, Runner<T>* runner) {
  const size_t step = op.shape == ops::Shape::kArray1 ? kRowLength : kBlock;
  Worst worst;
  for (size_t first = 0; first < exact.size(); first += step) {
    const size_t count = std::min(step, exact.size() - first);
    const T* results = runner->Run(kernel, arguments, first, count);
    for (size_t i = 0; i < count; ++i) {
      const double error = ErrorOf<T>(results[i], exact[first + i]);
      if (error > worst.ulp) worst = {error, static_cast<double>(arguments.a[first + i])};
    }
  }
  return worst;
}

template <class T>
std::vector<AccuracyFigures> Measure(const ops::OpRow& op) {
  constexpr holo_dtype kDtype = base::kDtypeOf<T>;
  const Arguments<T> sweep = SweepArguments<T>(op), timed = TimedArguments<T>(op);
  const std::vector<Exact<T>> exact_sweep = ExactResults(op, sweep), exact_timed = ExactResults(op, timed);
  std::vector<Peer> all = {{"hologram", KernelOf(op.code, kDtype)}};
  const std::vector<Peer>& peers = Peers().Get(op.code, kDtype);
  all.insert(all.end(), peers.begin(), peers.end());
  Runner<T> runner(op);
  std::vector<AccuracyFigures> figures;
  for (const Peer& peer : all) {
    const Worst range = WorstOf(op, peer.run, sweep, exact_sweep, &runner);
    const Worst near = WorstOf(op, peer.run, timed, exact_timed, &runner);
    const Worst& worst = range.ulp >= near.ulp ? range : near;
    const double bound = kDtype == HOLO_F32 ? op.f32_ulp : op.f64_ulp;
    figures.push_back({op.name, base::kDtypes[kDtype].name, peer.name, bound, worst.ulp, near.ulp, worst.argument});
  }
  return figures;
}

}  // namespace

bool HasAccuracy(const ops::OpRow& op, holo_dtype dtype) {
  return op.accuracy == ops::Accuracy::kUlp && op.Takes(dtype) && (dtype == HOLO_F32 || dtype == HOLO_F64);
}

std::vector<AccuracyFigures> MeasureAccuracy(const ops::OpRow& op, holo_dtype dtype) {
  return dtype == HOLO_F32 ? Measure<float>(op) : Measure<double>(op);
}

}  // namespace hologram::bench

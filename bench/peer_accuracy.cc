// peer_accuracy.cc — a sweep through all floats, and random values like those that are timed, against doubles.
//
// A sweep with gaps may miss the largest error: what it finds is a lower bound, of the library's errors too.
#include "peer_accuracy.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>
#include <random>

#include "exact_values.h"
#include "operands.h"
#include "peers.h"

namespace hologram::bench {
namespace {

constexpr size_t kBlock = 4096;
constexpr uint64_t kStride = 1021;  // between the bits of two arguments: a prime, so that all patterns of low bits come
constexpr int64_t kTimedCount = int64_t{1} << 18;
constexpr size_t kRowLength = 1000, kRowCount = 256;
constexpr size_t kSlack = 64;  // a peer may read so much further

struct Arguments {
  std::vector<float> a, b;  // b of maps of two only
};

double UlpOf(double exact) {
  return std::ldexp(1.0, std::max(std::ilogb(exact), std::numeric_limits<float>::min_exponent - 1) - 23);
}

bool IsSubnormal(double x) { return x != 0 && std::abs(x) < static_cast<double>(std::numeric_limits<float>::min()); }

// Of NaN and infinities there is nothing to measure.
double ErrorOf(float result, double exact) {
  if (!std::isfinite(exact) || IsSubnormal(exact)) return 0;
  const float rounded = static_cast<float>(exact);
  if (result == rounded) return 0.5;
  if (exact == 0 || !std::isfinite(result)) return std::numeric_limits<double>::infinity();
  return std::abs(static_cast<double>(result) - exact) / UlpOf(exact);
}

// Peers that hand their arrays to a library want them at the same place each time: one set of arrays for all calls.
class Runner {
 public:
  explicit Runner(const ops::OpRow& op) : op_(op), a_(kBlock + kSlack), b_(kBlock + kSlack), y_(kBlock + kSlack) {}

  // The results stay valid until the next call.
  const float* Run(holo_kernel kernel, const Arguments& arguments, size_t first, size_t count) {
    std::copy_n(arguments.a.begin() + static_cast<std::ptrdiff_t>(first), count, a_.begin());
    if (!arguments.b.empty()) std::copy_n(arguments.b.begin() + static_cast<std::ptrdiff_t>(first), count, b_.begin());
    const void* const inputs[] = {a_.data(), b_.data()};
    KernelCalls(op_.shape, kernel, inputs, y_.data(), static_cast<int64_t>(count))(1);
    return y_.data();
  }

 private:
  const ops::OpRow& op_;
  std::vector<float> a_, b_, y_;
};

Arguments SweepArguments(const ops::OpRow& op) {
  Arguments arguments;
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> exponent(-20, 20), result_exponent(-126, 128);
  std::normal_distribution<double> normal;
  if (op.shape == ops::Shape::kArray1) {
    constexpr double kWidths[] = {0.1, 1, 5, 20};
    for (size_t i = 0; i < kRowCount * kRowLength; ++i) {
      arguments.a.push_back(static_cast<float>(normal(random) * kWidths[i / kRowLength % 4]));
    }
    return arguments;
  }
  for (uint64_t bits = 0; bits < uint64_t{1} << 32; bits += kStride) {
    const auto x = std::bit_cast<float>(static_cast<uint32_t>(bits));
    if (!std::isnormal(x)) continue;
    if (ops::InputCount(op.shape) == 1) {
      arguments.a.push_back(x);
    } else if (op.code == HOLO_OP_POW) {
      const double result = result_exponent(random), log2 = std::log2(std::abs(static_cast<double>(x)));
      arguments.a.push_back(std::abs(x));
      arguments.b.push_back(static_cast<float>(log2 == 0 ? 1 : result / log2));
    } else {
      arguments.a.push_back(x);
      arguments.b.push_back(static_cast<float>(std::ldexp(x, static_cast<int>(exponent(random))) * normal(random)));
    }
  }
  return arguments;
}

Arguments TimedArguments(const ops::OpRow& op) {
  const int64_t count = op.shape == ops::Shape::kArray1 ? int64_t{kRowCount * kRowLength} : kTimedCount;
  const Operands operands(op, HOLO_F32, count);
  const auto array = [&](int i) {
    const auto* first = static_cast<const float*>(operands.input(i));
    return std::vector<float>(first, first + count);
  };
  return {array(0), ops::InputCount(op.shape) > 1 ? array(1) : std::vector<float>()};
}

std::vector<double> ExactResults(const ops::OpRow& op, const Arguments& arguments) {
  std::vector<double> exact;
  exact.reserve(arguments.a.size());
  if (op.shape == ops::Shape::kArray1) {
    for (auto row = arguments.a.begin(); row != arguments.a.end(); row += kRowLength) {
      const std::vector<double> results = ExactRow(op.code, std::vector<float>(row, row + kRowLength));
      exact.insert(exact.end(), results.begin(), results.end());
    }
    return exact;
  }
  for (size_t i = 0; i < arguments.a.size(); ++i) {
    exact.push_back(ExactValue(op.code, static_cast<double>(arguments.a[i]),
                               arguments.b.empty() ? 0 : static_cast<double>(arguments.b[i])));
  }
  return exact;
}

struct Worst {
  double ulp = 0;
  float argument = 0;
};

Worst WorstOf(const ops::OpRow& op, holo_kernel kernel, const Arguments& arguments, const std::vector<double>& exact,
              Runner* runner) {
  const size_t step = op.shape == ops::Shape::kArray1 ? kRowLength : kBlock;
  Worst worst;
  for (size_t first = 0; first < exact.size(); first += step) {
    const size_t count = std::min(step, exact.size() - first);
    const float* results = runner->Run(kernel, arguments, first, count);
    for (size_t i = 0; i < count; ++i) {
      const double error = ErrorOf(results[i], exact[first + i]);
      if (error > worst.ulp) worst = {error, arguments.a[first + i]};
    }
  }
  return worst;
}

}  // namespace

bool HasAccuracy(const ops::OpRow& op) { return op.accuracy == ops::Accuracy::kUlp && op.Takes(HOLO_F32); }

std::vector<AccuracyFigures> MeasureAccuracy(const ops::OpRow& op) {
  const Arguments sweep = SweepArguments(op), timed = TimedArguments(op);
  const std::vector<double> exact_sweep = ExactResults(op, sweep), exact_timed = ExactResults(op, timed);
  std::vector<Peer> all = {{"hologram", KernelOf(op.code, HOLO_F32)}};
  const std::vector<Peer>& peers = Peers().Get(op.code, HOLO_F32);
  all.insert(all.end(), peers.begin(), peers.end());
  Runner runner(op);
  std::vector<AccuracyFigures> figures;
  for (const Peer& peer : all) {
    const Worst range = WorstOf(op, peer.run, sweep, exact_sweep, &runner);
    const Worst near = WorstOf(op, peer.run, timed, exact_timed, &runner);
    figures.push_back({op.name, peer.name, op.f32_ulp, std::max(range.ulp, near.ulp), near.ulp,
                       range.ulp >= near.ulp ? range.argument : near.argument});
  }
  return figures;
}

}  // namespace hologram::bench

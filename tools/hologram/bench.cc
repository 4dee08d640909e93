// bench.cc — measures vector_add of f32 at sizes from 16 to 16M elements: all contenders on the same memory, in turns.
#include "bench.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "ancestor.h"
#include "api.h"
#include "measure.h"
#include "plain_loop.h"
#include "plot.h"
#include "progress.h"
#include "simd_option.h"
#include "stream_loops.h"

namespace hologram::cli {
namespace {

constexpr int64_t kOverheadN = 16;
constexpr int64_t kSizes[] = {256, 1024, 3072, 4096, 16384, 65536, 1048576, 16777216};
static_assert(std::all_of(std::begin(kSizes), std::end(kSizes), [](int64_t n) { return n % kStreamStep == 0; }));

constexpr double kSecondsPerSize = 1.5, kQuickSecondsPerSize = 0.15;

// Two filled buffers and one for the result, and where their memory is.
class Operands {
 public:
  Operands(const Executor& executor, int64_t n)
      : executor_(executor.get()), n_(n), a_(executor, n, 1.5), b_(executor, n, 2.25), y_(executor, n, 0) {}

  Contender Handles() const {
    return [this](int64_t repeats) {
      for (; repeats > 0; --repeats) {
        if (holo_add(executor_, a_.buffer.get(), b_.buffer.get(), y_.buffer.get(), n_) != HOLO_OK) failed_ = true;
      }
    };
  }

  Contender Loop(AddFunction run) const {
    return [this, run](int64_t repeats) {
      for (; repeats > 0; --repeats) run(a_.data, b_.data, y_.data, n_);
    };
  }

  // After a contender ran: throws if it did not do its work.
  void CheckSum() const {
    if (failed_) Check(holo_add(executor_, a_.buffer.get(), b_.buffer.get(), y_.buffer.get(), n_));
    for (const int64_t i : {int64_t{0}, n_ / 2, n_ - 1}) {
      if (y_.data[i] != 3.75f) throw Failure("a benchmarked loop gave a wrong sum");
    }
  }

 private:
  struct Array {
    Array(const Executor& executor, int64_t n, double value) : buffer(MakeBuffer(executor, HOLO_F32, n)) {
      holo_scalar scalar = {HOLO_F32, 0, {value}};
      Check(holo_buffer_fill(buffer.get(), &scalar));
      void* memory = nullptr;
      int64_t size_bytes = 0;
      Check(holo_buffer_map(buffer.get(), HOLO_ACCESS_READ_WRITE, &memory, &size_bytes));
      data = static_cast<float*>(memory);
    }
    Buffer buffer;
    float* data = nullptr;
  };

  holo_executor executor_;
  int64_t n_;
  Array a_, b_, y_;
  mutable bool failed_ = false;
};

// What is the same at every size.
struct Setup {
  Executor executor;
  AddFunction kernel = nullptr;
  AddLoop plain;
  holo_cpu_info cpu = HOLO_CPU_INFO_INIT;
  double seconds_per_size = 0;
};

BenchRow MeasureSize(const Setup& setup, int64_t n) {
  const bool beyond_caches = n * kBytesPerElement > std::max<int64_t>(setup.cpu.l2_bytes, 1 << 20);
  std::vector<AddLoop> streams = StreamLoops(setup.cpu.levels_supported, beyond_caches);
  const Operands operands(setup.executor, n);
  std::vector<Contender> contenders = {operands.Handles(), operands.Loop(setup.kernel), operands.Loop(setup.plain.run)};
  for (const AddLoop& stream : streams) contenders.push_back(operands.Loop(stream.run));

  const std::vector<Timing> timings = Measure(contenders, setup.seconds_per_size);
  for (const Contender& contender : contenders) {
    contender(1);
    operands.CheckSum();
  }

  BenchRow row;
  row.n = n;
  row.rounds = static_cast<int>(timings[0].batches_ns.size());
  row.handles = FigureOf(timings[0]);
  row.kernel = FigureOf(timings[1]);
  row.plain_loop = row.stream = FigureOf(timings[2]);
  row.stream_loop = "the plain loop";
  for (size_t i = 0; i < streams.size(); ++i) {
    const BenchFigure figure = FigureOf(timings[3 + i]);
    if (figure.ns >= row.stream.ns) continue;
    row.stream = figure;
    row.stream_loop = streams[i].name;
  }
  row.ancestor_simd_ns = Published(kAncestorSimd, n);
  row.ancestor_isa_ns = Published(kAncestorIsa, n);
  return row;
}

// What a call through handles costs above the bare kernel, where there is next to nothing to add.
double MeasureCallOverhead(const Setup& setup) {
  const Operands operands(setup.executor, kOverheadN);
  const std::vector<Timing> timings =
      Measure({operands.Handles(), operands.Loop(setup.kernel)}, setup.seconds_per_size / 2);
  operands.CheckSum();
  return MedianDifferenceNs(timings[0], timings[1]);
}

Setup Prepare(const BenchOptions& options) {
  Setup setup;
  const holo_simd_level simd_cap = ParseSimdLevel(options.simd);
  setup.executor = MakeExecutor(simd_cap);
  holo_kernel kernel = nullptr;
  Check(holo_kernel_get(HOLO_OP_ADD, HOLO_F32, simd_cap, &kernel));
  setup.kernel = reinterpret_cast<AddFunction>(kernel);
  setup.plain = PlainLoop(SimdLevelOf(setup.executor));
  setup.cpu = CpuInfo();
  setup.seconds_per_size = options.quick ? kQuickSecondsPerSize : kSecondsPerSize;
  return setup;
}

BenchReport MeasureAll(const BenchOptions& options) {
  const Setup setup = Prepare(options);
  BenchReport report;
  report.library_version = LibraryVersion();
  report.cpu_brand = setup.cpu.brand;
  report.simd_level = SimdLevelName(SimdLevelOf(setup.executor));
  report.plain_loop = setup.plain.name;
#if defined(__clang__)
  report.compiler = fmt::format("clang {}.{}", __clang_major__, __clang_minor__);
#else
  report.compiler = fmt::format("gcc {}.{}", __GNUC__, __GNUC_MINOR__);
#endif
  report.quick = options.quick;

  const PinnedCpu pinned;
  report.pinned_cpu = pinned.cpu();
  Progress progress("bench", std::size(kSizes) + 1, false);
  report.call_overhead_n = kOverheadN;
  report.call_overhead_ns = MeasureCallOverhead(setup);
  for (const int64_t n : kSizes) {
    progress.Update(static_cast<int64_t>(report.rows.size()) + 1);
    report.rows.push_back(MeasureSize(setup, n));
  }
  return report;
}

}  // namespace

BenchFigure FigureOf(const Timing& timing) {
  return {timing.median_ns(), timing.Quantile(0.25), timing.Quantile(0.75)};
}

void RunBench(const BenchOptions& options) {
  // What the plot needs is looked for before the measurements, not after.
  std::unique_ptr<PlotFile> plot;
  if (!options.plot.empty()) plot = std::make_unique<PlotFile>(options.plot);

  const BenchReport report = MeasureAll(options);
  fmt::print("{}", options.json ? BenchJson(report) : options.csv ? BenchCsv(report) : BenchTable(report));
  if (plot) plot->Draw(report);
}

}  // namespace hologram::cli

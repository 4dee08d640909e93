// bench.h — `hologram bench`: vector_add through handles, beside the bare kernel and a plain loop, in one run.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_BENCH_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_BENCH_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "measure.h"

namespace hologram::cli {

struct BenchOptions {
  bool json = false;
  bool csv = false;
  bool quick = false;
  bool programs = false;
  std::string plot;  // an SVG file; "" for none
  std::string simd = "best";
};

// One way to do it, at one size: time of a call in ns.
struct BenchFigure {
  double ns = 0;  // median over batches
  double low_quartile_ns = 0;
  double high_quartile_ns = 0;
};

BenchFigure FigureOf(const Timing& timing);

struct BenchRow {
  int64_t n = 0;
  int rounds = 0;
  BenchFigure handles, kernel, plain_loop;
  BenchFigure stream;       // the best of several loops that move the same memory
  std::string stream_loop;  // which one that was
  std::optional<double> ancestor_simd_ns, ancestor_isa_ns;
};

struct BenchReport {
  std::string library_version, cpu_brand, simd_level, plain_loop, compiler;
  int pinned_cpu = -1;
  bool quick = false;
  int64_t call_overhead_n = 0;
  double call_overhead_ns = 0;  // handles minus bare kernel
  std::vector<BenchRow> rows;
};

// Bytes that vector_add of f32 moves per element: two loads, one store.
inline constexpr int64_t kBytesPerElement = 12;

inline double GigabytesPerSecond(int64_t n, const BenchFigure& figure) {
  return static_cast<double>(n * kBytesPerElement) / figure.ns;
}

void RunBench(const BenchOptions& options);

// bench_report.cc
std::string BenchTable(const BenchReport& report);
std::string BenchJson(const BenchReport& report);
std::string BenchCsv(const BenchReport& report);

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_BENCH_H_

// bench_main.cc — starts a Google Benchmark program: first of all what must hold, and what the figures are figures of.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <exception>

#include "bench_main.h"
#include "environment.h"

int main(int argc, char** argv) {
  try {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    const hologram::bench::Environment environment = hologram::bench::PrepareProcess();
    benchmark::AddCustomContext("hologram", hologram::bench::Describe(environment));
    hologram::bench::RegisterBenchmarks(environment);
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
  } catch (const std::exception& failure) {
    fmt::print(stderr, "{}\n", failure.what());
    return 1;
  }
}

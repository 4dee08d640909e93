// call_path_bench.cc — the cost of calls, of making and ending handles, and of asking for an error, as a Google
// Benchmark program. `compare --call-path` measures calls against the bare kernel in turns, and two threads in lockstep.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <memory>

#include "bench_main.h"
#include "call_case.h"
#include "call_path.h"

namespace hologram::bench {
namespace {

using Way = Contender (CallCase::*)() const;

constexpr int64_t kCallsPerStep = 256;

// The executor that all threads share.
const cli::Executor& SharedExecutor() {
  static const cli::Executor executor = cli::MakeExecutor(HOLO_SIMD_BEST);
  return executor;
}

// Each thread has buffers of its own, and runs on a CPU of its own as far as there are some.
void Calls(benchmark::State& state, const ops::OpRow& op, int64_t n, Way way, const std::vector<int>& cpus) {
  if (state.threads() > 1) PinThread(cpus[static_cast<size_t>(state.thread_index()) % cpus.size()]);
  const auto calls = std::make_unique<CallCase>(op, n, SharedExecutor());
  const Contender contender = ((*calls).*way)();
  while (state.KeepRunningBatch(kCallsPerStep)) contender(kCallsPerStep);
  calls->RequireSuccess();
}

void RegisterCalls(const ops::OpRow& op, int64_t n, const std::vector<int>& cpus) {
  const struct {
    const char* name;
    Way way;
    bool scalars;
  } ways[] = {{"handles", &CallCase::Named, false},           {"guard", &CallCase::Guarded, false},
              {"apply", &CallCase::Applied, false},           {"bare", &CallCase::Bare, false},
              {"scalars", &CallCase::NamedWithScalars, true}, {"scalars_bare", &CallCase::BareWithScalars, true}};
  for (const auto& [name, way, scalars] : ways) {
    if (scalars && !op.Has(ops::Form::kScalarRest)) continue;
    benchmark::internal::Benchmark* registered = benchmark::RegisterBenchmark(
        fmt::format("{}/{}/{}", op.name, n, name).c_str(),
        [&op, n, way = way, cpus](benchmark::State& state) { Calls(state, op, n, way, cpus); });
    if (cpus.size() > 1) registered->ThreadRange(1, 2);
  }
}

void BufferCreateDestroy(benchmark::State& state, int64_t n) {
  holo_buffer buffer = nullptr;
  while (state.KeepRunning()) {
    cli::Check(holo_buffer_create(SharedExecutor().get(), HOLO_F32, n, &buffer));
    holo_buffer_destroy(buffer);
  }
}

void BufferWrapDestroy(benchmark::State& state) {
  float data[16] = {};
  holo_buffer buffer = nullptr;
  while (state.KeepRunning()) {
    cli::Check(holo_buffer_wrap(SharedExecutor().get(), HOLO_F32, 16, data, 0, nullptr, nullptr, &buffer));
    holo_buffer_destroy(buffer);
  }
}

void ExecutorCreateDestroy(benchmark::State& state) {
  holo_executor executor = nullptr;
  while (state.KeepRunning()) {
    cli::Check(holo_executor_create(nullptr, &executor));
    holo_executor_destroy(executor);
  }
}

void GuardAcquireRelease(benchmark::State& state) {
  holo_guard guard = nullptr;
  while (state.KeepRunning()) {
    cli::Check(holo_guard_acquire(SharedExecutor().get(), nullptr, 0, &guard));
    holo_guard_release(guard);
  }
}

// A call that is refused: it keeps what was wrong, in words only when asked.
void FailingCall(benchmark::State& state) {
  while (state.KeepRunning()) benchmark::DoNotOptimize(holo_add(SharedExecutor().get(), nullptr, nullptr, nullptr, 16));
}

void LastErrorAfterFailure(benchmark::State& state) {
  holo_add(SharedExecutor().get(), nullptr, nullptr, nullptr, 16);
  holo_error error = HOLO_ERROR_INIT;
  while (state.KeepRunning()) benchmark::DoNotOptimize(holo_last_error(&error));
  if (error.code != HOLO_ERROR_INVALID_HANDLE) state.SkipWithError("the call was not refused");
}

}  // namespace

void RegisterBenchmarks(const Environment& environment) {
  for (const holo_op code : kCallOps) {
    for (const int64_t n : kCallSizes) RegisterCalls(*ops::Find(code), n, environment.usable_cpus);
  }
  for (const int64_t n : kCallSizes) {
    benchmark::RegisterBenchmark(fmt::format("buffer_create_destroy/{}", n).c_str(),
                                 [n](benchmark::State& state) { BufferCreateDestroy(state, n); });
  }
  benchmark::RegisterBenchmark("buffer_wrap_destroy", BufferWrapDestroy);
  benchmark::RegisterBenchmark("executor_create_destroy", ExecutorCreateDestroy);
  benchmark::RegisterBenchmark("guard_acquire_release", GuardAcquireRelease);
  benchmark::RegisterBenchmark("failing_call", FailingCall);
  benchmark::RegisterBenchmark("last_error_after_failure", LastErrorAfterFailure);
}

}  // namespace hologram::bench

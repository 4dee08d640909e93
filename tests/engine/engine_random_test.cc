// engine_random_test.cc — programs made by chance give, tile by tile, what their instructions give one lane after the other: with
// exact operations what the reference gives, with all of them what the same level's kernels give one element at a time;
// whatever the tile's size, to the bit.
//
// HOLO_ENGINE_PROGRAMS is how many programs are made, HOLO_ENGINE_FIRST the number of the first one.
#define BOOST_TEST_MODULE engine_random
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <string>
#include <vector>

#include "engine/kernel_arithmetic.h"
#include "engine/plan.h"
#include "executor/canonical_form.h"
#include "isa/disassembler.h"
#include "support/levels.h"
#include "support/random_arguments.h"
#include "support/random_program.h"
#include "support/sample.h"

namespace hologram::testing {
namespace {

int64_t Wish(const char* variable, int64_t usual) {
  const char* wish = std::getenv(variable);
  return wish != nullptr ? std::strtoll(wish, nullptr, 10) : usual;
}
int64_t ProgramCount() { return Wish("HOLO_ENGINE_PROGRAMS", 20000 / Sample::Every()); }
int64_t FirstProgram() { return Wish("HOLO_ENGINE_FIRST", 0); }

RandomProgramOptions OptionsFor(int64_t i) {
  RandomProgramOptions options;
  options.instructions = static_cast<int>(3 + i % 31);
  options.loop_depth = static_cast<int>(i % 4);
  options.branches = i % 3 != 0;
  options.by_index = i % 5 != 0;
  options.exact_only = i % 2 == 0;
  return options;
}

// Mostly a few lanes, at times more than a block of a reduction.
int64_t LanesFor(int64_t i, Random* random) {
  if (i % 64 == 0) return 4000 + random->Below(9000);
  return 1 + (i % 8 == 0 ? random->Below(1500) : random->Below(70));
}

struct Outcome {
  isa::LaunchError error;
  std::vector<isa::Argument> arguments;
  RandomArguments memory;
};

template <class Run>
Outcome OutcomeOf(const RandomArguments& given, const isa::Program& program, int64_t lanes, Run run) {
  Outcome outcome = {{}, {}, given};
  outcome.arguments = outcome.memory.Bind();
  outcome.error = run(isa::Launch{program, outcome.arguments, lanes});
  return outcome;
}

// "": the two are alike. Where indices are out of range each tells of one of them, and what was written until then is open.
std::string Difference(const isa::Program& program, const Outcome& want, const Outcome& got) {
  if (want.error.error.code != got.error.error.code) return "another status";
  return !want.error.ok() || RandomArguments::Same(program, want.arguments, got.arguments) ? "" : "another result";
}

std::string WhatIsWrong(const isa::Program& program, int64_t i, Random* random) {
  const int64_t lanes = LanesFor(i, random);
  const RandomArguments given(random, program, lanes, RandomArguments::Bools::kClean);
  RandomArguments checked = given;
  std::vector<isa::Argument> arguments = checked.Bind();
  if (!isa::CheckLaunch({program, arguments, lanes}).ok()) return "";
  const std::vector<holo_simd_level> levels = Levels();
  const holo_simd_level level = levels[static_cast<size_t>(i) % levels.size()];
  const holo_accuracy accuracy = i % 7 == 0 ? HOLO_ACCURACY_CORRECT : HOLO_ACCURACY_STANDARD;
  const kernels::KernelTable& kernels = kernels::TableFor(level, accuracy);
  const Outcome want = OutcomeOf(given, program, lanes, [&](const isa::Launch& launch) {
    return OptionsFor(i).exact_only ? backend::reference::RunProgram(launch)
                                    : backend::reference::RunProgram(launch, KernelArithmetic(kernels));
  });
  const isa::Program canonical = executor::CanonicalForm(program);
  for (const int64_t tile_lanes : {0, 2, 64, 4096, -1}) {
    const bool of_canonical = tile_lanes < 0;
    const auto plan =
        engine::MakePlan(of_canonical ? canonical : program, {kernels, level, of_canonical ? 0 : tile_lanes});
    // Twice: the second run finds the first one's memory.
    for (int run = 0; run < 2; ++run) {
      const Outcome got =
          OutcomeOf(given, program, lanes, [&](const isa::Launch& launch) { return plan->Run(launch); });
      const std::string difference = Difference(program, want, got);
      if (difference.empty()) continue;
      return difference + " at " + LevelTitle(level) + " with tiles of " + std::to_string(tile_lanes) + " in run " +
             std::to_string(run) + " of " + std::to_string(lanes) + " lanes";
    }
  }
  return "";
}

}  // namespace

BOOST_AUTO_TEST_CASE(tiles_give_what_lanes_give) {
  int wrong = 0;
  for (int64_t i = FirstProgram(); i < FirstProgram() + ProgramCount() && wrong < 3; ++i) {
    Random random(static_cast<uint64_t>(i) + 1000000007);
    const isa::Program program = RandomProgram(&random, OptionsFor(i));
    const std::string what = WhatIsWrong(program, i, &random);
    wrong += what.empty() ? 0 : 1;
    BOOST_TEST(what.empty(), "seed " << Seed() << ", program " << i << ": " << what << "\n"
                                     << isa::Disassemble(program));
  }
}

}  // namespace hologram::testing

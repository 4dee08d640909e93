// canonical_random_test.cc — programs made by chance compute the same, bit for bit, before and after; canonical ones stay
// as they are; every rule lowers its cost.
//
// HOLO_CANONICAL_PROGRAMS is how many programs are made.
#define BOOST_TEST_MODULE canonical_random
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <string>
#include <vector>

#include "backend/reference_program.h"
#include "executor/canonical_form.h"
#include "isa/disassembler.h"
#include "isa/verifier.h"
#include "support/random_arguments.h"
#include "support/random_program.h"
#include "support/sample.h"

namespace hologram::testing {
namespace {

int64_t ProgramCount() {
  const char* wish = std::getenv("HOLO_CANONICAL_PROGRAMS");
  return wish != nullptr ? std::strtoll(wish, nullptr, 10) : 20000 / Sample::Every();
}

RandomProgramOptions OptionsFor(int64_t i) {
  RandomProgramOptions options;
  options.instructions = i % 50 == 0 ? 150 : static_cast<int>(4 + i % 29);
  options.loop_depth = static_cast<int>(i % 4);
  options.branches = i % 3 != 0;
  options.by_index = i % 5 != 0;
  return options;
}

// "": the two run alike.
std::string Difference(const isa::Program& before, const isa::Program& after, Random* random) {
  const int64_t lanes = 1 + random->Below(5);
  RandomArguments arguments(random, before, lanes, RandomArguments::Bools::kAnyBytes);
  RandomArguments again = arguments;
  std::vector<isa::Argument> a = arguments.Bind(), b = again.Bind();
  const isa::Launch launch = {before, a, lanes};
  if (!isa::CheckLaunch(launch).ok()) return "";
  const isa::LaunchError first = backend::reference::RunProgram(launch);
  const isa::LaunchError second = backend::reference::RunProgram({after, b, lanes});
  if (first.error.code != second.error.code) return "another status";
  return !first.ok() || RandomArguments::Same(before, a, b) ? "" : "another result";
}

std::string WhatIsWrong(const isa::Program& program, Random* random) {
  std::vector<opt::Firing> fired;
  const isa::Program canonical = executor::CanonicalForm(program, &fired);
  const isa::Diagnosis diagnosis = isa::Verify(canonical);
  if (!diagnosis.ok()) return "not verified: " + diagnosis.message;
  for (int launch = 0; launch < 2; ++launch) {
    const std::string difference = Difference(program, canonical, random);
    if (!difference.empty()) return difference;
  }
  if (!(executor::CanonicalForm(canonical) == canonical)) return "changes again";
  for (const opt::Firing& firing : fired) {
    if (firing.cost_after < firing.cost_before) continue;
    return std::string(firing.rule) + " does not lower the cost";
  }
  return "";
}

}  // namespace

BOOST_AUTO_TEST_CASE(random_programs_compute_the_same) {
  int64_t wrong = 0;
  for (int64_t i = 0; i < ProgramCount() && wrong < 3; ++i) {
    Random random(static_cast<uint64_t>(i));
    const isa::Program program = RandomProgram(&random, OptionsFor(i));
    const isa::Diagnosis diagnosis = isa::Verify(program);
    BOOST_TEST_REQUIRE(diagnosis.ok(), diagnosis.line << ": " << diagnosis.message << "\n"
                                                      << isa::Disassemble(program));
    const std::string what = WhatIsWrong(program, &random);
    wrong += what.empty() ? 0 : 1;
    BOOST_TEST(what.empty(), "seed " << Seed() << ", program " << i << ": " << what << "\n"
                                     << isa::Disassemble(program) << "\n"
                                     << isa::Disassemble(executor::CanonicalForm(program)));
  }
}

}  // namespace hologram::testing

// kernels_test.cc — every operation of ops.def, on every SIMD level this CPU has, against the oracle.
//
// The cases are named family/operation/LEVEL/sentence, so that --run_test=elementwise/sqrt/AVX2 works; each goes over
// the operation's dtypes.
#define BOOST_TEST_MODULE kernels

#include <boost/test/unit_test.hpp>
#include <functional>
#include <map>
#include <string>

#include "kernels/kernel_cases.h"
#include "ops/op_table.h"
#include "support/levels.h"

namespace hologram::testing {
namespace {

using boost::unit_test::test_suite;

void AddCase(test_suite* suite, const char* name, const std::function<void()>& body) {
  suite->add(boost::unit_test::make_test_case(body, name, __FILE__, __LINE__));
}

test_suite* LevelSuite(const Site& site) {
  test_suite* suite = BOOST_TEST_SUITE(LevelTitle(site.level));
  const auto add = [&](const char* name, void (*body)(const Site&)) {
    AddCase(suite, name, [site, body] { body(site); });
  };
  if (ops::IsMap(site.op->shape)) {
    add("matches_the_oracle_at_every_size_and_place", MapMatchesTheOracle);
    add("is_right_on_special_values_in_every_lane_and_tail", MapIsRightOnSpecialValues);
    add("moves_with_its_lanes", MapMovesWithItsLanes);
    add("obeys_its_laws", MapObeysItsLaws);
  } else if (ops::IsIndexed(site.op->shape)) {
    add("matches_the_oracle_at_every_size_and_place", IndexedMatchesTheOracle);
    add("keeps_the_last_of_several_at_one_place", IndexedKeepsTheLastOfSeveral);
    add("stays_inside_whatever_the_indices", IndexedStaysInsideWhateverTheIndices);
    return suite;
  } else if (ops::HasOutput(site.op->shape)) {
    add("matches_the_oracle_at_every_size_and_place", ArrayMatchesTheOracle);
    add("is_right_on_special_values_at_every_place", ArrayIsRightOnSpecialValues);
    add("keeps_its_error_bound", ArrayKeepsItsBound);
    add("obeys_its_laws", ArrayObeysItsLaws);
    if (site.op->Has(ops::Form::kRows)) add("gives_rows_what_it_gives_vectors", ArrayRowsAreVectors);
  } else {
    add("matches_the_oracle_at_every_size_and_place", ReduceMatchesTheOracle);
    add("is_right_on_special_values_in_every_lane_and_tail", ReduceIsRightOnSpecialValues);
    add("keeps_its_error_bound", ReduceKeepsItsBound);
    if (site.op->Has(ops::Form::kRows)) {
      add("matches_the_oracle_in_rows_and_columns", MatrixMatchesTheOracle);
      add("is_right_on_special_values_in_rows_and_columns", MatrixIsRightOnSpecialValues);
      add("keeps_its_error_bound_in_rows_and_columns", MatrixKeepsItsBound);
    }
  }
  add("keeps_the_float_environment", KernelKeepsTheFloatEnvironment);
  add("takes_null_for_no_elements", KernelTakesNullForNoElements);
  return suite;
}

test_suite* OpSuite(const ops::OpRow& op) {
  test_suite* suite = BOOST_TEST_SUITE(op.name);
  for (holo_simd_level level : Levels()) suite->add(LevelSuite({&op, 0, level}));
  if (!ops::IsIndexed(op.shape)) AddCase(suite, "levels_agree", [&op] { LevelsAgree(op, Levels()); });
  AddCase(suite, "levels_have_their_own_kernels", [&op] { LevelsHaveTheirOwnKernels(op, Levels()); });
  if (MapTakesHalves(op)) AddCase(suite, "is_right_on_all_halves", [&op] { MapIsRightOnAllHalves(op, Levels()); });
  if (ConvertsToHalves(op)) {
    AddCase(suite, "rounds_at_every_midpoint", [&op] { ConversionRoundsAtEveryMidpoint(op, Levels()); });
  }
  return suite;
}

bool RegisterAll() {
  std::map<std::string, test_suite*> families;
  for (const ops::OpRow& op : ops::Table()) {
    test_suite*& family = families[op.family];
    if (family == nullptr) {
      family = BOOST_TEST_SUITE(op.family);
      boost::unit_test::framework::current_auto_test_suite().add(family);
    }
    family->add(OpSuite(op));
  }
  return true;
}

[[maybe_unused]] const bool kRegistered = RegisterAll();

}  // namespace
}  // namespace hologram::testing

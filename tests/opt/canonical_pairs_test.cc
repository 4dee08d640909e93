// canonical_pairs_test.cc — programs that are alike get one form, programs that only look alike two; and every rule is used.
#define BOOST_TEST_MODULE canonical_pairs
#include <boost/test/unit_test.hpp>
#include <set>
#include <string>

#include "executor/canonical_form.h"
#include "isa/disassembler.h"
#include "isa/verifier.h"
#include "ops/op_table.h"
#include "opt/canonical_hash.h"
#include "opt/fold.h"
#include "opt/program_pairs.h"

namespace hologram::testing {
namespace {

std::string TextOf(const isa::Program& program) { return isa::Disassemble(executor::CanonicalForm(program)); }

// Named outside of fold_*.cc.
const std::set<std::string> kOtherRules = {"final_of_invariant", "seen_side_of_select", "index_without_widening"};

std::set<std::string> AllRules() {
  std::set<std::string> names = kOtherRules;
  const auto add = [&](std::span<const opt::Rule> rules) {
    for (const opt::Rule& rule : rules) names.insert(rule.name);
  };
  for (holo_op op = 1; op <= ops::kOpCount; ++op) {
    for (const auto rules : {opt::SumRules(op), opt::ProductRules(op), opt::OrderRules(op), opt::SignRules(op),
                             opt::BitRules(op), opt::PredicateRules(op)}) {
      add(rules);
    }
  }
  for (const auto rules : {opt::LawRules(), opt::CompareRules(), opt::SelectRules(), opt::ConvertRules()}) add(rules);
  return names;
}

}  // namespace

BOOST_AUTO_TEST_CASE(equal_programs_have_one_form) {
  const std::vector<ProgramPair> pairs = ReadPairs(HOLO_EQUAL_PROGRAMS, "==");
  BOOST_TEST(pairs.size() >= 1000u);
  Random random(1);
  for (const ProgramPair& pair : pairs) {
    const std::string where = std::string(base::kDtypes[pair.dtype].name) + " of " + pair.line;
    const std::string a = TextOf(pair.a), b = TextOf(pair.b);
    BOOST_TEST(a == b, where);
    BOOST_TEST((opt::HashOf(a) == opt::HashOf(b)));
    for (int launch = 0; launch < 20; ++launch) {
      BOOST_TEST(DifferenceOf(pair.a, pair.b, pair.dtype, &random) == "", where << ", seed " << Seed());
      BOOST_TEST(DifferenceOf(pair.a, executor::CanonicalForm(pair.a), pair.dtype, &random) == "", where);
    }
  }
}

BOOST_AUTO_TEST_CASE(programs_that_only_look_alike_have_two) {
  const std::vector<ProgramPair> pairs = ReadPairs(HOLO_DIFFERENT_PROGRAMS, "!=");
  BOOST_TEST(pairs.size() >= 400u);
  Random random(2);
  for (const ProgramPair& pair : pairs) {
    const std::string where = std::string(base::kDtypes[pair.dtype].name) + " of " + pair.line;
    const std::string a = TextOf(pair.a), b = TextOf(pair.b);
    BOOST_TEST(a != b, where);
    BOOST_TEST((!(opt::HashOf(a) == opt::HashOf(b))));
    int launches = 0;
    while (launches < 20000 && DifferenceOf(pair.a, pair.b, pair.dtype, &random).empty()) ++launches;
    BOOST_TEST(launches < 20000, "no launch tells them apart: " << where << ", seed " << Seed());
  }
}

BOOST_AUTO_TEST_CASE(every_rule_is_used_and_lowers_the_cost) {
  std::set<std::string> unused = AllRules();
  for (const ProgramPair& pair : ReadPairs(HOLO_EQUAL_PROGRAMS, "==")) {
    for (const isa::Program* program : {&pair.a, &pair.b}) {
      std::vector<opt::Firing> fired;
      executor::CanonicalForm(*program, &fired);
      for (const opt::Firing& firing : fired) {
        unused.erase(firing.rule);
        BOOST_TEST(firing.cost_after < firing.cost_before, firing.rule << ": " << pair.line);
      }
    }
  }
  for (const std::string& rule : unused) BOOST_ERROR("no pair of equal_programs.txt needs " << rule);
}

BOOST_AUTO_TEST_CASE(the_hash_is_fnv_1a) {
  BOOST_TEST((opt::HashOf("") == opt::Hash128{0x62b821756295c58d, 0x6c62272e07bb0142}));
  BOOST_TEST((opt::HashOf("a") == opt::Hash128{0x78912b704e4a8964, 0xd228cb696f1a8caf}));
  BOOST_TEST((opt::HashOf("foobar") == opt::Hash128{0x6f0d3597ba446f18, 0x343e1662793c64bf}));
}

}  // namespace hologram::testing

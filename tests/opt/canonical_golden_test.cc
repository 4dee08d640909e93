// canonical_golden_test.cc — programs in files, each with its canonical form behind it.
#define BOOST_TEST_MODULE canonical_golden
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <string_view>

#include "executor/canonical_form.h"
#include "isa/disassembler.h"
#include "isa/verified_program.h"
#include "ops/op_table.h"
#include "opt/fold.h"

namespace hologram::testing {
namespace {

constexpr std::string_view kMark = "\n; canonical form\n";

std::string ReadFile(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::string TextOf(const isa::Program& program) { return isa::Disassemble(executor::CanonicalForm(program)); }

// The program of a file, without its form.
isa::Program ProgramIn(const std::filesystem::path& path) {
  const std::string text = ReadFile(path);
  return ProgramOf(text.substr(0, text.find(kMark)));
}

}  // namespace

BOOST_AUTO_TEST_CASE(fast_math_is_for_those_who_ask) {
  isa::Program fast = ProgramIn(std::filesystem::path(HOLO_GOLDEN_PROGRAMS) / "fast_math.holo");
  std::set<std::string> unused;
  for (holo_op op = 1; op <= ops::kOpCount; ++op) {
    for (const opt::Rule& rule : opt::FastRules(op)) unused.insert(rule.name);
  }
  BOOST_TEST(unused.size() >= 8u);
  for (const bool asks : {true, false}) {
    fast.fast_math = asks;
    std::vector<opt::Firing> fired;
    executor::CanonicalForm(fast, &fired);
    size_t fast_rules = 0;
    for (const opt::Firing& firing : fired) {
      unused.erase(firing.rule);
      fast_rules += std::string_view(firing.rule).starts_with("fast_") ? 1 : 0;
      BOOST_TEST(firing.cost_after < firing.cost_before, firing.rule);
    }
    BOOST_TEST((fast_rules > 0) == asks);
  }
  for (const std::string& rule : unused) BOOST_ERROR("fast_math.holo does not need " << rule);
}

BOOST_AUTO_TEST_CASE(files_have_the_form_that_they_say) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(HOLO_GOLDEN_PROGRAMS)) {
    const std::string text = ReadFile(entry.path());
    const size_t at = text.find(kMark);
    BOOST_TEST_REQUIRE(at != std::string::npos, entry.path());
    const std::string wanted = text.substr(at + kMark.size());
    BOOST_TEST(TextOf(ProgramOf(text.substr(0, at))) == wanted, entry.path());
    BOOST_TEST(TextOf(ProgramOf(wanted)) == wanted, entry.path());
    ++files;
  }
  BOOST_TEST(files >= 12);
}

}  // namespace hologram::testing

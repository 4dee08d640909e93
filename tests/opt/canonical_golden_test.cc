// canonical_golden_test.cc — programs in files, each with its canonical form behind it.
#define BOOST_TEST_MODULE canonical_golden
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "executor/canonical_form.h"
#include "isa/disassembler.h"
#include "isa/verified_program.h"

namespace hologram::testing {
namespace {

std::string ReadFile(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::string TextOf(const isa::Program& program) { return isa::Disassemble(executor::CanonicalForm(program)); }

}  // namespace

BOOST_AUTO_TEST_CASE(files_have_the_form_that_they_say) {
  const std::string mark = "\n; canonical form\n";
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(HOLO_GOLDEN_PROGRAMS)) {
    const std::string text = ReadFile(entry.path());
    const size_t at = text.find(mark);
    BOOST_TEST_REQUIRE(at != std::string::npos, entry.path());
    const std::string wanted = text.substr(at + mark.size());
    BOOST_TEST(TextOf(ProgramOf(text.substr(0, at))) == wanted, entry.path());
    BOOST_TEST(TextOf(ProgramOf(wanted)) == wanted, entry.path());
    ++files;
  }
  BOOST_TEST(files >= 12);
}

}  // namespace hologram::testing

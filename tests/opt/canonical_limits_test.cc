// canonical_limits_test.cc — programs that are as large as they may be: the form fits into a program, or the program stays as it
// is but for names; and none takes long.
#define BOOST_TEST_MODULE canonical_limits
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <functional>
#include <string>

#include "backend/reference_program.h"
#include "executor/canonical_form.h"
#include "isa/disassembler.h"
#include "isa/verified_program.h"

namespace hologram::testing {
namespace {

std::string Number(int64_t i) { return std::to_string(i); }

std::string Times(int count, const std::function<std::string(int)>& line) {
  std::string text;
  for (int i = 0; i < count; ++i) text += line(i);
  return text;
}

constexpr const char* kHead = ".program p\n.in i32 x\n.scalar i64 n\n.out i32 z\nldg.i32 r0, [x + lane]\n";

isa::Program Made(const std::string& body) { return ProgramOf(kHead + body + "exit\n"); }

// The canonical form, after a look at whether it is one: it passes the verifier, stays, and computes the same.
isa::Program FormOf(const isa::Program& program, int64_t elements = 4) {
  const isa::Program form = executor::CanonicalForm(program);
  BOOST_TEST(isa::Verify(form).message == "");
  BOOST_TEST((executor::CanonicalForm(form) == form));
  std::vector<int32_t> x = {5, -3, 0, 2147483647}, first(static_cast<size_t>(elements)), second = first;
  for (const auto& [which, z] : {std::pair(&program, &first), std::pair(&form, &second)}) {
    std::vector<isa::Argument> arguments = {BufferOf(x), ScalarOf(int64_t{2}), BufferOf(*z)};
    const isa::Launch launch = {*which, arguments, 4};
    BOOST_TEST(isa::CheckLaunch(launch).ok());
    BOOST_TEST(backend::reference::RunProgram(launch).ok());
  }
  BOOST_TEST(first == second);
  return form;
}

// Only names are other ones.
bool IsLeftAsItIs(const isa::Program& program, const isa::Program& form) {
  return program.instructions == form.instructions && form.name == "canonical" && form.parameters[0].name == "a0";
}

}  // namespace

// Values that a loop needs in each round and that none of them changes.
BOOST_AUTO_TEST_CASE(more_registers_than_there_are) {
  const auto made = [](int count) {
    return Made("movi.i32 r1, 1\nloop n, e\n" +
                Times(count,
                      [](int i) {
                        return "ldg.i32 r2, [x + " + Number(i % 4) + "]\nmul.i32 r2, r2, " + Number(2 * i + 3) +
                               "\nxor.i32 r2, r2, " + Number(i) + "\nadd.i32 r1, r1, r2\nmul.i32 r1, r1, r2\n";
                      }) +
                "e:\nstg.i32 [z + lane], r1\n");
  };
  const isa::Program small = made(100), large = made(300);
  BOOST_TEST(!IsLeftAsItIs(small, FormOf(small)));
  BOOST_TEST(IsLeftAsItIs(large, FormOf(large)));
}

// Comparisons that a loop needs in each round and that none of them changes.
BOOST_AUTO_TEST_CASE(more_predicates_than_there_are) {
  const auto with = [](int count) {
    return Made("movi.i32 r1, 1\nloop n, e\n" +
                Times(count,
                      [](int i) {
                        return "setgt.i32 p0, r0, " + Number(i) + "\nmul.i32 r2, r1, 3\nsel.i32 r1, p0, r1, r2\n" +
                               "add.i32 r1, r1, " + Number(i + 1) + "\n";
                      }) +
                "e:\nstg.i32 [z + lane], r1\n");
  };
  const isa::Program small = with(16), large = with(17);
  BOOST_TEST(!IsLeftAsItIs(small, FormOf(small)));
  BOOST_TEST(IsLeftAsItIs(large, FormOf(large)));
}

// Each branch becomes a select or two.
BOOST_AUTO_TEST_CASE(more_instructions_than_there_may_be) {
  const auto made = [](int count) {
    return Made(
        "movi.i32 r1, 0\n" +
        Times(count, [](int i) { return "setlt.i32 p0, r1, " + Number(i) + "\nbra p0, e\nadd.i32 r1, r1, r0\n"; }) +
        "e:\nstg.i32 [z + lane], r1\n");
  };
  const isa::Program small = made(500), large = made(1350);
  BOOST_TEST(!IsLeftAsItIs(small, FormOf(small)));
  BOOST_TEST(IsLeftAsItIs(large, FormOf(large)));
}

// What grows with the square of the size would take seconds. (Milliseconds are what it takes, but tests share their machine.)
BOOST_AUTO_TEST_CASE(hostile_programs_take_no_time) {
  const std::string store = "stg.i32 [z + lane], r0\n";
  const isa::Program programs[] = {
      Made(Times(2000, [](int i) { return "and.i32 r0, r0, " + Number(3 + i) + "\nadd.i32 r0, r0, r0\n"; }) + store),
      Made(Times(4000, [](int) { return std::string("add.i32 r0, r0, r0\n"); }) + store),
      Made(Times(4000, [](int i) { return "stg.i32 [z + lane*4000 + " + Number(i) + "], r0\n"; })),
      Made("mov.i32 r1, r0\nloop n, a\nloop n, b\nloop n, c\nloop n, d\nmov.i32 r1, r0\n" +
           Times(4000, [](int i) { return "mul.i32 r1, r1, " + Number(i + 3) + "\n"; }) +
           "d:\nc:\nb:\nadd.i32 r0, r0, r1\na:\n" + store)};
  for (const isa::Program& program : programs) {
    const auto begin = std::chrono::steady_clock::now();
    executor::CanonicalForm(program);
    BOOST_TEST(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() < 2);
  }
}

}  // namespace hologram::testing

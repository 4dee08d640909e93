// program_hpp_test.cc — Program: made, shown, launched with arguments of every kind, and refused.
#include "hologram/program.hpp"

#include <array>
#include <boost/test/unit_test.hpp>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "hologram/hologram.hpp"

namespace hologram::testing {
namespace {

static_assert(!std::is_copy_constructible_v<Program> && std::is_nothrow_move_constructible_v<Program>);
static_assert(!std::is_convertible_v<holo_program, Program>, "ownership is taken in writing");

struct NothingLeft {
  ~NothingLeft() { BOOST_TEST(holo_live_handles() == 0); }
};

Buffer<float> Floats(const Executor& executor, std::array<float, 3> values) {
  Buffer<float> buffer(executor, 3);
  buffer.write(values);
  return buffer;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(program_hpp, *boost::unit_test::fixture<NothingLeft>())

BOOST_AUTO_TEST_CASE(an_expression_is_launched) {
  const Executor ex;
  const Program program = Program::from_expression("z = relu(a*x + y)", "in f32 x, y; scalar f32 a; out z");
  const Buffer<float> x = Floats(ex, {1, -2, 3}), y = Floats(ex, {1, 1, 1}), z(ex, 3);
  program.launch(ex, 3, x, y, 2.0f, z);
  BOOST_TEST(z[0] == 3);
  BOOST_TEST(z[1] == 0);
  BOOST_TEST(program.try_launch(ex, 2, x, y, 0.0f, z).ok());
  BOOST_TEST(z[0] == 1);
  BOOST_TEST(z[2] == 7);
}

BOOST_AUTO_TEST_CASE(results_have_the_types_that_are_asked_for) {
  const Executor ex;
  const Buffer<float> x = Floats(ex, {1, -2, 4});
  const auto one = Program::from_expression("s = sum(x)", "in f32 x");
  const float sum = one.launch<float>(ex, 3, x);
  BOOST_TEST(sum == 3);
  const auto two =
      Program::from_expression("at = argmax(x); least = min(where(m, x, y))", "in f32 x; scalar bool8 m; scalar f32 y");
  const auto [at, least] = two.launch<int64_t, float>(ex, 3, x, true, 7.0f);
  static_assert(std::is_same_v<decltype(at), const int64_t> && std::is_same_v<decltype(least), const float>);
  BOOST_TEST(at == 2);
  BOOST_TEST(least == -2);
  BOOST_TEST(std::get<1>(*two.try_launch<int64_t, float>(ex, 3, x, bool8{0}, 7.0f)) == 7);
  const auto half = Program::from_expression("most = max(f16(x) * h)", "in f32 x; scalar f16 h");
  BOOST_TEST(half.launch<f16>(ex, 3, x, f16{0x3800}) == 2.0f);
}

BOOST_AUTO_TEST_CASE(text_goes_in_and_comes_out) {
  const Program program = Program::from_text(".program p\n.in f32 x\nldg.f32 r0,[x+lane]\nexit");
  const std::string text = program.to_text();
  BOOST_TEST(text == ".program p\n.in f32 x\n    ldg.f32 r0, [x + lane]\n    exit\n");
  BOOST_TEST(Program::from_text(text).to_text() == text);
  std::array<char, 8> few;
  BOOST_TEST(program.try_to_text(few).status().code() == HOLO_ERROR_OUT_OF_RANGE);
  BOOST_TEST(program.try_to_text({}).value_or(0) == static_cast<int64_t>(text.size()) + 1);
  BOOST_TEST(program.info().buffer_count == 1);
  BOOST_TEST(std::string(program.parameter(0).name) == "x");
  BOOST_TEST(program.try_parameter(1).status().code() == HOLO_ERROR_OUT_OF_RANGE);
}

BOOST_AUTO_TEST_CASE(what_is_no_program_is_told_by_place_in_both_styles) {
  const auto says = [](int line, int column, const std::string& what) {
    return [=](const ProgramError& error) {
      BOOST_TEST(error.line() == line);
      BOOST_TEST(error.column() == column);
      BOOST_TEST(error.status() == HOLO_ERROR_INVALID_ARGUMENT);
      return std::string(error.what()) == what;
    };
  };
  BOOST_CHECK_EXCEPTION(Program::from_text(".program 7"), ProgramError,
                        says(1, 10, "1:10: expected the program's name, found \"7\""));
  BOOST_CHECK_EXCEPTION(Program::from_expression("z = x +", "in f32 x; out z"), ProgramError,
                        says(1, 8, "1:8: expected a value, found the end of the line"));
  BOOST_CHECK_EXCEPTION(Program::from_expression("z = x", "f32 x"), ProgramError, [](const ProgramError& error) {
    return std::string(error.what()).find("parameters: ") != std::string::npos;
  });
  holo_diagnostics diagnostics = HOLO_DIAGNOSTICS_INIT;
  BOOST_TEST(!Program::try_from_text("", &diagnostics).ok());
  BOOST_TEST(diagnostics.line == 1);
  BOOST_TEST(!Program::try_from_text(nullptr).ok());
}

BOOST_AUTO_TEST_CASE(launches_that_do_not_fit_are_refused) {
  const Executor ex;
  const Buffer<float> x = Floats(ex, {1, 2, 3});
  const Program sum = Program::from_expression("s = sum(x*a)", "in f32 x; scalar f32 a");
  const auto code = [](const auto& answer) { return answer.status().code(); };
  BOOST_TEST(code(sum.try_launch<float>(ex, 3, x)) == HOLO_ERROR_INVALID_ARGUMENT);
  BOOST_TEST(code(sum.try_launch<float>(ex, 3, x, 2.0)) == HOLO_ERROR_DTYPE);
  BOOST_TEST(code(sum.try_launch<double>(ex, 3, x, 2.0f)) == HOLO_ERROR_DTYPE);
  BOOST_TEST(code(sum.try_launch<float>(ex, 4, x, 2.0f)) == HOLO_ERROR_OUT_OF_RANGE);
  BOOST_TEST(sum.try_launch(ex, 3, x, 2.0f).code() == HOLO_ERROR_INVALID_ARGUMENT);
  BOOST_CHECK_EXCEPTION(sum.launch<float>(ex, 4, x, 2.0f), Error,
                        [](const Error& error) { return error.status() == HOLO_ERROR_OUT_OF_RANGE; });
  BOOST_TEST(Program().try_launch(ex, 3).code() == HOLO_ERROR_INVALID_HANDLE);
}

BOOST_AUTO_TEST_CASE(programs_move) {
  Program a = Program::from_text(".program a\nexit\n"), b = Program::from_text(".program b\nexit\n");
  a = std::move(b);
  BOOST_TEST(std::string(a.info().name) == "b");
  BOOST_TEST(b.get() == nullptr);  // NOLINT(bugprone-use-after-move): it says what it is then
  BOOST_TEST(holo_live_handles() == 1);
  Program& same = a;
  a = std::move(same);
  BOOST_TEST(std::string(a.info().name) == "b");
  const Program taken(a.release());
  BOOST_TEST(std::string(taken.info().name) == "b");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing

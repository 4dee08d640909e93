// program_reference_test.cc — what programs mean: the reference runs them on numbers that are written down; and what is
// refused before they run.
#define BOOST_TEST_MODULE program_reference
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "backend/reference_program.h"
#include "isa/verified_program.h"

namespace hologram::testing {
namespace {

using isa::Argument;
using isa::LaunchError;
using Floats = std::vector<float>;
using Ints = std::vector<int32_t>;

// Checked, and run if that is right.
LaunchError Run(const std::string& text, std::vector<Argument>* arguments, int64_t lanes) {
  const isa::Program program = ProgramOf(text);
  BOOST_TEST_REQUIRE(program.parameters.size() == arguments->size());
  const isa::Launch launch = {program, *arguments, lanes};
  LaunchError error = isa::CheckLaunch(launch);
  if (error.ok()) error = backend::reference::RunProgram(launch);
  return error;
}

void Runs(const std::string& text, std::vector<Argument> arguments, int64_t lanes) {
  const LaunchError error = Run(text, &arguments, lanes);
  BOOST_TEST(error.ok(), text << holo_status_name(error.error.code) << " by instruction " << error.instruction);
}

void Refuses(const std::string& text, std::vector<Argument> arguments, int64_t lanes, holo_status status,
             int parameter) {
  const LaunchError error = Run(text, &arguments, lanes);
  BOOST_TEST(std::string(holo_status_name(error.error.code)) == holo_status_name(status), text);
  BOOST_TEST(error.parameter == parameter, text);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_chain_of_operations) {
  Floats x = {1, -2, 3}, y = {10, 1, -10}, z(3);
  Runs(
      ".program p\n.in f32 x, y\n.scalar f32 a\n.out f32 z\nldg.f32 r0, [x + lane]\nldg.f32 r1, [y + lane]\n"
      "fma.f32 r2, a, r0, r1\nrelu.f32 r3, r2\nstg.f32 [z + lane], r3\nexit\n",
      {BufferOf(x), BufferOf(y), ScalarOf(2.0f), BufferOf(z)}, 3);
  BOOST_TEST(z == (Floats{12, 0, 0}));
}

// The ancestor's loops ran once more.
BOOST_AUTO_TEST_CASE(a_loop_runs_as_often_as_it_says) {
  for (int64_t count : {0, 1, 2, 7}) {
    std::vector<int64_t> z(2);
    Runs(
        ".program p\n.scalar i64 n\n.out i64 z\nmovi.i64 r0, 0\nmovi.i64 r1, 0\nloop n, outer\nadd.i64 r0, r0, 1\n"
        "loop n, inner\nadd.i64 r1, r1, iteration\ninner:\nouter:\nmul.i64 r1, r1, 1000\nadd.i64 r0, r0, r1\n"
        "stg.i64 [z + lane], r0\nexit\n",
        {ScalarOf(count), BufferOf(z)}, 2);
    const int64_t want = count + 1000 * count * (count * (count - 1) / 2);
    BOOST_TEST(z == (std::vector<int64_t>{want, want}));
  }
}

BOOST_AUTO_TEST_CASE(lanes_branch_by_themselves) {
  Floats x = {-1, 2, -3, 4}, z(4);
  Runs(
      ".program p\n.in f32 x\n.out f32 z\nldg.f32 r0, [x + lane]\nsetge.f32 p0, r0, 0\nbra p0, end\nneg.f32 r0, r0\n"
      "mul.f32 r0, r0, 10\nend:\nstg.f32 [z + lane], r0\nexit\n",
      {BufferOf(x), BufferOf(z)}, 4);
  BOOST_TEST(z == (Floats{10, 2, 30, 4}));
  // On with the next round.
  std::vector<int64_t> sums(4);
  Runs(
      ".program p\n.out i64 z\nmovi.i64 r0, 0\nloop 6, end\nsetlt.i64 p0, iteration, lane\nbra p0, end\n"
      "add.i64 r0, r0, iteration\nend:\nstg.i64 [z + lane], r0\nexit\n",
      {BufferOf(sums)}, 4);
  BOOST_TEST(sums == (std::vector<int64_t>{15, 15, 14, 12}));
}

BOOST_AUTO_TEST_CASE(values_that_all_lanes_have) {
  std::vector<int64_t> z(6);
  Runs(
      ".program p\n.scalar i64 s\n.out i64 z\nmul.i64 r0, lane, lanes\nadd.i64 r0, r0, s\nstg.i64 [z + lane*2 + 1], "
      "r0\n"
      "stg.i64 [z + lane*2], lane\nexit\n",
      {ScalarOf(int64_t{100}), BufferOf(z)}, 3);
  BOOST_TEST(z == (std::vector<int64_t>{0, 100, 1, 103, 2, 106}));
}

BOOST_AUTO_TEST_CASE(elements_by_index) {
  Ints index = {2, 0, 1, 2};
  Floats x = {10, 20, 30}, z = {0, 0, 0};
  Runs(
      ".program p\n.in f32 x\n.in i32 i\n.out f32 z\nldg.i32 r1, [i + lane]\nldg.f32 r0, [x + r1]\ncvt.f32.i64 r2, "
      "lane\n"
      "add.f32 r0, r0, r2\nstg.f32 [z + r1], r0\nexit\n",
      {BufferOf(x), BufferOf(index), BufferOf(z)}, 4);
  BOOST_TEST(z == (Floats{11, 22, 33}));  // of two lanes the higher one's
  index[2] = 3;
  Refuses(
      ".program p\n.in f32 x\n.in i32 i\n.out f32 z\nldg.i32 r1, [i + lane]\nldg.f32 r0, [x + r1]\n"
      "stg.f32 [z + lane], r0\nexit\n",
      {BufferOf(x), BufferOf(index), BufferOf(z)}, 3, HOLO_ERROR_OUT_OF_RANGE, 0);
}

BOOST_AUTO_TEST_CASE(predicates_and_types) {
  Ints x = {1, 2, 3, 4};
  std::vector<uint8_t> z(4);
  Runs(
      ".program p\n.in i32 x\n.out u8 z\nldg.i32 r0, [x + lane]\nsetgt.i32 p0, r0, 1\nsetlt.i32 p1, r0, 4\n"
      "and.pred p2, p0, p1\nnot.pred p3, p2\nxor.pred p4, p3, 1\nsel.pred p5, p4, p2, 0\ncvt.u8.i32 r1, r0\n"
      "sel.u8 r0, p5, r1, 255\nstg.u8 [z + lane], r0\nexit\n",
      {BufferOf(x), BufferOf(z)}, 4);
  BOOST_TEST(z == (std::vector<uint8_t>{255, 2, 3, 255}));
}

BOOST_AUTO_TEST_CASE(reductions) {
  const std::string text =
      ".program p\n.in f32 x\n.result f32 sum\n.result i64 at\n.result f32 most\nldg.f32 r0, [x + lane]\n"
      "square.f32 r1, r0\nred.add.f32 sum, r1\nred.argmin.f32 at, r0\nred.max.f32 most, r0\nexit\n";
  Floats x = {3, -4, 1};
  std::vector<Argument> arguments = {BufferOf(x), {}, {}, {}};
  BOOST_TEST(Run(text, &arguments, 3).ok());
  BOOST_TEST(ResultOf<float>(arguments[1]) == 26);
  BOOST_TEST(ResultOf<int64_t>(arguments[2]) == 1);
  BOOST_TEST(ResultOf<float>(arguments[3]) == 3);
  Refuses(text, {BufferOf(x), {}, {}, {}}, 0, HOLO_ERROR_INVALID_ARGUMENT, 2);
  std::vector<Argument> nothing = {BufferOf(x), {}};
  BOOST_TEST(
      Run(".program p\n.in f32 x\n.result f32 s\nldg.f32 r0, [x + lane]\nred.add.f32 s, r0\nexit\n", &nothing, 0).ok());
  BOOST_TEST(ResultOf<float>(nothing[1]) == 0);
}

BOOST_AUTO_TEST_CASE(elements_are_in_the_buffers) {
  Floats x(10), z(10);
  const auto copy = [](const std::string& from) {
    return ".program p\n.in f32 x\n.scalar i64 s\n.out f32 z\nldg.f32 r0, [x + " + from +
           "]\nstg.f32 [z + lane], r0\nexit\n";
  };
  const auto with = [&](int64_t s) { return std::vector<Argument>{BufferOf(x), ScalarOf(s), BufferOf(z)}; };
  Runs(copy("lane"), with(0), 10);
  Refuses(copy("lane"), with(0), 11, HOLO_ERROR_OUT_OF_RANGE, 0);
  Runs(copy("lane*3"), with(0), 4);
  Refuses(copy("lane*3"), with(0), 5, HOLO_ERROR_OUT_OF_RANGE, 0);
  Runs(copy("lane*-1 + 9"), with(0), 10);
  Refuses(copy("lane*-1 + 8"), with(0), 10, HOLO_ERROR_OUT_OF_RANGE, 0);
  Refuses(copy("lane - 1"), with(0), 2, HOLO_ERROR_OUT_OF_RANGE, 0);
  Runs(copy("lane - 1"), with(0), 0);
  Runs(copy("lane*s + s"), with(2), 4);
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  for (int64_t s : {kMost, -kMost - 1, kMost / 2 + 1, int64_t{-1}, int64_t{10}}) {
    Refuses(copy("lane*s + s"), with(s), 5, HOLO_ERROR_OUT_OF_RANGE, 0);
    Refuses(copy("s"), with(s), 5, HOLO_ERROR_OUT_OF_RANGE, 0);
  }
  Refuses(copy("lane"), with(0), -1, HOLO_ERROR_INVALID_ARGUMENT, -1);
  Refuses(copy("lane"), with(0), kMost, HOLO_ERROR_LIMIT, -1);
}

BOOST_AUTO_TEST_CASE(steps_are_counted_before_they_are_taken) {
  const auto nested = [](int depth, const std::string& count) {
    std::string text = ".program p\n.scalar i64 n\n.out i64 z\nmovi.i64 r0, 0\n";
    for (int i = 0; i < depth; ++i) text += "loop " + count + ", end\n";
    return text + "add.i64 r0, r0, 1\nend:\nstg.i64 [z + lane], r0\nexit\n";
  };
  std::vector<int64_t> z(1);
  Runs(nested(3, "n"), {ScalarOf(int64_t{10}), BufferOf(z)}, 1);
  BOOST_TEST(z[0] == 1000);
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  Refuses(nested(8, "9223372036854775807"), {ScalarOf(int64_t{0}), BufferOf(z)}, 1, HOLO_ERROR_LIMIT, -1);
  Refuses(nested(1, "n"), {ScalarOf(kMost), BufferOf(z)}, 1, HOLO_ERROR_LIMIT, -1);
  Refuses(nested(1, "n"), {ScalarOf(int64_t{-1}), BufferOf(z)}, 1, HOLO_ERROR_INVALID_ARGUMENT, 0);
  Refuses(".program p\n.scalar i64 n\nloop n, end\nend:\nexit\n", {ScalarOf(kMost)}, 1, HOLO_ERROR_LIMIT, -1);
}

BOOST_AUTO_TEST_CASE(buffers_that_share_memory) {
  Floats x = {1, 2, 3, 4};
  const std::string square =
      ".program p\n.in f32 x\n.out f32 z\nldg.f32 r0, [x + lane]\nsquare.f32 r0, r0\nstg.f32 [z + lane], r0\nexit\n";
  Runs(square, {BufferOf(x), BufferOf(x)}, 4);
  BOOST_TEST(x == (Floats{1, 4, 9, 16}));
  Refuses(square, {BufferOf(x), {x.data() + 1, 3, 0}}, 3, HOLO_ERROR_OVERLAP, 1);
  Refuses(square, {BufferOf(x), {x.data(), 3, 0}}, 3, HOLO_ERROR_OVERLAP, 1);
  Runs(square, {{x.data(), 2, 0}, {x.data() + 2, 2, 0}}, 2);
  const std::string shifted =
      ".program p\n.in f32 x\n.out f32 z\nldg.f32 r0, [x + lane + 1]\nstg.f32 [z + lane], r0\nexit\n";
  Refuses(shifted, {BufferOf(x), BufferOf(x)}, 3, HOLO_ERROR_OVERLAP, 1);
  const std::string again =
      ".program p\n.in f32 x\n.out f32 z\nloop 2, end\nldg.f32 r0, [x + lane]\nstg.f32 [z + lane], r0\nend:\nexit\n";
  Refuses(again, {BufferOf(x), BufferOf(x)}, 4, HOLO_ERROR_OVERLAP, 1);
  const std::string after =
      ".program p\n.in f32 x\n.out f32 z\nstg.f32 [z + lane], 1\nldg.f32 r0, [x + lane]\nstg.f32 [z + lane], "
      "r0\nexit\n";
  Refuses(after, {BufferOf(x), BufferOf(x)}, 4, HOLO_ERROR_OVERLAP, 1);
  Floats w(4);
  Runs(again, {BufferOf(x), BufferOf(w)}, 4);
  // One element for all lanes: the second would read what the first has written.
  const std::string strided =
      ".program p\n.scalar i64 s\n.in f32 x\n.out f32 z\nldg.f32 r0, [x + lane*s]\nsquare.f32 r0, r0\n"
      "stg.f32 [z + lane*s], r0\nexit\n";
  Refuses(strided, {ScalarOf(int64_t{0}), BufferOf(x), BufferOf(x)}, 2, HOLO_ERROR_OVERLAP, 2);
  Runs(strided, {ScalarOf(int64_t{0}), BufferOf(x), BufferOf(x)}, 1);
  Runs(strided, {ScalarOf(int64_t{1}), BufferOf(x), BufferOf(x)}, 2);
}

BOOST_AUTO_TEST_CASE(a_stride_of_nothing) {
  const std::string store = ".program p\n.scalar i64 s\n.out f32 z\nstg.f32 [z + lane*s], 1\nexit\n";
  const std::string looped =
      ".program p\n.scalar i64 s\n.out f32 z\nloop 2, end\nstg.f32 [z + lane*s], 1\nend:\nexit\n";
  Floats z(4);
  Runs(store, {ScalarOf(int64_t{0}), BufferOf(z)}, 4);
  Runs(looped, {ScalarOf(int64_t{1}), BufferOf(z)}, 4);
  Refuses(looped, {ScalarOf(int64_t{0}), BufferOf(z)}, 4, HOLO_ERROR_INVALID_ARGUMENT, 0);
}

}  // namespace hologram::testing

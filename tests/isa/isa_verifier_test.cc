// isa_verifier_test.cc — programs that may run, and those that may not: each rule from both of its sides.
#define BOOST_TEST_MODULE isa_verifier
#include <boost/test/unit_test.hpp>
#include <string>

#include "isa/assembler.h"
#include "isa/verifier.h"

namespace hologram::testing {
namespace {

using isa::Assemble;
using isa::Diagnosis;
using isa::Program;
using isa::Verify;

constexpr const char* kHead =
    ".program p\n.in f32 x\n.out f32 z\n.inout i32 w\n.scalar i64 s\n.scalar f32 a\n"
    "ldg.f32 r0, [x + lane]\nldg.i32 r1, [w + lane]\nsetlt.f32 p0, r0, a\n";
constexpr int kHeadLines = 9;

Diagnosis Verified(const std::string& text) {
  Program program;
  const Diagnosis diagnosis = Assemble(text, &program);
  BOOST_TEST_REQUIRE(diagnosis.ok(), diagnosis.line << ": " << diagnosis.message << "\n" << text);
  return Verify(program);
}

void Accepts(const std::string& body) {
  const Diagnosis diagnosis = Verified(kHead + body + "exit\n");
  BOOST_TEST(diagnosis.ok(), diagnosis.line << ": " << diagnosis.message << "\n" << body);
}

// `line` counts from the body's first.
void Refuses(const std::string& body, int line, const std::string& words) {
  const Diagnosis diagnosis = Verified(kHead + body + "exit\n");
  BOOST_TEST(diagnosis.message.find(words) != std::string::npos,
             "\"" << diagnosis.message << "\" lacks \"" << words << "\"");
  BOOST_TEST(diagnosis.line == kHeadLines + line, body << diagnosis.message);
  BOOST_TEST(diagnosis.column == 1);
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_end) {
  BOOST_TEST(Verified(".program p\n").message.find("has instructions") != std::string::npos);
  BOOST_TEST(Verified(".program p\nmovi.f32 r0, 1\n").message.find("the last instruction is not exit") !=
             std::string::npos);
  Refuses("exit\n", 1, "exit is the last instruction");
  Accepts("");
}

BOOST_AUTO_TEST_CASE(types) {
  Accepts("exp.f32 r2, r0\nadd.i32 r3, r1, 5\nsel.f32 r0, p0, r2, a\nand.pred p1, p0, p0\ncvt.f32.i64 r4, lane\n");
  Refuses("exp.i32 r2, r1\n", 1, "\"exp\" does not take i32");
  Refuses("add.pred p1, p0, p0\n", 1, "\"add\" does not take pred");
  Refuses("ldg.pred p1, [x + lane]\n", 1, "\"ldg\" does not take pred");
  Refuses("seteq.pred p1, p0, p0\n", 1, "\"seteq\" does not take pred");
  Refuses("add.i32 r2, r1, r0\n", 1, "r0 holds f32 here, i32 is wanted");
  Refuses("add.f32 r2, r0, s\n", 1, "\"s\" is of i64, f32 is wanted");
  Refuses("add.f32 r2, r0, lane\n", 1, "lane, lanes and iteration are of i64, f32 is wanted: use cvt");
  Refuses("add.f32 r2, r0, p0\n", 1, "a predicate stands where a number should");
  Refuses("sel.f32 r2, r1, r0, r0\n", 1, "a register stands where a predicate should");
  Refuses("add.f32 p1, r0, r0\n", 1, "the result goes to a register");
  Refuses("setlt.f32 r2, r0, r0\n", 1, "the result goes to a predicate");
  Refuses("add.f32 r2, r0, x\n", 1, "\"x\" is no .scalar");
}

BOOST_AUTO_TEST_CASE(memory) {
  Accepts("stg.f32 [z + lane*s + s], r0\nstg.i32 [w + lane], r1\nldg.f32 r2, [x + r1]\nldg.f32 r3, [x + 3]\n");
  Refuses("ldg.f32 r2, [z + lane]\n", 1, "\"z\" is an .out: declare it .inout");
  Refuses("stg.f32 [x + lane], r0\n", 1, "\"x\" is an .in: declare it .inout");
  Refuses("ldg.f32 r2, [a + lane]\n", 1, "\"a\" is no buffer");
  Refuses("ldg.f32 r2, [w + lane]\n", 1, "\"w\" is of i32, the instruction of f32");
  Refuses("ldg.f32 r2, [x + lane*a]\n", 1, "\"a\" is of f32, i64 is wanted");
  Refuses("ldg.f32 r2, [x + r0]\n", 1, "r0 holds f32 here, i64 or i32 is wanted");
  Refuses("ldg.f32 r2, [x + r9]\n", 1, "r9 is not written");
}

BOOST_AUTO_TEST_CASE(lanes_do_not_meet) {
  Accepts("stg.i32 [w + lane], r1\nstg.i32 [w + lane], 7\nldg.i32 r2, [w + lane]\n");
  Accepts("stg.f32 [z + lane*4], r0\nstg.f32 [z + lane*4 + 1], r0\nstg.f32 [z + lane*4 - 2], r0\n");
  Refuses("stg.f32 [z + lane*2], r0\nstg.f32 [z + lane*2 + 4], r0\n", 2, "lanes may store to one element of \"z\"");
  Refuses("stg.f32 [z + lane*2], r0\nstg.f32 [z + lane], r0\n", 2, "lanes may store to one element of \"z\"");
  Refuses("stg.f32 [z + lane*s], r0\nstg.f32 [z + lane*s + 1], r0\n", 2, "lanes may store to one element of \"z\"");
  Accepts("stg.f32 [z + lane*s + 1], r0\nstg.f32 [z + lane*s + 1], r0\n");
  Accepts("stg.f32 [z + r1], r0\n");
  Accepts("stg.f32 [z + 5], r0\n");
  Refuses("stg.f32 [z + r1], r0\nstg.f32 [z + r1], r0\n", 2, "lanes may store to one element of \"z\"");
  Refuses("stg.f32 [z + 5], r0\nstg.f32 [z + 6], r0\n", 2, "lanes may store to one element of \"z\"");
  Refuses("loop 2, end\nstg.f32 [z + r1], r0\nend:\n", 2, "in a loop each lane stores to \"z\" at a place of its own");
  Refuses("loop 2, end\nstg.f32 [z + 5], r0\nend:\n", 2, "in a loop each lane stores to \"z\" at a place of its own");
  Accepts("loop 2, end\nstg.f32 [z + lane], r0\nend:\n");
  const auto reads = [](const char* load, const char* store) {
    const Diagnosis diagnosis =
        Verified(".program p\n.inout i32 w\nmovi.i32 r0, 1\n" + std::string(load) + "\n" + store + "\nexit\n");
    return diagnosis.message;
  };
  const std::string meets = "a lane may read what another one has written to \"w\"";
  BOOST_TEST(reads("ldg.i32 r0, [w + lane]", "stg.i32 [w + lane], r0") == "");
  BOOST_TEST(reads("ldg.i32 r0, [w + lane*2]", "stg.i32 [w + lane*2 + 1], r0") == "");
  BOOST_TEST(reads("ldg.i32 r0, [w + lane + 1]", "stg.i32 [w + lane], r0") == meets);
  BOOST_TEST(reads("ldg.i32 r0, [w + r0]", "stg.i32 [w + lane], r0") == meets);
  BOOST_TEST(reads("ldg.i32 r0, [w + lane]", "stg.i32 [w + r0], r0") == meets);
  BOOST_TEST(reads("ldg.i32 r0, [w + 3]", "stg.i32 [w + 3], r0") == meets);
  BOOST_TEST(reads("ldg.i32 r0, [w + r0]", "ldg.i32 r1, [w + lane + 1]") == "");
}

BOOST_AUTO_TEST_CASE(what_is_read_was_written) {
  Refuses("add.f32 r2, r3, r0\n", 1, "r3 is not written, as one type, on every way that leads here");
  Refuses("bra p1, end\nend:\n", 1, "p1 is not written on every way");
  // On one of two ways only.
  Refuses("bra p0, end\nmovi.f32 r2, 1\nend:\nneg.f32 r2, r2\n", 4, "r2 is not written");
  Refuses("bra p0, end\nsetlt.f32 p2, r0, 1\nend:\nnot.pred p2, p2\n", 4, "p2 is not written");
  Accepts("movi.f32 r2, 0\nbra p0, end\nmovi.f32 r2, 1\nend:\nneg.f32 r2, r2\n");
  // As two types.
  Refuses("movi.f32 r2, 0\nbra p0, end\nmovi.i32 r2, 1\nend:\nneg.f32 r2, r2\n", 5, "r2 is not written, as one type");
  Accepts("movi.f32 r2, 0\nbra p0, end\nmovi.i32 r2, 1\nend:\nmovi.f32 r2, 2\nneg.f32 r2, r2\n");
  // Two branches to one place.
  Refuses("bra p0, end\nmovi.f32 r2, 1\nbra p0, end\nend:\nneg.f32 r2, r2\n", 5, "r2 is not written");
}

BOOST_AUTO_TEST_CASE(loops) {
  Accepts("loop 3, end\nadd.f32 r0, r0, 1\ncvt.f32.i64 r2, iteration\nend:\n");
  Accepts("loop s, end\nend:\n");
  Accepts("loop lanes, end\nneg.f32 r0, r0\nend:\n");
  // A body that may not run writes nothing for sure; one that runs does.
  Accepts("loop 3, end\nmovi.f32 r2, 1\nend:\nneg.f32 r2, r2\n");
  Refuses("loop 0, end\nmovi.f32 r2, 1\nend:\nneg.f32 r2, r2\n", 4, "r2 is not written");
  Refuses("loop s, end\nmovi.f32 r2, 1\nend:\nneg.f32 r2, r2\n", 4, "r2 is not written");
  // The second time r2 is something else; and in an inner loop.
  Refuses("movi.f32 r2, 1\nloop 3, end\nneg.f32 r3, r2\nmovi.i32 r2, 1\nend:\n", 3, "r2 is not written, as one type");
  Refuses("movi.f32 r2, 1\nloop 3, end\nloop 2, in\nneg.f32 r3, r2\nin:\nmovi.i32 r2, 1\nend:\n", 4,
          "r2 is not written");
  Accepts("movi.f32 r2, 1\nloop 3, end\nmovi.f32 r2, 2\nneg.f32 r3, r2\nmovi.i32 r2, 1\nend:\n");
  Refuses("loop 3, end\nneg.f32 r3, r2\nmovi.f32 r2, 1\nend:\n", 2, "r2 is not written");
  Refuses("loop -1, end\nend:\n", 1, "does not run a negative number of times");
  Refuses("loop r1, end\nend:\n", 1, "how often a loop runs is a number or a scalar");
  Refuses("loop lane, end\nend:\n", 1, "how often a loop runs is a number or a scalar");
  Refuses("loop a, end\nend:\n", 1, "\"a\" is of f32, i64 is wanted");
  Refuses("mov.i64 r2, iteration\n", 1, "in a loop only");
  Refuses("back:\nloop 3, back\n", 2, "a loop ends after it begins");
  Refuses("loop 3, a1\nloop 3, a2\na1:\nneg.f32 r0, r0\na2:\n", 2, "the loop ends after the one that it is in");
  std::string deep, flat;
  for (int i = 0; i < 9; ++i) deep += "loop 2, end\n";
  Refuses(deep + "neg.f32 r0, r0\nend:\n", 9, "loops are at most 8 deep");
  for (int i = 0; i < 65; ++i)
    flat += "loop 2, e" + std::to_string(i) + "\nneg.f32 r0, r0\ne" + std::to_string(i) + ":\n";
  Refuses(flat, 64 * 3 + 1, "at most 64 loops");
}

BOOST_AUTO_TEST_CASE(branches) {
  Accepts("bra end\nneg.f32 r0, r0\nend:\n");
  Accepts("loop 3, end\nbra p0, end\nneg.f32 r0, r0\nend:\n");
  Accepts("loop 3, end\nbra p0, in\nneg.f32 r0, r0\nin:\nneg.f32 r0, r0\nend:\n");
  Accepts("bra p0, end\nloop 3, end\nneg.f32 r0, r0\nend:\n");
  Refuses("back:\nneg.f32 r0, r0\nbra back\n", 3, "a branch leads forward");
  Refuses("here:\nbra here\n", 2, "a branch leads forward");
  Refuses("bra p0, in\nloop 3, end\nin:\nneg.f32 r0, r0\nend:\n", 1, "to a place in the same loop, or to its end");
  Refuses("loop 3, end\nneg.f32 r0, r0\nbra p0, out\nend:\nneg.f32 r0, r0\nout:\n", 3, "to a place in the same loop");
}

BOOST_AUTO_TEST_CASE(reductions) {
  const auto with = [](const std::string& results, const std::string& body) {
    return Verified(".program p\n.in f32 x\n" + results + "ldg.f32 r0, [x + lane]\nsetlt.f32 p0, r0, 0\n" + body +
                    "exit\n")
        .message;
  };
  BOOST_TEST(with(".result f32 s\n.result i64 at\n", "red.add.f32 s, r0\nred.argmax.f32 at, r0\n") == "");
  const auto says = [&](const std::string& results, const std::string& body, const std::string& words) {
    const std::string message = with(results, body);
    BOOST_TEST(message.find(words) != std::string::npos, "\"" << message << "\" lacks \"" << words << "\"");
  };
  says(".result f64 s\n", "red.add.f32 s, r0\n", "\"s\" is of f64, the reduction gives f32");
  says(".result f32 s\n", "", "no reduction gives \"s\"");
  says(".result f32 s\n", "red.add.f32 s, r0\nred.max.f32 s, r0\n", "\"s\" is given twice");
  says("", "red.add.f32 r1, r0\n", "what a reduction gives is a .result");
  says("", "red.add.f32 x, r0\n", "what a reduction gives is a .result");
  says(".result f32 s\n", "loop 2, end\nred.add.f32 s, r0\nend:\n", "in no loop");
  says(".result f32 s\n", "bra p0, end\nred.add.f32 s, r0\nend:\n", "a branch leads past the reduction");
  says(".result f32 s\n", "red.add.f32 s, s\n", "\"s\" is no .scalar");
}

// The worst that a text can be is answered at once.
BOOST_AUTO_TEST_CASE(hostile_programs_take_no_time) {
  std::string text = ".program p\n.in f32 x\nldg.f32 r0, [x + lane]\nsetlt.f32 p0, r0, 0\n";
  for (int i = 0; i < 8; ++i) text += "loop 9223372036854775807, end\n";
  for (int i = 0; i < 2000; ++i) text += "bra p0, end\nmovi.f32 r" + std::to_string(i % 256) + ", 1\n";
  BOOST_TEST(Verified(text + "end:\nexit\n").ok());
}

}  // namespace hologram::testing

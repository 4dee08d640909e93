// isa_text_test.cc — programs as text: what they are read as, what they are printed as, and what is said of those that are
// none, by line and column.
#define BOOST_TEST_MODULE isa_text
#include <boost/test/unit_test.hpp>
#include <cstring>
#include <limits>
#include <string>

#include "isa/assembler.h"
#include "isa/constant.h"
#include "isa/disassembler.h"
#include "isa/mnemonics.h"
#include "ops/op_table.h"
#include "support/random_values.h"

namespace hologram::testing {
namespace {

using isa::Assemble;
using isa::Diagnosis;
using isa::Disassemble;
using isa::Program;

constexpr const char* kAxpy = R"(.program axpy_relu     ; the example of the handbook
.in f32 x, y    .scalar f32 a    .out f32 z
    ldg.f32 r0, [x + lane]
    ldg.f32 r1, [y + lane]
    fma.f32 r2, a, r0, r1
    relu.f32 r3, r2
    stg.f32 [z + lane], r3
    exit
)";

Program Assembled(const std::string& text) {
  Program program;
  const Diagnosis diagnosis = Assemble(text, &program);
  BOOST_TEST(diagnosis.ok(), diagnosis.line << ":" << diagnosis.column << ": " << diagnosis.message << "\n" << text);
  return program;
}

// That text is read as some program, printed, read as the same program, and printed as the same text.
std::string RoundTrip(const std::string& text) {
  const Program program = Assembled(text);
  const std::string printed = Disassemble(program);
  const Program again = Assembled(printed);
  BOOST_TEST((again == program), printed);
  BOOST_TEST(Disassemble(again) == printed);
  return printed;
}

void Refuses(const std::string& text, int line, int column, const std::string& words) {
  Program program;
  const Diagnosis diagnosis = Assemble(text, &program);
  BOOST_TEST(diagnosis.message.find(words) != std::string::npos,
             "\"" << diagnosis.message << "\" lacks \"" << words << "\"");
  BOOST_TEST(diagnosis.line == line, text);
  BOOST_TEST(diagnosis.column == column, text << diagnosis.message);
}

// A line of a program with some parameters and a label behind it.
std::string Around(const std::string& line) {
  return ".program p\n.in f32 x\n.out f32 z\n.scalar i64 s\n.scalar f32 a\n.result f32 total\n" + line +
         "\nend:\nexit\n";
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_program_is_read_and_printed) {
  BOOST_TEST(RoundTrip(kAxpy) ==
             ".program axpy_relu\n.in f32 x\n.in f32 y\n.scalar f32 a\n.out f32 z\n"
             "    ldg.f32 r0, [x + lane]\n    ldg.f32 r1, [y + lane]\n    fma.f32 r2, a, r0, r1\n"
             "    relu.f32 r3, r2\n    stg.f32 [z + lane], r3\n    exit\n");
  const char* const fast = ".program fast\n.fast_math\n.in f32 x\n    exit\n";
  BOOST_TEST(RoundTrip(fast) == fast);
  BOOST_TEST(RoundTrip(".program fast\n.in f32 x\n.fast_math\nexit") == fast);
  BOOST_TEST(Assembled(fast).fast_math);
  const Program program = Assembled(kAxpy);
  BOOST_TEST(!program.fast_math);
  BOOST_TEST(program.parameters.size() == 4u);
  BOOST_TEST(program.instructions.size() == 6u);
  BOOST_TEST(program.instructions[2].op == HOLO_OP_FMA);
  BOOST_TEST(program.instructions[2].line == 5);
  BOOST_TEST(program.instructions[2].column == 5);
}

BOOST_AUTO_TEST_CASE(every_line_is_printed_as_it_is_read) {
  for (const char* line : {"ldg.f32 r255, [x + lane]",
                           "ldg.f32 r0, [x + lane*4]",
                           "ldg.f32 r0, [x + lane*-1 + 7]",
                           "ldg.f32 r0, [x + lane - 1]",
                           "ldg.f32 r0, [x + 7]",
                           "ldg.f32 r0, [x - 7]",
                           "ldg.f32 r0, [x + lane*s + s]",
                           "ldg.f32 r0, [x + s]",
                           "ldg.f32 r0, [x + r9]",
                           "stg.f32 [z + r3], 0.5",
                           "movi.f32 r0, 1",
                           "mov.f32 r0, a",
                           "mov.i64 r0, lane",
                           "mov.i64 r0, lanes",
                           "mov.i64 r0, iteration",
                           "cvt.f32.i64 r0, lane",
                           "and.i32 r0, r1, 255",
                           "or.pred p0, p1, p2",
                           "not.pred p0, p1",
                           "shl.u8 r0, r1, 3",
                           "setlt.f32 p15, r0, -inf",
                           "seteq.i8 p0, r0, -128",
                           "sel.f32 r0, p0, r1, nan",
                           "sel.pred p0, p1, p2, 1",
                           "bra end",
                           "bra p3, end",
                           "loop 12, end",
                           "loop s, end",
                           "red.add.f32 total, r0",
                           "red.argmax.f32 total, r0",
                           "rem.f64 r1, r2, 2.5",
                           "gelu.bf16 r0, r0",
                           "clip.f32 r0, r1, -1, 1",
                           "hypot.f32 r0, r1, r2"}) {
    const std::string printed = RoundTrip(Around(line));
    BOOST_TEST(printed.find("    " + std::string(line) + "\n") != std::string::npos, printed);
  }
}

// Every map of ops.def is an instruction, by one name.
BOOST_AUTO_TEST_CASE(every_map_has_a_name) {
  int maps = 0;
  for (const ops::OpRow& row : ops::Table()) {
    if (!ops::IsMap(row.shape)) continue;
    isa::Instruction instruction;
    instruction.op = row.code;
    instruction.kind = row.shape == ops::Shape::kSelect                             ? isa::Kind::kSelect
                       : row.code >= HOLO_OP_EQ && row.code <= HOLO_OP_GE           ? isa::Kind::kSet
                       : row.code >= HOLO_OP_TO_F32 && row.code <= HOLO_OP_TO_BOOL8 ? isa::Kind::kConvert
                                                                                    : isa::Kind::kMap;
    if (instruction.kind == isa::Kind::kSelect) instruction.op = 0;
    const auto found = isa::FindMnemonic(isa::MnemonicOf(instruction));
    BOOST_TEST_REQUIRE(found.has_value(), row.name);
    BOOST_TEST((found->kind == instruction.kind), row.name);
    const bool has_own = instruction.kind == isa::Kind::kMap || instruction.kind == isa::Kind::kSet;
    BOOST_TEST(found->op == (has_own ? row.code : 0), row.name);
    BOOST_TEST(found->input_count == ops::InputCount(row.shape), row.name);
    ++maps;
  }
  BOOST_TEST(maps > 80);
  for (const char* name :
       {"bit_and", "eq", "to_f32", "where", "sum", "softmax", "add.f32", "", "setxx", "red", "red.sum"}) {
    BOOST_TEST(!isa::FindMnemonic(name).has_value(), name);
  }
}

BOOST_AUTO_TEST_CASE(blanks_and_comments_do_not_count) {
  const std::string dense = ".program p\n.in f32 x .out f32 z\nldg.f32 r0,[x+lane*2-1]\nl:m:stg.f32 [z+lane],r0\nexit";
  const std::string loose =
      "\n\n# first\r\n  .program\tp ; name\n.in f32\tx\n.out f32 z\n\n\n ldg.f32 r0 , [ x + lane * 2 - 1 ] ; load\n"
      "l : \n m: stg.f32 [ z + lane ] , r0\n  exit  \n\n";
  BOOST_TEST(Disassemble(Assembled(dense)) == Disassemble(Assembled(loose)));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_told_by_line_and_column) {
  Refuses("", 1, 1, "expected .program, found the end");
  Refuses("add.f32", 1, 1, "expected .program, found \"add.f32\"");
  Refuses(".program 7", 1, 10, "expected the program's name");
  Refuses(".program lane", 1, 10, "expected the program's name");
  Refuses(".program p\n.input f32 x", 2, 1, "expected .in, .out");
  Refuses(".program p\n.in f31 x", 2, 5, "expected a type, found \"f31\"");
  Refuses(".program p\n.in pred x", 2, 5, "expected a type");
  Refuses(".program p\n.in f32 x, x", 2, 12, "there is a parameter \"x\" already");
  Refuses(".program p\n.in f32 x,", 2, 11, "expected a parameter's name, found the end of the line");
  Refuses(".program p\n.in f32 r1", 2, 9, "expected a parameter's name");
  Refuses(".program p\nexit\n.in f32 x", 3, 1, "before the first instruction");
  Refuses(".program p\nexit\n.fast_math", 3, 1, "before the first instruction");
  Refuses(".program p\n&", 2, 1, "expected a directive, a label or an instruction, found \"&\"");
  const auto refuses = [](const char* line, int column, const char* words) { Refuses(Around(line), 7, column, words); };
  refuses("foo.f32 r0, r1", 1, "\"foo.f32\" is no instruction");
  refuses("softmax.f32 r0, r1", 1, "is no instruction");
  refuses("add r0, r1, r2", 1, "takes one type");
  refuses("add.f32.f32 r0, r1, r2", 1, "takes one type");
  refuses("cvt.f32 r0, r1", 1, "takes two types");
  refuses("exit.f32", 1, "takes no type");
  refuses("add.f23 r0, r1, r2", 1, "\"f23\" is no type");
  refuses("cvt.pred.f32 p0, r1", 1, "by sel");
  refuses("add.f32 r0, r1", 15, "expected a comma, found the end of the line");
  refuses("add.f32 r0, r1, r2, r3", 19, "expected the end of the line, found \",\"");
  refuses("add.f32 r256, r1, r2", 9, "expected a register r0 to r255");
  refuses("add.f32 r0, p16, r2", 13, "expected a register, a parameter, a number");
  refuses("add.f32 r0, b, r2", 13, "expected a register, a parameter, a number");
  refuses("add.f32 r0, r01, r2", 13, "expected a register");
  refuses("add.f32 r0, -r1, r2", 14, "expected a number");
  refuses("add.f32 r0, r1, 1x", 17, "\"1x\" is no number of f32");
  refuses("add.f32 r0, r1, 1e99", 17, "1e99 is not in the range of f32");
  refuses("add.f16 r0, r1, 65520", 17, "65520 is not in the range of f16");
  refuses("add.u8 r0, r1, -1", 17, "-1 is not in the range of u8");
  refuses("add.i8 r0, r1, 128", 16, "128 is not in the range of i8");
  refuses("add.i64 r0, r1, 99999999999999999999", 17, "is not in the range of i64");
  refuses("add.i8 r0, r1, 1.5", 16, "\"1.5\" is no number of i8");
  refuses("movi.bool8 r0, 2", 16, "2 is not in the range of bool8");
  refuses("ldg.f32 r0, x", 13, "expected an address");
  refuses("ldg.f32 r0, [y + lane]", 14, "expected a buffer");
  refuses("ldg.f32 r0, [x]", 15, "expected + or -");
  refuses("ldg.f32 r0, [x + lane", 22, "expected +, - or ]");
  refuses("ldg.f32 r0, [x - lane]", 18, "expected a number");
  refuses("ldg.f32 r0, [x + lane*r1]", 23, "expected a stride");
  refuses("ldg.f32 r0, [x + r1 + 2]", 21, "expected ]");
  refuses("bra p0", 7, "expected a comma");
  refuses("bra p0, r1", 9, "expected a label");
  refuses("bra nowhere", 5, "there is no label \"nowhere\"");
  Refuses(Around("end: exit"), 8, 1, "there is a label \"end\" already");
  refuses("r1: exit", 1, "is no name for a label");
}

BOOST_AUTO_TEST_CASE(limits_end_it_early) {
  std::string text = ".program p\n";
  for (int i = 0; i < 65; ++i) text += ".in f32 x" + std::to_string(i) + "\n";
  Refuses(text, 66, 9, "at most 64 parameters");
  text = ".program p\n";
  for (int i = 0; i < 1000000; ++i) text += "add.f32 r0, r0, r0\n";
  Refuses(text, 4098, 1, "at most 4096 instructions");
  Refuses(".program " + std::string(10000000, 'a'), 1, 10, "at most 64 bytes");
  Refuses(".program p\n" + std::string(10000000, 'a'), 2, 1, "is no instruction");
}

BOOST_AUTO_TEST_CASE(constants_keep_their_bits) {
  Random random(1);
  for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
    base::WithType(dtype, [&]<class T>(base::Type<T>) {
      std::vector<T> values = AnyValues<T>(&random, 3000);
      const std::vector<T> edges = EdgeValues<T>();
      values.insert(values.end(), edges.begin(), edges.end());
      for (const T& value : values) {
        uint64_t bits = 0, back = 0;
        std::memcpy(&bits, &value, sizeof value);
        const std::string text = isa::ConstantText(bits, dtype);
        const bool negative = text[0] == '-';
        const auto result = isa::ParseConstant(std::string_view(text).substr(negative ? 1 : 0), negative, dtype, &back);
        BOOST_TEST((result == isa::ConstantResult::kOk), text);
        BOOST_TEST((bits == back || text.find("nan") != std::string::npos), text << " of " << holo_dtype_name(dtype));
        BOOST_TEST(isa::ConstantText(back, dtype) == text);
      }
    });
  }
}

BOOST_AUTO_TEST_CASE(constants_are_as_short_as_they_can_be) {
  const auto text = [](const char* number, holo_dtype dtype) {
    uint64_t bits = 0;
    BOOST_TEST((isa::ParseConstant(number, false, dtype, &bits) == isa::ConstantResult::kOk), number);
    return isa::ConstantText(bits, dtype);
  };
  BOOST_TEST(text("0.1", HOLO_F32) == "0.1");
  BOOST_TEST(text("0.1", HOLO_F16) == "0.1");
  BOOST_TEST(text("0.1", HOLO_BF16) == "0.1");
  BOOST_TEST(text("0x1.8p+1", HOLO_F64) == "3");
  BOOST_TEST(text("1e30", HOLO_F32) == "1e+30");
  BOOST_TEST(text("0xff", HOLO_U8) == "255");
  BOOST_TEST(text("0x1p-149", HOLO_F32) == "1e-45");
}

// Whatever bytes there are: an answer, and no end.
BOOST_AUTO_TEST_CASE(any_bytes_get_an_answer) {
  Random random(2);
  const std::string whole = Around("loop 3, end\nldg.f32 r0, [x + lane*2 - 1]\nsetlt.f32 p0, r0, -1e-3\nbra p0, end");
  for (int round = 0; round < 20000; ++round) {
    std::string text = whole;
    for (int k = 0; k < 3; ++k) {
      const auto at = static_cast<size_t>(random.Below(static_cast<int64_t>(text.size())));
      const auto byte = static_cast<char>(
          random.Below(4) == 0 ? random.Below(256)
                               : text[static_cast<size_t>(random.Below(static_cast<int64_t>(text.size())))]);
      if (random.Below(3) == 0) {
        text.erase(at, 1 + static_cast<size_t>(random.Below(4)));
      } else {
        text[at] = byte;
      }
    }
    Program program;
    const Diagnosis diagnosis = Assemble(text, &program);
    if (diagnosis.ok()) {
      RoundTrip(text);
    } else {
      BOOST_TEST(diagnosis.line > 0);
    }
  }
}

}  // namespace hologram::testing

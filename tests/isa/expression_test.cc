// expression_test.cc — expressions as programs: the instructions that they become, and what is said of those that are wrong, by
// line and column.
#define BOOST_TEST_MODULE expression
#include <boost/test/unit_test.hpp>
#include <string>

#include "isa/compiled_expression.h"
#include "support/random_values.h"

namespace hologram::testing {
namespace {

// The instructions, without loads, stores and the end.
std::string Code(const std::string& text, const std::string& parameters) {
  const std::string printed = isa::Disassemble(Expression(text, parameters));
  std::string code;
  for (size_t at = 0, end = 0; at < printed.size(); at = end + 1) {
    end = printed.find('\n', at);
    const std::string line = printed.substr(at, end - at);
    const bool is_code = line.starts_with("    ") && line.find("[") == std::string::npos && line != "    exit";
    if (is_code) code += line.substr(4) + "\n";
  }
  return code;
}

constexpr const char* kFloats = "in f32 x, y; out z";

void Refuses(const std::string& text, const std::string& parameters, int line, int column, const std::string& words) {
  isa::Program program;
  const isa::Diagnosis diagnosis = TryExpression(text, parameters, &program);
  BOOST_TEST(diagnosis.message.find(words) != std::string::npos,
             text.substr(0, 200) << ": \"" << diagnosis.message << "\" lacks \"" << words << "\"");
  BOOST_TEST(diagnosis.line == line, text.substr(0, 200) << diagnosis.message);
  BOOST_TEST(diagnosis.column == column, text.substr(0, 200) << diagnosis.message);
}

// Of a program with some parameters.
void RefusesOne(const std::string& text, int column, const std::string& words) {
  Refuses(text, "in f32 x, y; in f64 d; in i32 i; in bool8 m; scalar f32 a; inout f32 w; out z; result s", 1, column,
          words);
}

std::string Repeated(int times, const std::string& text) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_program_is_made) {
  BOOST_TEST(isa::Disassemble(Expression("z = gelu(x*w + b)", "in f32 x, w; scalar f32 b; out f32 z")) ==
             ".program expression\n.in f32 x\n.in f32 w\n.scalar f32 b\n.out f32 z\n"
             "    ldg.f32 r0, [x + lane]\n    ldg.f32 r1, [w + lane]\n    mul.f32 r0, r0, r1\n    add.f32 r0, r0, b\n"
             "    gelu.f32 r0, r0\n    stg.f32 [z + lane], r0\n    exit\n");
  BOOST_TEST(isa::Disassemble(Expression("s = sum((x - y)^2)\nat = argmax(x) # where", "in f16 x, y; result s, at")) ==
             ".program expression\n.in f16 x\n.in f16 y\n.result f32 s\n.result i64 at\n"
             "    ldg.f16 r0, [x + lane]\n    ldg.f16 r1, [y + lane]\n    sub.f16 r1, r0, r1\n    square.f16 r1, r1\n"
             "    red.add.f16 s, r1\n    red.argmax.f16 at, r0\n    exit\n");
}

BOOST_AUTO_TEST_CASE(results_need_no_declaration) {
  BOOST_TEST(
      isa::Disassemble(Expression("n = sum(i64(x < 0)); z = x; least = min(x)", "result least; in f32 x; out z")) ==
      ".program expression\n.result f32 least\n.in f32 x\n.out f32 z\n.result i64 n\n    ldg.f32 r0, [x + lane]\n"
      "    setlt.f32 p0, r0, 0\n    sel.bool8 r1, p0, 1, 0\n    cvt.i64.bool8 r1, r1\n    red.add.i64 n, r1\n"
      "    red.min.f32 least, r0\n    stg.f32 [z + lane], r0\n    exit\n");
}

BOOST_AUTO_TEST_CASE(operators_bind_as_they_do_elsewhere) {
  const auto same = [](const std::string& text, const std::string& plain) {
    BOOST_TEST(Code("z = " + text, kFloats) == Code("z = " + plain, kFloats), text);
  };
  same("x + y * x", "x + (y * x)");
  same("x - y - x", "(x - y) - x");
  same("x / y * x % y", "((x / y) * x) % y");
  same("-x^2", "-(x^2)");
  same("-x*y", "(-x)*y");
  same("x*-y", "x*(-y)");
  same("x^y^x", "x^(y^x)");
  same("x^-y", "x^(-y)");
  same("x - -y", "x - (-y)");
  same("x + y < x * y", "(x + y) < (x * y)");
  same("not x < y and x == y or x > y", "((not (x < y)) and (x == y)) or (x > y)");
  same("x < y or x > y and x != y", "(x < y) or ((x > y) and (x != y))");
  same("not not x < y", "not (not (x < y))");
  same("add(x, mul(y, x))", "x + y * x");
  same("le(x, y)", "x <= y");
  same("neg(x)", "-x");
  same("to_f64(x)", "f64(x)");
  BOOST_TEST(Code("z = x - -0.5", kFloats) == "sub.f32 r0, r0, -0.5\n");
  BOOST_TEST(Code("z = x --0.5", kFloats) == "sub.f32 r0, r0, -0.5\n");
  BOOST_TEST(Code("z = x * - - 2", kFloats) == "mul.f32 r0, r0, 2\n");
}

BOOST_AUTO_TEST_CASE(numbers_take_the_type_of_what_they_meet) {
  BOOST_TEST(Code("z = x + 0x1.8p-3", "in f64 x; out z") == "add.f64 r0, r0, 0.1875\n");
  BOOST_TEST(Code("z = 1e3 * .5 + x", "in f16 x; out z") == "mul.f16 r1, 1e+03, 0.5\nadd.f16 r0, r1, r0\n");
  BOOST_TEST(Code("z = where(x < pi, -inf, nan)", "in f32 x; out f32 z") ==
             "setlt.f32 p0, r0, 3.1415927\nsel.f32 r0, p0, -inf, nan\n");
  BOOST_TEST(Code("z = x + pi", "in f64 x; out z") == "add.f64 r0, r0, 3.141592653589793\n");
  BOOST_TEST(Code("third = 1/3; z = x * third; k = d * third", "in f32 x; in f64 d; out z, k") ==
             "div.f32 r1, 1, 3\nmul.f32 r0, r0, r1\ndiv.f64 r2, 1, 3\nmul.f64 r1, r1, r2\n");
  BOOST_TEST(Code("z = x - 9223372036854775808", "in u64 x; out z") == "sub.u64 r0, r0, 9223372036854775808\n");
  BOOST_TEST(Code("z = x + -9223372036854775808", "in i64 x; out z") == "add.i64 r0, r0, -9223372036854775808\n");
  BOOST_TEST(Code("z = f16(1/3) + f16(x)", "in f32 x; out z") ==
             "div.f16 r1, 1, 3\ncvt.f16.f32 r0, r0\nadd.f16 r0, r1, r0\n");
  BOOST_TEST(Code("z = 2", "out i8 z").empty());
  BOOST_TEST(Code("z = lane * 2 - lanes", "out z") == "mul.i64 r0, lane, 2\nsub.i64 r0, r0, lanes\n");
}

BOOST_AUTO_TEST_CASE(conditions_are_of_bool8) {
  BOOST_TEST(Code("z = x < y", kFloats) == "setlt.f32 p0, r0, r1\nsel.bool8 r0, p0, 1, 0\n");
  BOOST_TEST(Code("z = where(m, x, 0)", "in bool8 m; in f32 x; out z") ==
             "setne.bool8 p0, r0, 0\nsel.f32 r0, p0, r1, 0\n");
  BOOST_TEST(Code("z = m and a", "in bool8 m; scalar bool8 a; out z") ==
             "setne.bool8 p0, r0, 0\nsetne.bool8 p1, a, 0\nand.pred p0, p0, p1\nsel.bool8 r0, p0, 1, 0\n");
  BOOST_TEST(Code("c = x < y; z = where(c, x, y) + f32(c)", kFloats) ==
             "setlt.f32 p0, r0, r1\nsel.f32 r0, p0, r0, r1\nsel.bool8 r1, p0, 1, 0\ncvt.f32.bool8 r1, r1\n"
             "add.f32 r0, r0, r1\n");
  BOOST_TEST(Code("z = bit_xor(m, x < 1)", "in bool8 m; in f32 x; out z") ==
             "setlt.f32 p0, r1, 1\nsel.bool8 r1, p0, 1, 0\nxor.bool8 r0, r0, r1\n");
  BOOST_TEST(Code("z = m or 1", "in bool8 m; out z") ==
             "setne.bool8 p0, r0, 0\nor.pred p0, p0, 1\nsel.bool8 r0, p0, 1, 0\n");
}

BOOST_AUTO_TEST_CASE(small_powers_are_products) {
  BOOST_TEST(Code("z = x^1", kFloats).empty());
  BOOST_TEST(Code("z = x^2", kFloats) == "square.f32 r0, r0\n");
  BOOST_TEST(Code("z = x^3", kFloats) == "square.f32 r1, r0\nmul.f32 r0, r1, r0\n");
  BOOST_TEST(Code("z = x^4", kFloats) == "square.f32 r0, r0\nsquare.f32 r0, r0\n");
  BOOST_TEST(Code("z = x^5", kFloats) == "pow.f32 r0, r0, 5\n");
  BOOST_TEST(Code("z = x^0", kFloats) == "pow.f32 r0, r0, 0\n");
  BOOST_TEST(Code("z = x^-1", kFloats) == "reciprocal.f32 r0, r0\n");
  BOOST_TEST(Code("z = x^-2", kFloats) == "pow.f32 r0, r0, -2\n");
  BOOST_TEST(Code("z = x^0.5", kFloats) == "pow.f32 r0, r0, 0.5\n");
  BOOST_TEST(Code("z = x^y", kFloats) == "pow.f32 r0, r0, r1\n");
  BOOST_TEST(Code("z = 2^x", kFloats) == "pow.f32 r0, 2, r0\n");
  BOOST_TEST(Code("z = x^5", "in i32 x; out z") == "square.i32 r1, r0\nsquare.i32 r1, r1\nmul.i32 r0, r1, r0\n");
}

BOOST_AUTO_TEST_CASE(what_is_read_is_loaded_once_and_what_is_written_is_stored_last) {
  BOOST_TEST(isa::Disassemble(Expression("z = x + x; w = w * x; v = w", "in f32 x; inout f32 w; out z, v")) ==
             ".program expression\n.in f32 x\n.inout f32 w\n.out f32 z\n.out f32 v\n    ldg.f32 r0, [x + lane]\n"
             "    add.f32 r1, r0, r0\n    ldg.f32 r2, [w + lane]\n    mul.f32 r0, r2, r0\n    stg.f32 [w + lane], r0\n"
             "    stg.f32 [z + lane], r1\n    stg.f32 [v + lane], r0\n    exit\n");
}

BOOST_AUTO_TEST_CASE(blanks_comments_and_empty_statements_do_not_count) {
  const std::string plain = Code("t = x*y; z = t + 1", kFloats);
  for (const char* text : {"t=x*y\nz=t+1\n", ";;\n t = x * y ;; # first\n\n # second; z = 5\r\n z = t + 1 ;",
                           "t = (x\n*\n# why\ny)\nz = (t +\n 1)"}) {
    BOOST_TEST(Code(text, kFloats) == plain, text);
  }
  BOOST_TEST(Code("z = x", "\n in f32 x ; ; \n out\tz # that\n").empty());
  BOOST_TEST(Code("", "").empty());
}

// r2 and p1 are no names of parameters, but others' registers have nothing to do with names of one's own.
BOOST_AUTO_TEST_CASE(names) {
  BOOST_TEST(Code("r2 = x*x; min = r2 + 1; z = min(min, r2)", kFloats) ==
             "mul.f32 r0, r0, r0\nadd.f32 r1, r0, 1\nmin.f32 r0, r1, r0\n");
  BOOST_TEST(Code("sum = sum(x)", "in f32 x; result sum") == "red.add.f32 sum, r0\n");
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_told_by_line_and_column) {
  RefusesOne("z", 2, "expected =, found the end of the line");
  RefusesOne("z == x", 3, "expected =, found \"==\"");
  RefusesOne("1 = x", 1, "expected a name, found \"1\"");
  RefusesOne("and = x", 1, "expected a name");
  RefusesOne("z = ", 5, "expected a value, found the end");
  RefusesOne("z = x y", 7, "expected an operator, ; or the end of the line, found \"y\"");
  RefusesOne("z = x = y", 7, "found \"=\"");
  RefusesOne("z = (x + y", 11, "expected an operator or ), found the end");
  RefusesOne("z = x)", 6, "found \")\"");
  RefusesOne("z = x +* y", 8, "expected a value, found \"*\"");
  RefusesOne("z = x & y", 7, "found \"&\"");
  RefusesOne("z = x + not x", 9, "expected a value, found \"not\"");
  RefusesOne("z = exp(", 9, "expected a value");
  RefusesOne("z = exp(x", 10, "expected an operator, a comma or )");
  RefusesOne("z = 1x + x", 5, "\"1x\" is no number of f32");
  RefusesOne("z = 1e99 + x", 5, "1e99 is not in the range of f32");
  RefusesOne("z = i + 0.5", 9, "\"0.5\" is no number of i32: convert what it meets: f32(…)");
  RefusesOne("z = i + 2147483648", 9, "2147483648 is not in the range of i32");
  RefusesOne("z = lane * pi", 12, "\"pi\" is no number of i64");
  RefusesOne("z = x * d", 7, "\"*\" takes values of one type, here are f32 and f64: f32(…) converts");
  RefusesOne("z = 2 * (x < i)", 12, "\"<\" takes values of one type, here are f32 and i32");
  RefusesOne("z = fma(x, x, d)", 5, "\"fma\" takes values of one type, here are f32 and f64");
  RefusesOne("z = where(m, x, d)", 5, "\"where\" takes values of one type");
  RefusesOne("z = exp(i)", 5, "\"exp\" does not take i32: f32(…) converts");
  RefusesOne("z = (x < y) * 2", 13, "\"*\" does not take bool8: f32(…) converts");
  RefusesOne("z = m ^ 2", 7, "\"^\" does not take bool8");
  RefusesOne("z = i ^ -1", 7, "\"^\" does not take i32: f32(…) converts");
  RefusesOne("z = i ^ i", 7, "\"^\" does not take i32: f32(…) converts");
  RefusesOne("z = bit_and(x, y)", 5, "\"bit_and\" does not take f32");
  RefusesOne("z = where(x, x, y)", 11, "\"where\" takes a condition, this is of f32: write … != 0");
  RefusesOne("z = m and i", 11, "\"and\" takes a condition, this is of i32");
  RefusesOne("z = not x", 9, "\"not\" takes a condition, this is of f32");
  RefusesOne("z = x < y < x", 11, "comparisons do not chain");
  RefusesOne("z = x == y != m", 12, "comparisons do not chain");
  RefusesOne("z = foo(x)", 5, "there is no function \"foo\"");
  RefusesOne("z = lane(x)", 5, "there is no function \"lane\"");
  RefusesOne("z = softmax(x)", 5, "\"softmax\" is no function of an element");
  RefusesOne("s = mean(x)", 5, "\"mean\" is no function of an element; what reduces here are sum, prod, min, max");
  RefusesOne("z = exp(x, y)", 5, "\"exp\" takes 1 value");
  RefusesOne("z = exp()", 5, "\"exp\" takes 1 value");
  RefusesOne("z = fma(x, y, x, y, x, y, x)", 5, "\"fma\" takes 3 values");
  RefusesOne("s = sum(x, y)", 5, "\"sum\" takes 1 value");
  RefusesOne("z = min(x, y, x)", 5, "\"min\" takes 2 values");
  RefusesOne("z = sum(x) / 2", 5, "\"sum\" reduces all lanes, so it stands alone");
  RefusesOne("z = -max(x)", 6, "\"max\" reduces all lanes");
  RefusesOne("s = sum(sum(x))", 9, "\"sum\" reduces all lanes");
  RefusesOne("z = sum(x)", 1, "what \"sum\" gives is a result: \"z\" is none");
  RefusesOne("t = sum(x); z = x*t", 19, "\"t\" is a result, known when all lanes are through");
  RefusesOne("t = x; t = sum(x)", 8, "\"t\" has a value already");
  RefusesOne("r2 = sum(x)", 1, "\"r2\" is no name for a result");
  RefusesOne("s = x", 1, "\"s\" is a result: it takes a reduction");
  RefusesOne("s = sum(1)", 5, "nothing here has a type");
  RefusesOne("s = sum(m)", 5, "\"sum\" does not take bool8: f32(…) converts");
  RefusesOne("z = 1 < 2", 7, "nothing here has a type: f32(1)");
  RefusesOne("z = 1", 5, "nothing here has a type: declare \"z\" with one");
  RefusesOne("w = d + d", 7, "\"w\" takes f32, this is of f64: f32(…) converts");
  RefusesOne("x = y", 1, "\"x\" is only read");
  RefusesOne("a = y", 1, "\"a\" is only read");
  RefusesOne("z = x; z = y", 8, "\"z\" has a value already");
  RefusesOne("t = x; t = y", 8, "\"t\" has a value already");
  RefusesOne("z = t", 5, "\"t\" is no parameter, and has no value yet");
  RefusesOne("t = z", 5, "\"z\" is an out, and has no value yet");
  RefusesOne("s = sum(x); z = f32(s)", 21, "\"s\" is a result, known when all lanes are through");
  RefusesOne("z = x; w = x", 13, "there is no value for \"s\"");
  Refuses("t = x\n\n z = exp(\n  t,\n foo)", kFloats, 5, 2, "\"foo\" is no parameter");
  Refuses("z = " + std::string(100, 'q'), kFloats, 1, 5,
          std::string("\"") + std::string(64, 'q') + "\" is no parameter");
  Refuses(std::string(65, 'q') + " = x", kFloats, 1, 1, "a name has at most 64 bytes");
}

BOOST_AUTO_TEST_CASE(parameters_are_told_apart) {
  const auto refuses = [](const char* parameters, int line, int column, const std::string& words) {
    Refuses("z = x", parameters, line, column, "parameters: " + words);
  };
  refuses("f32 x", 1, 1, "expected in, out, inout, scalar or result, found \"f32\"");
  refuses("in x", 1, 4, "expected a type, found \"x\"");
  refuses("in f31 x", 1, 4, "expected a type, found \"f31\"");
  refuses("in pred x", 1, 4, "expected a type");
  refuses("scalar x", 1, 8, "expected a type");
  refuses("in f32", 1, 7, "expected a parameter's name");
  refuses("in f32 x y", 1, 10, "expected a comma, ; or the end of the line, found \"y\"");
  refuses("out f31 z", 1, 5, "expected a type or a comma behind the name, found \"f31\" \"z\"");
  refuses("in f32 x; in f64\nx", 1, 17, "expected a parameter's name");
  refuses("in f32 x; in f64 x", 1, 18, "there is a parameter \"x\" already");
  refuses("in f32 x;\nout r1", 2, 5, "expected a parameter's name");
  refuses("in f32 lane", 1, 8, "expected a parameter's name");
}

// Answers in bounded time and memory, and of the stack.
BOOST_AUTO_TEST_CASE(limits_end_it_early) {
  constexpr int kMany = 10'000'000;
  Refuses("z = " + std::string(kMany, '('), kFloats, 1, 205, "more than 200 deep");
  Refuses("z = " + std::string(kMany, '-') + "x", kFloats, 1, 205, "more than 200 deep");
  Refuses("z = " + Repeated(kMany / 4, "exp("), kFloats, 1, 805, "more than 200 deep");
  Refuses("z = " + Repeated(kMany / 4, "not "), kFloats, 1, 805, "more than 200 deep");
  Refuses("z = x" + Repeated(kMany / 2, "^x"), kFloats, 1, 405, "more than 200 deep");
  Refuses("z = x" + Repeated(kMany / 2, "+x"), kFloats, 1, 16388, "too large for a program");
  Refuses("z = 0" + Repeated(kMany / 2, "+0"), "out f32 z", 1, 16388, "too large for a program");
  Refuses("z = x" + Repeated(4095, "+x"), kFloats, 1, 8196, "more than 4096 instructions");
  Refuses("z = x" + Repeated(2000, "+x^63"), "in i32 x; out z", 1, 1, "more than 4096 instructions");
  Refuses(Repeated(kMany / 4, "t=x\n"), kFloats, 2, 1, "has a value already");
  Refuses(std::string(kMany, 'x'), kFloats, 1, 1, "at most 64 bytes");
  Refuses("z = x + " + std::string(kMany, '1'), kFloats, 1, 9, "is not in the range of f32");
  Refuses("z = x", std::string(kMany, 'x'), 1, 1, "expected in, out");
  BOOST_TEST(Code("z = x" + std::string(kMany, '\n'), kFloats).empty());
  BOOST_TEST(Expression("z = x" + Repeated(4000, "+x"), kFloats).instructions.size() == 4003u);
  BOOST_TEST(Code("z = " + std::string(190, '(') + "x" + std::string(190, ')'), kFloats).empty());
  std::string doubled = "t0 = 1 + 1\n";
  for (int i = 1; i < 100; ++i) {
    const std::string before = std::string("t") + std::to_string(i - 1);
    doubled += std::string("t") + std::to_string(i) + " = " + before + " + " + before + "\n";
  }
  Refuses(doubled, kFloats, 13, 7, "too large for a program");
}

BOOST_AUTO_TEST_CASE(registers_are_few) {
  // Deep on the right: each level's left side would wait for it.
  std::string text = "x";
  for (int i = 0; i < 90; ++i) text = std::string("(x*") + std::to_string(i) + ") - (" + text + ")";
  const std::string code = Code("z = " + text, kFloats);
  BOOST_TEST(code.find("r3,") == std::string::npos, code);
  // As many values as there are registers, and one more.
  const auto names = [](int count) {
    std::string made, used = "z = x";
    for (int i = 0; i < count; ++i) {
      made += std::string("t") + std::to_string(i) + " = x + " + std::to_string(i) + "\n";
      used += std::string(" + t") + std::to_string(i);
    }
    return made + used;
  };
  BOOST_TEST(Code(names(255), kFloats).find("r255") != std::string::npos);
  Refuses(names(256), kFloats, 256, 10, "more values are needed at once than there are registers");
  // More conditions than predicates: they wait as elements.
  std::string made, used = "z = x";
  for (int i = 0; i < 40; ++i) {
    made += std::string("c") + std::to_string(i) + " = x < " + std::to_string(i) + "\n";
    used += std::string(" + where(c") + std::to_string(i) + ", 1, 0)";
  }
  BOOST_TEST(Code(made + used, kFloats).find("setne.bool8 p0, r40, 0") != std::string::npos);
}

// Whatever bytes there are: an answer, and what compiles is right.
BOOST_AUTO_TEST_CASE(any_bytes_get_an_answer) {
  Random random(3);
  const std::string whole =
      "t = 1/3; c = not (x < -0x1p3) and m\nz = where(c, clip(x^2, -1, t), f32(i) % 2)\ns = sum(x*y)";
  const std::string parameters = "in f32 x, y; in bool8 m; in i64 i; out z; result s";
  int compiled = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string text = whole, others = parameters;
    std::string& changed = round % 4 == 0 ? others : text;
    for (int k = 0; k < 2; ++k) {
      const auto below = [&](size_t limit) { return static_cast<size_t>(random.Below(static_cast<int64_t>(limit))); };
      const size_t at = below(changed.size());
      if (random.Below(3) == 0) {
        changed.erase(at, 1 + below(4));
      } else {
        changed[at] = static_cast<char>(random.Below(4) == 0 ? random.Below(256) : changed[below(changed.size())]);
      }
    }
    isa::Program program;
    const isa::Diagnosis diagnosis = TryExpression(text, others, &program);
    BOOST_TEST((diagnosis.ok() || diagnosis.line > 0));
    if (!diagnosis.ok()) continue;
    Expression(text, others);
    ++compiled;
  }
  BOOST_TEST(compiled > 100);
}

}  // namespace hologram::testing

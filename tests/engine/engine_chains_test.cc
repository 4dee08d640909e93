// engine_chains_test.cc — every chain of kernels/chains.def, in f32 and f64, with each set of inputs that are the same for
// all lanes, is found in a program, runs as one step, and gives what its operations give one after the other, to the bit;
// the same of polynomials.
#define BOOST_TEST_MODULE engine_chains
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "engine/forward.h"
#include "engine/fuse.h"
#include "engine/kernel_arithmetic.h"
#include "engine/lower.h"
#include "engine/resolve.h"
#include "isa/verified_program.h"
#include "kernels/chains.h"
#include "support/levels.h"
#include "support/random_arguments.h"
#include "support/sample.h"

namespace hologram::testing {
namespace {

using std::string;

string Named(char letter, int number) { return std::to_string(number).insert(0, 1, letter); }

// A program's text while it is written.
struct Writer {
  string type;
  uint32_t scalars;  // which inputs are .scalar
  string parameters, loads, code;
  int inputs = 0;
  int registers = 0;

  string Register() { return Named('r', registers++); }

  // The next input, as an operand.
  string Input() {
    const string name = Named('x', inputs);
    const bool is_scalar = (scalars >> inputs++ & 1) != 0;
    parameters += (is_scalar ? ".scalar " : ".in ") + type + " " + name + "\n";
    if (is_scalar) return name;
    const string loaded = Register();
    loads += "ldg." + type + " " + loaded + ", [" + name + " + lane]\n";
    return loaded;
  }

  string Sum(const string& terms) const {
    return ".program chain\n" + parameters + ".result " + type + " s\n" + loads + code + "red.add." + type + " s, " +
           terms + "\nexit\n";
  }

  string Text(const string& result) const {
    return ".program chain\n" + parameters + ".out " + type + " y\n" + loads + code + "stg." + type + " [y + lane], " +
           result + "\nexit\n";
  }
};

string MnemonicFor(holo_op op) {
  switch (op) {
    case HOLO_OP_LT:
      return "setlt";
    case HOLO_OP_LE:
      return "setle";
    case HOLO_OP_EQ:
      return "seteq";
    case HOLO_OP_NE:
      return "setne";
    case HOLO_OP_WHERE:
      return "sel";
    default:
      return ops::Find(op)->name;
  }
}

string ChainText(const kernels::Chain& chain, const string& type, uint32_t scalars) {
  Writer writer = {type, scalars, "", "", ""};
  string result;
  for (int k = 0; k < chain.op_count; ++k) {
    const kernels::Chain::Link& link = chain.links[k];
    if (link.op == HOLO_OP_SUM) return writer.Sum(result);
    std::vector<string> operands;
    for (int i = 0; i < ops::InputCount(ops::Find(link.op)->shape); ++i) {
      operands.push_back(k > 0 && i == link.place ? result : writer.Input());
    }
    const string mnemonic = MnemonicFor(link.op);
    result = mnemonic.starts_with("set") ? "p0" : writer.Register();
    writer.code += mnemonic + "." + type + " " + result;
    for (const string& operand : operands) writer.code += ", " + operand;
    writer.code += "\n";
  }
  return writer.Text(result);
}

string PolynomialText(bool by_fma, int steps, const string& type, uint32_t scalars) {
  // x, what it begins with, and the numbers.
  Writer writer = {type, scalars, "", "", ""};
  const string x = writer.Input();
  string v = writer.Input();
  for (int k = 0; k < steps; ++k) {
    const string c = writer.Input(), next = writer.Register();
    if (by_fma) {
      writer.code += "fma." + type + " " + next + ", " + (k % 2 == 0 ? v + ", " + x : x + ", " + v) + ", " + c + "\n";
    } else {
      const string product = writer.Register();
      writer.code += "mul." + type + " " + product + ", " + x + ", " + v + "\nadd." + type + " " + next + ", " + c +
                     ", " + product + "\n";
    }
    v = next;
  }
  return writer.Text(v);
}

size_t StepCount(const isa::Program& program, const kernels::KernelTable& kernels, holo_simd_level level) {
  engine::Steps steps = engine::Lower(program);
  engine::ForwardMoves(&steps);
  engine::Fuse(level, &steps);
  engine::Resolve(kernels, level, &steps);
  return steps.steps.size();
}

// How many steps the program has becomes `want_steps` where there are chains.
void IsRight(const string& text, holo_simd_level level, size_t want_steps) {
  const isa::Program program = ProgramOf(text);
  const kernels::KernelTable& kernels = kernels::TableFor(level);
  if (HasFma(level)) BOOST_TEST(StepCount(program, kernels, level) == want_steps, LevelTitle(level) << "\n" << text);
  for (const int64_t tile_lanes : {0, 64}) {
    const auto plan = engine::MakePlan(program, {kernels, level, tile_lanes});
    for (const int64_t lanes : {1, 2, 3, 5, 8, 15, 16, 17, 31, 33, 64, 67, 130, 1100, 4096, 9001}) {
      if (lanes > 1000 && Sample::IsThin()) continue;  // lane by lane that takes too long
      Random random(static_cast<uint64_t>(lanes));
      RandomArguments one(&random, program, lanes, RandomArguments::Bools::kClean);
      RandomArguments other = one;
      std::vector<isa::Argument> want = one.Bind(), got = other.Bind();
      backend::reference::RunProgram({program, want, lanes}, KernelArithmetic(kernels));
      const bool ran = plan->Run({program, got, lanes}).ok();
      BOOST_TEST((ran && RandomArguments::Same(program, want, got)), LevelTitle(level)
                                                                         << " with " << lanes << " lanes\n"
                                                                         << text);
    }
  }
}

bool IsSum(const kernels::Chain& chain) { return chain.links[chain.op_count - 1].op == HOLO_OP_SUM; }

}  // namespace

BOOST_DATA_TEST_CASE(chains_are_one_step, boost::unit_test::data::xrange(kernels::Chains().size()), row) {
  const kernels::Chain& chain = kernels::Chains()[row];
  int inputs = 1;
  for (int k = 0; k < chain.op_count - (IsSum(chain) ? 1 : 0); ++k)
    inputs += ops::InputCount(ops::Find(chain.links[k].op)->shape) - 1;
  for (const char* type : {"f32", "f64"}) {
    for (uint32_t scalars = 0; scalars + 1 < 1u << inputs && (scalars == 0 || !IsSum(chain)); ++scalars) {
      // What is only of scalars is computed once, by itself, and no part of a chain.
      const uint32_t of_first = (1u << ops::InputCount(ops::Find(chain.links[0].op)->shape)) - 1;
      if (chain.op_count > 1 && (scalars & of_first) == of_first) continue;
      for (const holo_simd_level level : Levels()) IsRight(ChainText(chain, type, scalars), level, 1);
    }
  }
}

BOOST_AUTO_TEST_CASE(polynomials_are_a_few_steps) {
  for (const holo_simd_level level : Levels()) {
    for (const char* type : {"f32", "f64"}) {
      for (const bool by_fma : {false, true}) {
        // 15 terms are one step of eight, one of four, one of two, and the last one.
        const size_t want_steps[] = {0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4};
        for (int steps = 1; steps <= 15; ++steps) {
          IsRight(PolynomialText(by_fma, steps, type, ~1u), level, want_steps[steps]);
          IsRight(PolynomialText(by_fma, steps, type, ~3u), level, want_steps[steps]);
        }
      }
    }
  }
}

}  // namespace hologram::testing

// program_expression_fuzz.cc — any bytes as parameters, up to the first |, and expressions behind it: refused with a place, or
// a program that passes whatever a text's has to.
#include <string_view>

#include "fuzz/fuzz_fault.h"
#include "fuzz/small_launch.h"
#include "isa/disassembler.h"
#include "isa/expression.h"
#include "isa/verifier.h"

using namespace hologram;  // NOLINT(google-build-using-namespace)

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const size_t bar = all.find('|');
  const bool has_parameters = bar != std::string_view::npos;
  const std::string_view parameters = has_parameters ? all.substr(0, bar) : "in f32 x, y; in i64 i; in bool8 m; out z";
  isa::Program program;
  isa::Diagnosis diagnosis = isa::ReadParameters(parameters, &program);
  if (diagnosis.ok()) diagnosis = isa::CompileExpression(all.substr(has_parameters ? bar + 1 : 0), &program);
  if (!diagnosis.ok()) {
    fuzz::Require(diagnosis.line > 0 && diagnosis.column > 0, "a fault has no place");
    return 0;
  }
  fuzz::Require(isa::Verify(program).ok(), "what was compiled must not run:\n" + isa::Disassemble(program));
  fuzz::CheckRoundTrip(program);
  fuzz::CheckLaunches(program);
  return 0;
}

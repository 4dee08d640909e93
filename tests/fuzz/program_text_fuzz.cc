// program_text_fuzz.cc — any bytes as a program's text: refused with a place, or printed, verified and launched.
#include <string_view>

#include "fuzz/fuzz_fault.h"
#include "fuzz/small_launch.h"
#include "isa/assembler.h"
#include "isa/verifier.h"

using namespace hologram;  // NOLINT(google-build-using-namespace)

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  isa::Program program;
  const isa::Diagnosis diagnosis = isa::Assemble({reinterpret_cast<const char*>(data), size}, &program);
  if (!diagnosis.ok()) {
    fuzz::Require(diagnosis.line > 0 && diagnosis.column > 0, "a fault has no place");
    return 0;
  }
  fuzz::CheckRoundTrip(program);
  if (isa::Verify(program).ok()) fuzz::CheckLaunches(program);
  return 0;
}

// assembler.h — a program's text as a program.
#ifndef HOLOGRAM_ISA_ASSEMBLER_H_
#define HOLOGRAM_ISA_ASSEMBLER_H_

#include <string_view>

#include "isa/instructions.h"

namespace hologram::isa {

// Fills `program`; what it says if that fails is what was expected, where. The program is not verified.
//
//   .program axpy                       the name; first, once
//   .in f32 x, y  .scalar f32 a         parameters: .in .out .inout buffers, .scalar, .result of a reduction
//   .out f32 z
//   .fast_math                          floats may be rewritten as if they were real numbers
//       loop 3, end                     what is up to the label, three times
//       ldg.f32 r0, [x + lane]          also [x + lane*4 - 1], [x + 7], [x + r3]
//       setlt.f32 p0, r0, 0
//       bra p0, end                     forward, in lanes where p0 is set
//       fma.f32 r1, a, r0, 0x1.8p-3
//       stg.f32 [z + lane], r1
//   end:
//       exit                            ; a comment
Diagnosis Assemble(std::string_view text, Program* program);

}  // namespace hologram::isa

#endif  // HOLOGRAM_ISA_ASSEMBLER_H_

/* program_maker.h — makes programs, or says what is wrong in one line: for C that stands between a language and the library. */
#ifndef HOLOGRAM_PROGRAM_MAKER_H_
#define HOLOGRAM_PROGRAM_MAKER_H_

#include <stdio.h>

#include "hologram/hologram.h"

#define HOLO_WRONG_BYTES 280 /* a message, two numbers, and what is between */

/* A program of its text or, where `parameters` is not null, of an expression. If that is none, `wrong` gets where and why:
 * "2:7: …"; else it stays empty. */
static inline holo_status holo_binding_program_make(const char* text, const char* parameters, char* wrong,
                                                    holo_program* program) {
  holo_diagnostics diagnostics = HOLO_DIAGNOSTICS_INIT;
  const holo_status status = parameters == NULL ? holo_program_from_text(text, &diagnostics, program)
                                                : holo_program_from_expression(text, parameters, &diagnostics, program);
  wrong[0] = 0;
  if (diagnostics.line != 0) {
    snprintf(wrong, HOLO_WRONG_BYTES, "%d:%d: %s", diagnostics.line, diagnostics.column, diagnostics.message);
  }
  return status;
}

#endif /* HOLOGRAM_PROGRAM_MAKER_H_ */

// program_handles.h — makes, describes and ends programs.
#ifndef HOLOGRAM_EXECUTOR_PROGRAM_HANDLES_H_
#define HOLOGRAM_EXECUTOR_PROGRAM_HANDLES_H_

#include "base/error.h"
#include "hologram/program.h"

namespace hologram::executor {

// The functions of the public header; numbers of arguments are those of the C functions.
base::Error ProgramFromText(const char* text, holo_diagnostics* diagnostics, holo_program* program);
base::Error ProgramFromExpression(const char* expression, const char* parameters, holo_diagnostics* diagnostics,
                                  holo_program* program);
base::Error ProgramToText(holo_program program, char* text, int64_t capacity, int64_t* needed);
base::Error ProgramCanonicalText(holo_program program, char* text, int64_t capacity, int64_t* needed);
base::Error ProgramCanonicalHash(holo_program program, uint64_t* hash);
base::Error GetProgramInfo(holo_program program, holo_program_info* info);
base::Error GetProgramParameter(holo_program program, int32_t index, holo_program_parameter* parameter);
base::Error DestroyProgram(holo_program program);
base::Error GetProgramCacheInfo(holo_program_cache_info* info);

}  // namespace hologram::executor

#endif  // HOLOGRAM_EXECUTOR_PROGRAM_HANDLES_H_

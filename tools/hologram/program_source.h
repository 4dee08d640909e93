// program_source.h — programs, from files and from expressions, and what is to be known of them.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_PROGRAM_SOURCE_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_PROGRAM_SOURCE_H_

#include <string>
#include <vector>

#include "api.h"

namespace hologram::cli {

using Program = Owned<holo_program, holo_program_destroy>;

// If it is none, throws "FILE:3:7: expected a comma, found …".
Program ReadProgram(const std::string& path);

// "a = 2", a line for each scalar, in front of an expression. If that is wrong, throws what is, with the line and a mark below
// its place.
Program ProgramOfExpression(const std::string& expression, const std::vector<std::string>& scalars,
                            const std::string& parameters);

// In its plainest form.
std::string TextOf(const Program& program, decltype(&holo_program_to_text) print = holo_program_to_text);

// Whether each lane reads and writes the elements of its own number only, and does not depend on that in any other way: then
// some lanes may run now and others later.
bool IsLaneByLane(const Program& program);

std::vector<holo_program_parameter> ParametersOf(const Program& program);

inline bool IsBuffer(const holo_program_parameter& parameter) { return parameter.kind <= HOLO_PARAMETER_INOUT; }
inline bool IsRead(const holo_program_parameter& parameter) {
  return parameter.kind == HOLO_PARAMETER_IN || parameter.kind == HOLO_PARAMETER_INOUT;
}
inline bool IsWritten(const holo_program_parameter& parameter) {
  return parameter.kind == HOLO_PARAMETER_OUT || parameter.kind == HOLO_PARAMETER_INOUT;
}
inline bool IsScalar(const holo_program_parameter& parameter) { return parameter.kind == HOLO_PARAMETER_SCALAR; }
inline bool IsResult(const holo_program_parameter& parameter) { return parameter.kind == HOLO_PARAMETER_RESULT; }

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_PROGRAM_SOURCE_H_

// op_names.h — what the printed files call an operation's functions and arguments.
#ifndef HOLOGRAM_TOOLS_OP_NAMES_H_
#define HOLOGRAM_TOOLS_OP_NAMES_H_

#include <string>
#include <vector>

#include "hologram/types.h"
#include "ops/op_table.h"

// The forms that have functions of their own: one for both axes, or for rows.
inline constexpr hologram::ops::Form kFunctionForms[] = {hologram::ops::Form::kBuffers,
                                                         hologram::ops::Form::kScalarRest,
                                                         hologram::ops::Form::kScalarFirst, hologram::ops::Form::kRows};

// The dtypes that the operation takes, in ascending order.
std::vector<holo_dtype> DtypesOf(const hologram::ops::OpRow& row);

// "HOLO_OP_ADD".
std::string CodeName(const hologram::ops::OpRow& row);

// "a", "b", …: the inputs, in order.
std::vector<std::string> InputNames(const hologram::ops::OpRow& row);

// "holo_add_scalar".
std::string FunctionName(const hologram::ops::OpRow& row, hologram::ops::Form form);

// "out[i] = ", what stands before the formula; of a reduction "".
const char* OutputText(const hologram::ops::OpRow& row);

#endif  // HOLOGRAM_TOOLS_OP_NAMES_H_

// gen_ops_java.h — the operations in Java, as text.
#ifndef HOLOGRAM_TOOLS_GEN_OPS_JAVA_H_
#define HOLOGRAM_TOOLS_GEN_OPS_JAVA_H_

#include <string>

#include "hologram/types.h"
#include "op_function.h"

// Operations.java: each form of an operation of ops.def as a method of HoloExecutor.
std::string JavaOperations(const std::string& mark);

// ArrayOperations.java: the same on arrays.
std::string JavaArrayOperations(const std::string& mark);

// What both say of an operation, with its accuracy on `dtype`, and of a parameter; the comment is not ended.
std::string JavaComment(const hologram::ops::OpRow& row, holo_dtype dtype);
std::string JavaParameterComment(const OpFunction& call, const std::string& name);
inline constexpr const char* kJavaResultComment = "   * @return the result\n";

#endif  // HOLOGRAM_TOOLS_GEN_OPS_JAVA_H_

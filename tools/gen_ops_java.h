// gen_ops_java.h — the operations in Java, as text.
#ifndef HOLOGRAM_TOOLS_GEN_OPS_JAVA_H_
#define HOLOGRAM_TOOLS_GEN_OPS_JAVA_H_

#include <string>

// Operations.java: each form of an operation of ops.def as a method of HoloExecutor.
std::string JavaOperations(const std::string& mark);

#endif  // HOLOGRAM_TOOLS_GEN_OPS_JAVA_H_

// gen_ops_cpp.h — the operations in C++, as text: include/hologram/ops.hpp.
#ifndef HOLOGRAM_TOOLS_GEN_OPS_CPP_H_
#define HOLOGRAM_TOOLS_GEN_OPS_CPP_H_

#include <string>

// `mark` says in the file's first line that it was printed, and by what.
std::string CppHeader(const std::string& mark);

#endif  // HOLOGRAM_TOOLS_GEN_OPS_CPP_H_

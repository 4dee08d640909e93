// gen_ops_swig.h — what SWIG is told of the operations, as text.
#ifndef HOLOGRAM_TOOLS_GEN_OPS_SWIG_H_
#define HOLOGRAM_TOOLS_GEN_OPS_SWIG_H_

#include <string>

// operations.i: which functions give a result, and how scalars come in.
std::string SwigOperations(const std::string& mark);

#endif  // HOLOGRAM_TOOLS_GEN_OPS_SWIG_H_

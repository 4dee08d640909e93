// gen_ops_python.h — the operations in Python, as type stubs.
#ifndef HOLOGRAM_TOOLS_GEN_OPS_PYTHON_H_
#define HOLOGRAM_TOOLS_GEN_OPS_PYTHON_H_

#include <string>

// _operations.pyi: what type checkers and editors know of the objects that the module makes when it is loaded.
std::string PythonOperations(const std::string& mark);

#endif  // HOLOGRAM_TOOLS_GEN_OPS_PYTHON_H_

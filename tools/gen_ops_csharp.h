// gen_ops_csharp.h — the operations as methods in C#.
#ifndef HOLOGRAM_TOOLS_GEN_OPS_CSHARP_H_
#define HOLOGRAM_TOOLS_GEN_OPS_CSHARP_H_

#include <string>

// Operations.cs: a part of the class HoloExecutor, methods on buffers.
std::string CsharpOperations(const std::string& mark);

// SpanOperations.cs: another one, the same on spans.
std::string CsharpSpanOperations(const std::string& mark);

#endif  // HOLOGRAM_TOOLS_GEN_OPS_CSHARP_H_

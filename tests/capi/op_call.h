// op_call.h — one call of an operation, by its own function or by holo_apply; a test changes its arguments one by one.
#ifndef HOLOGRAM_TESTS_CAPI_OP_CALL_H_
#define HOLOGRAM_TESTS_CAPI_OP_CALL_H_

#include <cstdint>
#include <string>

#include "hologram/hologram.h"
#include "ops/op_table.h"

namespace hologram::testing {

// An argument of a C function, as its declaration has it. The first is number 1; 0 is none.
struct Place {
  int number = 0;
  const char* name = "";
};

struct OpCall {
  const ops::OpRow* op = nullptr;
  bool by_code = false;
  holo_executor executor = nullptr;
  holo_buffer in[3] = {};
  holo_buffer out = nullptr;  // of a map
  int64_t n = 0;
  holo_scalar* result = nullptr;  // of a reduction

  bool IsMap() const { return ops::IsMap(op->shape); }
  int InputCount() const { return ops::InputCount(op->shape); }
  // Buffers of all arguments, the output being the last.
  int BufferCount() const { return InputCount() + (IsMap() ? 1 : 0); }
  holo_buffer& Buffer(int i) { return i < InputCount() ? in[i] : out; }

  std::string Function() const { return by_code ? "holo_apply" : std::string("holo_") + op->name; }
  Place ExecutorPlace() const { return {1, "executor"}; }
  Place BufferPlace(int i) const { return i < InputCount() ? InputPlace(i) : OutputPlace(); }
  Place CountPlace() const { return {by_code ? 6 : BufferCount() + 2, "n"}; }
  Place ResultPlace() const { return {by_code ? 7 : BufferCount() + 3, "result"}; }

  holo_status Run() const;

 private:
  Place InputPlace(int i) const {
    static constexpr const char* kNames[] = {"a", "b", "c"};
    if (by_code) return {3, "inputs"};
    return {2 + i, InputCount() == 1 ? "x" : kNames[i]};
  }
  Place OutputPlace() const { return by_code ? Place{5, "output"} : Place{2 + InputCount(), "out"}; }
};

// By the signatures of the named functions.
namespace named {

using Ex = holo_executor;
using Buf = holo_buffer;

inline holo_status Run(const OpCall& c, holo_status (*map1)(Ex, Buf, Buf, int64_t)) {
  return map1(c.executor, c.in[0], c.out, c.n);
}
inline holo_status Run(const OpCall& c, holo_status (*map2)(Ex, Buf, Buf, Buf, int64_t)) {
  return map2(c.executor, c.in[0], c.in[1], c.out, c.n);
}
inline holo_status Run(const OpCall& c, holo_status (*map3)(Ex, Buf, Buf, Buf, Buf, int64_t)) {
  return map3(c.executor, c.in[0], c.in[1], c.in[2], c.out, c.n);
}
inline holo_status Run(const OpCall& c, holo_status (*reduce1)(Ex, Buf, int64_t, holo_scalar*)) {
  return reduce1(c.executor, c.in[0], c.n, c.result);
}
inline holo_status Run(const OpCall& c, holo_status (*reduce2)(Ex, Buf, Buf, int64_t, holo_scalar*)) {
  return reduce2(c.executor, c.in[0], c.in[1], c.n, c.result);
}

}  // namespace named

inline holo_status OpCall::Run() const {
  if (by_code) return holo_apply(executor, op->code, in, InputCount(), out, n, result);
  switch (op->code) {
#define HOLO_OP(code, name, ...) \
  case code:                     \
    return named::Run(*this, holo_##name);
#include "ops/ops.def"
    default:
      return HOLO_ERROR_INTERNAL;
  }
}

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_CAPI_OP_CALL_H_

// op_call.h — one call of a form of an operation, by its own function or by holo_apply; a test changes its arguments one
// by one.
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

// `value` as a scalar of a type.
inline holo_scalar SmallScalar(holo_dtype dtype, int value) {
  holo_scalar scalar = {dtype, 0, {}};
  if (base::IsFloat(dtype)) {
    scalar.value.f64 = value;
  } else {
    scalar.value.i64 = dtype == HOLO_BOOL8 ? value & 1 : value;
  }
  return scalar;
}

struct OpCall {
  const ops::OpRow* op = nullptr;
  ops::Form form = ops::Form::kBuffers;
  bool by_code = false;
  holo_executor executor = nullptr;
  holo_buffer in[ops::kMaxInputs] = {};              // null where a scalar stands
  const holo_scalar* scalars[ops::kMaxInputs] = {};  // null where a buffer stands
  holo_buffer out = nullptr;                         // null of a reduction
  int64_t n = 0;
  holo_scalar* result = nullptr;  // of a reduction

  bool HasOutput() const { return ops::HasOutput(op->shape); }
  int InputCount() const { return ops::InputCount(op->shape); }
  bool IsScalar(int k) const { return (ops::ScalarMask(op->shape, form) >> k & 1) != 0; }
  int ScalarCount() const { return __builtin_popcount(ops::ScalarMask(op->shape, form)); }
  // Buffers of all arguments, the output being the last.
  int BufferCount() const { return InputCount() - ScalarCount() + (HasOutput() ? 1 : 0); }
  // Which input buffer `i` is; InputCount() for the output.
  int InputOf(int i) const {
    int k = 0;
    for (; k < InputCount() && (IsScalar(k) || i > 0); ++k) i -= IsScalar(k) ? 0 : 1;
    return k;
  }
  holo_buffer& Buffer(int i) { return InputOf(i) < InputCount() ? in[InputOf(i)] : out; }
  holo_dtype DtypeOf(int i, holo_dtype dtype) const {
    return InputOf(i) < InputCount() ? op->InputDtype(InputOf(i), dtype) : op->ResultDtype(dtype);
  }

  std::string Function() const {
    if (by_code) return "holo_apply";
    if (form == ops::Form::kScalarFirst) return std::string("holo_scalar_") + op->name;
    return std::string("holo_") + op->name + (form == ops::Form::kScalarRest ? "_scalar" : "");
  }
  Place ExecutorPlace() const { return {1, "executor"}; }
  Place BufferPlace(int i) const { return InputOf(i) < InputCount() ? InputPlace(InputOf(i)) : OutputPlace(); }
  Place ScalarPlace(int k) const { return by_code ? Place{5, "scalars"} : InputPlace(k); }
  Place CountPlace() const { return {by_code ? 8 : InputCount() + (HasOutput() ? 3 : 2), "n"}; }
  Place ResultPlace() const { return {by_code ? 9 : InputCount() + 3, "result"}; }

  holo_status Run() const;

 private:
  Place InputPlace(int k) const {
    static constexpr const char* kNames[] = {"a", "b", "c"};
    if (by_code) return {3, "inputs"};
    if (ops::IsNorm(op->shape)) return {2 + k, IsScalar(k) ? "epsilon" : k == 0 ? "x" : k == 1 ? "weight" : "bias"};
    if (op->shape == ops::Shape::kSequence) return {2 + k, k == 0 ? "start" : "step"};
    if (ops::IsIndexed(op->shape)) return {2 + k, k == 0 ? "x" : "index"};
    return {2 + k, InputCount() == 1 ? "x" : kNames[k]};
  }
  Place OutputPlace() const { return by_code ? Place{7, "output"} : Place{2 + InputCount(), "out"}; }
};

// By the signatures of the named functions.
namespace named {

using Ex = holo_executor;
using Buf = holo_buffer;
using Sc = const holo_scalar*;

inline holo_status Run(const OpCall& c, holo_status (*map1)(Ex, Buf, Buf, int64_t)) {
  return map1(c.executor, c.in[0], c.out, c.n);
}
inline holo_status Run(const OpCall& c, holo_status (*map2)(Ex, Buf, Buf, Buf, int64_t)) {
  return map2(c.executor, c.in[0], c.in[1], c.out, c.n);
}
inline holo_status Run(const OpCall& c, holo_status (*map2)(Ex, Buf, Sc, Buf, int64_t)) {
  return map2(c.executor, c.in[0], c.scalars[1], c.out, c.n);
}
inline holo_status Run(const OpCall& c, holo_status (*map2)(Ex, Sc, Buf, Buf, int64_t)) {
  return map2(c.executor, c.scalars[0], c.in[1], c.out, c.n);
}
inline holo_status Run(const OpCall& c, holo_status (*sequence)(Ex, Sc, Sc, Buf, int64_t)) {
  return sequence(c.executor, c.scalars[0], c.scalars[1], c.out, c.n);
}
inline holo_status Run(const OpCall& c, holo_status (*map3)(Ex, Buf, Buf, Buf, Buf, int64_t)) {
  return map3(c.executor, c.in[0], c.in[1], c.in[2], c.out, c.n);
}
inline holo_status Run(const OpCall& c, holo_status (*map3)(Ex, Buf, Sc, Sc, Buf, int64_t)) {
  return map3(c.executor, c.in[0], c.scalars[1], c.scalars[2], c.out, c.n);
}
inline holo_status Run(const OpCall& c, holo_status (*norm2)(Ex, Buf, Buf, Sc, Buf, int64_t)) {
  return norm2(c.executor, c.in[0], c.in[1], c.scalars[2], c.out, c.n);
}
inline holo_status Run(const OpCall& c, holo_status (*norm3)(Ex, Buf, Buf, Buf, Sc, Buf, int64_t)) {
  return norm3(c.executor, c.in[0], c.in[1], c.in[2], c.scalars[3], c.out, c.n);
}
inline holo_status Run(const OpCall& c, holo_status (*reduce1)(Ex, Buf, int64_t, holo_scalar*)) {
  return reduce1(c.executor, c.in[0], c.n, c.result);
}
inline holo_status Run(const OpCall& c, holo_status (*reduce2)(Ex, Buf, Buf, int64_t, holo_scalar*)) {
  return reduce2(c.executor, c.in[0], c.in[1], c.n, c.result);
}

}  // namespace named

// The named functions of a shape's forms.
#define HOLO_RUN_MAP1(name) return named::Run(*this, holo_##name)
#define HOLO_RUN_MAP2(name)                                                           \
  if (form == ops::Form::kScalarRest) return named::Run(*this, holo_##name##_scalar); \
  return named::Run(*this, holo_##name)
#define HOLO_RUN_ORDERED2(name)                                                      \
  if (form == ops::Form::kScalarFirst) return named::Run(*this, holo_scalar_##name); \
  HOLO_RUN_MAP2(name)
#define HOLO_RUN_MAP3(name) HOLO_RUN_MAP2(name)
#define HOLO_RUN_SELECT(name) HOLO_RUN_MAP2(name)
#define HOLO_RUN_ARRAY1(name) HOLO_RUN_MAP1(name)
#define HOLO_RUN_NORM2(name) HOLO_RUN_MAP1(name)
#define HOLO_RUN_NORM3(name) HOLO_RUN_MAP1(name)
#define HOLO_RUN_SEQUENCE(name) HOLO_RUN_MAP1(name)
#define HOLO_RUN_GATHER(name) HOLO_RUN_MAP1(name)
#define HOLO_RUN_SCATTER(name) HOLO_RUN_MAP1(name)
#define HOLO_RUN_REDUCE1(name) HOLO_RUN_MAP1(name)
#define HOLO_RUN_PRODUCT1(name) HOLO_RUN_MAP1(name)
#define HOLO_RUN_NONEMPTY1(name) HOLO_RUN_MAP1(name)
#define HOLO_RUN_REDUCE2(name) HOLO_RUN_MAP1(name)

inline holo_status OpCall::Run() const {
  if (by_code) {
    holo_scalar given[ops::kMaxInputs] = {};
    int count = 0;
    for (int k = 0; k < ops::kMaxInputs; ++k) {
      if (scalars[k] != nullptr) given[count++] = *scalars[k];
    }
    return holo_apply(executor, op->code, in, InputCount(), given, ScalarCount(), out, n, result);
  }
  switch (op->code) {
#define HOLO_OP(code, name, Functor, family, word, ...) \
  case code:                                            \
    HOLO_RUN_##word(name);
#include "ops/ops.def"
    default:
      return HOLO_ERROR_INTERNAL;
  }
}

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_CAPI_OP_CALL_H_

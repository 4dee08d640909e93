// op_checks.h — checks one member of Executor against the library: what it takes, and that it gives what holo_apply does.
//
// A member is checked in one form, with all element types. The arguments of a form are a list (`Args`); what compiles is
// compared with what the library says that it takes, and what is computed with what holo_apply computes, bit for bit.
#ifndef HOLOGRAM_TESTS_CPP_OP_CHECKS_H_
#define HOLOGRAM_TESTS_CPP_OP_CHECKS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "hologram/hologram.hpp"

namespace hologram::testing {

inline constexpr int64_t kCount = 37;

// What is compared is compiled once, with the types forgotten.
struct Case {
  const Executor& executor;
  holo_op op;
  std::vector<holo_buffer> inputs = {};  // null where there is a scalar
  std::vector<holo_scalar> scalars = {};

  holo_status Apply(int64_t n, holo_buffer out, holo_scalar* result) const;
};

// `attempt(n)` is try_add(…, got, n), `call(n)` is add(…, got, n).
void CheckMap(const Case& it, holo_dtype dtype, std::span<std::byte> got, const std::function<Status(int64_t)>& attempt,
              const std::function<void(int64_t)>& call);

void CheckReduce(const Case& it, const std::function<Result<holo_scalar>(int64_t)>& attempt,
                 const std::function<holo_scalar(int64_t)>& call);

// That a call compiles exactly if the library has it. A dtype of 0 for the result: whatever a reduction gives.
void CheckFits(holo_op op, holo_form form, holo_dtype dtype, holo_dtype result, bool fits);

// What an argument of a form is.
enum class Arg : uint8_t { kBuffer, kMask, kScalar };

template <Arg... args>
struct Args {};

// The k-th input's i-th element: small numbers, different enough.
template <class T>
T ElementAt(int k, int64_t i) {
  const auto small = static_cast<int>(i * (2 * k + 3) % 11) + 1;
  if constexpr (std::is_same_v<T, f16>) {
    return {static_cast<uint16_t>(0x3c00 + 16 * small)};
  } else if constexpr (std::is_same_v<T, bf16>) {
    return {static_cast<uint16_t>(0x3f80 + 4 * small)};
  } else if constexpr (std::is_same_v<T, bool8>) {
    return {static_cast<uint8_t>(small % 2)};
  } else {
    return static_cast<T>(small);
  }
}

// Inputs for every kind of argument in every place.
template <class T>
struct Operands {
  explicit Operands(const Executor& executor)
      : buffers{{executor, kCount}, {executor, kCount}, {executor, kCount}, {executor, kCount}},
        mask(executor, kCount) {
    for (int k = 0; k < 4; ++k) {
      for (int64_t i = 0; i < kCount; ++i) buffers[k][i] = ElementAt<T>(k, i);
    }
    for (int64_t i = 0; i < kCount; ++i) mask[i] = ElementAt<bool8>(0, i);
  }

  template <Arg arg, size_t k>
  const auto& Get() const {
    if constexpr (arg == Arg::kBuffer) {
      return buffers[k];
    } else if constexpr (arg == Arg::kMask) {
      return mask;
    } else {
      return scalars[k];
    }
  }

  template <Arg arg>
  void AddTo(Case& it, size_t k) const {
    if (arg == Arg::kScalar) it.scalars.push_back(detail::ToC<T>(scalars[k]));
    it.inputs.push_back(arg == Arg::kBuffer ? buffers[k].get() : arg == Arg::kMask ? mask.get() : nullptr);
  }

  Buffer<T> buffers[4];
  Buffer<bool8> mask;
  Scalar<T> scalars[4] = {static_cast<Scalar<T>>(3), static_cast<Scalar<T>>(2), static_cast<Scalar<T>>(5),
                          static_cast<Scalar<T>>(4)};
};
template <>
inline Operands<bool8>::Operands(const Executor& executor)
    : buffers{{executor, kCount}, {executor, kCount}, {executor, kCount}, {executor, kCount}},
      mask(executor, kCount),
      scalars{true, false, true, false} {
  for (int64_t i = 0; i < kCount; ++i) {
    for (int k = 0; k < 4; ++k) buffers[k][i] = ElementAt<bool8>(k, i);
    mask[i] = ElementAt<bool8>(0, i);
  }
}

template <Arg arg, class T>
using ArgOf = std::remove_cvref_t<decltype(std::declval<Operands<T>>().template Get<arg, 0>())>;

// Whether a member can be called with such arguments, T being the element type, and then more.
template <class M, class T, class... More, Arg... args>
constexpr bool Fits(Args<args...>) {
  return M::template kTakes<ArgOf<args, T>..., More...>;
}

template <class M, class T, Arg... args, class... More>
auto Call(Args<args...>, const Executor& executor, const Operands<T>& in, const More&... more) {
  return [&]<size_t... k>(std::index_sequence<k...>) {
    return M::Call(executor, in.template Get<args, k>()..., more...);
  }
  (std::make_index_sequence<sizeof...(args)>());
}

template <class T, Arg... args>
Case CaseOf(Args<args...>, const Executor& executor, holo_op op, const Operands<T>& in) {
  Case it = {executor, op};
  size_t k = 0;
  (in.template AddTo<args>(it, k++), ...);
  return it;
}

// The calls of one operation on one type, as pointers; `in` is an Operands<T>, `got` a Buffer<R>.
struct MapCalls {
  Status (*attempt)(const Executor& executor, const void* in, const void* got, int64_t n);
  void (*call)(const Executor& executor, const void* in, const void* got, int64_t n);
};
struct ReduceCalls {
  Result<holo_scalar> (*attempt)(const Executor& executor, const void* in, int64_t n);
  holo_scalar (*call)(const Executor& executor, const void* in, int64_t n);
};

template <class List, class M, class T, class R>
auto CallMap(const Executor& executor, const void* in, const void* got, int64_t n) {
  return Call<M>(List(), executor, *static_cast<const Operands<T>*>(in), *static_cast<const Buffer<R>*>(got), n);
}

template <class V>
holo_scalar ToScalar(V value) {
  using Element = std::conditional_t<std::is_same_v<V, bool>, bool8, V>;
  return detail::ToC<Element>(value);
}

template <class List, class M, class T>
Result<holo_scalar> TryReduce(const Executor& executor, const void* in, int64_t n) {
  const auto result = Call<M>(List(), executor, *static_cast<const Operands<T>*>(in), n);
  if (!result) return result.status();
  return ToScalar(*result);
}

template <class List, class M, class T>
holo_scalar Reduce(const Executor& executor, const void* in, int64_t n) {
  return ToScalar(Call<M>(List(), executor, *static_cast<const Operands<T>*>(in), n));
}

// These two know types, but not operations: few are compiled.
template <class List, class T, class R>
void CheckMapOf(const Executor& executor, holo_op op, MapCalls calls) {
  const Operands<T> in(executor);
  const Buffer<R> got(executor, kCount);
  CheckMap(
      CaseOf(List(), executor, op, in), kDtypeOf<R>, std::as_writable_bytes(got.span()),
      [&](int64_t n) { return calls.attempt(executor, &in, &got, n); },
      [&](int64_t n) { calls.call(executor, &in, &got, n); });
}

template <class List, class T>
void CheckReduceOf(const Executor& executor, holo_op op, ReduceCalls calls) {
  const Operands<T> in(executor);
  CheckReduce(
      CaseOf(List(), executor, op, in), [&](int64_t n) { return calls.attempt(executor, &in, n); },
      [&](int64_t n) { return calls.call(executor, &in, n); });
}

// Whether the arguments say what the element type is; if none does, it is the output.
template <Arg... args>
constexpr bool SayX(Args<args...>) {
  return ((args == Arg::kBuffer) || ...);
}

// Every element type, for maps with every type of the output: a call compiles exactly where the library has it.
template <class... Ts>
struct Types {
  template <class List, class Try, class Throw, class T, class R>
  static void CheckOutput(const Executor& executor, holo_op op, holo_form form) {
    // A scalar may become an element of another type.
    if constexpr (SayX(List()) || std::is_same_v<T, R>) {
      constexpr bool kFits = Fits<Try, T, Buffer<R>>(List());
      CheckFits(op, form, kDtypeOf<T>, kDtypeOf<R>, kFits);
      if constexpr (kFits) CheckMapOf<List, T, R>(executor, op, {CallMap<List, Try, T, R>, CallMap<List, Throw, T, R>});
    }
  }
  template <class List, class Try, class Throw, class T>
  static void CheckOutputs(const Executor& executor, holo_op op, holo_form form) {
    static_assert(Fits<Try, T, Buffer<T>>(List()) == Fits<Throw, T, Buffer<T>>(List()));
    static_assert(!Fits<Try, T, Buffer<const T>>(List()) && !Fits<Throw, T, Buffer<const T>>(List()));
    (CheckOutput<List, Try, Throw, T, Ts>(executor, op, form), ...);
  }
  template <class List, class Try, class Throw>
  static void CheckMaps(const Executor& executor, holo_op op, holo_form form) {
    (CheckOutputs<List, Try, Throw, Ts>(executor, op, form), ...);
  }

  template <class List, class Try, class Throw, class T>
  static void CheckReduceIfTaken(const Executor& executor, holo_op op) {
    constexpr bool kFits = Fits<Try, T>(List());
    static_assert(kFits == Fits<Throw, T>(List()));
    CheckFits(op, HOLO_FORM_BUFFERS, kDtypeOf<T>, 0, kFits);
    if constexpr (kFits) CheckReduceOf<List, T>(executor, op, {TryReduce<List, Try, T>, Reduce<List, Throw, T>});
  }
  template <class List, class Try, class Throw>
  static void CheckReduces(const Executor& executor, holo_op op) {
    (CheckReduceIfTaken<List, Try, Throw, Ts>(executor, op), ...);
  }
};
using AllTypes =
    Types<float, double, f16, bf16, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t, bool8>;

// A member of Executor as a type: what it can be called with, and the call.
#define HOLO_MEMBER(type, member)                                                  \
  struct type {                                                                    \
    template <class... As>                                                         \
    static constexpr bool kTakes = requires(const Executor& ex, const As&... as) { \
      ex.member(as...);                                                            \
    };                                                                             \
    template <class... As>                                                         \
    static auto Call(const Executor& ex, const As&... as) {                        \
      return ex.member(as...);                                                     \
    }                                                                              \
  }

#define HOLO_OP(code, name, ...)  \
  namespace name##_members {      \
    HOLO_MEMBER(Try, try_##name); \
    HOLO_MEMBER(Throw, name);     \
  }
#include "ops/ops.def"

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_CPP_OP_CHECKS_H_

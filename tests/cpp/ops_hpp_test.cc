// ops_hpp_test.cc — every operation of ops.def as a member: which element types it takes, what it gives, and that this
// is what the library says and does itself.
#include "hologram/ops.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <numeric>
#include <span>
#include <type_traits>
#include <vector>

#include "hologram/hologram.hpp"

namespace hologram::testing {
namespace {

constexpr int64_t kCount = 37;

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

template <class T>
struct Operands {
  explicit Operands(const Executor& executor) : buffers{{executor, kCount}, {executor, kCount}, {executor, kCount}} {
    for (int k = 0; k < 3; ++k) {
      for (int64_t i = 0; i < kCount; ++i) buffers[k][i] = ElementAt<T>(k, i);
      handles[k] = buffers[k].get();
    }
  }
  Buffer<T> buffers[3];
  holo_buffer handles[3] = {};
};

// What the library says of an operation: the dtype of its result if it takes `dtype`, else 0.
holo_dtype ResultDtype(holo_op op, holo_dtype dtype) {
  holo_op_info info = HOLO_OP_INFO_INIT;
  return holo_op_info_get(op, dtype, &info) == HOLO_OK ? info.result_dtype : 0;
}

// What is compared is compiled once, with the types forgotten.
struct Case {
  const Executor& executor;
  holo_op op;
  int32_t inputs;
  const holo_buffer* handles;

  holo_status Apply(int64_t n, holo_buffer out, holo_scalar* result) const {
    return holo_apply(executor.get(), op, handles, inputs, nullptr, 0, out, n, result);
  }
};

// `attempt(n)` is try_add(…, got, n), `call(n)` is add(…, got, n).
void CheckMap(const Case& it, holo_dtype dtype, std::span<std::byte> got, const std::function<Status(int64_t)>& attempt,
              const std::function<void(int64_t)>& call) {
  std::vector<std::byte> expected(got.size());
  holo_buffer out = nullptr;
  BOOST_TEST_REQUIRE(holo_buffer_wrap(it.executor.get(), dtype, kCount, expected.data(), 0, nullptr, nullptr, &out) ==
                     HOLO_OK);
  const auto same = [&] { return std::equal(got.begin(), got.end(), expected.begin()); };
  std::fill(got.begin(), got.end(), std::byte{0});
  BOOST_TEST(it.Apply(kCount - 1, out, nullptr) == HOLO_OK);
  BOOST_TEST(attempt(kCount - 1).ok());
  BOOST_TEST(same());  // the last one is untouched
  BOOST_TEST(it.Apply(kCount, out, nullptr) == HOLO_OK);
  BOOST_TEST(attempt(Executor::kAll).ok());
  BOOST_TEST(same());
  std::fill(got.begin(), got.end(), std::byte{0});
  call(Executor::kAll);
  BOOST_TEST(same());
  BOOST_TEST(attempt(kCount + 1).code() == HOLO_ERROR_OUT_OF_RANGE);
  BOOST_TEST(attempt(-1).code() == HOLO_ERROR_INVALID_ARGUMENT);
  BOOST_CHECK_THROW(call(kCount + 1), Error);
  holo_buffer_destroy(out);
}

bool Same(const holo_scalar& a, const holo_scalar& b) {
  return a.dtype <= HOLO_BF16 ? a.value.f64 == b.value.f64 : a.value.i64 == b.value.i64;
}

void CheckReduce(const Case& it, const std::function<Result<holo_scalar>(int64_t)>& attempt,
                 const std::function<holo_scalar(int64_t)>& call) {
  holo_scalar expected = {};
  BOOST_TEST(it.Apply(kCount - 1, nullptr, &expected) == HOLO_OK);
  BOOST_TEST(Same(expected, *attempt(kCount - 1)));
  BOOST_TEST(it.Apply(kCount, nullptr, &expected) == HOLO_OK);
  BOOST_TEST(Same(expected, *attempt(Executor::kAll)));
  BOOST_TEST(Same(expected, call(Executor::kAll)));
  const bool is_half = expected.dtype == HOLO_F16 || expected.dtype == HOLO_BF16;
  BOOST_TEST(call(1).dtype == (is_half ? holo_dtype{HOLO_F32} : expected.dtype));
  BOOST_TEST(attempt(kCount + 1).status().code() == HOLO_ERROR_OUT_OF_RANGE);
  BOOST_TEST(attempt(-1).status().code() == HOLO_ERROR_INVALID_ARGUMENT);
  BOOST_CHECK_THROW(call(kCount + 1), Error);
}

void CheckFits(holo_op op, holo_dtype dtype, holo_dtype result, bool fits) {
  BOOST_TEST(fits == (ResultDtype(op, dtype) == result),
             holo_dtype_name(dtype) << " to " << holo_dtype_name(result) << (fits ? " compiles" : " does not compile"));
}

// An operation's member (M::Call) with so many inputs of type T, and then more.
template <int inputs, class M, class T, class... More>
constexpr bool Fits() {
  using In = Buffer<T>;
  if constexpr (inputs == 1) return M::template kTakes<In, More...>;
  if constexpr (inputs == 2) return M::template kTakes<In, In, More...>;
  if constexpr (inputs == 3) return M::template kTakes<In, In, In, More...>;
}

template <int inputs, class M, class T, class... More>
auto Call(const Executor& executor, const Operands<T>& in, const More&... more) {
  const auto& x = in.buffers;
  if constexpr (inputs == 1) return M::Call(executor, x[0], more...);
  if constexpr (inputs == 2) return M::Call(executor, x[0], x[1], more...);
  if constexpr (inputs == 3) return M::Call(executor, x[0], x[1], x[2], more...);
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

template <int inputs, class M, class T, class R>
auto CallMap(const Executor& executor, const void* in, const void* got, int64_t n) {
  return Call<inputs, M>(executor, *static_cast<const Operands<T>*>(in), *static_cast<const Buffer<R>*>(got), n);
}

template <class V>
holo_scalar ToScalar(V value) {
  return detail::ToC<V>(value);
}

template <int inputs, class M, class T>
Result<holo_scalar> TryReduce(const Executor& executor, const void* in, int64_t n) {
  const auto result = Call<inputs, M>(executor, *static_cast<const Operands<T>*>(in), n);
  if (!result) return result.status();
  return ToScalar(*result);
}

template <int inputs, class M, class T>
holo_scalar Reduce(const Executor& executor, const void* in, int64_t n) {
  return ToScalar(Call<inputs, M>(executor, *static_cast<const Operands<T>*>(in), n));
}

// These two know types, but not operations: few are compiled.
template <class T, class R>
void CheckMapOf(const Executor& executor, holo_op op, int32_t inputs, MapCalls calls) {
  const Operands<T> in(executor);
  const Buffer<R> got(executor, kCount);
  CheckMap(
      {executor, op, inputs, in.handles}, kDtypeOf<R>, std::as_writable_bytes(got.span()),
      [&](int64_t n) { return calls.attempt(executor, &in, &got, n); },
      [&](int64_t n) { calls.call(executor, &in, &got, n); });
}

template <class T>
void CheckReduceOf(const Executor& executor, holo_op op, int32_t inputs, ReduceCalls calls) {
  const Operands<T> in(executor);
  CheckReduce(
      {executor, op, inputs, in.handles}, [&](int64_t n) { return calls.attempt(executor, &in, n); },
      [&](int64_t n) { return calls.call(executor, &in, n); });
}

template <int inputs, class Try, class Throw, class T, class R>
void CheckMapIfTaken(const Executor& executor, holo_op op) {
  if constexpr (Fits<inputs, Try, T, Buffer<R>>()) {
    CheckMapOf<T, R>(executor, op, inputs, {CallMap<inputs, Try, T, R>, CallMap<inputs, Throw, T, R>});
  }
}

template <int inputs, class Try, class Throw, class T>
void CheckReduceIfTaken(const Executor& executor, holo_op op) {
  constexpr bool fits = Fits<inputs, Try, T>();
  static_assert(fits == Fits<inputs, Throw, T>());
  CheckFits(op, kDtypeOf<T>, fits ? ResultDtype(op, kDtypeOf<T>) : HOLO_F32, fits);
  if constexpr (fits) {
    CheckReduceOf<T>(executor, op, inputs, {TryReduce<inputs, Try, T>, Reduce<inputs, Throw, T>});
  }
}

// Every element type, for maps with every type of the output: a call compiles exactly where the library has it.
template <class... Ts>
struct Types {
  template <int inputs, class Try, class Throw, class T>
  static void CheckOutputs(const Executor& executor, holo_op op) {
    static_assert(Fits<inputs, Try, T, Buffer<T>>() == Fits<inputs, Throw, T, Buffer<T>>());
    static constexpr bool kFits[] = {Fits<inputs, Try, T, Buffer<Ts>>()...};
    constexpr holo_dtype kDtypes[] = {kDtypeOf<Ts>...};
    for (size_t i = 0; i < sizeof...(Ts); ++i) CheckFits(op, kDtypeOf<T>, kDtypes[i], kFits[i]);
    (CheckMapIfTaken<inputs, Try, Throw, T, Ts>(executor, op), ...);
  }
  template <int inputs, class Try, class Throw>
  static void CheckMaps(const Executor& executor, holo_op op) {
    (CheckOutputs<inputs, Try, Throw, Ts>(executor, op), ...);
  }
  // A map of three whose first input is bool8.
  template <class Try, class Throw, class T>
  static void CheckSelect(const Executor& executor, holo_op op) {
    static_assert(Try::template kTakes<Buffer<bool8>, Buffer<T>, Buffer<T>, Buffer<T>>);
    static_assert(!Try::template kTakes<Buffer<uint8_t>, Buffer<T>, Buffer<T>, Buffer<T>>);
    const Operands<bool8> mask(executor);
    const Operands<T> in(executor);
    const Buffer<T> got(executor, kCount);
    const holo_buffer handles[] = {mask.handles[0], in.handles[1], in.handles[2]};
    CheckMap(
        {executor, op, 3, handles}, kDtypeOf<T>, std::as_writable_bytes(got.span()),
        [&](int64_t n) { return Try::Call(executor, mask.buffers[0], in.buffers[1], in.buffers[2], got, n); },
        [&](int64_t n) { Throw::Call(executor, mask.buffers[0], in.buffers[1], in.buffers[2], got, n); });
  }
  template <class Try, class Throw>
  static void CheckSelects(const Executor& executor, holo_op op) {
    (CheckSelect<Try, Throw, Ts>(executor, op), ...);
  }
  template <int inputs, class Try, class Throw>
  static void CheckReduces(const Executor& executor, holo_op op) {
    (CheckReduceIfTaken<inputs, Try, Throw, Ts>(executor, op), ...);
  }
};
using AllTypes =
    Types<float, double, f16, bf16, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t, bool8>;

// The check for the SHAPE of a row.
#define CHECK_MAP1 AllTypes::CheckMaps<1, Try, Throw>
#define CHECK_MAP2 AllTypes::CheckMaps<2, Try, Throw>
#define CHECK_ORDERED2 CHECK_MAP2
#define CHECK_SELECT AllTypes::CheckSelects<Try, Throw>
#define CHECK_MAP3 AllTypes::CheckMaps<3, Try, Throw>
#define CHECK_REDUCE1 AllTypes::CheckReduces<1, Try, Throw>
#define CHECK_REDUCE2 AllTypes::CheckReduces<2, Try, Throw>

// A member of Executor as a type: what it can be called with, and the call.
#define MEMBER(type, member)                                                       \
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

#define HOLO_OP(code, name, ...) \
  namespace name##_members {     \
    MEMBER(Try, try_##name);     \
    MEMBER(Throw, name);         \
  }
#include "ops/ops.def"

template <class... As>
concept Where = requires(const Executor& ex, const As&... as) {
  ex.where(as...);
};
static_assert(Where<Buffer<bool8>, int, int, Buffer<float>>);

}  // namespace

BOOST_AUTO_TEST_SUITE(ops_hpp)

#define HOLO_OP(code, name, Functor, family, shape, ...)               \
  BOOST_AUTO_TEST_CASE(name##_takes_and_gives_what_the_library_says) { \
    using namespace name##_members;                                    \
    CHECK_##shape(Executor(), code);                                   \
  }
#include "ops/ops.def"

BOOST_AUTO_TEST_CASE(inputs_may_be_const_views_and_temporaries) {
  const Executor executor;
  const std::vector<int> ones(4, 1);
  const Buffer<const int> constant = wrap(executor, ones);
  const Buffer<int> x(executor, 8);
  x.fill(2);
  executor.add(constant, x, x.view(4, 4));
  executor.add(x, constant, x, 4);
  executor.mul(x, x.view(0, 8), x);
  BOOST_TEST(executor.sum(x) == 72);
  BOOST_TEST(executor.sum(x, 0) == 0);
  BOOST_TEST(executor.dot(constant, x) == 36);
}

BOOST_AUTO_TEST_CASE(scalars_stand_for_buffers_of_one_value) {
  const Executor executor;
  const Buffer<float> x(executor, 4);
  std::iota(x.begin(), x.end(), 1.0f);
  const Buffer<float> out(executor, 4);
  executor.sub(x, 3, out);
  BOOST_TEST(out[0] == -2);
  executor.sub(3, x, out);
  BOOST_TEST(out[0] == 2);
  executor.clip(x, 2, 3, out);
  BOOST_TEST(executor.sum(out) == 10);
  const Buffer<bool8> mask(executor, 4);
  executor.lt(x, 3, mask);
  BOOST_TEST((mask[1].value == 1 && mask[2].value == 0));
  executor.where(mask, -1, 1, out);
  BOOST_TEST(out[1] == -1);
  BOOST_TEST(out[2] == 1);
  BOOST_TEST(executor.try_add(x, 1, out.view(0, 3), 4).code() == HOLO_ERROR_OUT_OF_RANGE);
  const Buffer<f16> half(executor, 4);
  executor.to_f16(x, half);
  executor.mul(half, 0.5f, half);
  BOOST_TEST(half[0].bits == 0x3800);
  const Buffer<const float> constant = wrap(executor, std::span<const float>(x.span()));
  static_assert(!Where<decltype(mask), int, int, decltype(constant)>);
}

BOOST_AUTO_TEST_CASE(results_have_the_types_of_the_table) {
  static_assert(std::is_same_v<decltype(Executor().sum(Buffer<float>())), float>);
  static_assert(std::is_same_v<decltype(Executor().sum(Buffer<const double>())), double>);
  static_assert(std::is_same_v<decltype(Executor().sum(Buffer<int32_t>())), int64_t>);
  static_assert(std::is_same_v<decltype(Executor().try_sum(Buffer<const int32_t>())), Result<int64_t>>);
  static_assert(std::is_same_v<decltype(Executor().add(Buffer<int>(), Buffer<int>(), Buffer<int>())), void>);
  const Executor executor;
  const Buffer<int32_t> x(executor, 4);
  x.fill(INT32_MAX);
  BOOST_TEST(executor.sum(x) == int64_t{4} * INT32_MAX);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing

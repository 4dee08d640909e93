// ops_hpp_test.cc — every operation of ops.def as a member that takes buffers: its element types, and what it gives.
#include "hologram/ops.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

#include "cpp/op_checks.h"
#include "hologram/hologram.hpp"

namespace hologram::testing {
namespace {

// The check for the SHAPE of a row.
using OneBuffer = Args<Arg::kBuffer>;
using TwoScalars = Args<Arg::kScalar, Arg::kScalar>;
using TwoBuffers = Args<Arg::kBuffer, Arg::kBuffer>;
using ThreeBuffers = Args<Arg::kBuffer, Arg::kBuffer, Arg::kBuffer>;
using TwoBuffersAndScalar = Args<Arg::kBuffer, Arg::kBuffer, Arg::kScalar>;
using ThreeBuffersAndScalar = Args<Arg::kBuffer, Arg::kBuffer, Arg::kBuffer, Arg::kScalar>;
using MaskAndTwoBuffers = Args<Arg::kMask, Arg::kBuffer, Arg::kBuffer>;
#define CHECK_MAP1(code) AllTypes::CheckMaps<OneBuffer, Try, Throw>(Executor(), code, HOLO_FORM_BUFFERS)
#define CHECK_MAP2(code) AllTypes::CheckMaps<TwoBuffers, Try, Throw>(Executor(), code, HOLO_FORM_BUFFERS)
#define CHECK_ORDERED2(code) CHECK_MAP2(code)
#define CHECK_MAP3(code) AllTypes::CheckMaps<ThreeBuffers, Try, Throw>(Executor(), code, HOLO_FORM_BUFFERS)
#define CHECK_SELECT(code) AllTypes::CheckMaps<MaskAndTwoBuffers, Try, Throw>(Executor(), code, HOLO_FORM_BUFFERS)
#define CHECK_ARRAY1(code) CHECK_MAP1(code)
#define CHECK_NORM2(code) AllTypes::CheckMaps<TwoBuffersAndScalar, Try, Throw>(Executor(), code, HOLO_FORM_BUFFERS)
#define CHECK_NORM3(code) AllTypes::CheckMaps<ThreeBuffersAndScalar, Try, Throw>(Executor(), code, HOLO_FORM_BUFFERS)
#define CHECK_SEQUENCE(code) AllTypes::CheckMaps<TwoScalars, Try, Throw>(Executor(), code, HOLO_FORM_BUFFERS)
#define CHECK_GATHER(code) CheckIndexedOfAll<Try, Throw>(code, AllTypes())
#define CHECK_SCATTER(code) CHECK_GATHER(code)
#define CHECK_REDUCE1(code) AllTypes::CheckReduces<OneBuffer, Try, Throw>(Executor(), code)
#define CHECK_PRODUCT1(code) CHECK_REDUCE1(code)
#define CHECK_NONEMPTY1(code) CHECK_REDUCE1(code)
#define CHECK_REDUCE2(code) AllTypes::CheckReduces<TwoBuffers, Try, Throw>(Executor(), code)

// Elements of one type by indices of one type, both ways: what holo_apply gives.
template <class Try, class Throw, class T, class I>
void CheckIndexed(holo_op op) {
  const Executor executor;
  const Operands<T> in(executor);
  const Buffer<I> index(executor, kCount);
  for (int64_t i = 0; i < kCount; ++i) index[i] = static_cast<I>(i * 5 % kCount);
  const Buffer<T> got(executor, kCount), want(executor, kCount);
  const holo_buffer inputs[] = {in.buffers[0].get(), index.get()};
  BOOST_TEST(holo_apply(executor.get(), op, inputs, 2, nullptr, 0, want.get(), kCount, nullptr) == HOLO_OK);
  const auto same = [&] { return std::memcmp(got.data(), want.data(), kCount * sizeof(T)) == 0; };
  BOOST_TEST(Try::Call(executor, in.buffers[0], index, got).code() == HOLO_OK);
  BOOST_TEST(same());
  std::memset(got.data(), 0, kCount * sizeof(T));
  Throw::Call(executor, in.buffers[0], index, got, kCount);
  BOOST_TEST(same());
  index[7] = static_cast<I>(kCount);
  BOOST_TEST(Try::Call(executor, in.buffers[0], index, got).code() == HOLO_ERROR_OUT_OF_RANGE);
  static_assert(!Try::template kTakes<Buffer<T>, Buffer<uint32_t>, Buffer<T>>, "indices are signed");
  static_assert(!Try::template kTakes<Buffer<T>, Buffer<I>, Buffer<const T>>);
}

template <class Try, class Throw, class... Ts>
void CheckIndexedOfAll(holo_op op, Types<Ts...>) {
  (CheckIndexed<Try, Throw, Ts, int32_t>(op), ...);
  (CheckIndexed<Try, Throw, Ts, int64_t>(op), ...);
}

constexpr int64_t kRows = 5, kCols = 7;

// A reduction of a matrix's columns (axis 0) and rows (axis 1), if R is the type of its results.
template <class Try, class Throw, class T, class R, class... Inputs>
int CheckAxis(holo_op op) {
  if constexpr (Try::template kTakes<Inputs..., int64_t, int64_t, int32_t, Buffer<R>>) {
    const Executor executor;
    const Operands<T> in(executor);
    const holo_buffer x[] = {in.buffers[0].get(), in.buffers[1].get()};
    constexpr int kInputs = sizeof...(Inputs);
    const auto call = [&]<class M>(M, int32_t axis, const Buffer<R>& out) {
      if constexpr (kInputs == 1) {
        return M::Call(executor, in.buffers[0], kRows, kCols, axis, out);
      } else {
        return M::Call(executor, in.buffers[0], in.buffers[1], kRows, kCols, axis, out);
      }
    };
    for (int32_t axis : {0, 1}) {
      const Buffer<R> got(executor, kCols), want(executor, kCols);
      const auto results_bytes = static_cast<size_t>(axis == 0 ? kCols : kRows) * sizeof(R);
      BOOST_TEST(holo_apply_axis(executor.get(), op, x, kInputs, nullptr, 0, kRows, kCols, axis, want.get()) ==
                 HOLO_OK);
      call(Throw(), axis, got);
      BOOST_TEST(std::memcmp(got.data(), want.data(), results_bytes) == 0);
      std::memset(got.data(), 0, results_bytes);
      BOOST_TEST(call(Try(), axis, got).code() == HOLO_OK);
      BOOST_TEST(std::memcmp(got.data(), want.data(), results_bytes) == 0);
      BOOST_TEST(call(Try(), 2, got).code() == HOLO_ERROR_INVALID_ARGUMENT);
    }
    return 1;
  } else {
    return 0;
  }
}

// The same with a matrix in place of every one.
template <class Try, class Throw, class T, class R>
int CheckRows(holo_op op) {
  if constexpr (Try::template kTakes<Buffer<T>, Buffer<R>, int64_t, int64_t>) {
    const Executor executor;
    const Operands<T> in(executor);
    const holo_buffer x = in.buffers[0].get();
    const Buffer<R> got(executor, kRows * kCols), want(executor, kRows * kCols);
    const auto bytes = static_cast<size_t>(kRows * kCols) * sizeof(R);
    BOOST_TEST(holo_apply_axis(executor.get(), op, &x, 1, nullptr, 0, kRows, kCols, 1, want.get()) == HOLO_OK);
    Throw::Call(executor, in.buffers[0], got, kRows, kCols);
    BOOST_TEST(std::memcmp(got.data(), want.data(), bytes) == 0);
    std::memset(got.data(), 0, bytes);
    BOOST_TEST(Try::Call(executor, in.buffers[0], got, kRows, kCols).code() == HOLO_OK);
    BOOST_TEST(std::memcmp(got.data(), want.data(), bytes) == 0);
    return 1;
  } else {
    return 0;
  }
}

template <class Try, class Throw, class T, class... Rs>
void CheckRowsInto(holo_op op, Types<Rs...>) {
  holo_op_info info = HOLO_OP_INFO_INIT;
  const int taken = holo_op_info_get(op, kDtypeOf<T>, &info) == HOLO_OK ? 1 : 0;
  BOOST_TEST((0 + ... + CheckRows<Try, Throw, T, Rs>(op)) == taken, "one type is that of the results");
}

template <class Try, class Throw, class T, class... Inputs, class... Rs>
void CheckAxisInto(holo_op op, Types<Inputs...>, Types<Rs...>) {
  holo_op_info info = HOLO_OP_INFO_INIT;
  const int taken = holo_op_info_get(op, kDtypeOf<T>, &info) == HOLO_OK ? 1 : 0;
  BOOST_TEST((0 + ... + CheckAxis<Try, Throw, T, Rs, Inputs...>(op)) == taken, "one type is that of the results");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ops_hpp)

#define HOLO_AXIS_OP(code, name)                                                      \
  HOLO_MEMBER(name##_try_axis, try_##name##_axis);                                    \
  HOLO_MEMBER(name##_throw_axis, name##_axis);                                        \
  BOOST_AUTO_TEST_CASE(name##_axis_gives_what_the_library_says) {                     \
    using Try = name##_try_axis;                                                      \
    using Throw = name##_throw_axis;                                                  \
    CheckAxisInto<Try, Throw, float>(code, Types<Buffer<float>>(), AllTypes());       \
    CheckAxisInto<Try, Throw, uint16_t>(code, Types<Buffer<uint16_t>>(), AllTypes()); \
  }
#define HOLO_AXIS_OP2(code, name)                                                                 \
  HOLO_MEMBER(name##_try_axis, try_##name##_axis);                                                \
  HOLO_MEMBER(name##_throw_axis, name##_axis);                                                    \
  BOOST_AUTO_TEST_CASE(name##_axis_gives_what_the_library_says) {                                 \
    using Try = name##_try_axis;                                                                  \
    using Throw = name##_throw_axis;                                                              \
    CheckAxisInto<Try, Throw, float>(code, Types<Buffer<float>, Buffer<float>>(), AllTypes());    \
    CheckAxisInto<Try, Throw, int8_t>(code, Types<Buffer<int8_t>, Buffer<int8_t>>(), AllTypes()); \
  }
#include "support/axis_ops.def"

HOLO_MEMBER(try_softmax_rows, try_softmax_rows);
HOLO_MEMBER(throw_softmax_rows, softmax_rows);
HOLO_MEMBER(try_cumsum_rows, try_cumsum_rows);
HOLO_MEMBER(throw_cumsum_rows, cumsum_rows);
BOOST_AUTO_TEST_CASE(rows_give_what_the_library_says) {
  CheckRowsInto<try_softmax_rows, throw_softmax_rows, double>(HOLO_OP_SOFTMAX, AllTypes());
  CheckRowsInto<try_cumsum_rows, throw_cumsum_rows, int16_t>(HOLO_OP_CUMSUM, AllTypes());
}

BOOST_AUTO_TEST_CASE(normalizations_of_rows_take_a_weight_for_each_column) {
  const Executor executor;
  const Buffer<float> x = {executor, 6}, weight(executor, 3), bias(executor, 3), out(executor, 6);
  for (int64_t i = 0; i < 6; ++i) x[i] = static_cast<float>(i);
  weight.fill(1);
  bias.fill(5);
  executor.layer_norm_rows(x, weight, bias, 1e-5, out, 2, 3);
  BOOST_TEST((out[1] == 5 && out[4] == 5 && out[0] < 4 && out[5] > 6));
  executor.rms_norm_rows(x, weight, 0, x, 2, 3);
  BOOST_TEST((x[0] == 0 && x[3] < x[4] && x[4] < x[5]));
  BOOST_TEST(executor.try_rms_norm_rows(x, weight, 0, x, 2, 4).code() == HOLO_ERROR_OUT_OF_RANGE);
}

#define HOLO_OP(code, name, Functor, family, shape, ...)               \
  BOOST_AUTO_TEST_CASE(name##_takes_and_gives_what_the_library_says) { \
    using namespace name##_members;                                    \
    CHECK_##shape(code);                                               \
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

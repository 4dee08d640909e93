// bad_matrix_input.cc — bad input to operations whose buffers are not all of one length: gather, scatter, and reductions of
// rows and columns, through their own functions and by code.
//
// Cases: bad_input/<family>/<sentence>.
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "capi/world.h"

namespace hologram::testing {
namespace {

constexpr int64_t kHighest = std::numeric_limits<int64_t>::max();
constexpr int64_t kRows = 7, kCols = 10;  // World::kCount elements

// A reduction of a matrix, whose arguments a test changes one by one.
struct AxisCall {
  const ops::OpRow* op = nullptr;
  bool by_code = false;
  holo_executor executor = nullptr;
  holo_buffer x = nullptr;
  int64_t rows = kRows, cols = kCols;
  int32_t axis = 0;
  holo_buffer out = nullptr;

  std::string Function() const { return by_code ? "holo_apply_axis" : std::string("holo_") + op->name + "_axis"; }
  Place At(int number) const {
    constexpr Place kNamed[] = {{1, "executor"}, {2, "x"}, {3, "rows"}, {4, "cols"}, {5, "axis"}, {6, "out"}};
    constexpr Place kByCode[] = {{1, "executor"}, {3, "inputs"}, {7, "rows"}, {8, "cols"}, {9, "axis"}, {10, "output"}};
    return (by_code ? kByCode : kNamed)[number - 1];
  }
  holo_status Run() const {
    if (by_code) return holo_apply_axis(executor, op->code, &x, 1, nullptr, 0, rows, cols, axis, out);
#define HOLO_AXIS_OP(number, name) \
  if (op->code == (number)) return holo_##name##_axis(executor, x, rows, cols, axis, out);
#include "support/axis_ops.def"
    return HOLO_ERROR_INTERNAL;
  }
};

void RefusesAxis(const World& w, const AxisCall& call, holo_status status, int argument, const std::string& shown) {
  w.watch().Refuses({status, call.Function(), call.At(argument), {shown}}, shown, [&] { return call.Run(); });
}

// `visit(world, dtype, good call)` for every reduction, axis and way.
template <class Visit>
void ForEachAxisCall(Visit visit) {
  World w;
  for (const ops::OpRow& op : ops::Table()) {
    for (holo_dtype dtype = HOLO_F32; op.shape == ops::Shape::kReduce1 && dtype <= HOLO_BOOL8; ++dtype) {
      if (!op.Takes(dtype)) continue;
      for (bool by_code : {false, true}) {
        for (int32_t axis : {0, 1}) {
          AxisCall good = {.op = &op, .by_code = by_code, .executor = w.executor(), .axis = axis};
          good.x = w.Buffer(dtype);
          good.out = w.Buffer(op.ResultDtype(dtype), 3);
          visit(w, dtype, good);
        }
      }
    }
  }
}

std::string Number(int64_t x) { return std::to_string(x); }

// Gather or scatter.
OpCall IndexedCall(const World& w, holo_op op, holo_dtype dtype, holo_dtype index_dtype, bool by_code) {
  OpCall call = {.op = ops::Find(op), .by_code = by_code, .executor = w.executor(), .n = World::kCount};
  call.in[0] = w.Buffer(dtype);
  call.in[1] = w.Buffer(index_dtype, 1);
  call.out = w.Buffer(dtype, 3);
  return call;
}

void RefusesIndexed(const World& w, const OpCall& call, holo_status status, const Place& place,
                    const std::string& shown) {
  w.watch().Refuses({status, call.Function(), place, {shown}}, shown, [&] { return call.Run(); });
}

// The world's indices are all 0, which is right.
template <class Visit>
void ForEachIndexedCall(Visit visit) {
  World w;
  for (holo_dtype index_dtype : {HOLO_I64, HOLO_I32}) {
    const holo_scalar zero = {index_dtype, 0, {}};
    BOOST_TEST(holo_buffer_fill(w.Buffer(index_dtype, 1), &zero) == HOLO_OK);
  }
  for (holo_op op : {HOLO_OP_GATHER, HOLO_OP_SCATTER}) {
    for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
      for (holo_dtype index_dtype : {HOLO_I64, HOLO_I32}) {
        for (bool by_code : {false, true}) visit(w, dtype, IndexedCall(w, op, dtype, index_dtype, by_code));
      }
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bad_input)
BOOST_AUTO_TEST_SUITE(rows_and_columns)

BOOST_AUTO_TEST_CASE(good_calls_are_taken) {
  ForEachAxisCall([](const World&, holo_dtype, const AxisCall& good) { BOOST_TEST(good.Run() == HOLO_OK); });
}

BOOST_AUTO_TEST_CASE(refuse_bad_handles) {
  ForEachAxisCall([](const World& w, holo_dtype dtype, const AxisCall& good) {
    for (const BadHandle& bad : w.BadExecutors()) {
      AxisCall call = good;
      call.executor = bad.As<holo_executor>();
      RefusesAxis(w, call, HOLO_ERROR_INVALID_HANDLE, 1, bad.said);
    }
    for (const BadHandle& bad : w.BadBuffers()) {
      AxisCall call = good;
      call.x = bad.As<holo_buffer>();
      RefusesAxis(w, call, HOLO_ERROR_INVALID_HANDLE, 2, bad.said);
      call = good;
      call.out = bad.As<holo_buffer>();
      RefusesAxis(w, call, HOLO_ERROR_INVALID_HANDLE, 6, bad.said);
    }
    AxisCall call = good;
    call.x = w.Foreign(dtype);
    RefusesAxis(w, call, HOLO_ERROR_WRONG_EXECUTOR, 2, "belongs to another executor");
    call = good;
    call.out = w.Foreign(good.op->ResultDtype(dtype));
    RefusesAxis(w, call, HOLO_ERROR_WRONG_EXECUTOR, 6, "belongs to another executor");
  });
}

BOOST_AUTO_TEST_CASE(refuse_bad_counts) {
  ForEachAxisCall([](const World& w, holo_dtype, const AxisCall& good) {
    for (int64_t bad : {int64_t{-1}, -kHighest, -kHighest - 1}) {
      AxisCall call = good;
      call.rows = bad;
      RefusesAxis(w, call, HOLO_ERROR_INVALID_ARGUMENT, 3, Number(bad) + " is negative");
      call = good;
      call.cols = bad;
      RefusesAxis(w, call, HOLO_ERROR_INVALID_ARGUMENT, 4, Number(bad) + " is negative");
    }
    for (int64_t rows : {kRows + 1, int64_t{1} << 40}) {
      AxisCall call = good;
      call.rows = rows;
      RefusesAxis(w, call, HOLO_ERROR_OUT_OF_RANGE, 3, "the matrix has " + Number(rows * kCols) + " elements");
    }
    for (int64_t rows : {int64_t{1} << 62, kHighest}) {
      AxisCall call = good;
      call.rows = rows;
      RefusesAxis(w, call, HOLO_ERROR_OUT_OF_RANGE, 3, "does not fit in 63 bits");
    }
  });
}

// A matrix of no columns has as many rows as one likes, and a result of each.
BOOST_AUTO_TEST_CASE(refuse_more_results_than_the_output_has_room_for) {
  ForEachAxisCall([](const World& w, holo_dtype dtype, const AxisCall& good) {
    AxisCall call = good;
    call.out = w.Short(good.op->ResultDtype(dtype));
    const int64_t results = good.axis == 0 ? kCols : kRows;
    RefusesAxis(w, call, HOLO_ERROR_OUT_OF_RANGE, good.axis == 0 ? 4 : 3,
                Number(results) + " exceeds the count of argument " + Number(call.At(6).number));
    call = good;
    (good.axis == 0 ? call.cols : call.rows) = kHighest;
    (good.axis == 0 ? call.rows : call.cols) = 0;
    RefusesAxis(w, call, HOLO_ERROR_OUT_OF_RANGE, good.axis == 0 ? 4 : 3, Number(kHighest) + " exceeds the count");
  });
}

BOOST_AUTO_TEST_CASE(refuse_nothing_if_there_is_no_value_of_it) {
  ForEachAxisCall([](const World& w, holo_dtype, const AxisCall& good) {
    AxisCall call = good;
    (good.axis == 0 ? call.rows : call.cols) = 0;
    if (good.op->nonempty) {
      RefusesAxis(w, call, HOLO_ERROR_INVALID_ARGUMENT, good.axis == 0 ? 3 : 4, "has no value of nothing");
    } else {
      BOOST_TEST(call.Run() == HOLO_OK);
    }
    call.rows = call.cols = 0;
    BOOST_TEST(call.Run() == HOLO_OK);
  });
}

BOOST_AUTO_TEST_CASE(refuse_what_is_no_axis) {
  ForEachAxisCall([](const World& w, holo_dtype, const AxisCall& good) {
    for (int32_t axis : {-1, 2, std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max()}) {
      AxisCall call = good;
      call.axis = axis;
      RefusesAxis(w, call, HOLO_ERROR_INVALID_ARGUMENT, 5, Number(axis) + " is no axis");
    }
  });
}

BOOST_AUTO_TEST_CASE(refuse_other_dtypes_and_outputs_that_cannot_be) {
  ForEachAxisCall([](const World& w, holo_dtype dtype, const AxisCall& good) {
    AxisCall call = good;
    const holo_dtype result = good.op->ResultDtype(dtype), other = result == HOLO_U16 ? HOLO_I16 : HOLO_U16;
    call.out = w.Buffer(other, 3);
    RefusesAxis(w, call, HOLO_ERROR_DTYPE, 6, std::string("has dtype ") + holo_dtype_name(other));
    call = good;
    call.out = w.ReadOnly(result);
    RefusesAxis(w, call, HOLO_ERROR_READ_ONLY, 6, "is read-only");
    if (result != dtype) return;
    call = good;
    call.out = call.x;
    RefusesAxis(w, call, HOLO_ERROR_OVERLAP, 6, "overlaps argument " + Number(call.At(2).number));
  });
}

BOOST_AUTO_TEST_CASE(apply_axis_refuses_what_has_no_rows) {
  World w;
  const Function f(
      w.watch(), "holo_apply_axis",
      {"executor", "op", "inputs", "input_count", "scalars", "scalar_count", "rows", "cols", "axis", "output"});
  const auto apply = [&](holo_op op) {
    return [&w, op] {
      const holo_buffer x = w.Buffer(HOLO_F32);
      return holo_apply_axis(w.executor(), op, &x, 1, nullptr, 0, 2, 3, 0, w.Buffer(HOLO_F32, 3));
    };
  };
  for (holo_op op : {-1, 0, HOLO_OP_LAST + 1, std::numeric_limits<int32_t>::max()}) {
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 2, Number(op) + " is no operation", apply(op));
  }
  for (const ops::OpRow& op : ops::Table()) {
    if (op.Has(ops::Form::kRows)) continue;
    f.Refuses(HOLO_ERROR_UNSUPPORTED, 2, std::string("is \"") + op.name + "\", which takes no matrix", apply(op.code));
  }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE(indices)

BOOST_AUTO_TEST_CASE(good_calls_are_taken) {
  ForEachIndexedCall([](const World&, holo_dtype, const OpCall& good) { BOOST_TEST(good.Run() == HOLO_OK); });
}

BOOST_AUTO_TEST_CASE(refuse_bad_handles) {
  ForEachIndexedCall([](const World& w, holo_dtype dtype, const OpCall& good) {
    for (const BadHandle& bad : w.BadExecutors()) {
      OpCall call = good;
      call.executor = bad.As<holo_executor>();
      RefusesIndexed(w, call, HOLO_ERROR_INVALID_HANDLE, call.ExecutorPlace(), bad.said);
    }
    for (int i = 0; i < 3; ++i) {
      OpCall call = good;
      for (const BadHandle& bad : w.BadBuffers()) {
        call.Buffer(i) = bad.As<holo_buffer>();
        RefusesIndexed(w, call, HOLO_ERROR_INVALID_HANDLE, call.BufferPlace(i), bad.said);
      }
      call.Buffer(i) = w.Foreign(i == 1 ? holo_dtype{HOLO_I64} : dtype);
      RefusesIndexed(w, call, HOLO_ERROR_WRONG_EXECUTOR, call.BufferPlace(i), "belongs to another executor");
    }
  });
}

BOOST_AUTO_TEST_CASE(refuse_bad_counts_and_dtypes) {
  ForEachIndexedCall([](const World& w, holo_dtype dtype, const OpCall& good) {
    OpCall call = good;
    for (int64_t n : {int64_t{-1}, -kHighest - 1}) {
      call.n = n;
      RefusesIndexed(w, call, HOLO_ERROR_INVALID_ARGUMENT, call.CountPlace(), Number(n) + " is negative");
    }
    for (int64_t n : {World::kCount + 1, kHighest}) {
      call.n = n;
      RefusesIndexed(w, call, HOLO_ERROR_OUT_OF_RANGE, call.CountPlace(), Number(n) + " exceeds the count");
    }
    call = good;
    call.in[1] = w.Short(HOLO_I64);
    RefusesIndexed(w, call, HOLO_ERROR_OUT_OF_RANGE, call.CountPlace(), Number(World::kCount) + " exceeds the count");
    for (holo_dtype other = HOLO_F32; other <= HOLO_BOOL8; ++other) {
      if (other == HOLO_I64 || other == HOLO_I32) continue;
      call = good;
      call.in[1] = w.Buffer(other, 1);
      RefusesIndexed(w, call, HOLO_ERROR_DTYPE, call.BufferPlace(1),
                     std::string("has dtype ") + holo_dtype_name(other) + ": indices are i64 or i32");
    }
    call = good;
    call.out = w.Buffer(dtype == HOLO_U8 ? HOLO_I8 : HOLO_U8, 3);
    RefusesIndexed(w, call, HOLO_ERROR_DTYPE, call.BufferPlace(2), "has dtype");
    call = good;
    call.out = w.ReadOnly(dtype);
    RefusesIndexed(w, call, HOLO_ERROR_READ_ONLY, call.BufferPlace(2), "is read-only");
  });
}

// The first that is wrong is named, with its place; nothing is written, also by those before it.
BOOST_AUTO_TEST_CASE(refuse_indices_that_lead_outside) {
  ForEachIndexedCall([](const World& w, holo_dtype, const OpCall& good) {
    holo_buffer_info info = HOLO_BUFFER_INFO_INIT;
    BOOST_TEST(holo_buffer_info_get(good.in[1], &info) == HOLO_OK);
    const bool is_short = info.dtype == HOLO_I32;
    const int64_t zero = 0;
    for (int64_t bad : {int64_t{-1}, int64_t{World::kCount}, int64_t{INT32_MIN}, int64_t{INT32_MAX}, -kHighest - 1,
                        kHighest, int64_t{1} << 32}) {
      if (is_short && bad != static_cast<int32_t>(bad)) continue;
      for (int64_t place : {int64_t{0}, int64_t{1}, int64_t{33}, World::kCount - 1}) {
        BOOST_TEST(holo_buffer_write(good.in[1], place, &bad, 1) == HOLO_OK);  // little-endian: the low half is the i32
        RefusesIndexed(w, good, HOLO_ERROR_OUT_OF_RANGE, good.BufferPlace(1),
                       "index[" + Number(place) + "] is " + Number(bad) + ", there are " + Number(World::kCount));
        BOOST_TEST(holo_buffer_write(good.in[1], place, &zero, 1) == HOLO_OK);
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(refuse_an_output_that_is_read) {
  ForEachIndexedCall([](const World& w, holo_dtype dtype, const OpCall& good) {
    OpCall call = good;
    call.out = call.in[0];
    RefusesIndexed(w, call, HOLO_ERROR_OVERLAP, call.BufferPlace(2), "overlaps argument");
    if (dtype != HOLO_I64) return;
    call = good;
    call.in[1] = w.Buffer(HOLO_I64, 2);
    const holo_scalar one = {HOLO_I64, 0, {.i64 = 1}};
    BOOST_TEST(holo_buffer_fill(call.in[1], &one) == HOLO_OK);
    call.out = call.in[1];
    RefusesIndexed(w, call, HOLO_ERROR_OVERLAP, call.BufferPlace(2), "overlaps argument");
  });
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing

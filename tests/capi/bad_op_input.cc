// bad_op_input.cc — bad input to every operation of ops.def: every argument, on every dtype, through the operation's own
// function and through holo_apply, inside a guard and outside of one.
//
// Cases: bad_input/operations/<name>/<sentence>. Output that overlaps an input: overlap_test. Gather, scatter and
// reductions of matrices: bad_matrix_input.cc.
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <functional>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "capi/world.h"
#include "support/random_values.h"
#include "support/sample.h"

namespace hologram::testing {
namespace {

constexpr int64_t kHighest = std::numeric_limits<int64_t>::max();

// A guard on the world's executor, or none.
class MaybeGuard {
 public:
  MaybeGuard(holo_executor executor, bool wanted) {
    if (wanted) BOOST_TEST_REQUIRE(holo_guard_acquire(executor, nullptr, 0, &guard_) == HOLO_OK);
  }
  ~MaybeGuard() { holo_guard_release(guard_); }
  MaybeGuard(const MaybeGuard&) = delete;
  MaybeGuard& operator=(const MaybeGuard&) = delete;

 private:
  holo_guard guard_ = nullptr;
};

// Good scalars, by dtype.
const holo_scalar* ScalarOf(holo_dtype dtype) {
  static holo_scalar scalars[HOLO_BOOL8 + 1];
  scalars[dtype] = SmallScalar(dtype, 3);
  return &scalars[dtype];
}

OpCall GoodCall(World* w, const ops::OpRow& op, ops::Form form, holo_dtype dtype) {
  OpCall call = {.op = &op, .form = form, .executor = w->executor(), .n = World::kCount};
  for (int i = 0; i < call.InputCount(); ++i) {
    if (call.IsScalar(i)) call.scalars[i] = ScalarOf(dtype);
    if (!call.IsScalar(i)) call.in[i] = w->Buffer(op.InputDtype(i, dtype), i);
  }
  if (call.HasOutput()) {
    call.out = w->Buffer(op.ResultDtype(dtype), 3);
  } else {
    call.result = &w->outs().result;
  }
  return call;
}

// One call in all its ways, with everything right; the body makes it wrong.
using Body = std::function<void(World& w, holo_dtype dtype, const OpCall& good)>;

void InEveryWay(const ops::OpRow& op, bool taken, const Body& body) {
  World w;
  for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
    if (op.Takes(dtype) != taken) continue;
    for (bool guarded : {false, true}) {
      const MaybeGuard guard(w.executor(), guarded);
      for (ops::Form form : {ops::Form::kBuffers, ops::Form::kScalarRest, ops::Form::kScalarFirst}) {
        if (!op.Has(form)) continue;
        OpCall good = GoodCall(&w, op, form, dtype);
        for (bool by_code : {false, true}) {
          good.by_code = by_code;
          body(w, dtype, good);
        }
      }
    }
  }
}

void Refuses(const World& w, const OpCall& call, holo_status status, Place place, const std::string& shown,
             const std::string& what) {
  static Sample sample(2);
  if (!sample.Take()) return;
  w.watch().Refuses({status, call.Function(), place, {shown}}, what, [&] { return call.Run(); });
}

// Whether holo_apply takes null in place of buffer `i` for one scalar more.
bool MissesAScalar(const OpCall& call, int i) {
  return call.by_code && call.ScalarCount() > 0 && call.InputOf(i) < call.InputCount();
}

void RefusesBadHandles(const ops::OpRow& op) {
  InEveryWay(op, true, [](World& w, holo_dtype dtype, const OpCall& good) {
    for (const BadHandle& bad : w.BadExecutors()) {
      OpCall call = good;
      call.executor = bad.As<holo_executor>();
      Refuses(w, call, HOLO_ERROR_INVALID_HANDLE, call.ExecutorPlace(), bad.said, bad.what);
    }
    for (int i = 0; i < good.BufferCount(); ++i) {
      OpCall call = good;
      for (const BadHandle& bad : w.BadBuffers()) {
        if (bad.bits == 0 && MissesAScalar(good, i)) continue;
        call.Buffer(i) = bad.As<holo_buffer>();
        Refuses(w, call, HOLO_ERROR_INVALID_HANDLE, call.BufferPlace(i), bad.said, bad.what);
      }
      call.Buffer(i) = w.Foreign(good.DtypeOf(i, dtype));
      Refuses(w, call, HOLO_ERROR_WRONG_EXECUTOR, call.BufferPlace(i), "belongs to another executor", "foreign");
    }
    OpCall call = good;
    call.executor = w.other();
    Refuses(w, call, HOLO_ERROR_WRONG_EXECUTOR, call.BufferPlace(0), "belongs to another executor", "other executor");
  });
}

// Whether all buffers are to be of one dtype, and there are two of them besides the one that is another's.
bool TellsWhich(const OpCall& call) { return call.op->result == ops::kSame && call.op->shape != ops::Shape::kSelect; }

// A call whose buffer `i` is of dtype `other` may be right as well: one that works on that dtype.
void RefusesUnlessRight(const World& w, const OpCall& call, int i, holo_dtype dtype, holo_dtype other) {
  static Sample sample(3);
  if (!sample.Take()) return;
  const bool may_be = call.BufferCount() == (call.HasOutput() ? 2 : 1) && i == 0 && call.ScalarCount() == 0 &&
                      call.op->Takes(other) && call.op->ResultDtype(other) == call.op->ResultDtype(dtype);
  if (may_be) return;
  holo_error error;
  const holo_status status = w.watch().ChangesNothing([&] { return call.Run(); }, &error);
  BOOST_TEST(status == HOLO_ERROR_DTYPE, call.Function() << ": " << error.message);
}

void RefusesMixedDtypes(const ops::OpRow& op) {
  InEveryWay(op, true, [](World& w, holo_dtype dtype, const OpCall& good) {
    for (int i = 0; i < good.BufferCount() && good.BufferCount() > 1; ++i) {
      for (holo_dtype other = HOLO_F32; other <= HOLO_BOOL8; ++other) {
        if (other == good.DtypeOf(i, dtype)) continue;
        OpCall call = good;
        call.Buffer(i) = w.Buffer(other, i);
        if (!TellsWhich(good)) {
          RefusesUnlessRight(w, call, i, dtype, other);
          continue;
        }
        // All are compared with the first; if that is the odd one out, the second is named.
        const holo_dtype named = i == 0 ? dtype : other;
        const holo_dtype first = i == 0 ? other : dtype;
        const Place first_place = call.BufferPlace(0);
        Refuses(w, call, HOLO_ERROR_DTYPE, call.BufferPlace(i == 0 ? 1 : i),
                std::string("has dtype ") + holo_dtype_name(named) + ", but argument " +
                    std::to_string(first_place.number) + " (" + first_place.name + ") has " + holo_dtype_name(first),
                "mixed");
      }
    }
  });
}

void RefusesOtherDtypes(const ops::OpRow& op) {
  InEveryWay(op, false, [&op](World& w, holo_dtype dtype, const OpCall& good) {
    Refuses(w, good, HOLO_ERROR_DTYPE, good.BufferPlace(0),
            std::string("has dtype ") + holo_dtype_name(dtype) + ", which \"" + op.name + "\" does not take", "");
  });
}

std::string Exceeds(int64_t n, Place place, int64_t count) {
  return std::to_string(n) + " exceeds the count of argument " + std::to_string(place.number) + " (" + place.name +
         "), " + std::to_string(count);
}

void RefusesBadCounts(const ops::OpRow& op) {
  InEveryWay(op, true, [](World& w, holo_dtype dtype, const OpCall& good) {
    OpCall call = good;
    for (int64_t n : {int64_t{-1}, int64_t{-World::kCount}, -kHighest, -kHighest - 1}) {
      call.n = n;
      Refuses(w, call, HOLO_ERROR_INVALID_ARGUMENT, call.CountPlace(), std::to_string(n) + " is negative", "");
    }
    for (int64_t n : {World::kCount + 1, int64_t{1} << 31, (int64_t{1} << 32) + 1, int64_t{1} << 59, int64_t{1} << 61,
                      int64_t{1} << 62, kHighest}) {
      call.n = n;
      Refuses(w, call, HOLO_ERROR_OUT_OF_RANGE, call.CountPlace(), Exceeds(n, call.BufferPlace(0), World::kCount), "");
    }
    for (int i = 0; i < good.BufferCount(); ++i) {
      call = good;
      call.Buffer(i) = w.Short(good.DtypeOf(i, dtype));
      for (int64_t n : {World::kShort + 1, World::kCount}) {
        call.n = n;
        Refuses(w, call, HOLO_ERROR_OUT_OF_RANGE, call.CountPlace(), Exceeds(n, call.BufferPlace(i), World::kShort),
                "one is short");
      }
    }
  });
}

void RefusesBadOutputs(const ops::OpRow& op) {
  InEveryWay(op, true, [](World& w, holo_dtype dtype, const OpCall& good) {
    OpCall call = good;
    for (int64_t n : {int64_t{0}, int64_t{1}, World::kCount}) {
      call.n = n;
      if (call.HasOutput()) {
        call.out = w.ReadOnly(good.op->ResultDtype(dtype));
        Refuses(w, call, HOLO_ERROR_READ_ONLY, call.BufferPlace(call.BufferCount() - 1), "is read-only", "");
      } else {
        call.result = nullptr;
        Refuses(w, call, HOLO_ERROR_INVALID_ARGUMENT, call.ResultPlace(), "is null", "");
      }
    }
  });
}

void RefusesBadScalars(const ops::OpRow& op) {
  InEveryWay(op, true, [](World& w, holo_dtype dtype, const OpCall& good) {
    for (int k = 0; k < good.InputCount(); ++k) {
      if (!good.IsScalar(k)) continue;
      OpCall call = good;
      call.scalars[k] = nullptr;
      if (!call.by_code) Refuses(w, call, HOLO_ERROR_INVALID_ARGUMENT, call.ScalarPlace(k), "is null", "");
      for (holo_dtype other = 0; other <= HOLO_BOOL8 + 1; ++other) {
        holo_scalar scalar = {other, 0, {}};
        call.scalars[k] = &scalar;
        if (other == dtype) continue;
        if (!base::IsDtype(other)) {
          Refuses(w, call, HOLO_ERROR_INVALID_ARGUMENT, call.ScalarPlace(k), std::to_string(other) + " is no dtype",
                  "");
        } else {
          Refuses(w, call, HOLO_ERROR_DTYPE, call.ScalarPlace(k),
                  std::string("has dtype ") + holo_dtype_name(other) + ", the buffer has " + holo_dtype_name(dtype),
                  "");
        }
      }
      if (base::IsFloat(dtype) || holo_dtype_size(dtype) == 8) continue;
      holo_scalar scalar = {dtype, 0, {.i64 = int64_t{1} << 40}};
      call.scalars[k] = &scalar;
      Refuses(w, call, HOLO_ERROR_OUT_OF_RANGE, call.ScalarPlace(k), "value 1099511627776 does not fit in", "");
    }
  });
}

// Makes one argument of the call bad, at random, and notes the status that is then due.
void Spoil(const World& w, const std::vector<BadHandle>& bad_buffers, holo_dtype dtype, Random* random, OpCall* call,
           std::set<holo_status>* due) {
  const int i = static_cast<int>(random->Below(call->BufferCount()));
  switch (random->Below(5)) {
    case 0:
      call->executor = random->Below(2) == 0 ? nullptr : reinterpret_cast<holo_executor>(random->Bits());
      due->insert(HOLO_ERROR_INVALID_HANDLE);
      break;
    case 1:
      call->Buffer(i) = bad_buffers[static_cast<size_t>(random->Below(int64_t(bad_buffers.size())))].As<holo_buffer>();
      due->insert(HOLO_ERROR_INVALID_HANDLE);
      if (MissesAScalar(*call, i)) due->insert(HOLO_ERROR_INVALID_ARGUMENT);
      break;
    case 2:
      call->Buffer(i) = w.Foreign(call->DtypeOf(i, dtype));
      due->insert(HOLO_ERROR_WRONG_EXECUTOR);
      break;
    case 3:
      if (TellsWhich(*call) && call->BufferCount() > 1) {  // of others the call may still be right
        call->Buffer(0) = w.Buffer(dtype == HOLO_U8 ? HOLO_I8 : HOLO_U8);
        due->insert(HOLO_ERROR_DTYPE);
        break;
      }
      [[fallthrough]];
    default:
      call->n = random->Below(2) == 0 ? -1 - random->Below(100) : World::kCount + 1 + random->Below(kHighest / 2);
      due->insert(call->n < 0 ? HOLO_ERROR_INVALID_ARGUMENT : HOLO_ERROR_OUT_OF_RANGE);
  }
}

void RefusesAnyMix(const ops::OpRow& op) {
  Random random(static_cast<uint64_t>(op.code));
  InEveryWay(op, true, [&](World& w, holo_dtype dtype, const OpCall& good) {
    const std::vector<BadHandle> bad_buffers = w.BadBuffers();
    for (int64_t round = 0; round < 50; round += Sample::Every()) {
      OpCall call = good;
      std::set<holo_status> due;
      for (int64_t k = random.Below(4); k >= 0; --k) Spoil(w, bad_buffers, dtype, &random, &call, &due);
      holo_error error;
      const holo_status status = w.watch().ChangesNothing([&] { return call.Run(); }, &error);
      BOOST_TEST(due.contains(status), error.message << "; HOLO_TEST_SEED=" << Seed());
    }
  });
}

boost::unit_test::test_suite* OpSuite(const ops::OpRow& op) {
  boost::unit_test::test_suite* suite = BOOST_TEST_SUITE(op.name);
  const auto add = [&](const char* name, void (*body)(const ops::OpRow&)) {
    suite->add(boost::unit_test::make_test_case([&op, body] { body(op); }, name, __FILE__, __LINE__));
  };
  add("refuses_bad_handles", RefusesBadHandles);
  add("refuses_mixed_dtypes", RefusesMixedDtypes);
  add("refuses_dtypes_it_does_not_take", RefusesOtherDtypes);
  add("refuses_bad_counts", RefusesBadCounts);
  add("refuses_a_read_only_output_or_no_place_for_the_result", RefusesBadOutputs);
  add("refuses_bad_scalars", RefusesBadScalars);
  add("refuses_any_mix_of_these", RefusesAnyMix);
  return suite;
}

bool RegisterAll() {
  boost::unit_test::test_suite* operations = BOOST_TEST_SUITE("operations");
  for (const ops::OpRow& op : ops::Table()) {
    if (!ops::IsIndexed(op.shape)) operations->add(OpSuite(op));
  }
  boost::unit_test::framework::current_auto_test_suite().add(operations);
  return true;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bad_input)

[[maybe_unused]] const bool kRegistered = RegisterAll();

BOOST_AUTO_TEST_CASE(apply_refuses_what_the_named_functions_cannot_be_given) {
  World w;
  const Function f(w.watch(), "holo_apply",
                   {"executor", "op", "inputs", "input_count", "scalars", "scalar_count", "output", "n", "result"});
  holo_buffer in[3] = {w.Buffer(HOLO_F32, 0), w.Buffer(HOLO_F32, 1), w.Buffer(HOLO_F32, 2)};
  const holo_buffer out = w.Buffer(HOLO_F32, 3);
  holo_scalar* result = &w.outs().result;
  const auto apply = [&](holo_op op, const holo_buffer* inputs, int32_t count, holo_buffer output, holo_scalar* sum) {
    return [=, &w] { return holo_apply(w.executor(), op, inputs, count, nullptr, 0, output, 4, sum); };
  };
  for (holo_op op :
       {std::numeric_limits<int32_t>::min(), -1, 0, HOLO_OP_LAST + 1, std::numeric_limits<int32_t>::max()}) {
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 2, std::to_string(op) + " is no operation", apply(op, in, 1, out, nullptr));
  }
  for (const ops::OpRow& op : ops::Table()) {
    const bool map = ops::HasOutput(op.shape);
    const int taken = ops::InputCount(op.shape);
    for (int32_t count :
         {std::numeric_limits<int32_t>::min(), -1, 0, 1, 2, 3, 4, std::numeric_limits<int32_t>::max()}) {
      if (count == taken) continue;
      const std::string shown = std::to_string(count) + " inputs given, " + std::to_string(taken) + " taken by \"";
      f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 4, shown + op.name,
                apply(op.code, in, count, map ? out : nullptr, map ? nullptr : result));
    }
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 3, "is null",
              apply(op.code, nullptr, taken, map ? out : nullptr, map ? nullptr : result));
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, map ? 9 : 7, "must be null", apply(op.code, in, taken, out, result));
  }
}

BOOST_AUTO_TEST_CASE(apply_refuses_scalars_that_have_no_place) {
  World w;
  const Function f(w.watch(), "holo_apply",
                   {"executor", "op", "inputs", "input_count", "scalars", "scalar_count", "output", "n", "result"});
  const holo_buffer out = w.Buffer(HOLO_F32, 3);
  const holo_buffer x = w.Buffer(HOLO_F32, 0);
  const holo_scalar two[3] = {SmallScalar(HOLO_F32, 2), SmallScalar(HOLO_F32, 2), SmallScalar(HOLO_F32, 2)};
  const auto apply = [&](holo_op op, std::vector<holo_buffer> in, const holo_scalar* scalars, int32_t count) {
    const bool map = ops::HasOutput(ops::Find(op)->shape);
    return [=, &w] {
      return holo_apply(w.executor(), op, in.data(), static_cast<int32_t>(in.size()), scalars, count,
                        map ? out : nullptr, 4, map ? nullptr : &w.outs().result);
    };
  };
  const auto refuses = [&](holo_status status, int argument, const char* said, auto call) {
    f.Refuses(status, argument, said, call);
  };
  refuses(HOLO_ERROR_INVALID_ARGUMENT, 6, "-1 is negative", apply(HOLO_OP_ADD, {x, nullptr}, two, -1));
  refuses(HOLO_ERROR_INVALID_ARGUMENT, 5, "is null", apply(HOLO_OP_ADD, {x, nullptr}, nullptr, 1));
  refuses(HOLO_ERROR_INVALID_ARGUMENT, 6, "2 scalars given for 1 null inputs",
          apply(HOLO_OP_ADD, {x, nullptr}, two, 2));
  refuses(HOLO_ERROR_INVALID_ARGUMENT, 6, "1 scalars given for 0 null inputs", apply(HOLO_OP_ADD, {x, x}, two, 1));
  refuses(HOLO_ERROR_INVALID_HANDLE, 3, "is null", apply(HOLO_OP_ADD, {x, nullptr}, nullptr, 0));
  refuses(HOLO_ERROR_UNSUPPORTED, 3, "\"add\" takes none", apply(HOLO_OP_ADD, {nullptr, nullptr}, two, 2));
  refuses(HOLO_ERROR_UNSUPPORTED, 3, "\"abs\" takes none", apply(HOLO_OP_ABS, {nullptr}, two, 1));
  refuses(HOLO_ERROR_UNSUPPORTED, 3, "\"clip\" takes none", apply(HOLO_OP_CLIP, {x, x, nullptr}, two, 1));
  refuses(HOLO_ERROR_UNSUPPORTED, 3, "\"clip\" takes none", apply(HOLO_OP_CLIP, {nullptr, x, x}, two, 1));
  refuses(HOLO_ERROR_UNSUPPORTED, 3, "\"where\" takes none", apply(HOLO_OP_WHERE, {nullptr, x, x}, two, 1));
  refuses(HOLO_ERROR_UNSUPPORTED, 3, "\"sum\" takes none", apply(HOLO_OP_SUM, {nullptr}, two, 1));
  refuses(HOLO_ERROR_UNSUPPORTED, 3, "\"dot\" takes none", apply(HOLO_OP_DOT, {x, nullptr}, two, 1));
}

// Of two inputs that may change places either may be the scalar.
BOOST_AUTO_TEST_CASE(apply_takes_a_scalar_first_of_inputs_that_may_change_places) {
  World w;
  const holo_scalar two = SmallScalar(HOLO_I32, 2);
  const holo_scalar ten = SmallScalar(HOLO_I32, 10);
  const holo_buffer x = w.Buffer(HOLO_I32, 0);
  const holo_buffer y = w.Buffer(HOLO_I32, 3);
  const holo_buffer in[2] = {nullptr, x};
  int32_t results[World::kCount];
  BOOST_TEST(holo_buffer_fill(x, &ten) == HOLO_OK);
  for (const auto& [op, expected] : {std::pair{HOLO_OP_MUL, 20}, {HOLO_OP_MIN, 2}, {HOLO_OP_SUB, -8}}) {
    BOOST_TEST(holo_apply(w.executor(), op, in, 2, &two, 1, y, World::kCount, nullptr) == HOLO_OK);
    BOOST_TEST(holo_buffer_read(y, 0, results, World::kCount) == HOLO_OK);
    for (int32_t result : results) BOOST_TEST(result == expected);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing

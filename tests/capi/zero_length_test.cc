// zero_length_test.cc — nothing is a length like any other: n = 0 with buffers that have no memory, or hold pointers
// that lead nowhere, in every position.
#define BOOST_TEST_MODULE zero_length
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "capi/op_call.h"

namespace hologram::testing {
namespace {

// What a host may give as the data of no elements. Some would overlap if they had any.
constexpr uintptr_t kPointers[] = {0, 1, 0x1001, 0x1003, ~uintptr_t{0}};

struct EmptyBuffer {
  std::string what;
  holo_buffer buffer = nullptr;
};

void CountRelease(void* user, void*) { ++*static_cast<int*>(user); }

class Fixture {
 public:
  Fixture() { BOOST_TEST_REQUIRE(holo_executor_create(nullptr, &executor_) == HOLO_OK); }
  ~Fixture() {
    for (const std::vector<EmptyBuffer>& made : made_) {
      for (const EmptyBuffer& each : made) holo_buffer_destroy(each.buffer);
    }
    holo_executor_destroy(executor_);
  }
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;

  holo_executor executor() const { return executor_; }

  // Created, wrapped and viewed buffers of no elements, and one of some.
  const std::vector<EmptyBuffer>& Buffers(holo_dtype dtype) {
    std::vector<EmptyBuffer>& made = made_[dtype];
    if (!made.empty()) return made;
    const auto add = [&](const std::string& what) -> holo_buffer* {
      made.push_back({what});
      return &made.back().buffer;
    };
    BOOST_TEST_REQUIRE(holo_buffer_create(executor_, dtype, 0, add("created")) == HOLO_OK);
    BOOST_TEST_REQUIRE(holo_buffer_create(executor_, dtype, 9, add("with 9 elements")) == HOLO_OK);
    const holo_buffer nine = made.back().buffer;
    BOOST_TEST_REQUIRE(holo_buffer_view(nine, 9, 0, add("a view of the end")) == HOLO_OK);
    BOOST_TEST_REQUIRE(holo_buffer_view(made[0].buffer, 0, 0, add("a view of nothing")) == HOLO_OK);
    for (uintptr_t pointer : kPointers) {
      BOOST_TEST_REQUIRE(holo_buffer_wrap(executor_, dtype, 0, reinterpret_cast<void*>(pointer), 0, nullptr, nullptr,
                                          add("at " + std::to_string(pointer))) == HOLO_OK);
    }
    return made;
  }

 private:
  holo_executor executor_ = nullptr;
  std::vector<EmptyBuffer> made_[HOLO_BOOL8 + 1];
};

// The call with every choice of buffers for its arguments from `i` on.
void TryAll(OpCall call, holo_dtype dtype, Fixture* fixture, int i, const std::string& what) {
  if (i < call.BufferCount()) {
    for (const EmptyBuffer& each : fixture->Buffers(call.DtypeOf(i, dtype))) {
      call.Buffer(i) = each.buffer;
      TryAll(call, dtype, fixture, i + 1, what + ", " + each.what);
    }
    return;
  }
  holo_scalar result;
  std::memset(&result, 0xA5, sizeof result);
  if (!call.HasOutput()) call.result = &result;
  const holo_status status = call.Run();
  const holo_status due = call.op->nonempty ? HOLO_ERROR_INVALID_ARGUMENT : HOLO_OK;
  BOOST_TEST(status == due, call.Function() << what << ": " << holo_status_name(status));
  if (call.HasOutput() || call.op->nonempty) return;
  const holo_scalar expected = SmallScalar(call.op->ResultDtype(dtype), call.op->of_nothing);
  BOOST_TEST(result.dtype == expected.dtype);
  if (std::string_view(call.op->specials).starts_with("of nothing NaN")) {
    BOOST_TEST(std::isnan(result.value.f64), call.Function() << what);
    return;
  }
  if (std::string_view(call.op->specials).starts_with("of nothing -inf")) {
    BOOST_TEST((std::isinf(result.value.f64) && result.value.f64 < 0), call.Function() << what);
    return;
  }
  BOOST_TEST(result.value.u64 == expected.value.u64, call.Function() << what);  // +0.0 too
}

}  // namespace

BOOST_AUTO_TEST_SUITE(zero_length)

BOOST_AUTO_TEST_CASE(operations_take_no_elements_in_any_position) {
  for (const ops::OpRow& op : ops::Table()) {
    for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
      if (!op.Takes(dtype)) continue;
      Fixture fixture;
      const holo_scalar scalar = SmallScalar(dtype, 1);
      for (ops::Form form : {ops::Form::kBuffers, ops::Form::kScalarRest, ops::Form::kScalarFirst}) {
        if (!op.Has(form)) continue;
        for (bool by_code : {false, true}) {
          OpCall call = {.op = &op, .form = form, .by_code = by_code, .executor = fixture.executor()};
          for (int k = 0; k < call.InputCount(); ++k) call.scalars[k] = call.IsScalar(k) ? &scalar : nullptr;
          TryAll(call, dtype, &fixture, 0, std::string(" ") + holo_dtype_name(dtype));
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(pointers_half_of_all_addresses_apart) {
  Fixture fixture;
  std::vector<EmptyBuffer> buffers(2);
  for (uintptr_t i : {0, 1}) {
    auto* data = reinterpret_cast<void*>(0x1001 + (i << 63));
    BOOST_TEST_REQUIRE(
        holo_buffer_wrap(fixture.executor(), HOLO_F32, 0, data, 0, nullptr, nullptr, &buffers[i].buffer) == HOLO_OK);
    buffers[i].what = std::to_string(i);
  }
  for (const ops::OpRow& op : ops::Table()) {
    if (op.nonempty || !op.Takes(HOLO_F32) || op.ResultDtype(HOLO_F32) != HOLO_F32 || op.shape == ops::Shape::kSelect ||
        ops::IsIndexed(op.shape))
      continue;
    for (int places = 0; places < 16; ++places) {
      OpCall call = {.op = &op, .executor = fixture.executor()};
      const holo_scalar scalar = SmallScalar(HOLO_F32, 1);
      for (int k = 0; k < call.InputCount(); ++k) call.scalars[k] = call.IsScalar(k) ? &scalar : nullptr;
      for (int i = 0; i < call.BufferCount(); ++i) call.Buffer(i) = buffers[places >> i & 1].buffer;
      holo_scalar result = {};
      if (!call.HasOutput()) call.result = &result;
      BOOST_TEST(call.Run() == HOLO_OK, op.name);
    }
  }
  for (const EmptyBuffer& each : buffers) BOOST_TEST(holo_buffer_destroy(each.buffer) == HOLO_OK);
}

BOOST_AUTO_TEST_CASE(one_element_is_too_many_for_none) {
  Fixture fixture;
  for (const EmptyBuffer& each : fixture.Buffers(HOLO_F32)) {
    if (each.what == "with 9 elements") continue;
    BOOST_TEST(holo_relu(fixture.executor(), each.buffer, each.buffer, 1) == HOLO_ERROR_OUT_OF_RANGE, each.what);
  }
}

BOOST_AUTO_TEST_CASE(nothing_is_written_read_filled_mapped_and_viewed) {
  Fixture fixture;
  for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
    const holo_scalar zero = {dtype, 0, {.u64 = 0}};
    for (const EmptyBuffer& each : fixture.Buffers(dtype)) {
      BOOST_TEST_CONTEXT(holo_dtype_name(dtype) << ' ' << each.what) {
        BOOST_TEST(holo_buffer_write(each.buffer, 0, nullptr, 0) == HOLO_OK);
        BOOST_TEST(holo_buffer_read(each.buffer, 0, nullptr, 0) == HOLO_OK);
        BOOST_TEST(holo_buffer_write(each.buffer, 0, reinterpret_cast<void*>(1), 0) == HOLO_OK);
        BOOST_TEST(holo_buffer_read(each.buffer, 0, reinterpret_cast<void*>(1), 0) == HOLO_OK);
        BOOST_TEST(holo_buffer_fill(each.buffer, &zero) == HOLO_OK);
        void* data = &fixture;
        int64_t size_bytes = -1;
        BOOST_TEST(holo_buffer_map(each.buffer, HOLO_ACCESS_READ_WRITE, &data, &size_bytes) == HOLO_OK);
        BOOST_TEST(size_bytes == (each.what == "with 9 elements" ? 9 : 0) * holo_dtype_size(dtype));
        BOOST_TEST(holo_buffer_unmap(each.buffer) == HOLO_OK);
        holo_buffer view = nullptr;
        BOOST_TEST(holo_buffer_view(each.buffer, 0, 0, &view) == HOLO_OK);
        BOOST_TEST(holo_buffer_destroy(view) == HOLO_OK);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_created_empty_buffer_has_no_memory_and_a_wrapped_one_its_own_pointer) {
  Fixture fixture;
  const std::vector<EmptyBuffer> buffers = fixture.Buffers(HOLO_I64);
  const size_t wraps = buffers.size() - std::size(kPointers);
  for (size_t i = 0; i < buffers.size(); ++i) {
    void* data = &fixture;
    int64_t size_bytes = -1;
    BOOST_TEST(holo_buffer_map(buffers[i].buffer, HOLO_ACCESS_READ, &data, &size_bytes) == HOLO_OK);
    if (i == 0) BOOST_TEST((data == nullptr), buffers[i].what);
    if (i >= wraps) BOOST_TEST(reinterpret_cast<uintptr_t>(data) == kPointers[i - wraps]);
  }
}

BOOST_AUTO_TEST_CASE(empty_wraps_are_released_too) {
  Fixture fixture;
  int released = 0;
  for (uintptr_t pointer : kPointers) {
    holo_buffer buffer = nullptr;
    BOOST_TEST(holo_buffer_wrap(fixture.executor(), HOLO_F32, 0, reinterpret_cast<void*>(pointer), 0, CountRelease,
                                &released, &buffer) == HOLO_OK);
    BOOST_TEST(holo_buffer_destroy(buffer) == HOLO_OK);
  }
  BOOST_TEST(released == int{std::size(kPointers)});
}

BOOST_AUTO_TEST_CASE(a_guard_of_no_buffers) {
  Fixture fixture;
  const holo_buffer unread = nullptr;
  for (const holo_buffer* buffers : {static_cast<const holo_buffer*>(nullptr), &unread}) {
    holo_guard guard = nullptr;
    BOOST_TEST(holo_guard_acquire(fixture.executor(), buffers, 0, &guard) == HOLO_OK);
    BOOST_TEST(holo_guard_release(guard) == HOLO_OK);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing

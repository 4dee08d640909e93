// buffer_hpp_test.cc — Buffer<T>: elements, moves, views, wrapped memory and its release, and what the types refuse.
#include "hologram/buffer.hpp"

#include <algorithm>
#include <array>
#include <boost/mpl/vector.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <memory>
#include <numeric>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "hologram/hologram.hpp"

namespace hologram::testing {
namespace {

using AllElements = boost::mpl::vector<float, double, f16, bf16, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t,
                                       uint32_t, uint64_t, bool8>;

static_assert(!std::is_copy_constructible_v<Buffer<float>> && !std::is_copy_assignable_v<Buffer<float>>);
static_assert(std::is_nothrow_move_constructible_v<Buffer<float>> && std::is_nothrow_move_assignable_v<Buffer<float>>);
static_assert(std::is_same_v<decltype(Buffer<float>().span()), std::span<float>>);
static_assert(std::is_same_v<decltype(Buffer<const float>().span()), std::span<const float>>);

struct Fixture {
  ~Fixture() {
    executor = Executor(nullptr);
    BOOST_TEST(holo_live_handles() == 0);
  }
  Executor executor;
};

auto Refuses(holo_status status) {
  return [status](const Error& error) { return error.status() == status; };
}

template <class T>
bool HaveSameBytes(std::span<const T> a, std::span<const T> b) {
  const auto a_bytes = std::as_bytes(a);
  const auto b_bytes = std::as_bytes(b);
  return std::equal(a_bytes.begin(), a_bytes.end(), b_bytes.begin(), b_bytes.end());
}

// A Buffer that holds none says so, in every call.
template <class T>
void CheckHoldsNone(const Buffer<T>& buffer) {
  BOOST_TEST(buffer.get() == nullptr);  // NOLINT(clang-analyzer-cplusplus.Move): that is what is tested
  BOOST_TEST(buffer.size() == 0);
  BOOST_TEST(buffer.empty());
  BOOST_TEST(buffer.data() == nullptr);
  BOOST_TEST(buffer.try_info().status().code() == HOLO_ERROR_INVALID_HANDLE);
  BOOST_TEST(buffer.try_view(0, 0).status().code() == HOLO_ERROR_INVALID_HANDLE);
  BOOST_TEST(buffer.try_read({}).code() == HOLO_ERROR_INVALID_HANDLE);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(buffer_hpp, Fixture)

BOOST_AUTO_TEST_CASE_TEMPLATE(every_element_type_is_filled_and_read, T, AllElements) {
  const Buffer<T> buffer(executor, 5);
  const holo_buffer_info info = buffer.info();
  BOOST_TEST(info.dtype == kDtypeOf<T>);
  BOOST_TEST(info.count == 5);
  BOOST_TEST(buffer.size() == 5);
  buffer.fill(static_cast<Scalar<T>>(1));
  std::array<T, 5> elements = {};
  buffer.read(elements);
  T one = {};
  if constexpr (std::is_same_v<T, f16>) {
    one.bits = 0x3c00;
  } else if constexpr (std::is_same_v<T, bf16>) {
    one.bits = 0x3f80;
  } else if constexpr (std::is_same_v<T, bool8>) {
    one.value = 1;
  } else {
    one = 1;
  }
  const std::array<T, 5> ones = {one, one, one, one, one};
  BOOST_TEST(HaveSameBytes(std::span<const T>(elements), std::span<const T>(ones)));
  BOOST_TEST(HaveSameBytes(std::span<const T>(buffer.span()), std::span<const T>(ones)));
}

BOOST_AUTO_TEST_CASE(span_is_the_memory_itself) {
  const Buffer<int> x(executor, 100);
  std::iota(x.begin(), x.end(), 0);
  BOOST_TEST(executor.sum(x) == 4950);
  x.span()[0] = 50;
  x[1] = 51;
  BOOST_TEST(executor.sum(x) == 5050);
  BOOST_TEST(std::ssize(x.span()) == 100);
  BOOST_TEST(x.span().data() == x.data());
}

BOOST_AUTO_TEST_CASE(read_and_write_copy_from_an_offset_on) {
  const Buffer<int> x(executor, 5);
  x.fill(0);
  const std::vector<int> two = {7, 8};
  x.write(two, 3);
  std::array<int, 3> read = {};
  x.read(read, 2);
  BOOST_TEST(read == (std::array{0, 7, 8}), boost::test_tools::per_element());
  x.write({}, 5);  // nothing, at the end
  BOOST_CHECK_EXCEPTION(x.write(two, 4), Error, Refuses(HOLO_ERROR_OUT_OF_RANGE));
  BOOST_CHECK_EXCEPTION(x.read(read, 3), Error, Refuses(HOLO_ERROR_OUT_OF_RANGE));
  BOOST_TEST(x.try_write(two, -1).code() == HOLO_ERROR_INVALID_ARGUMENT);
  BOOST_TEST(x.try_read(read, 3).code() == HOLO_ERROR_OUT_OF_RANGE);
}

BOOST_AUTO_TEST_CASE(copy_goes_from_buffer_to_buffer) {
  const std::vector<int> four = {1, 2, 3, 4};
  const Buffer<const int> from = wrap(executor, four);
  const Executor other;
  const Buffer<int> x(other, 6);
  x.fill(0);
  x.copy_from(from);
  BOOST_TEST(x.span() == (std::array{1, 2, 3, 4, 0, 0}), boost::test_tools::per_element());
  x.copy_from(x, 0, 1, 5);  // overlaps
  BOOST_TEST(x.span() == (std::array{1, 1, 2, 3, 4, 0}), boost::test_tools::per_element());
  x.copy_from(from, 2);
  BOOST_TEST(x.span() == (std::array{1, 1, 1, 2, 3, 4}), boost::test_tools::per_element());
  x.copy_from(from, 3, 0, 1);
  BOOST_TEST(x[0] == 4);
  BOOST_CHECK_EXCEPTION(x.copy_from(from, 3), Error, Refuses(HOLO_ERROR_OUT_OF_RANGE));
  BOOST_CHECK_EXCEPTION(x.copy_from(from, 1, 0, 4), Error, Refuses(HOLO_ERROR_OUT_OF_RANGE));
  BOOST_TEST(x.try_copy_from(from, -1).code() == HOLO_ERROR_INVALID_ARGUMENT);
  BOOST_TEST(x.try_copy_from(Buffer<int>()).code() == HOLO_ERROR_INVALID_HANDLE);
}

BOOST_AUTO_TEST_CASE(classes_hold_one_buffer_each) {
  {
    const auto x = Buffer<double>::create_in_class(executor, 5, 7);
    BOOST_TEST(x.info().origin == HOLO_BUFFER_CLASS);
    BOOST_TEST(x.info().class_index == 7);
    BOOST_TEST(x.view(1, 2).info().class_index == 7);
    x.fill(2);
    BOOST_TEST(executor.sum(x) == 10);
    BOOST_CHECK_EXCEPTION(Buffer<float>::create_in_class(executor, 1, 7), Error, Refuses(HOLO_ERROR_LIMIT));
    BOOST_TEST(Buffer<float>::create_in_class(executor, 1).info().class_index != 7);
  }
  BOOST_TEST(Buffer<float>::try_create_in_class(executor, 1, 7).ok());
  constexpr int64_t kFull = HOLO_CLASS_BYTES / sizeof(float);
  BOOST_TEST(Buffer<float>::create_in_class(executor, kFull).size() == kFull);
  BOOST_TEST(Buffer<float>::try_create_in_class(executor, kFull + 1).status().code() == HOLO_ERROR_OUT_OF_RANGE);
  BOOST_TEST(Buffer<float>::try_create_in_class(executor, 1, HOLO_CLASS_COUNT).status().code() ==
             HOLO_ERROR_OUT_OF_RANGE);
  BOOST_TEST(Buffer<float>(executor, 1).info().class_index == -1);
}

BOOST_AUTO_TEST_CASE(creation_refuses_in_both_styles) {
  BOOST_CHECK_EXCEPTION(Buffer<float>(executor, -1), Error, Refuses(HOLO_ERROR_INVALID_ARGUMENT));
  BOOST_CHECK_EXCEPTION(Buffer<float>(executor, INT64_MAX), Error, Refuses(HOLO_ERROR_SIZE_OVERFLOW));
  BOOST_TEST(Buffer<float>::try_create(executor, -1).status().code() == HOLO_ERROR_INVALID_ARGUMENT);
  BOOST_TEST(Buffer<float>::try_create(Executor(nullptr), 1).status().code() == HOLO_ERROR_INVALID_HANDLE);
}

BOOST_AUTO_TEST_CASE(empty_buffers_are_fine) {
  const Buffer<float> x(executor, 0);
  BOOST_TEST(x.get() != nullptr);
  BOOST_TEST(x.empty());
  BOOST_TEST(executor.sum(x) == 0);
  BOOST_TEST(wrap(executor, std::span<float>()).empty());
}

BOOST_AUTO_TEST_CASE(move_hands_handle_and_memory_on) {
  Buffer<int> first(executor, 3);
  first.fill(4);
  const holo_buffer handle = first.get();
  const int* data = first.data();
  Buffer<int> second(std::move(first));
  BOOST_TEST(second.get() == handle);
  BOOST_TEST(second.data() == data);
  BOOST_TEST(second.size() == 3);
  CheckHoldsNone(first);  // NOLINT(bugprone-use-after-move)
  Buffer<int> third(executor, 9);
  const int64_t before = holo_live_handles();
  third = std::move(second);
  BOOST_TEST(holo_live_handles() == before - 1);  // what it had is gone
  BOOST_TEST(third.get() == handle);
  BOOST_TEST(third[2] == 4);
  CheckHoldsNone(second);  // NOLINT(bugprone-use-after-move)
  CheckHoldsNone(Buffer<int>());
}

BOOST_AUTO_TEST_CASE(move_to_itself_changes_nothing) {
  Buffer<int> x(executor, 3);
  x.fill(4);
  const holo_buffer handle = x.get();
  Buffer<int>& same = x;
  x = std::move(same);
  BOOST_TEST(x.get() == handle);
  BOOST_TEST(x.size() == 3);
  BOOST_TEST(executor.sum(x) == 12);
}

BOOST_AUTO_TEST_CASE(view_shares_memory_and_keeps_it) {
  Buffer<int> x(executor, 10);
  std::iota(x.begin(), x.end(), 0);
  const Buffer<int> part = x.view(3, 4);
  BOOST_TEST(part.size() == 4);
  BOOST_TEST(part.data() == x.data() + 3);
  executor.neg(part, part);
  BOOST_TEST(x[3] == -3);
  x = Buffer<int>();
  BOOST_TEST(part[3] == -6);
  BOOST_CHECK_EXCEPTION(part.view(2, 3), Error, Refuses(HOLO_ERROR_OUT_OF_RANGE));
  BOOST_TEST(part.try_view(-1, 1).status().code() == HOLO_ERROR_INVALID_ARGUMENT);
}

BOOST_AUTO_TEST_CASE(buffers_outlive_their_executor) {
  Buffer<int> x(executor, 10);
  x.fill(3);
  Buffer<int> part = x.view(1, 2);
  executor = Executor();
  x = Buffer<int>();
  BOOST_TEST(part[1] == 3);
  BOOST_TEST(part.view(1, 1)[0] == 3);
}

BOOST_AUTO_TEST_CASE(handles_are_given_to_c_and_taken_from_it) {
  Buffer<float> x(executor, 3);
  x.fill(1);
  const holo_buffer handle = x.release();
  CheckHoldsNone(x);
  BOOST_CHECK_EXCEPTION(Buffer<double>::adopt(handle), Error, Refuses(HOLO_ERROR_DTYPE));
  BOOST_TEST(Buffer<int>::try_adopt(handle).status().code() == HOLO_ERROR_DTYPE);
  Buffer<float> again = Buffer<float>::adopt(handle);  // it stayed ours
  BOOST_TEST(again.get() == handle);
  BOOST_TEST(again[2] == 1);
  Buffer<const float> constant = Buffer<const float>::adopt(again.release());
  BOOST_TEST(constant[2] == 1);
  BOOST_TEST(holo_buffer_unmap(constant.get()) == HOLO_ERROR_NOT_MAPPED);  // no map was left open
}

BOOST_AUTO_TEST_CASE(read_only_handles_are_adopted_as_const_only) {
  const float memory[] = {1, 2};
  const holo_buffer handle = Buffer<const float>::wrap(executor, memory).release();
  BOOST_TEST(Buffer<float>::try_adopt(handle).status().code() == HOLO_ERROR_READ_ONLY);
  BOOST_TEST(Buffer<const float>::adopt(handle).data() == memory);
}

BOOST_AUTO_TEST_CASE(wrapped_memory_is_used_in_place) {
  std::vector<double> memory = {1, 2, 3};
  const Buffer<double> x = wrap(executor, memory);
  BOOST_TEST(x.data() == memory.data());
  executor.add(x, x, x);
  BOOST_TEST(memory[2] == 6);
  std::array<double, 2> few = {1, 1};
  BOOST_TEST(Buffer<double>::wrap(executor, few).size() == 2);
  double bare[4] = {1, 1, 1, 1};
  BOOST_TEST(executor.sum(wrap(executor, bare)) == 4);
  BOOST_TEST(executor.sum(wrap(executor, std::span(bare, 3))) == 3);
}

BOOST_AUTO_TEST_CASE(const_memory_is_wrapped_read_only) {
  const std::vector<double> memory = {1, 2, 3};
  const auto x = wrap(executor, memory);
  static_assert(std::is_same_v<decltype(x), const Buffer<const double>>);
  BOOST_TEST(x.data() == memory.data());
  BOOST_TEST(x.info().flags == HOLO_BUFFER_READ_ONLY);
  BOOST_TEST(holo_add(executor.get(), x.get(), x.get(), x.get(), 3) == HOLO_ERROR_READ_ONLY);
  const Buffer<double> out(executor, 3);
  executor.add(x, x, out);
  executor.add(out, x, out);
  BOOST_TEST(out[2] == 9);
  const Buffer<const double> part = x.view(1, 2);
  BOOST_TEST(executor.dot(part, part) == 13);
  BOOST_TEST(executor.dot(part, out.view(0, 2)) == 24);
}

BOOST_AUTO_TEST_CASE(release_runs_once_with_the_last_user) {
  std::vector<float> memory(4);
  int released = 0;
  Buffer<float> x = wrap(executor, memory, [&] { ++released; });
  Buffer<float> part = x.view(0, 2);
  Buffer<float> moved = std::move(x);
  x = Buffer<float>();
  part = part.view(1, 1);
  moved = Buffer<float>();
  BOOST_TEST(released == 0);
  part = Buffer<float>();
  BOOST_TEST(released == 1);
}

int* released_data = nullptr;
void NoteData(int* data) { released_data = data; }

BOOST_AUTO_TEST_CASE(release_may_be_any_callable) {
  int memory[2] = {1, 2};
  { const auto x = wrap(executor, memory, NoteData); }
  BOOST_TEST(released_data == memory);

  const int* constant = nullptr;
  {
    const auto x = Buffer<const int>::wrap(executor, memory, [&](const int* data) { constant = data; });
  }
  BOOST_TEST(constant == memory);

  auto owner = std::make_unique<std::vector<int>>(5, 1);  // moved into the callable: the buffer owns the vector
  const std::span<int> elements(*owner);
  int state = 0;
  {
    const auto x = wrap(executor, elements, [owner = std::move(owner), &state, calls = 0]() mutable {
      state = ++calls * 10 + static_cast<int>(owner->size());
    });
    BOOST_TEST(executor.sum(x) == 5);
  }
  BOOST_TEST(state == 15);
}

BOOST_AUTO_TEST_CASE(release_does_not_run_if_wrapping_fails_and_leaks_nothing) {
  std::vector<int> memory(4);
  const auto witness = std::make_shared<int>(0);
  const auto release = [witness] { ++*witness; };
  const Executor none(nullptr);
  BOOST_CHECK_EXCEPTION(wrap(none, memory, release), Error, Refuses(HOLO_ERROR_INVALID_HANDLE));
  BOOST_TEST(try_wrap(none, memory, release).status().code() == HOLO_ERROR_INVALID_HANDLE);
  BOOST_TEST(*witness == 0);
  BOOST_TEST(witness.use_count() == 2);  // itself, and `release`
  { const auto x = wrap(executor, memory, release); }
  BOOST_TEST(*witness == 1);
  BOOST_TEST(witness.use_count() == 2);
}

BOOST_AUTO_TEST_CASE(release_may_use_the_library) {
  std::vector<int> memory(4);
  const Buffer<int> other(executor, 4);
  {
    const auto x = wrap(executor, memory, [&] { other.fill(6); });
  }
  BOOST_TEST(executor.sum(other) == 24);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing

// overlap_test.cc — an output may be an input exactly or lie apart from it; anything else is refused, by every map, on
// every dtype: shifted by −64 … +64 elements, and by any number of bytes.
#define BOOST_TEST_MODULE overlap
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "capi/op_call.h"
#include "capi/refusal.h"
#include "support/random_values.h"
#include "support/sample.h"

namespace hologram::testing {
namespace {

constexpr int64_t kN = 64;
constexpr int64_t kMostShift = 64;

constexpr int64_t kLargest = 8;  // bytes of an element

// One block of memory for the output and the shifted input, one each for the other inputs; all wrapped, so that tests
// may lay them where they like.
class Room {
 public:
  Room() : shared_(Bytes(3 * kN + 2)), apart_{Bytes(kN), Bytes(kN)} {
    BOOST_TEST_REQUIRE(holo_executor_create(nullptr, &executor_) == HOLO_OK);
    watch_.Executor(executor_);
    watch_.Memory(shared_.data(), static_cast<int64_t>(shared_.size()));
  }
  ~Room() {
    Clear();
    holo_executor_destroy(executor_);
  }
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;

  const Watch& watch() const { return watch_; }
  holo_executor executor() const { return executor_; }
  // The output's place: in the middle.
  unsigned char* middle() { return shared_.data() + (kN + 1) * kLargest; }
  unsigned char* apart(int i) { return apart_[i].data(); }

  // `count` elements at `data`, until the next Clear.
  holo_buffer Wrap(holo_dtype dtype, unsigned char* data, int64_t count) {
    holo_buffer buffer = nullptr;
    BOOST_TEST_REQUIRE(holo_buffer_wrap(executor_, dtype, count, data, 0, nullptr, nullptr, &buffer) == HOLO_OK);
    buffers_.push_back(buffer);
    return buffer;
  }
  void Clear() {
    for (holo_buffer buffer : buffers_) holo_buffer_destroy(buffer);
    buffers_.clear();
  }
  // New values everywhere: small numbers, so that no result depends on which NaN it is.
  void Refill(Random* random) {
    for (std::vector<unsigned char>* block : {&shared_, &apart_[0], &apart_[1]}) {
      for (unsigned char& byte : *block) byte = static_cast<unsigned char>(random->Below(60));
    }
  }

 private:
  static std::vector<unsigned char> Bytes(int64_t count) {
    return std::vector<unsigned char>(static_cast<size_t>(count * kLargest));
  }

  std::vector<unsigned char> shared_;
  std::vector<unsigned char> apart_[2];
  holo_executor executor_ = nullptr;
  std::vector<holo_buffer> buffers_;
  Watch watch_;
};

// A map whose input buffer `which` begins `shift_bytes` before its output, both of them n long.
struct Shifted {
  OpCall call;
  holo_dtype dtype;
  int which;
  int64_t shift_bytes = 0;  // from input to output
  int64_t n = kN;

  int OutputIndex() const { return call.BufferCount() - 1; }
  int64_t InputSize() const { return holo_dtype_size(call.DtypeOf(which, dtype)); }
  int64_t OutputSize() const { return holo_dtype_size(call.DtypeOf(OutputIndex(), dtype)); }
  bool InPlace() const { return shift_bytes == 0 && (InputSize() == OutputSize() || n == 0); }
  bool Apart() const {
    return n == 0 || shift_bytes >= n * InputSize() || -shift_bytes >= n * OutputSize() || InPlace();
  }
};

OpCall CallOf(Room* room, const Shifted& shifted) {
  OpCall call = shifted.call;
  call.executor = room->executor();
  call.n = shifted.n;
  for (int i = 0, k = 0; i < shifted.OutputIndex(); ++i) {
    unsigned char* at = i == shifted.which ? room->middle() - shifted.shift_bytes : room->apart(k++);
    call.Buffer(i) = room->Wrap(call.DtypeOf(i, shifted.dtype), at, kN);
  }
  call.out = room->Wrap(call.DtypeOf(shifted.OutputIndex(), shifted.dtype), room->middle(), kN);
  return call;
}

void Try(Room* room, const Shifted& shifted, Random* random) {
  room->Refill(random);
  const OpCall call = CallOf(room, shifted);
  const std::string what = std::string(holo_dtype_name(shifted.dtype)) + ", buffer " + std::to_string(shifted.which) +
                           ", shifted by " + std::to_string(shifted.shift_bytes) +
                           " bytes, n = " + std::to_string(shifted.n);
  if (!shifted.Apart()) {
    const Place input = call.BufferPlace(shifted.which);
    const std::string shift = shifted.shift_bytes == 0 ? "whose elements have another size"
                                                       : "shifted by " + std::to_string(shifted.shift_bytes) + " bytes";
    const Refusal refusal = {HOLO_ERROR_OVERLAP,
                             call.Function(),
                             call.BufferPlace(shifted.OutputIndex()),
                             {"argument " + std::to_string(input.number) + " (" + input.name + ")", shift}};
    room->watch().Refuses(refusal, what, [&] { return call.Run(); });
  } else {
    // The same with an output of its own says what must come out.
    std::vector<unsigned char> expected(static_cast<size_t>(kN * shifted.OutputSize()));
    std::memcpy(expected.data(), room->middle(), expected.size());
    OpCall apart = call;
    apart.out = room->Wrap(call.DtypeOf(shifted.OutputIndex(), shifted.dtype), expected.data(), kN);
    BOOST_TEST(apart.Run() == HOLO_OK, call.Function() << ": " << what);
    BOOST_TEST(call.Run() == HOLO_OK, call.Function() << ": " << what);
    BOOST_TEST(std::memcmp(expected.data(), room->middle(), expected.size()) == 0, call.Function() << ": " << what);
  }
  room->Clear();
}

template <class Body>
void ForEachMap(Body body) {
  for (const ops::OpRow& op : ops::Table()) {
    for (holo_dtype dtype = HOLO_F32;
         (ops::IsMap(op.shape) || op.shape == ops::Shape::kArray1 || ops::IsNorm(op.shape)) && dtype <= HOLO_BOOL8;
         ++dtype) {
      if (!op.Takes(dtype)) continue;
      Room room;
      Random random(static_cast<uint64_t>(op.code * 16 + dtype));
      const holo_scalar scalar = SmallScalar(dtype, 3);
      for (ops::Form form : {ops::Form::kBuffers, ops::Form::kScalarRest, ops::Form::kScalarFirst}) {
        for (bool by_code : {false, true}) {
          if (!op.Has(form)) continue;
          Shifted shifted = {{.op = &op, .form = form, .by_code = by_code}, dtype, 0};
          for (int k = 0; k < ops::kMaxInputs; ++k)
            shifted.call.scalars[k] = shifted.call.IsScalar(k) ? &scalar : nullptr;
          for (; shifted.which < shifted.OutputIndex(); ++shifted.which) body(&room, shifted, &random);
        }
      }
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(overlap)

BOOST_AUTO_TEST_CASE(shifted_by_whole_elements) {
  Sample sample(1);
  ForEachMap([&](Room* room, Shifted shifted, Random* random) {
    for (int64_t shift = -kMostShift; shift <= kMostShift; ++shift) {
      if (!sample.Take()) continue;
      shifted.shift_bytes = shift * shifted.OutputSize();
      Try(room, shifted, random);
    }
  });
}

BOOST_AUTO_TEST_CASE(shifted_by_odd_bytes) {
  Sample sample(2);
  ForEachMap([&](Room* room, Shifted shifted, Random* random) {
    const int64_t whole = kN * shifted.OutputSize();
    for (int64_t shift : {int64_t{1}, int64_t{2}, int64_t{3}, int64_t{5}, int64_t{7}, int64_t{9}, whole / 2 + 1,
                          whole - 1, whole, whole + 1}) {
      for (int64_t signed_shift : {shift, -shift}) {
        if (!sample.Take()) continue;
        shifted.shift_bytes = signed_shift;
        Try(room, shifted, random);
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(what_counts_is_n_and_not_the_buffers_length) {
  Sample sample(3);
  ForEachMap([&](Room* room, Shifted shifted, Random* random) {
    for (int64_t n : {0, 1, 2, 9, 10, 11, 63}) {
      for (int64_t shift :
           {int64_t{1}, int64_t{-1}, int64_t{0}, 10 * shifted.OutputSize(), -10 * shifted.OutputSize()}) {
        if (!sample.Take()) continue;
        shifted.n = n;
        shifted.shift_bytes = shift;
        Try(room, shifted, random);
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(views_of_one_buffer) {
  holo_executor executor = nullptr;
  holo_buffer whole = nullptr;
  BOOST_TEST_REQUIRE(holo_executor_create(nullptr, &executor) == HOLO_OK);
  BOOST_TEST_REQUIRE(holo_buffer_create(executor, HOLO_I32, 3 * kN, &whole) == HOLO_OK);
  const holo_scalar seven = {HOLO_I32, 0, {.i64 = 7}};
  BOOST_TEST(holo_buffer_fill(whole, &seven) == HOLO_OK);
  for (int64_t shift = -kMostShift; shift <= kMostShift; ++shift) {
    holo_buffer x = nullptr;
    holo_buffer y = nullptr;
    BOOST_TEST(holo_buffer_view(whole, kN - shift, kN, &x) == HOLO_OK);
    BOOST_TEST(holo_buffer_view(whole, kN, kN, &y) == HOLO_OK);
    const bool apart = shift == 0 || shift == kN || shift == -kN;
    BOOST_TEST(holo_abs(executor, x, y, kN) == (apart ? HOLO_OK : HOLO_ERROR_OVERLAP), shift);
    BOOST_TEST(holo_add(executor, y, x, y, kN) == (apart ? HOLO_OK : HOLO_ERROR_OVERLAP), shift);
    BOOST_TEST(holo_buffer_destroy(x) == HOLO_OK);
    BOOST_TEST(holo_buffer_destroy(y) == HOLO_OK);
  }
  BOOST_TEST(holo_buffer_destroy(whole) == HOLO_OK);
  BOOST_TEST(holo_executor_destroy(executor) == HOLO_OK);
}

// Two handles of one memory, of every kind that there can be: a created buffer, one in a class, a wrap; views of them,
// and another wrap of what they hold.
BOOST_AUTO_TEST_CASE(whatever_handles_name_the_memory) {
  Room room;
  holo_buffer owned[2] = {};
  BOOST_TEST_REQUIRE(holo_buffer_create(room.executor(), HOLO_I32, 3 * kN, &owned[0]) == HOLO_OK);
  BOOST_TEST_REQUIRE(holo_buffer_create_in_class(room.executor(), HOLO_ANY_CLASS, HOLO_I32, 3 * kN, &owned[1]) ==
                     HOLO_OK);
  const holo_buffer wholes[] = {owned[0], owned[1], room.Wrap(HOLO_I32, room.middle() - kN * 4, 3 * kN)};
  for (size_t kind = 0; kind < 3; ++kind) {
    void* data = nullptr;
    int64_t size_bytes = 0;
    const holo_scalar seven = {HOLO_I32, 0, {.i64 = 7}};
    BOOST_TEST(holo_buffer_fill(wholes[kind], &seven) == HOLO_OK);
    BOOST_TEST_REQUIRE(holo_buffer_map(wholes[kind], HOLO_ACCESS_READ_WRITE, &data, &size_bytes) == HOLO_OK);
    for (int64_t shift : {int64_t{0}, int64_t{1}, kN - 1, kN, kN + 1}) {
      holo_buffer view = nullptr;
      BOOST_TEST(holo_buffer_view(wholes[kind], shift, kN, &view) == HOLO_OK);
      const holo_buffer wrap = room.Wrap(HOLO_I32, static_cast<unsigned char*>(data) + shift * 4, kN);
      const holo_buffer begin = room.Wrap(HOLO_I32, static_cast<unsigned char*>(data), kN);
      const holo_status due = shift == 0 || shift >= kN ? HOLO_OK : HOLO_ERROR_OVERLAP;
      const holo_buffer pairs[][2] = {{wholes[kind], view}, {wholes[kind], wrap}, {begin, view}, {begin, wrap}};
      for (size_t pair = 0; pair < 4; ++pair) {
        const auto& [a, b] = pairs[pair];
        BOOST_TEST_CONTEXT("kind " << kind << ", pair " << pair << ", shifted by " << shift) {
          BOOST_TEST(holo_abs(room.executor(), a, b, kN) == due);
          BOOST_TEST(holo_abs(room.executor(), b, a, kN) == due);
          BOOST_TEST(holo_min(room.executor(), a, b, b, kN) == due);
          BOOST_TEST(holo_min(room.executor(), b, a, a, kN) == due);
        }
      }
      BOOST_TEST(holo_buffer_destroy(view) == HOLO_OK);
    }
  }
  for (holo_buffer buffer : owned) BOOST_TEST(holo_buffer_destroy(buffer) == HOLO_OK);
}

BOOST_AUTO_TEST_CASE(inputs_may_overlap_each_other) {
  for (const ops::OpRow& op : ops::Table()) {
    if (!op.Takes(HOLO_F64) || ops::InputCount(op.shape) < 2 || op.shape == ops::Shape::kSequence ||
        ops::IsIndexed(op.shape))
      continue;
    Room room;
    holo_scalar result = {};
    OpCall call = {.op = &op, .executor = room.executor(), .n = kN, .result = &result};
    const holo_scalar one = SmallScalar(HOLO_F64, 1);
    for (int i = 0; i < call.InputCount(); ++i) {
      if (call.IsScalar(i)) call.scalars[i] = &one;
      if (!call.IsScalar(i)) call.in[i] = room.Wrap(op.InputDtype(i, HOLO_F64), room.middle() + 3 * i, kN);
    }
    if (call.HasOutput()) call.out = room.Wrap(op.ResultDtype(HOLO_F64), room.apart(0), kN);
    BOOST_TEST(call.Run() == HOLO_OK, op.name);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing

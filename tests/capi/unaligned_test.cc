// unaligned_test.cc — foreign memory lies where it likes: every operation on wraps at every base offset within 64 bytes
// gives the bits that aligned memory gives, and touches nothing around them.
#define BOOST_TEST_MODULE unaligned
#include <sys/mman.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "capi/op_call.h"
#include "support/guarded.h"
#include "support/levels.h"
#include "support/random_values.h"
#include "support/same_bits.h"
#include "support/sample.h"

namespace hologram::testing {
namespace {

constexpr int64_t kMostElements = 259;

// An operation on elements of type T, on one executor.
template <class T>
struct Site {
  const ops::OpRow* op;
  holo_dtype dtype;
  holo_executor executor;
};

template <class T>
struct Answer {
  std::vector<T> map;
  holo_scalar reduced = {};
};

// Where an array stands: a buffer that is destroyed at the end.
class Wrapped {
 public:
  Wrapped(holo_executor executor, holo_dtype dtype, int64_t count, void* data, holo_buffer_flags flags) {
    BOOST_TEST_REQUIRE(holo_buffer_wrap(executor, dtype, count, data, flags, nullptr, nullptr, &buffer_) == HOLO_OK);
  }
  ~Wrapped() { holo_buffer_destroy(buffer_); }
  Wrapped(const Wrapped&) = delete;
  Wrapped& operator=(const Wrapped&) = delete;
  operator holo_buffer() const { return buffer_; }  // NOLINT(google-explicit-constructor)

 private:
  holo_buffer buffer_ = nullptr;
};

// Runs on read-only wraps of `in`, into a wrap of `out`.
template <class T>
Answer<T> Run(const Site<T>& site, T* const in[3], T* out, int64_t n) {
  Answer<T> answer;
  OpCall call = {.op = site.op, .executor = site.executor, .n = n, .result = nullptr};
  const Wrapped inputs[3] = {{site.executor, site.dtype, n, in[0], HOLO_BUFFER_READ_ONLY},
                             {site.executor, site.dtype, n, in[1], HOLO_BUFFER_READ_ONLY},
                             {site.executor, site.dtype, n, in[2], HOLO_BUFFER_READ_ONLY}};
  const Wrapped output(site.executor, site.dtype, n, out, 0);
  for (int i = 0; i < call.InputCount(); ++i) call.in[i] = inputs[i];
  if (call.IsMap()) {
    call.out = output;
  } else {
    call.result = &answer.reduced;
  }
  const holo_status status = call.Run();
  BOOST_TEST(status == HOLO_OK, call.Function() << ": " << holo_status_name(status));
  if (call.IsMap()) {
    answer.map.resize(static_cast<size_t>(n));
    std::memcpy(answer.map.data(), out, answer.map.size() * sizeof(T));
  }
  return answer;
}

template <class T>
void ExpectSame(const Answer<T>& answer, const Answer<T>& aligned, const std::string& where) {
  const int64_t i = FirstDifference(answer.map.data(), aligned.map.data(), static_cast<int64_t>(answer.map.size()));
  BOOST_TEST(i == -1, where << ", element " << i);
  const bool same = answer.reduced.dtype == aligned.reduced.dtype &&
                    (std::is_floating_point_v<T> ? SameBits(answer.reduced.value.f64, aligned.reduced.value.f64)
                                                 : answer.reduced.value.i64 == aligned.reduced.value.i64);
  BOOST_TEST(same, where << ": the result differs");
}

// A reference on memory aligned to 64 bytes.
template <class T>
Answer<T> RunAligned(const Site<T>& site, const std::vector<T> (&values)[3], int64_t n) {
  struct alignas(64) Block {
    T elements[kMostElements];
  };
  const auto blocks = std::make_unique<Block[]>(4);
  for (int k = 0; k < 3; ++k) std::memcpy(blocks[k].elements, values[k].data(), static_cast<size_t>(n) * sizeof(T));
  T* const in[3] = {blocks[0].elements, blocks[1].elements, blocks[2].elements};
  return Run(site, in, blocks[3].elements, n);
}

// All arrays at the same distance from a page that faults, or each at another one.
template <class T>
void AgreesAtEveryOffset(const Site<T>& site, const std::string& name) {
  Random random(static_cast<uint64_t>(site.op->code * 16 + site.dtype));
  std::vector<T> values[3];
  for (std::vector<T>& v : values) v = AnyValues<T>(&random, kMostElements);
  Guarded<T> arrays[4] = {Guarded<T>(kMostElements), Guarded<T>(kMostElements), Guarded<T>(kMostElements),
                          Guarded<T>(kMostElements)};
  Sample sample(static_cast<uint64_t>(site.op->code));
  for (const int64_t n : {int64_t{1}, int64_t{67}, kMostElements}) {
    const Answer<T> aligned = RunAligned(site, values, n);
    for (int64_t offset = 0; offset < 64; ++offset) {
      for (const int64_t skew : {0, 17}) {
        if (!sample.Take()) continue;
        for (int64_t k = 0; k < 4; ++k) arrays[k].Place(n, Edge::kFront, (offset + k * skew) % 64);
        for (int k = 0; k < 3; ++k) arrays[k].Write(values[k].data());
        T* const in[3] = {arrays[0].data(), arrays[1].data(), arrays[2].data()};
        const std::string where = name + " at offset " + std::to_string(offset) + ", skew " + std::to_string(skew) +
                                  ", n = " + std::to_string(n);
        ExpectSame(Run(site, in, arrays[3].data(), n), aligned, where);
        for (int k = 0; k < 3; ++k) BOOST_TEST(arrays[k].Holds(values[k].data()), where << ": input " << k);
        BOOST_TEST(arrays[3].Intact(), where << ": written around the output");
      }
    }
  }
}

// Inputs in pages that cannot be written.
template <class T>
void ReadsReadOnlyPages(const Site<T>& site, const std::string& name) {
  Random random(static_cast<uint64_t>(site.op->code));
  const std::vector<T> values[3] = {AnyValues<T>(&random, kMostElements), AnyValues<T>(&random, kMostElements),
                                    AnyValues<T>(&random, kMostElements)};
  const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  const size_t room = (3 * (kMostElements * sizeof(T) + 64) + page - 1) / page * page;
  void* memory = mmap(nullptr, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  BOOST_TEST_REQUIRE(memory != MAP_FAILED);
  T* in[3] = {};
  for (size_t k = 0; k < 3; ++k) {
    unsigned char* at = static_cast<unsigned char*>(memory) + k * (kMostElements * sizeof(T) + 64) + 5 * k + 1;
    std::memcpy(at, values[k].data(), kMostElements * sizeof(T));
    in[k] = reinterpret_cast<T*>(at);
  }
  BOOST_TEST_REQUIRE(mprotect(memory, room, PROT_READ) == 0);
  std::vector<T> out(kMostElements);
  ExpectSame(Run(site, in, out.data(), kMostElements), RunAligned(site, values, kMostElements), name);
  munmap(memory, room);
}

// `visit(site, name)` for every operation, dtype and level.
template <class Visit>
void ForEachSite(Visit visit) {
  for (const holo_simd_level level : Levels()) {
    holo_executor_options options = HOLO_EXECUTOR_OPTIONS_INIT;
    options.simd_cap = level;
    holo_executor executor = nullptr;
    BOOST_TEST_REQUIRE(holo_executor_create(&options, &executor) == HOLO_OK);
    for (const ops::OpRow& op : ops::Table()) {
      const std::string name = std::string(op.name) + ' ' + LevelTitle(level) + ' ';
      if (op.Takes(HOLO_F32)) visit(Site<float>{&op, HOLO_F32, executor}, name + "f32");
      if (op.Takes(HOLO_F64)) visit(Site<double>{&op, HOLO_F64, executor}, name + "f64");
      if (op.Takes(HOLO_I32)) visit(Site<int32_t>{&op, HOLO_I32, executor}, name + "i32");
      if (op.Takes(HOLO_I64)) visit(Site<int64_t>{&op, HOLO_I64, executor}, name + "i64");
      const base::DtypeSet known =
          base::Bit(HOLO_F32) | base::Bit(HOLO_F64) | base::Bit(HOLO_I32) | base::Bit(HOLO_I64);
      BOOST_TEST((op.dtypes & ~known) == 0u, op.name << " takes a type that this test does not try");
    }
    BOOST_TEST(holo_executor_destroy(executor) == HOLO_OK);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(unaligned)

BOOST_AUTO_TEST_CASE(every_operation_agrees_at_every_offset) {
  ForEachSite([](const auto& site, const std::string& name) { AgreesAtEveryOffset(site, name); });
}

BOOST_AUTO_TEST_CASE(every_operation_reads_memory_that_cannot_be_written) {
  ForEachSite([](const auto& site, const std::string& name) { ReadsReadOnlyPages(site, name); });
}

// Copies and fills of such memory: buffer_copy_test, buffer_fill_test.
BOOST_AUTO_TEST_CASE(every_offset_is_written_read_and_mapped) {
  holo_executor executor = nullptr;
  BOOST_TEST_REQUIRE(holo_executor_create(nullptr, &executor) == HOLO_OK);
  constexpr int64_t kCount = 11;
  Guarded<double> memory(kCount);
  double values[kCount];
  for (int64_t i = 0; i < kCount; ++i) values[i] = static_cast<double>(i) / 3;
  for (int64_t offset = 0; offset < 64; ++offset) {
    memory.Place(kCount, Edge::kFront, offset);
    memory.Spoil();
    const Wrapped buffer(executor, HOLO_F64, kCount, memory.data(), 0);
    void* data = nullptr;
    int64_t size_bytes = 0;
    double read[kCount] = {};
    BOOST_TEST(holo_buffer_write(buffer, 0, values, 3) == HOLO_OK);
    BOOST_TEST(holo_buffer_write(buffer, 3, values + 3, kCount - 3) == HOLO_OK);
    BOOST_TEST(memory.Holds(values), offset);
    BOOST_TEST(memory.Intact(), offset);
    BOOST_TEST(holo_buffer_read(buffer, 0, read, kCount) == HOLO_OK);
    BOOST_TEST(std::memcmp(read, values, sizeof read) == 0, offset);
    BOOST_TEST(holo_buffer_map(buffer, HOLO_ACCESS_READ, &data, &size_bytes) == HOLO_OK);
    BOOST_TEST((data == memory.data()));
  }
  BOOST_TEST(holo_executor_destroy(executor) == HOLO_OK);
}

BOOST_AUTO_TEST_CASE(created_buffers_are_aligned_to_64_bytes) {
  holo_executor executor = nullptr;
  BOOST_TEST_REQUIRE(holo_executor_create(nullptr, &executor) == HOLO_OK);
  for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
    for (int64_t count : {1, 2, 3, 15, 16, 17, 1000, 100000}) {
      holo_buffer buffer = nullptr;
      void* data = nullptr;
      int64_t size_bytes = 0;
      BOOST_TEST_REQUIRE(holo_buffer_create(executor, dtype, count, &buffer) == HOLO_OK);
      BOOST_TEST(holo_buffer_map(buffer, HOLO_ACCESS_READ, &data, &size_bytes) == HOLO_OK);
      BOOST_TEST(reinterpret_cast<uintptr_t>(data) % 64 == 0u);
      BOOST_TEST(holo_buffer_destroy(buffer) == HOLO_OK);
    }
  }
  BOOST_TEST(holo_executor_destroy(executor) == HOLO_OK);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing

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
#include "support/elements.h"
#include "support/guarded.h"
#include "support/levels.h"
#include "support/random_values.h"
#include "support/sample.h"

namespace hologram::testing {
namespace {

constexpr int64_t kMostElements = 259;

// A form of an operation on elements of a type, on one executor.
struct Site {
  const ops::OpRow* op;
  ops::Form form;
  holo_dtype dtype;
  holo_executor executor;

  holo_dtype ResultDtype() const { return op->ResultDtype(dtype); }
  holo_dtype InputDtype(int k) const { return op->InputDtype(k, dtype); }
};

struct Answer {
  Elements map;
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
Answer Run(const Site& site, std::byte* const in[3], std::byte* out, int64_t n) {
  Answer answer;
  OpCall call = {.op = site.op, .form = site.form, .executor = site.executor, .n = n};
  const holo_scalar scalar = SmallScalar(site.dtype, 3);
  const Wrapped inputs[3] = {{site.executor, site.InputDtype(0), n, in[0], HOLO_BUFFER_READ_ONLY},
                             {site.executor, site.InputDtype(1), n, in[1], HOLO_BUFFER_READ_ONLY},
                             {site.executor, site.InputDtype(2), n, in[2], HOLO_BUFFER_READ_ONLY}};
  const Wrapped output(site.executor, site.ResultDtype(), n, out, 0);
  for (int i = 0; i < call.InputCount(); ++i) {
    if (call.IsScalar(i)) call.scalars[i] = &scalar;
    if (!call.IsScalar(i)) call.in[i] = inputs[i];
  }
  if (call.HasOutput()) {
    call.out = output;
  } else {
    call.result = &answer.reduced;
  }
  const holo_status status = call.Run();
  BOOST_TEST(status == HOLO_OK, call.Function() << ": " << holo_status_name(status));
  answer.map = Elements(site.ResultDtype(), call.HasOutput() ? n : 0);
  if (call.HasOutput()) std::memcpy(answer.map.At(0), out, static_cast<size_t>(n * answer.map.size()));
  return answer;
}

// The same without buffers: what Run does by wraps.
Answer RunArrays(const Site& site, std::byte* const in[3], std::byte* out, int64_t n) {
  const OpCall call = {.op = site.op, .form = site.form};
  Answer answer;
  holo_array inputs[ops::kMaxInputs] = {};
  holo_scalar scalars[ops::kMaxInputs];
  for (int i = 0; i < call.InputCount(); ++i) {
    if (!call.IsScalar(i)) inputs[i] = {in[i], n, site.InputDtype(i), 0};
    scalars[i] = SmallScalar(site.dtype, 3);
  }
  const holo_array output = {out, n, site.ResultDtype(), 0};
  const holo_status status =
      holo_apply_arrays(site.executor, site.op->code, inputs, call.InputCount(), scalars, call.ScalarCount(),
                        call.HasOutput() ? &output : nullptr, n, call.HasOutput() ? nullptr : &answer.reduced);
  BOOST_TEST(status == HOLO_OK, site.op->name << ": " << holo_status_name(status));
  answer.map = Elements(site.ResultDtype(), call.HasOutput() ? n : 0);
  if (call.HasOutput()) std::memcpy(answer.map.At(0), out, static_cast<size_t>(n * answer.map.size()));
  return answer;
}

void ExpectSame(const Answer& answer, const Answer& aligned, const std::string& where) {
  const int64_t i = FirstDifference(answer.map, aligned.map);
  BOOST_TEST(i == -1, where << ", element " << i);
  const bool same = answer.reduced.dtype == aligned.reduced.dtype &&
                    (base::IsFloat(answer.reduced.dtype) ? SameBits(answer.reduced.value.f64, aligned.reduced.value.f64)
                                                         : answer.reduced.value.i64 == aligned.reduced.value.i64);
  BOOST_TEST(same, where << ": the result differs");
}

// Random inputs of the operation.
struct Inputs {
  Inputs(const Site& site, uint64_t stream) {
    Random random(stream);
    for (int k = 0; k < 3; ++k) in[k] = Elements::Any(site.InputDtype(k), &random, kMostElements);
  }
  Elements in[3];
};

// A reference on memory aligned to 64 bytes.
Answer RunAligned(const Site& site, const Inputs& values, int64_t n) {
  struct alignas(64) Block {
    std::byte bytes[kMostElements * 8];
  };
  const auto blocks = std::make_unique<Block[]>(4);
  for (int k = 0; k < 3; ++k) {
    std::memcpy(blocks[k].bytes, values.in[k].At(0), static_cast<size_t>(n * values.in[k].size()));
  }
  std::byte* const in[3] = {blocks[0].bytes, blocks[1].bytes, blocks[2].bytes};
  return Run(site, in, blocks[3].bytes, n);
}

// All arrays at the same distance from a page that faults, or each at another one.
void AgreesAtEveryOffset(const Site& site, const std::string& name, Sample* sample) {
  const Inputs values(site, static_cast<uint64_t>(site.op->code * 16 + site.dtype));
  Guarded<std::byte> arrays[4] = {Guarded<std::byte>(8 * kMostElements), Guarded<std::byte>(8 * kMostElements),
                                  Guarded<std::byte>(8 * kMostElements), Guarded<std::byte>(8 * kMostElements)};
  for (const int64_t n : {int64_t{1}, int64_t{67}, kMostElements}) {
    const Answer aligned = RunAligned(site, values, n);
    for (int64_t offset = 0; offset < 64; ++offset) {
      for (const int64_t skew : {0, 17}) {
        if (!sample->Take()) continue;
        for (int k = 0; k < 4; ++k) {
          const int64_t size = holo_dtype_size(k < 3 ? site.InputDtype(k) : site.ResultDtype());
          arrays[k].Place(n * size, Edge::kFront, (offset + k * skew) % 64);
        }
        for (int k = 0; k < 3; ++k) arrays[k].Write(values.in[k].At(0));
        std::byte* const in[3] = {arrays[0].data(), arrays[1].data(), arrays[2].data()};
        const std::string where = name + " at offset " + std::to_string(offset) + ", skew " + std::to_string(skew) +
                                  ", n = " + std::to_string(n);
        ExpectSame(Run(site, in, arrays[3].data(), n), aligned, where);
        ExpectSame(RunArrays(site, in, arrays[3].data(), n), aligned, where + ", in no buffer");
        for (int k = 0; k < 3; ++k) BOOST_TEST(arrays[k].Holds(values.in[k].At(0)), where << ": input " << k);
        BOOST_TEST(arrays[3].Intact(), where << ": written around the output");
      }
    }
  }
}

// Inputs in pages that cannot be written.
void ReadsReadOnlyPages(const Site& site, const std::string& name) {
  const Inputs values(site, static_cast<uint64_t>(site.op->code));
  const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  constexpr size_t kRoom = kMostElements * 8 + 64;
  const size_t room = (3 * kRoom + page - 1) / page * page;
  void* memory = mmap(nullptr, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  BOOST_TEST_REQUIRE(memory != MAP_FAILED);
  std::byte* in[3] = {};
  for (size_t k = 0; k < 3; ++k) {
    in[k] = static_cast<std::byte*>(memory) + k * kRoom + 5 * k + 1;
    std::memcpy(in[k], values.in[k].At(0), static_cast<size_t>(kMostElements * values.in[k].size()));
  }
  BOOST_TEST_REQUIRE(mprotect(memory, room, PROT_READ) == 0);
  std::vector<std::byte> out(kMostElements * 8);
  ExpectSame(Run(site, in, out.data(), kMostElements), RunAligned(site, values, kMostElements), name);
  munmap(memory, room);
}

// `visit(site, name)` for every form of every operation, dtype and level.
template <class Visit>
void ForEachSite(Visit visit) {
  for (const holo_simd_level level : Levels()) {
    holo_executor_options options = HOLO_EXECUTOR_OPTIONS_INIT;
    options.simd_cap = level;
    holo_executor executor = nullptr;
    BOOST_TEST_REQUIRE(holo_executor_create(&options, &executor) == HOLO_OK);
    for (const ops::OpRow& op : ops::Table()) {
      if (ops::IsIndexed(op.shape)) continue;  // indices that are not in range: kernels_test has these
      for (ops::Form form : {ops::Form::kBuffers, ops::Form::kScalarRest, ops::Form::kScalarFirst}) {
        for (holo_dtype dtype = HOLO_F32; op.Has(form) && dtype <= HOLO_BOOL8; ++dtype) {
          if (!op.Takes(dtype)) continue;
          const OpCall call = {.op = &op, .form = form};
          visit(Site{&op, form, dtype, executor},
                call.Function() + ' ' + LevelTitle(level) + ' ' + holo_dtype_name(dtype));
        }
      }
    }
    BOOST_TEST(holo_executor_destroy(executor) == HOLO_OK);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(unaligned)

BOOST_AUTO_TEST_CASE(every_operation_agrees_at_every_offset) {
  Sample sample(1);
  ForEachSite([&](const Site& site, const std::string& name) { AgreesAtEveryOffset(site, name, &sample); });
}

BOOST_AUTO_TEST_CASE(every_operation_reads_memory_that_cannot_be_written) { ForEachSite(ReadsReadOnlyPages); }

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

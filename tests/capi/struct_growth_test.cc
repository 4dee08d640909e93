// struct_growth_test.cc — callers compiled against an older or a newer header: every struct with a struct_size, smaller
// and larger than ours, at the end of readable memory.
#define BOOST_TEST_MODULE struct_growth
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "capi/refusal.h"
#include "support/guarded.h"

namespace hologram::testing {
namespace {

// A function with a struct: of its arguments the last, but for holo_executor_create's options.
struct StructUse {
  const char* name;
  uint32_t size;  // of the struct, as these headers have it
  std::vector<const char*> arguments;
  int argument;
  std::function<holo_status(void*)> call;
  uint32_t first_size = size;  // of its first version
};

class Fixture {
 public:
  Fixture() {
    BOOST_TEST_REQUIRE(holo_executor_create(nullptr, &executor_) == HOLO_OK);
    BOOST_TEST_REQUIRE(holo_buffer_create(executor_, HOLO_F32, 4, &buffer_) == HOLO_OK);
    BOOST_TEST_REQUIRE(holo_program_from_text(".program p\n.in f32 x\nexit\n", nullptr, &program_) == HOLO_OK);
    watch.Executor(executor_);
  }
  ~Fixture() {
    holo_program_destroy(program_);
    holo_buffer_destroy(buffer_);
    holo_executor_destroy(executor_);
  }
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;

  // Those that are filled.
  std::vector<StructUse> Outputs() const {
    return {
        {"holo_last_error",
         sizeof(holo_error),
         {"out"},
         1,
         [](void* out) { return holo_last_error(static_cast<holo_error*>(out)); }},
        {"holo_cpu_info_get",
         sizeof(holo_cpu_info),
         {"info"},
         1,
         [](void* out) { return holo_cpu_info_get(static_cast<holo_cpu_info*>(out)); }},
        {"holo_op_info_get",
         sizeof(holo_op_info),
         {"op", "dtype", "info"},
         3,
         [](void* out) { return holo_op_info_get(HOLO_OP_DOT, HOLO_F32, static_cast<holo_op_info*>(out)); },
         56},
        {"holo_executor_info_get",
         sizeof(holo_executor_info),
         {"executor", "info"},
         2,
         [this](void* out) { return holo_executor_info_get(executor_, static_cast<holo_executor_info*>(out)); }},
        {"holo_executor_stats_get",
         sizeof(holo_executor_stats),
         {"executor", "stats"},
         2,
         [this](void* out) { return holo_executor_stats_get(executor_, static_cast<holo_executor_stats*>(out)); },
         24},
        {"holo_buffer_info_get",
         sizeof(holo_buffer_info),
         {"buffer", "info"},
         2,
         [this](void* out) { return holo_buffer_info_get(buffer_, static_cast<holo_buffer_info*>(out)); },
         32},
        {"holo_program_info_get",
         sizeof(holo_program_info),
         {"program", "info"},
         2,
         [this](void* out) { return holo_program_info_get(program_, static_cast<holo_program_info*>(out)); }},
        {"holo_program_parameter_get",
         sizeof(holo_program_parameter),
         {"program", "index", "parameter"},
         3,
         [this](void* out) {
           return holo_program_parameter_get(program_, 0, static_cast<holo_program_parameter*>(out));
         }},
    };
  }

  StructUse Options() {
    return {"holo_executor_create", sizeof(holo_executor_options), {"options", "executor"}, 1, [this](void* options) {
              return holo_executor_create(static_cast<const holo_executor_options*>(options), &made);
            }};
  }

  Watch watch;
  holo_executor made = nullptr;  // by the last call of Options that succeeded

 private:
  holo_executor executor_ = nullptr;
  holo_buffer buffer_ = nullptr;
  holo_program program_ = nullptr;
};

// A struct that claims `size` bytes, all of them `fill` but struct_size, the last one before a page that faults.
class Claimed {
 public:
  Claimed(uint32_t size, unsigned char fill) : bytes_(4096) {
    // Less than a struct_size is never read: there is always room for it.
    data_ = bytes_.Place(static_cast<int64_t>(size < sizeof size ? sizeof size : size), Edge::kBack, 0);
    std::memset(data_, fill, static_cast<size_t>(bytes_.count()));
    std::memcpy(data_, &size, sizeof size);
  }
  void* data() const { return data_; }
  unsigned char& operator[](uint32_t i) const { return data_[i]; }
  bool Intact() const { return bytes_.Intact(); }

 private:
  Guarded<unsigned char> bytes_;
  unsigned char* data_;
};

// Only multiples of 8, so that the fields stay aligned when the struct ends at a page.
constexpr uint32_t kAdded[] = {0, 8, 16, 120};

void RefusesSmaller(const Fixture& fixture, const StructUse& use) {
  const Function f(fixture.watch, use.name, use.arguments);
  for (uint32_t size = 0; size < use.first_size; ++size) {
    // The claim is what counts: the struct itself is whole.
    const Claimed claimed(use.size, 0);
    std::memcpy(claimed.data(), &size, sizeof size);
    const std::vector<unsigned char> before(&claimed[0], &claimed[0] + use.size);
    f.Refuses(HOLO_ERROR_STRUCT_SIZE, use.argument,
              "struct_size " + std::to_string(size) + " is below " + std::to_string(use.first_size),
              [&] { return use.call(claimed.data()); });
    BOOST_TEST(std::memcmp(before.data(), claimed.data(), use.size) == 0, use.name << " wrote to what it refused");
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(struct_growth)

BOOST_AUTO_TEST_CASE(a_smaller_struct_to_fill_is_refused) {
  const Fixture fixture;
  for (const StructUse& use : fixture.Outputs()) RefusesSmaller(fixture, use);
}

BOOST_AUTO_TEST_CASE(an_older_struct_to_fill_gets_the_fields_that_it_has) {
  const Fixture fixture;
  int older = 0;
  for (const StructUse& use : fixture.Outputs()) {
    const Claimed whole(use.size, 0);
    BOOST_TEST(use.call(whole.data()) == HOLO_OK, use.name);
    for (uint32_t size = use.first_size; size < use.size; size += 8) {
      const Claimed claimed(size, 0xA5);
      BOOST_TEST(use.call(claimed.data()) == HOLO_OK, use.name);
      uint32_t claim = 0;
      std::memcpy(&claim, claimed.data(), sizeof claim);
      BOOST_TEST(claim == size, use.name << " changed struct_size");
      const bool same = std::memcmp(&claimed[sizeof claim], &whole[sizeof claim], size - sizeof claim) == 0;
      BOOST_TEST(same, use.name << ": fields differ in a struct of " << size << " bytes");
      BOOST_TEST(claimed.Intact(), use.name);
      ++older;
    }
  }
  BOOST_TEST(older > 0);
}

// What is in struct_size if nobody has set it: to believe it would be to clear or read far more than the struct.
BOOST_AUTO_TEST_CASE(a_claim_that_no_struct_can_make_good_is_refused) {
  Fixture fixture;
  std::vector<StructUse> uses = fixture.Outputs();
  uses.push_back(fixture.Options());
  for (const StructUse& use : uses) {
    const Function f(fixture.watch, use.name, use.arguments);
    for (const uint32_t size : {4097u, 0x7fffffffu, 0xA5A5A5A5u, 0xffffffffu}) {
      const Claimed claimed(use.size, 0);
      std::memcpy(claimed.data(), &size, sizeof size);
      f.Refuses(HOLO_ERROR_STRUCT_SIZE, use.argument, "struct_size " + std::to_string(size) + " is above 4096",
                [&] { return use.call(claimed.data()); });
      BOOST_TEST(claimed.Intact());
    }
  }
  BOOST_TEST((fixture.made == nullptr));
}

BOOST_AUTO_TEST_CASE(a_larger_struct_to_fill_gets_our_fields_and_zeros) {
  const Fixture fixture;
  for (const StructUse& use : fixture.Outputs()) {
    const Claimed plain(use.size, 0);
    BOOST_TEST(use.call(plain.data()) == HOLO_OK, use.name);
    for (const unsigned char fill : {0x00, 0xA5}) {
      for (const uint32_t added : kAdded) {
        const uint32_t size = use.size + added;
        const Claimed claimed(size, fill);
        BOOST_TEST(use.call(claimed.data()) == HOLO_OK, use.name);
        uint32_t claim = 0;
        std::memcpy(&claim, claimed.data(), sizeof claim);
        BOOST_TEST(claim == size, use.name << " changed struct_size");
        const bool same = std::memcmp(&claimed[sizeof claim], &plain[sizeof claim], use.size - sizeof claim) == 0;
        BOOST_TEST(same, use.name << ": fields or padding differ when the struct is " << added << " bytes larger");
        for (uint32_t i = use.size; i < size; ++i) BOOST_TEST(int{claimed[i]} == 0, use.name << " byte " << i);
        BOOST_TEST(claimed.Intact(), use.name);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(smaller_options_are_refused) {
  Fixture fixture;
  RefusesSmaller(fixture, fixture.Options());
  BOOST_TEST((fixture.made == nullptr));
}

BOOST_AUTO_TEST_CASE(larger_options_are_taken_if_their_unknown_tail_is_zero) {
  Fixture fixture;
  const StructUse use = fixture.Options();
  for (const uint32_t added : kAdded) {
    const Claimed claimed(use.size + added, 0);
    BOOST_TEST(use.call(claimed.data()) == HOLO_OK, "with " << added << " bytes more");
    BOOST_TEST(claimed.Intact());
    BOOST_TEST(holo_executor_destroy(fixture.made) == HOLO_OK);
  }
}

BOOST_AUTO_TEST_CASE(options_with_any_unknown_field_set_are_refused) {
  Fixture fixture;
  const StructUse use = fixture.Options();
  const Function f(fixture.watch, use.name, use.arguments);
  for (const uint32_t added : {8u, 16u}) {
    const uint32_t size = use.size + added;
    for (uint32_t i = use.size; i < size; ++i) {
      const Claimed claimed(size, 0);
      claimed[i] = 0x80;
      f.Refuses(HOLO_ERROR_STRUCT_SIZE, 1,
                "struct_size " + std::to_string(size) + ": bytes after the first " + std::to_string(use.size),
                [&] { return use.call(claimed.data()); });
    }
  }
  BOOST_TEST((fixture.made == nullptr));
}

BOOST_AUTO_TEST_CASE(the_initialisers_claim_the_whole_struct) {
  const holo_error error = HOLO_ERROR_INIT;
  const holo_cpu_info cpu = HOLO_CPU_INFO_INIT;
  const holo_op_info op = HOLO_OP_INFO_INIT;
  const holo_executor_options options = HOLO_EXECUTOR_OPTIONS_INIT;
  const holo_executor_info executor = HOLO_EXECUTOR_INFO_INIT;
  const holo_executor_stats stats = HOLO_EXECUTOR_STATS_INIT;
  const holo_buffer_info buffer = HOLO_BUFFER_INFO_INIT;
  const holo_backend_table backend = HOLO_BACKEND_TABLE_INIT;
  BOOST_TEST(error.struct_size == sizeof error);
  BOOST_TEST(cpu.struct_size == sizeof cpu);
  BOOST_TEST(op.struct_size == sizeof op);
  BOOST_TEST(options.struct_size == sizeof options);
  BOOST_TEST(executor.struct_size == sizeof executor);
  BOOST_TEST(stats.struct_size == sizeof stats);
  BOOST_TEST(buffer.struct_size == sizeof buffer);
  BOOST_TEST(backend.struct_size == sizeof backend);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing

// hostile_table_test.cc — tables that must not be registered: whatever is wrong with one, it is refused with a status that
// says what, nothing past its end is read, and the list stays as it was.
#define BOOST_TEST_MODULE hostile_table
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "backend/backend_case.h"
#include "backend/counting_backend.h"
#include "capi/refusal.h"
#include "support/guarded.h"

namespace hologram::testing {
namespace {

using test::Must;

constexpr uint32_t kSize = sizeof(holo_backend_table);
constexpr int32_t kMin = std::numeric_limits<int32_t>::min();
constexpr int32_t kMax = std::numeric_limits<int32_t>::max();

std::string Names() {
  int64_t needed = 0;
  Must(holo_backend_list(nullptr, 0, &needed));
  std::string names(static_cast<size_t>(needed), '\0');
  Must(holo_backend_list(names.data(), needed, &needed));
  return names;
}

int64_t Count(const std::string& names) { return std::count(names.begin(), names.end(), '\n'); }

// A table that could be registered; a test spoils it.
class Tables {
 public:
  Tables() : function_(watch_, "holo_backend_register", {"table"}) {}

  static holo_backend_table Good(const char* name = "never_registered") {
    static counting_backend backend = {};
    return counting_backend_table(&backend, name);
  }

  void Refuses(holo_status status, const std::string& said, const holo_backend_table* table, int argument = 1) const {
    const std::string before = Names();
    function_.Refuses(status, argument, said, [table] { return holo_backend_register(table); });
    BOOST_TEST(Names() == before);
  }

  void RefusesName(const std::string& said, const char* name) const {
    const holo_backend_table table = Good(name);
    Refuses(HOLO_ERROR_INVALID_ARGUMENT, said, &table);
  }

 private:
  Watch watch_;
  Function function_;
};

// A table that claims `size` bytes and has them, the last one before a page that faults; those past ours are `fill`.
class ClaimedTable {
 public:
  ClaimedTable(uint32_t claim, uint32_t size, unsigned char fill) : bytes_(8192) {
    bytes_.Place(size, Edge::kBack, 0);
    holo_backend_table table = Tables::Good();
    table.struct_size = claim;
    std::vector<unsigned char> contents(size, fill);
    std::memcpy(contents.data(), &table, std::min(size, kSize));
    bytes_.Write(contents.data());
  }
  const holo_backend_table* get() const { return reinterpret_cast<const holo_backend_table*>(bytes_.data()); }

 private:
  Guarded<unsigned char> bytes_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(hostile_table)

BOOST_AUTO_TEST_CASE(null_is_refused) {
  const Tables tables;
  tables.Refuses(HOLO_ERROR_INVALID_ARGUMENT, "is null", nullptr);
}

BOOST_AUTO_TEST_CASE(too_small_a_struct_is_refused_and_not_read) {
  const Tables tables;
  for (uint32_t claim = 0; claim < kSize; ++claim) {
    const ClaimedTable table(claim, 8, 0);  // struct_size is read, and no more
    tables.Refuses(HOLO_ERROR_STRUCT_SIZE,
                   "struct_size " + std::to_string(claim) + " is below " + std::to_string(kSize), table.get());
  }
}

BOOST_AUTO_TEST_CASE(an_unknown_tail_that_is_not_zero_is_refused) {
  const Tables tables;
  for (const uint32_t added : {8u, 64u, 4096 - kSize}) {
    const ClaimedTable table(kSize + added, kSize + added, 0x01);
    tables.Refuses(HOLO_ERROR_STRUCT_SIZE, "bytes after the first " + std::to_string(kSize), table.get());
  }
}

BOOST_AUTO_TEST_CASE(random_garbage_in_struct_size_is_refused_and_not_believed) {
  const Tables tables;
  Random random(3);
  for (int i = 0; i < 1000; ++i) {
    const auto claim = static_cast<uint32_t>(random.Bits() >> random.Below(33));
    if (claim >= kSize && claim <= 4096) continue;  // could be true
    const ClaimedTable table(claim, kSize, 0);
    tables.Refuses(HOLO_ERROR_STRUCT_SIZE, "struct_size " + std::to_string(claim), table.get());
  }
}

BOOST_AUTO_TEST_CASE(an_abi_range_without_this_librarys_is_refused) {
  const Tables tables;
  const int32_t abi = holo_abi_version();
  const int32_t ranges[][2] = {{abi + 1, abi + 1}, {abi + 1, kMax}, {kMin, abi - 1}, {abi - 1, abi - 1},
                               {kMax, kMin},       {abi + 1, abi},  {abi, abi - 1},  {kMax, kMax}};
  for (const auto& [from, to] : ranges) {
    holo_backend_table table = Tables::Good();
    table.abi_min = from;
    table.abi_max = to;
    tables.Refuses(
        HOLO_ERROR_UNSUPPORTED,
        "ABI " + std::to_string(from) + " to " + std::to_string(to) + ", this library has " + std::to_string(abi),
        &table);
  }
}

BOOST_AUTO_TEST_CASE(a_reserved_field_that_is_set_is_refused) {
  const Tables tables;
  holo_backend_table table = Tables::Good();
  table.reserved = -7;
  tables.Refuses(HOLO_ERROR_INVALID_ARGUMENT, "a reserved field is -7", &table);
}

BOOST_AUTO_TEST_CASE(a_null_slot_is_refused_by_its_name) {
  const Tables tables;
  holo_backend_table table = Tables::Good();
  table.supports = nullptr;
  tables.Refuses(HOLO_ERROR_INVALID_ARGUMENT, "\"supports\" is null", &table);
  table = Tables::Good();
  table.run = nullptr;
  tables.Refuses(HOLO_ERROR_INVALID_ARGUMENT, "\"run\" is null", &table);
  tables.RefusesName("\"name\" is null", nullptr);
}

BOOST_AUTO_TEST_CASE(an_ill_formed_name_is_refused) {
  const Tables tables;
  tables.RefusesName("empty or has more than 63 bytes", "");
  tables.RefusesName("empty or has more than 63 bytes", std::string(64, 'a').c_str());
  tables.RefusesName("empty or has more than 63 bytes", std::string(100000, 'a').c_str());
  const std::string allowed = "abcdefghijklmnopqrstuvwxyz0123456789_.-";
  for (int byte = 1; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    if (allowed.find(c) != allowed.npos) continue;
    for (const size_t at : {0, 1, 62}) {
      std::string name(63, 'a');
      name[at] = c;
      tables.RefusesName("byte " + std::to_string(at + 1) + " of its name is " + std::to_string(byte) + ":",
                         name.c_str());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_name_without_an_end_is_not_followed) {
  const Tables tables;
  Guarded<char> room(4096);
  room.Place(64, Edge::kBack, 0);
  room.Write(std::string(64, 'a').data());
  tables.RefusesName("empty or has more than 63 bytes", room.data());
  room.Place(7, Edge::kBack, 0);
  room.Write("abcdef!");  // ill-formed before it is too long: what follows is not looked at
  tables.RefusesName("byte 7 of its name is 33", room.data());
}

BOOST_AUTO_TEST_CASE(a_name_that_is_taken_is_refused) {
  const Tables tables;
  const holo_backend_table first = Tables::Good("first");
  Must(holo_backend_register(&first));
  for (const char* name : {"cpu", "reference", "first"}) {
    tables.RefusesName(std::string("there is a backend \"") + name + "\" already", name);
  }
}

BOOST_AUTO_TEST_CASE(a_later_versions_table_is_taken_if_its_tail_is_zero) {
  const int64_t before = Count(Names());
  unsigned char memory[kSize + 64] = {};
  holo_backend_table table = Tables::Good("later.version_2-b");
  table.struct_size = sizeof memory;
  table.abi_min = kMin;
  table.abi_max = kMax;
  std::memcpy(memory, &table, kSize);
  Must(holo_backend_register(reinterpret_cast<const holo_backend_table*>(memory)));
  BOOST_TEST(Count(Names()) == before + 1);
}

// Last: there is no way back.
BOOST_AUTO_TEST_CASE(the_17th_is_refused) {
  const Tables tables;
  int64_t registered = Count(Names()) - 2;  // but for the built-in ones
  std::string names = Names();
  for (; registered < 16; ++registered) {
    const std::string name = "number" + std::to_string(registered);
    const holo_backend_table table = Tables::Good(name.c_str());
    Must(holo_backend_register(&table));
    names.insert(names.size() - std::strlen("cpu\nreference\n") - 1, name + '\n');
    BOOST_TEST(Names() == names);
  }
  const holo_backend_table one_more = Tables::Good("one_more");
  tables.Refuses(HOLO_ERROR_LIMIT, "16 backends", &one_more, 0);
  tables.RefusesName("there is a backend \"number15\" already", "number15");
  holo_executor executor = nullptr;
  const holo_executor_options options = OptionsFor("one_more");
  BOOST_TEST(holo_executor_create(&options, &executor) == HOLO_ERROR_UNSUPPORTED);
  BOOST_TEST(test::LastMessage().find("there is no backend \"one_more\"") != std::string::npos);
  const BackendSession session("number15");
  const holo_buffer a = session.Floats(4, 1);
  Must(holo_add(session, a, a, a, 4));
  BOOST_TEST(test::FirstFloat(a) == 2);
  Must(holo_buffer_destroy(a));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing

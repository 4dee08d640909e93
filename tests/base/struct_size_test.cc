// struct_size_test.cc — structs of callers that were compiled against an older or a newer header.
#define BOOST_TEST_MODULE struct_size

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <cstring>

#include "base/struct_size.h"

namespace hologram::base {

// A struct that has grown once: its first version ended before `added`.
struct Grown {
  uint32_t struct_size;
  int32_t first;
  int64_t added;
};
template <>
inline constexpr uint32_t kFirstVersionSize<Grown> = 8;

namespace {

// The same one version later, as a newer caller has it.
struct Newer {
  Grown known;
  int64_t unknown[2];
};

Grown Defaults() { return {sizeof(Grown), -1, -2}; }

const Grown* AsGrown(const Newer& newer) { return reinterpret_cast<const Grown*>(&newer); }

}  // namespace

BOOST_AUTO_TEST_SUITE(struct_size)

BOOST_AUTO_TEST_CASE(a_struct_of_our_size_is_read_whole) {
  const Grown in = {sizeof(Grown), 5, 6};
  Grown out = Defaults();
  BOOST_TEST(ReadStruct(&in, 1, &out).ok());
  BOOST_TEST(out.struct_size == sizeof(Grown));
  BOOST_TEST(out.first == 5);
  BOOST_TEST(out.added == 6);
}

BOOST_AUTO_TEST_CASE(an_older_struct_leaves_the_new_fields_at_their_defaults) {
  const Grown in = {8, 5, 6};  // `added` is not the caller's
  Grown out = Defaults();
  BOOST_TEST(ReadStruct(&in, 1, &out).ok());
  BOOST_TEST(out.struct_size == sizeof(Grown));
  BOOST_TEST(out.first == 5);
  BOOST_TEST(out.added == -2);
}

BOOST_AUTO_TEST_CASE(a_newer_struct_whose_tail_is_zero_is_read) {
  const Newer in = {{sizeof(Newer), 5, 6}, {0, 0}};
  Grown out = Defaults();
  BOOST_TEST(ReadStruct(AsGrown(in), 1, &out).ok());
  BOOST_TEST(out.struct_size == sizeof(Grown));
  BOOST_TEST(out.first == 5);
  BOOST_TEST(out.added == 6);
}

BOOST_AUTO_TEST_CASE(any_byte_of_the_tail_that_is_not_zero_is_refused) {
  for (size_t byte = sizeof(Grown); byte < sizeof(Newer); ++byte) {
    Newer in = {{sizeof(Newer), 5, 6}, {0, 0}};
    reinterpret_cast<unsigned char*>(&in)[byte] = 0x80;
    Grown out = Defaults();
    const Error error = ReadStruct(AsGrown(in), 3, &out);
    BOOST_TEST(error.code == HOLO_ERROR_STRUCT_SIZE);
    BOOST_TEST(error.argument == 3);
    BOOST_TEST((error.message == Message::kStructUnknownTail));
    BOOST_TEST(error.values[0] == static_cast<int64_t>(sizeof(Newer)));
    BOOST_TEST(error.values[1] == static_cast<int64_t>(sizeof(Grown)));
    BOOST_TEST((out.first == -1 && out.added == -2), "a refused struct was read");
  }
}

BOOST_AUTO_TEST_CASE(bytes_past_the_named_size_are_not_looked_at) {
  Newer in = {{sizeof(Grown), 5, 6}, {-1, -1}};
  Grown out = Defaults();
  BOOST_TEST(ReadStruct(AsGrown(in), 1, &out).ok());
  in.known.struct_size = sizeof(Grown) + 8;
  in.unknown[0] = 0;
  BOOST_TEST(ReadStruct(AsGrown(in), 1, &out).ok());
}

BOOST_AUTO_TEST_CASE(less_than_the_first_version_is_refused) {
  for (uint32_t size : {0u, 1u, 4u, 7u}) {
    const Newer in = {{size, 5, 6}, {0, 0}};
    Grown out = Defaults();
    const Error error = ReadStruct(AsGrown(in), 2, &out);
    BOOST_TEST(error.code == HOLO_ERROR_STRUCT_SIZE);
    BOOST_TEST(error.argument == 2);
    BOOST_TEST((error.message == Message::kStructSmall));
    BOOST_TEST(error.values[0] == size);
    BOOST_TEST(error.values[1] == 8);
    BOOST_TEST(out.first == -1);
  }
}

BOOST_AUTO_TEST_CASE(more_than_any_struct_can_have_is_refused_unread) {
  for (uint32_t size : {kLargestStruct + 1, 0x80000000u, 0xffffffffu}) {
    Grown out = Defaults();
    const Grown in = {size, 5, 6};
    const Error error = ReadStruct(&in, 2, &out);
    BOOST_TEST(error.code == HOLO_ERROR_STRUCT_SIZE);
    BOOST_TEST(error.argument == 2);
    BOOST_TEST((error.message == Message::kStructLarge));
    BOOST_TEST(error.values[0] == size);
    BOOST_TEST(out.first == -1);
    BOOST_TEST((CheckOutStruct(&in, 3).message == Message::kStructLarge));
  }
  Grown out = Defaults();
  out.struct_size = kLargestStruct;
  BOOST_TEST(CheckOutStruct(&out, 1).ok());
}

BOOST_AUTO_TEST_CASE(a_struct_to_be_filled_must_be_there_and_large_enough) {
  Grown out = Defaults();
  BOOST_TEST(CheckOutStruct(&out, 1).ok());
  out.struct_size = 8;
  BOOST_TEST(CheckOutStruct(&out, 1).ok());
  out.struct_size = 7;
  BOOST_TEST(CheckOutStruct(&out, 4).code == HOLO_ERROR_STRUCT_SIZE);
  BOOST_TEST(CheckOutStruct(&out, 4).argument == 4);
  const Error null = CheckOutStruct<Grown>(nullptr, 2);
  BOOST_TEST(null.code == HOLO_ERROR_INVALID_ARGUMENT);
  BOOST_TEST(null.argument == 2);
}

BOOST_AUTO_TEST_CASE(an_older_struct_is_filled_only_as_far_as_it_goes) {
  Grown out = {8, -1, -2};
  FillStruct(Grown{sizeof(Grown), 5, 6}, &out);
  BOOST_TEST(out.struct_size == 8u);
  BOOST_TEST(out.first == 5);
  BOOST_TEST(out.added == -2);
}

BOOST_AUTO_TEST_CASE(a_newer_struct_gets_zeros_in_its_tail) {
  Newer out = {{sizeof(Grown) + 8, -1, -2}, {-3, -4}};
  FillStruct(Grown{sizeof(Grown), 5, 6}, reinterpret_cast<Grown*>(&out));
  BOOST_TEST(out.known.struct_size == sizeof(Grown) + 8);
  BOOST_TEST(out.known.first == 5);
  BOOST_TEST(out.known.added == 6);
  BOOST_TEST(out.unknown[0] == 0);
  BOOST_TEST(out.unknown[1] == -4, "past the named size");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::base

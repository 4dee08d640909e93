// hologram_hpp_test.cc — the C++ headers as a program sees them: version, CPU, element types; and the module's entry.
#define BOOST_TEST_MODULE hologram_hpp
#include "hologram/hologram.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <type_traits>

#include "cpp/without_exceptions.h"

namespace hologram::testing {
namespace {

template <class T>
constexpr bool kIsPlain = std::is_trivial_v<T>&& std::is_standard_layout_v<T>;

static_assert(sizeof(f16) == 2 && kIsPlain<f16>);
static_assert(sizeof(bf16) == 2 && kIsPlain<bf16>);
static_assert(sizeof(bool8) == 1 && kIsPlain<bool8>);

static_assert(kDtypeOf<float> == HOLO_F32);
static_assert(kDtypeOf<const float> == HOLO_F32);
static_assert(!Element<char> && !Element<bool> && !Element<long long> && !Element<float*> && !Element<volatile float>);
static_assert(std::is_same_v<Scalar<f16>, float>);
static_assert(std::is_same_v<Scalar<const bf16>, float>);
static_assert(std::is_same_v<Scalar<bool8>, bool> && std::is_same_v<Scalar<const int8_t>, int8_t>);

// Each type on its way to C: the dtype, and the member of the union that C reads.
static_assert(detail::ToC<float>(1.5f).dtype == HOLO_F32 && detail::ToC<float>(1.5f).value.f64 == 1.5);
static_assert(detail::ToC<bf16>(1.5f).dtype == HOLO_BF16 && detail::ToC<bf16>(1.5f).value.f64 == 1.5);
static_assert(detail::ToC<int8_t>(-3).dtype == HOLO_I8 && detail::ToC<int8_t>(-3).value.i64 == -3);
static_assert(detail::ToC<uint64_t>(UINT64_MAX).value.u64 == UINT64_MAX);
static_assert(detail::ToC<bool8>(true).dtype == HOLO_BOOL8 && detail::ToC<bool8>(true).value.u64 == 1);
// And back.
static_assert(detail::FromC<double>(detail::ToC<double>(-0.1)) == -0.1);
static_assert(detail::FromC<int64_t>(detail::ToC<int64_t>(INT64_MIN)) == INT64_MIN);
static_assert(detail::FromC<uint64_t>(detail::ToC<uint64_t>(UINT64_MAX)) == UINT64_MAX);
static_assert(detail::FromC<bool8>(detail::ToC<bool8>(true)));

}  // namespace

BOOST_AUTO_TEST_SUITE(hologram_hpp)

BOOST_AUTO_TEST_CASE(dtypes_have_the_sizes_of_their_types) {
  BOOST_TEST(holo_dtype_size(kDtypeOf<float>) == 4);
  BOOST_TEST(holo_dtype_size(kDtypeOf<double>) == 8);
  BOOST_TEST(holo_dtype_size(kDtypeOf<f16>) == 2);
  BOOST_TEST(holo_dtype_size(kDtypeOf<bf16>) == 2);
  BOOST_TEST(holo_dtype_size(kDtypeOf<int8_t>) == 1);
  BOOST_TEST(holo_dtype_size(kDtypeOf<int16_t>) == 2);
  BOOST_TEST(holo_dtype_size(kDtypeOf<int32_t>) == 4);
  BOOST_TEST(holo_dtype_size(kDtypeOf<int64_t>) == 8);
  BOOST_TEST(holo_dtype_size(kDtypeOf<uint8_t>) == 1);
  BOOST_TEST(holo_dtype_size(kDtypeOf<uint16_t>) == 2);
  BOOST_TEST(holo_dtype_size(kDtypeOf<uint32_t>) == 4);
  BOOST_TEST(holo_dtype_size(kDtypeOf<uint64_t>) == 8);
  BOOST_TEST(holo_dtype_size(kDtypeOf<bool8>) == 1);
}

BOOST_AUTO_TEST_CASE(library_has_the_version_of_its_headers) {
  BOOST_TEST((library_version() == kHeaderVersion));
  BOOST_TEST((Version{0, 9, 9} < Version{0, 10, 0}));
  BOOST_TEST((Version{1, 0, 0} > Version{0, 10, 0}));
}

BOOST_AUTO_TEST_CASE(features_are_told) {
  BOOST_TEST(has_feature("op.add"));
  BOOST_TEST(!has_feature("op.no_such_operation"));
}

BOOST_AUTO_TEST_CASE(cpu_supports_the_level_it_chose) {
  const holo_cpu_info info = cpu_info();
  BOOST_TEST(info.usable_cpus >= 1);
  BOOST_TEST(supports(info.level_chosen));
  BOOST_TEST(supports(HOLO_SIMD_SCALAR));
  for (holo_simd_level level = HOLO_SIMD_SCALAR; level <= HOLO_SIMD_SVE; ++level) {
    BOOST_TEST(supports(level) == ((info.levels_supported >> level & 1u) != 0));
  }
  for (holo_simd_level level : {-1, 0, 31, 32, 1000}) BOOST_TEST(!supports(level));
}

// The other source is compiled without exceptions and without RTTI; both are one program.
BOOST_AUTO_TEST_CASE(sources_without_exceptions_are_part_of_the_same_program) {
  Executor executor;
  Buffer<float> x(executor, 3);
  x.fill(2);
  BOOST_TEST(FirstWrongLineWithoutExceptions(executor, x) == 0);
  BOOST_TEST(x[0] == 4);  // it doubled them
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing

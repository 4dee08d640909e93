// bad_input_test.cc — every function refuses every kind of bad input with the status that its comment names, tells which
// argument it was, shows its value, and changes nothing. This file: functions without handles.
//
// bad_executor_input.cc, bad_buffer_input.cc, bad_op_input.cc: the others. Structs of other sizes: struct_growth_test.
#define BOOST_TEST_MODULE bad_input
#include <boost/test/unit_test.hpp>
#include <limits>
#include <string>
#include <vector>

#include "capi/world.h"

namespace hologram::testing {
namespace {

constexpr int32_t kMin = std::numeric_limits<int32_t>::min();
constexpr int32_t kMax = std::numeric_limits<int32_t>::max();

#if defined(__aarch64__)
constexpr holo_simd_level kForeignLevels[] = {HOLO_SIMD_SSE4, HOLO_SIMD_AVX2, HOLO_SIMD_AVX512};
#else
constexpr holo_simd_level kForeignLevels[] = {HOLO_SIMD_NEON, HOLO_SIMD_SVE};
#endif

}  // namespace

BOOST_AUTO_TEST_SUITE(bad_input)

BOOST_AUTO_TEST_CASE(functions_that_cannot_fail_say_so_in_their_result) {
  for (holo_status status : {kMin, -1, HOLO_ERROR_INTERNAL + 1, kMax}) {
    BOOST_TEST(holo_status_name(status) == std::string("HOLO_ERROR_UNKNOWN"));
  }
  for (holo_dtype dtype : {kMin, -1, 0, HOLO_BOOL8 + 1, kMax}) {
    BOOST_TEST((holo_dtype_name(dtype) == nullptr), dtype);
    BOOST_TEST(holo_dtype_size(dtype) == 0, dtype);
  }
  for (holo_simd_level level : {kMin, -1, HOLO_SIMD_SVE + 1, kMax}) {
    BOOST_TEST((holo_simd_level_name(level) == nullptr), level);
  }
  BOOST_TEST(holo_has_feature(nullptr) == 0);
  for (const char* name : {"", "op", "op.", "op.ad", "op.addd", "OP.add", "simd.", "simd.best", "simd.avx3", "add"}) {
    BOOST_TEST(holo_has_feature(name) == 0, name);
  }
  holo_version(nullptr, nullptr, nullptr);
  int32_t minor = -1;
  holo_version(nullptr, &minor, nullptr);
  BOOST_TEST(minor == HOLO_VERSION_MINOR);
}

BOOST_AUTO_TEST_CASE(last_error_refuses_null) {
  const World w;
  const Function f(w.watch(), "holo_last_error", {"out"});
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 1, "is null", [] { return holo_last_error(nullptr); });
}

BOOST_AUTO_TEST_CASE(cpu_info_refuses_null) {
  const World w;
  const Function f(w.watch(), "holo_cpu_info_get", {"info"});
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 1, "is null", [] { return holo_cpu_info_get(nullptr); });
}

BOOST_AUTO_TEST_CASE(op_from_name_refuses_null_and_unknown_names) {
  World w;
  const Function f(w.watch(), "holo_op_from_name", {"name", "op"});
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 1, "is null", [&] { return holo_op_from_name(nullptr, &w.outs().op); });
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 2, "is null", [] { return holo_op_from_name("add", nullptr); });
  const std::string endless(100000, 'x');
  for (const char* name : {"", "ad", "addd", "ADD", " add", "add ", "%s%n", "\xE2\x88\x91", "\"", endless.c_str()}) {
    const std::string shown = '"' + std::string(name).substr(0, 40);
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 1, shown, [&] { return holo_op_from_name(name, &w.outs().op); });
  }
}

BOOST_AUTO_TEST_CASE(op_info_refuses_null_and_unknown_values) {
  World w;
  const Function f(w.watch(), "holo_op_info_get", {"op", "dtype", "info"});
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 3, "is null", [] { return holo_op_info_get(HOLO_OP_ADD, HOLO_F32, nullptr); });
  for (holo_op op : {kMin, -1, 0, HOLO_OP_LAST + 1, kMax}) {
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 1, std::to_string(op) + " is no operation",
              [&] { return holo_op_info_get(op, HOLO_F32, &w.outs().op_info); });
  }
  for (holo_dtype dtype : {kMin, -1, 0, HOLO_BOOL8 + 1, kMax}) {
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 2, std::to_string(dtype) + " is no dtype",
              [&] { return holo_op_info_get(HOLO_OP_ADD, dtype, &w.outs().op_info); });
  }
}

BOOST_AUTO_TEST_CASE(kernel_get_refuses_null_and_unknown_values) {
  World w;
  const Function f(w.watch(), "holo_kernel_get", {"op", "dtype", "cap", "kernel"});
  const auto get = [&](holo_op op, holo_dtype dtype, holo_simd_level cap) {
    return [&w, op, dtype, cap] { return holo_kernel_get(op, dtype, cap, &w.outs().kernel); };
  };
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 4, "is null",
            [] { return holo_kernel_get(HOLO_OP_ADD, HOLO_F32, HOLO_SIMD_BEST, nullptr); });
  for (holo_op op : {kMin, -1, 0, HOLO_OP_LAST + 1, kMax}) {
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 1, std::to_string(op) + " is no operation",
              get(op, HOLO_F32, HOLO_SIMD_BEST));
  }
  for (holo_dtype dtype : {kMin, -1, 0, HOLO_BOOL8 + 1, kMax}) {
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 2, std::to_string(dtype) + " is no dtype",
              get(HOLO_OP_ADD, dtype, HOLO_SIMD_BEST));
  }
  for (holo_simd_level cap : {kMin, -1, HOLO_SIMD_SVE + 1, kMax}) {
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 3, std::to_string(cap) + " is no SIMD level",
              get(HOLO_OP_ADD, HOLO_F32, cap));
  }
  for (holo_simd_level cap : kForeignLevels) {
    f.Refuses(HOLO_ERROR_UNSUPPORTED, 3, std::string("SIMD level ") + holo_simd_level_name(cap),
              get(HOLO_OP_ADD, HOLO_F32, cap));
  }
}

BOOST_AUTO_TEST_CASE(dtypes_that_an_operation_does_not_take_are_refused_by_both_that_describe_it) {
  World w;
  const Function info(w.watch(), "holo_op_info_get", {"op", "dtype", "info"});
  const Function kernel(w.watch(), "holo_kernel_get", {"op", "dtype", "cap", "kernel"});
  for (const ops::OpRow& op : ops::Table()) {
    for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
      if (op.Takes(dtype)) continue;
      const std::string shown = std::string("has dtype ") + holo_dtype_name(dtype) + ", which \"" + op.name + '"';
      info.Refuses(HOLO_ERROR_DTYPE, 2, shown, [&] { return holo_op_info_get(op.code, dtype, &w.outs().op_info); });
      kernel.Refuses(HOLO_ERROR_DTYPE, 2, shown,
                     [&] { return holo_kernel_get(op.code, dtype, HOLO_SIMD_BEST, &w.outs().kernel); });
    }
  }
}

BOOST_AUTO_TEST_CASE(executor_create_refuses_each_bad_option) {
  World w;
  const Function f(w.watch(), "holo_executor_create", {"options", "executor"});
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 2, "is null", [] { return holo_executor_create(nullptr, nullptr); });
  const auto with = [&](void (*change)(holo_executor_options*, int32_t), int32_t value = 0) {
    return [&w, change, value] {
      holo_executor_options options = HOLO_EXECUTOR_OPTIONS_INIT;
      change(&options, value);
      return holo_executor_create(&options, &w.outs().executor);
    };
  };
  const auto set_cap = [](holo_executor_options* options, int32_t cap) { options->simd_cap = cap; };
  for (holo_simd_level cap : {kMin, -1, HOLO_SIMD_SVE + 1, kMax}) {
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 1, std::to_string(cap) + " is no SIMD level", with(set_cap, cap));
  }
  for (holo_simd_level cap : kForeignLevels) {
    f.Refuses(HOLO_ERROR_UNSUPPORTED, 1, std::string("SIMD level ") + holo_simd_level_name(cap), with(set_cap, cap));
  }
  for (int32_t value : {kMin, -1, 2, kMax}) {
    const auto set_accuracy = [](holo_executor_options* options, int32_t mode) { options->accuracy = mode; };
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 1, "accuracy " + std::to_string(value) + " is no mode",
              with(set_accuracy, value));
    const auto set_isolated = [](holo_executor_options* options, int32_t is) { options->fp_isolated = is; };
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 1, "fp_isolated is " + std::to_string(value), with(set_isolated, value));
  }
  f.Refuses(HOLO_ERROR_UNSUPPORTED, 1, "\"cuda\"",
            with([](holo_executor_options* options, int32_t) { options->backend = "cuda"; }));
  f.Refuses(HOLO_ERROR_UNSUPPORTED, 1, "\"\"",
            with([](holo_executor_options* options, int32_t) { options->backend = ""; }));
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 1, "only one of allocate and deallocate",
            with([](holo_executor_options* options, int32_t) {
              options->allocator.allocate = [](void*, int64_t, int64_t) -> void* { return nullptr; };
            }));
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 1, "only one of allocate and deallocate",
            with([](holo_executor_options* options, int32_t) {
              options->allocator.deallocate = [](void*, void*, int64_t, int64_t) {};
            }));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing

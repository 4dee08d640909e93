// bad_backend_input.cc — bad input to the functions of backend.h that take a handle or fill a text, and to those of the CPU
// interface. Tables that are registered: hostile_table_test.
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <limits>
#include <string>

#include "capi/world.h"

namespace hologram::testing {
namespace {

constexpr int32_t kMin = std::numeric_limits<int32_t>::min();
constexpr int32_t kMax = std::numeric_limits<int32_t>::max();

const holo_cpu_interface& Cpu(const World& w) {
  const void* table = nullptr;
  BOOST_TEST_REQUIRE(holo_backend_query(w.backend(), HOLO_INTERFACE_CPU, 1, &table) == HOLO_OK);
  return *static_cast<const holo_cpu_interface*>(table);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bad_input)

BOOST_AUTO_TEST_CASE(executor_backend_refuses_null_and_bad_handles) {
  World w;
  const Function f(w.watch(), "holo_executor_backend", {"executor", "backend"});
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 2, "is null", [&] { return holo_executor_backend(w.executor(), nullptr); });
  for (const BadHandle& bad : w.BadExecutors()) {
    f.Refuses(HOLO_ERROR_INVALID_HANDLE, 1, bad.said,
              [&] { return holo_executor_backend(bad.As<holo_executor>(), &w.outs().backend); });
  }
}

BOOST_AUTO_TEST_CASE(backend_query_refuses_each_bad_argument) {
  World w;
  const Function f(w.watch(), "holo_backend_query", {"backend", "interface_id", "min_version", "table"});
  const auto query = [&](int32_t id, int32_t version) {
    return [&w, id, version] { return holo_backend_query(w.backend(), id, version, &w.outs().table); };
  };
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 4, "is null",
            [&] { return holo_backend_query(w.backend(), HOLO_INTERFACE_CPU, 1, nullptr); });
  for (int32_t version : {kMin, -1}) {
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 3, std::to_string(version) + " is negative",
              query(HOLO_INTERFACE_CPU, version));
  }
  for (int32_t id : {kMin, -1, 0, 2, int32_t{HOLO_INTERFACE_FIRST_FOREIGN}, kMax}) {
    f.Refuses(HOLO_ERROR_UNSUPPORTED, 1, "\"cpu\" has no interface " + std::to_string(id), query(id, 0));
  }
  for (int32_t version : {2, kMax}) {
    f.Refuses(HOLO_ERROR_UNSUPPORTED, 1, "\"cpu\" has no interface 1 of version " + std::to_string(version),
              query(HOLO_INTERFACE_CPU, version));
  }
  for (const BadHandle& bad : w.BadBackends()) {
    f.Refuses(HOLO_ERROR_INVALID_HANDLE, 1, bad.said,
              [&] { return holo_backend_query(bad.As<holo_backend>(), HOLO_INTERFACE_CPU, 1, &w.outs().table); });
  }
}

BOOST_AUTO_TEST_CASE(the_cpu_interface_refuses_null_and_bad_backends) {
  World w;
  const holo_cpu_interface& cpu = Cpu(w);
  Outs& outs = w.outs();
  const Function level(w.watch(), "holo_cpu_interface.simd_level", {"backend", "level"});
  const Function kernel(w.watch(), "holo_cpu_interface.kernel_get", {"backend", "op", "form", "dtype", "kernel"});
  const Function data(w.watch(), "holo_cpu_interface.data_get", {"backend", "buffer", "access", "data", "count"});
  const holo_buffer buffer = w.Buffer(HOLO_F32);
  level.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 2, "is null", [&] { return cpu.simd_level(w.backend(), nullptr); });
  kernel.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 5, "is null",
                 [&] { return cpu.kernel_get(w.backend(), HOLO_OP_ADD, HOLO_FORM_BUFFERS, HOLO_F32, nullptr); });
  data.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 4, "is null",
               [&] { return cpu.data_get(w.backend(), buffer, HOLO_ACCESS_READ, nullptr, &outs.size_bytes); });
  data.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 5, "is null",
               [&] { return cpu.data_get(w.backend(), buffer, HOLO_ACCESS_READ, &outs.data, nullptr); });
  for (const BadHandle& bad : w.BadBackends()) {
    const auto backend = bad.As<holo_backend>();
    level.Refuses(HOLO_ERROR_INVALID_HANDLE, 1, bad.said, [&] { return cpu.simd_level(backend, &outs.op); });
    kernel.Refuses(HOLO_ERROR_INVALID_HANDLE, 1, bad.said,
                   [&] { return cpu.kernel_get(backend, HOLO_OP_ADD, HOLO_FORM_BUFFERS, HOLO_F32, &outs.kernel); });
    data.Refuses(HOLO_ERROR_INVALID_HANDLE, 1, bad.said,
                 [&] { return cpu.data_get(backend, buffer, HOLO_ACCESS_READ, &outs.data, &outs.size_bytes); });
  }
}

BOOST_AUTO_TEST_CASE(the_cpu_interface_refuses_unknown_kernels) {
  World w;
  const holo_cpu_interface& cpu = Cpu(w);
  const Function f(w.watch(), "holo_cpu_interface.kernel_get", {"backend", "op", "form", "dtype", "kernel"});
  const auto get = [&](holo_op op, holo_dtype dtype, holo_form form = HOLO_FORM_BUFFERS) {
    return [&w, &cpu, op, form, dtype] { return cpu.kernel_get(w.backend(), op, form, dtype, &w.outs().kernel); };
  };
  for (holo_op op : {kMin, -1, 0, HOLO_OP_LAST + 1, kMax}) {
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 2, std::to_string(op) + " is no operation", get(op, HOLO_F32));
  }
  for (holo_dtype dtype : {kMin, -1, 0, HOLO_BOOL8 + 1, kMax}) {
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 4, std::to_string(dtype) + " is no dtype", get(HOLO_OP_ADD, dtype));
  }
  f.Refuses(HOLO_ERROR_DTYPE, 4, "has dtype bool8, which \"sqrt\" does not take", get(HOLO_OP_SQRT, HOLO_BOOL8));
  for (holo_form form : {kMin, -1, HOLO_FORM_INDEX_I32 + 1, kMax}) {
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 3, std::to_string(form) + " is no form", get(HOLO_OP_SUB, HOLO_F32, form));
  }
  f.Refuses(HOLO_ERROR_UNSUPPORTED, 3, "2 is a form that \"add\" does not have",
            get(HOLO_OP_ADD, HOLO_F32, HOLO_FORM_SCALAR_FIRST));
}

BOOST_AUTO_TEST_CASE(the_cpu_interface_refuses_bad_buffers) {
  World w;
  const holo_cpu_interface& cpu = Cpu(w);
  Outs& outs = w.outs();
  const Function f(w.watch(), "holo_cpu_interface.data_get", {"backend", "buffer", "access", "data", "count"});
  const auto get = [&](holo_buffer buffer, holo_access access) {
    return [&cpu, &outs, &w, buffer, access] {
      return cpu.data_get(w.backend(), buffer, access, &outs.data, &outs.size_bytes);
    };
  };
  for (const BadHandle& bad : w.BadBuffers()) {
    f.Refuses(HOLO_ERROR_INVALID_HANDLE, 2, bad.said, get(bad.As<holo_buffer>(), HOLO_ACCESS_READ));
  }
  f.Refuses(HOLO_ERROR_WRONG_EXECUTOR, 2, "belongs to another executor", get(w.Foreign(HOLO_F32), HOLO_ACCESS_READ));
  for (holo_access access : {0u, 4u, 7u, 0xffffffffu}) {
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 3, std::to_string(access) + " is no access",
              get(w.Buffer(HOLO_F32), access));
  }
  for (holo_access access : {holo_access{HOLO_ACCESS_WRITE}, holo_access{HOLO_ACCESS_READ_WRITE}}) {
    f.Refuses(HOLO_ERROR_READ_ONLY, 2, "is read-only", get(w.ReadOnly(HOLO_F32), access));
  }
}

BOOST_AUTO_TEST_CASE(backend_list_refuses_null_and_too_little_room) {
  World w;
  Outs& outs = w.outs();
  const Function f(w.watch(), "holo_backend_list", {"buffer", "capacity", "needed"});
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 3, "is null",
            [&] { return holo_backend_list(outs.text, sizeof outs.text, nullptr); });
  f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 1, "is null", [&] { return holo_backend_list(nullptr, 5, &outs.needed); });
  for (int64_t capacity : {int64_t{-1}, std::numeric_limits<int64_t>::min()}) {
    f.Refuses(HOLO_ERROR_INVALID_ARGUMENT, 2, std::to_string(capacity) + " is negative",
              [&] { return holo_backend_list(outs.text, capacity, &outs.needed); });
  }
  int64_t needed = 0;
  BOOST_TEST(holo_backend_list(nullptr, 0, &needed) == HOLO_OK);
  BOOST_TEST(holo_backend_list(outs.text, 0, &needed) == HOLO_OK);
  for (int64_t capacity : {int64_t{1}, needed - 1}) {
    f.Refuses(HOLO_ERROR_OUT_OF_RANGE, 2,
              "capacity " + std::to_string(capacity) + " is below the " + std::to_string(needed),
              [&] { return holo_backend_list(outs.text, capacity, &outs.needed); });
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing

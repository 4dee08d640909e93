// cpu_interface_test.cc — a backend's handle, its interfaces, and what the CPU's gives: the same memory and kernels as the
// functions of the library do.
#define BOOST_TEST_MODULE cpu_interface
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "backend/backend_case.h"
#include "backend/counting_backend.h"
#include "support/levels.h"

namespace hologram::testing {
namespace {

using test::Must;

const holo_cpu_interface& Cpu(holo_backend backend, int32_t min_version = 1) {
  const void* table = nullptr;
  Must(holo_backend_query(backend, HOLO_INTERFACE_CPU, min_version, &table));
  return *static_cast<const holo_cpu_interface*>(table);
}

// What both ways give of a buffer.
void CompareData(holo_backend backend, holo_buffer buffer, holo_access access) {
  void* data = nullptr;
  void* mapped = nullptr;
  int64_t count = -1;
  int64_t size_bytes = -1;
  holo_buffer_info info = HOLO_BUFFER_INFO_INIT;
  Must(holo_buffer_info_get(buffer, &info));
  Must(holo_buffer_map(buffer, access, &mapped, &size_bytes));
  Must(Cpu(backend).data_get(backend, buffer, access, &data, &count));
  BOOST_TEST(data == mapped);
  BOOST_TEST(count == info.count);
  Must(holo_buffer_unmap(buffer));
  BOOST_TEST(holo_buffer_unmap(buffer) == HOLO_ERROR_NOT_MAPPED, "it has counted a map");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cpu_interface)

BOOST_AUTO_TEST_CASE(is_one_table_for_all) {
  const BackendSession a("cpu");
  const BackendSession b("cpu");
  const holo_cpu_interface& cpu = Cpu(a.Backend());
  BOOST_TEST(&Cpu(b.Backend()) == &cpu);
  BOOST_TEST(&Cpu(a.Backend(), 0) == &cpu);
  BOOST_TEST(cpu.struct_size == sizeof cpu);
  BOOST_TEST(cpu.version == HOLO_CPU_INTERFACE_VERSION);
}

BOOST_AUTO_TEST_CASE(gives_the_pointers_that_a_map_gives) {
  const BackendSession session("cpu");
  const holo_backend backend = session.Backend();
  double memory[9] = {};
  holo_buffer buffers[5] = {};
  Must(holo_buffer_create(session, HOLO_I16, 77, &buffers[0]));
  Must(holo_buffer_create(session, HOLO_F64, 0, &buffers[1]));
  Must(holo_buffer_wrap(session, HOLO_F64, 9, memory, 0, nullptr, nullptr, &buffers[2]));
  Must(holo_buffer_view(buffers[2], 3, 4, &buffers[3]));
  Must(holo_buffer_wrap(session, HOLO_F64, 9, memory, HOLO_BUFFER_READ_ONLY, nullptr, nullptr, &buffers[4]));
  for (holo_buffer buffer : buffers) CompareData(backend, buffer, HOLO_ACCESS_READ);
  for (int i = 0; i < 4; ++i) {
    CompareData(backend, buffers[i], HOLO_ACCESS_WRITE);
    CompareData(backend, buffers[i], HOLO_ACCESS_READ_WRITE);
  }
  for (holo_buffer buffer : buffers) Must(holo_buffer_destroy(buffer));
}

BOOST_AUTO_TEST_CASE(gives_the_kernels_and_the_level_of_the_executor) {
  for (const holo_simd_level cap : Levels()) {
    const test::Session session(cap);
    holo_backend backend = nullptr;
    Must(holo_executor_backend(session, &backend));
    holo_executor_info info = HOLO_EXECUTOR_INFO_INIT;
    Must(holo_executor_info_get(session, &info));
    holo_simd_level level = 0;
    Must(Cpu(backend).simd_level(backend, &level));
    BOOST_TEST(level == cap);
    BOOST_TEST(level == info.simd_level);
    for (const ops::OpRow& op : ops::Table()) {
      for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
        for (holo_form form = HOLO_FORM_BUFFERS; form <= HOLO_FORM_INDEX_I32; ++form) {
          holo_kernel expected = nullptr;
          holo_kernel given = nullptr;
          const holo_status status = holo_kernel_form_get(op.code, form, dtype, level, &expected);
          BOOST_TEST(Cpu(backend).kernel_get(backend, op.code, form, dtype, &given) == status);
          BOOST_TEST((given == expected), op.name << " on " << holo_dtype_name(dtype) << " at " << LevelTitle(level));
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_foreign_backend_lacks_it_and_has_its_own) {
  static counting_backend foreign = {};
  Must(counting_backend_register(&foreign, "with_interface"));
  const BackendSession session("with_interface");
  const BackendSession cpu_session("cpu");
  const holo_backend backend = session.Backend();
  const void* table = nullptr;
  BOOST_TEST(holo_backend_query(backend, HOLO_INTERFACE_CPU, 1, &table) == HOLO_ERROR_UNSUPPORTED);
  BOOST_TEST(
      test::LastMessage() ==
      "holo_backend_query: argument 1 (backend): backend \"with_interface\" has no interface 1 of version 1 or above");
  BOOST_TEST((table == nullptr));
  for (int32_t version : {0, 1, 3}) {
    Must(holo_backend_query(backend, COUNTING_INTERFACE, version, &table));
    BOOST_TEST(table == counting_interface);
  }
  BOOST_TEST(holo_backend_query(backend, COUNTING_INTERFACE, 4, &table) == HOLO_ERROR_UNSUPPORTED);
  BOOST_TEST(test::LastMessage().find("no interface 65541 of version 4") != std::string::npos, test::LastMessage());
  BOOST_TEST(foreign.queried == 5);
  // The CPU's own table, used with the handle of another backend.
  const holo_cpu_interface& cpu = Cpu(cpu_session.Backend());
  holo_simd_level level = -1;
  holo_kernel kernel = nullptr;
  void* data = nullptr;
  int64_t count = -1;
  const holo_buffer buffer = session.Floats(4, 1);
  BOOST_TEST(cpu.simd_level(backend, &level) == HOLO_ERROR_UNSUPPORTED);
  BOOST_TEST(cpu.kernel_get(backend, HOLO_OP_ADD, HOLO_FORM_BUFFERS, HOLO_F32, &kernel) == HOLO_ERROR_UNSUPPORTED);
  BOOST_TEST(cpu.data_get(backend, buffer, HOLO_ACCESS_READ, &data, &count) == HOLO_ERROR_UNSUPPORTED);
  BOOST_TEST((level == -1 && kernel == nullptr && data == nullptr && count == -1));
  Must(holo_buffer_destroy(buffer));
}

BOOST_AUTO_TEST_CASE(a_backend_without_query_has_no_interface) {
  static counting_backend foreign = {};
  holo_backend_table given = counting_backend_table(&foreign, "without_query");
  given.query = nullptr;
  Must(holo_backend_register(&given));
  const BackendSession session("without_query");
  const void* table = nullptr;
  for (int32_t id : {int32_t{HOLO_INTERFACE_CPU}, int32_t{COUNTING_INTERFACE}}) {
    BOOST_TEST(holo_backend_query(session.Backend(), id, 0, &table) == HOLO_ERROR_UNSUPPORTED);
    BOOST_TEST(test::LastMessage().find("\"without_query\"") != std::string::npos);
  }
  BOOST_TEST(foreign.queried == 0);
}

BOOST_AUTO_TEST_CASE(a_backends_handle_ends_with_its_executor) {
  holo_executor executor = nullptr;
  holo_backend backend = nullptr;
  holo_backend again = nullptr;
  holo_simd_level level = 0;
  const int64_t live = holo_live_handles();
  Must(holo_executor_create(nullptr, &executor));
  Must(holo_executor_backend(executor, &backend));
  Must(holo_executor_backend(executor, &again));
  BOOST_TEST(backend == again);
  BOOST_TEST(holo_live_handles() == live + 1, "a backend needs no destroy");
  const holo_cpu_interface& cpu = Cpu(backend);
  BOOST_TEST(holo_executor_destroy(reinterpret_cast<holo_executor>(backend)) == HOLO_ERROR_INVALID_HANDLE);
  BOOST_TEST(cpu.simd_level(backend, &level) == HOLO_OK);
  Must(holo_executor_destroy(executor));
  BOOST_TEST(cpu.simd_level(backend, &level) == HOLO_ERROR_INVALID_HANDLE);
  // Others in the same slot do not bring it back.
  for (int i = 0; i < 100; ++i) {
    const BackendSession next("cpu");
    BOOST_TEST(cpu.simd_level(backend, &level) == HOLO_ERROR_INVALID_HANDLE);
    BOOST_TEST(cpu.simd_level(next.Backend(), &level) == HOLO_OK);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing

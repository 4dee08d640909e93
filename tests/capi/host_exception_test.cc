// host_exception_test.cc — exceptions thrown by a host's callbacks end at the edge of the shared library, which has a
// C++ run time of its own: a status or a freed buffer comes of them, and the host's own exceptions still work.
#define BOOST_TEST_MODULE host_exception

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <exception>
#include <new>
#include <string>

#include "life/loaded_library.h"

namespace hologram::test {
namespace {

struct ThrowingHost {
  bool throws = false;
  int freed = 0;

  static void* Allocate(void* user, int64_t size_bytes, int64_t alignment) {
    if (static_cast<ThrowingHost*>(user)->throws) throw std::bad_alloc();
    return std::aligned_alloc(static_cast<size_t>(alignment),
                              static_cast<size_t>((size_bytes + alignment - 1) / alignment * alignment));
  }
  static void Deallocate(void* user, void* memory, int64_t, int64_t) {
    std::free(memory);
    ++static_cast<ThrowingHost*>(user)->freed;
    throw std::string("thrown from deallocate");
  }
  static void Release(void* user, void*) { throw static_cast<ThrowingHost*>(user)->freed; }
  static int32_t Supports(void*, holo_op, holo_form, holo_dtype dtype) {
    if (dtype == HOLO_F64) throw std::string("thrown from supports");
    return 1;
  }
  static holo_status Run(void*, const holo_backend_call*) { throw std::string("thrown from run"); }
  static const void* Query(void*, int32_t, int32_t) { throw std::string("thrown from query"); }
};

const LoadedLibrary& Library() {
  static const LoadedLibrary library(boost::unit_test::framework::master_test_suite().argv[1]);
  return library;
}

BOOST_AUTO_TEST_SUITE(host_exception)

BOOST_AUTO_TEST_CASE(from_callbacks_ends_at_the_edge) {
  const LoadedLibrary& library = Library();
  auto* create = library.Find<decltype(holo_buffer_create)>("holo_buffer_create");
  auto* wrap = library.Find<decltype(holo_buffer_wrap)>("holo_buffer_wrap");
  auto* destroy = library.Find<decltype(holo_buffer_destroy)>("holo_buffer_destroy");
  ThrowingHost host;
  holo_executor_options options = HOLO_EXECUTOR_OPTIONS_INIT;
  options.allocator = {ThrowingHost::Allocate, ThrowingHost::Deallocate, &host};
  holo_executor executor = nullptr;
  library.Must(library.Find<decltype(holo_executor_create)>("holo_executor_create")(&options, &executor));
  for (int round = 0; round < 100; ++round) {
    holo_buffer buffer = nullptr;
    host.throws = true;
    BOOST_TEST(create(executor, HOLO_F32, 4, &buffer) == HOLO_ERROR_OUT_OF_MEMORY);
    BOOST_TEST((buffer == nullptr));
    host.throws = false;
    float data[4] = {};
    library.Must(wrap(executor, HOLO_F32, 4, data, 0, ThrowingHost::Release, &host, &buffer));
    const int freed = host.freed;
    BOOST_TEST(destroy(buffer) == HOLO_OK);
    BOOST_TEST(host.freed == freed + 1);  // the descriptor
    // The host's own.
    BOOST_CHECK_THROW(ThrowingHost::Release(&host, nullptr), int);
  }
  library.Must(library.Find<decltype(holo_executor_destroy)>("holo_executor_destroy")(executor));
  BOOST_TEST(library.Find<decltype(holo_live_handles)>("holo_live_handles")() == 0);
  BOOST_TEST(std::uncaught_exceptions() == 0);
}

BOOST_AUTO_TEST_CASE(from_a_backend_ends_at_the_edge) {
  const LoadedLibrary& library = Library();
  auto* create = library.Find<decltype(holo_buffer_create)>("holo_buffer_create");
  auto* neg = library.Find<decltype(holo_neg)>("holo_neg");
  holo_backend_table table = HOLO_BACKEND_TABLE_INIT;
  table.name = "throwing";
  table.supports = ThrowingHost::Supports;
  table.run = ThrowingHost::Run;
  table.query = ThrowingHost::Query;
  library.Must(library.Find<decltype(holo_backend_register)>("holo_backend_register")(&table));
  holo_executor_options options = HOLO_EXECUTOR_OPTIONS_INIT;
  options.backend = "throwing";
  holo_executor executor = nullptr;
  holo_backend backend = nullptr;
  holo_buffer buffers[2] = {};
  library.Must(library.Find<decltype(holo_executor_create)>("holo_executor_create")(&options, &executor));
  library.Must(library.Find<decltype(holo_executor_backend)>("holo_executor_backend")(executor, &backend));
  library.Must(create(executor, HOLO_F32, 4, &buffers[0]));
  library.Must(create(executor, HOLO_F64, 4, &buffers[1]));
  for (int round = 0; round < 100; ++round) {
    const void* found = nullptr;
    for (holo_buffer buffer : buffers) BOOST_TEST(neg(executor, buffer, buffer, 4) == HOLO_ERROR_INTERNAL);
    BOOST_TEST(library.Find<decltype(holo_backend_query)>("holo_backend_query")(backend, 1, 0, &found) ==
               HOLO_ERROR_INTERNAL);
    BOOST_CHECK_THROW(ThrowingHost::Run(nullptr, nullptr), std::string);
  }
  for (holo_buffer buffer : buffers) {
    library.Must(library.Find<decltype(holo_buffer_destroy)>("holo_buffer_destroy")(buffer));
  }
  library.Must(library.Find<decltype(holo_executor_destroy)>("holo_executor_destroy")(executor));
  BOOST_TEST(library.Find<decltype(holo_live_handles)>("holo_live_handles")() == 0);
  BOOST_TEST(std::uncaught_exceptions() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hologram::test

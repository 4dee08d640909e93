// backend_misbehaves_test.cc — a registered backend that fails, returns no status, throws, calls the library from inside,
// or destroys what it is working on: the caller gets a status that names it, and nothing else has changed.
#define BOOST_TEST_MODULE backend_misbehaves
#include <pthread.h>

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <limits>
#include <new>
#include <stdexcept>
#include <string>

#include "backend/backend_case.h"
#include "backend/counting_backend.h"
#include "capi/refusal.h"

namespace hologram::testing {
namespace {

using test::Must;

// A C++ backend whose functions are these.
struct Host {
  int32_t (*supports)(Host* host) = [](Host*) { return 1; };
  holo_status (*run)(Host* host, const holo_backend_call& call) = [](Host*, const holo_backend_call&) -> holo_status {
    return HOLO_OK;
  };
  holo_executor executor = nullptr;
  holo_buffer buffer = nullptr;
  holo_guard guard = nullptr;
  int released = 0;

  void Register(const char* name) {
    holo_backend_table table = HOLO_BACKEND_TABLE_INIT;
    table.name = name;
    table.context = this;
    table.supports = [](void* host, holo_op, holo_form, holo_dtype) {
      return static_cast<Host*>(host)->supports(static_cast<Host*>(host));
    };
    table.run = [](void* host, const holo_backend_call* call) {
      return static_cast<Host*>(host)->run(static_cast<Host*>(host), *call);
    };
    table.query = [](void*, int32_t id, int32_t) -> const void* {
      if (id == HOLO_INTERFACE_FIRST_FOREIGN) throw std::runtime_error("thrown from query");
      return nullptr;
    };
    Must(holo_backend_register(&table));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(backend_misbehaves)

BOOST_AUTO_TEST_CASE(a_failure_is_passed_on_with_the_backends_name) {
  static counting_backend backend = {};
  Must(counting_backend_register(&backend, "failing"));
  const BackendSession session("failing");
  const holo_buffer x = session.Floats(5, 1);
  const holo_buffer y = session.Floats(5, 2);
  holo_scalar result;
  std::memset(&result, 0xA5, sizeof result);
  void* data = nullptr;
  int64_t size_bytes = 0;
  Must(holo_buffer_map(y, HOLO_ACCESS_READ, &data, &size_bytes));
  Watch watch;
  watch.Executor(session);
  watch.Memory(data, size_bytes);
  watch.Memory(&result, sizeof result);
  const Function neg(watch, "holo_neg", {"executor", "x", "out", "n"});
  const Function sum(watch, "holo_sum", {"executor", "x", "n", "result"});
  const Function apply(watch, "holo_apply",
                       {"executor", "op", "inputs", "input_count", "scalars", "scalar_count", "output", "n", "result"});
  backend.fails = 1;
  const auto fails_as = [&](holo_status status, holo_status expected) {
    backend.status = status;
    const std::string said = "backend \"failing\" failed with status " + std::to_string(status);
    neg.Refuses(expected, 0, said, [&] { return holo_neg(session, x, y, 5); });
    sum.Refuses(expected, 0, said, [&] { return holo_sum(session, x, 5, &result); });
    apply.Refuses(expected, 0, said,
                  [&] { return holo_apply(session, HOLO_OP_NEG, &x, 1, nullptr, 0, y, 5, nullptr); });
  };
  for (holo_status status = HOLO_OK + 1; status <= HOLO_ERROR_INTERNAL; ++status) fails_as(status, status);
  for (holo_status status : {std::numeric_limits<int32_t>::min(), -1, HOLO_ERROR_INTERNAL + 1, 0x5A5A5A5A,
                             std::numeric_limits<int32_t>::max()}) {
    fails_as(status, HOLO_ERROR_INTERNAL);
  }
  BOOST_TEST(backend.malformed == 0);
  BOOST_TEST(backend.last.struct_size == sizeof(holo_backend_call));
  BOOST_TEST(backend.last.n == 5);
  Must(holo_buffer_unmap(y));
  Must(holo_buffer_destroy(x));
  Must(holo_buffer_destroy(y));
}

BOOST_AUTO_TEST_CASE(a_name_of_63_bytes_is_shown_whole) {
  static counting_backend backend = {};
  const std::string name(63, 'n');
  Must(counting_backend_register(&backend, name.c_str()));
  const BackendSession session(name.c_str());
  const holo_buffer x = session.Floats(5, 1);
  backend.fails = 1;
  backend.status = HOLO_ERROR_LIMIT;
  BOOST_TEST(holo_neg(session, x, x, 5) == HOLO_ERROR_LIMIT);
  BOOST_TEST(test::LastMessage() == "holo_neg: backend \"" + name + "\" failed with status 11");
  Must(holo_buffer_destroy(x));
}

BOOST_AUTO_TEST_CASE(an_exception_becomes_a_status) {
  static Host host;
  host.Register("throwing");
  const BackendSession session("throwing");
  const holo_buffer x = session.Floats(5, 1);
  Watch watch;
  watch.Executor(session);
  const Function neg(watch, "holo_neg", {"executor", "x", "out", "n"});
  const Function query(watch, "holo_backend_query", {"backend", "interface_id", "min_version", "table"});
  const std::string said = "backend \"throwing\" has thrown";
  const auto call = [&] { return holo_neg(session, x, x, 5); };
  host.run = [](Host*, const holo_backend_call&) -> holo_status { throw std::bad_alloc(); };
  neg.Refuses(HOLO_ERROR_INTERNAL, 0, said, call);
  host.run = [](Host*, const holo_backend_call&) -> holo_status { throw 42; };
  neg.Refuses(HOLO_ERROR_INTERNAL, 0, said, call);
  host.supports = [](Host*) -> int32_t { throw std::string("thrown from supports"); };
  neg.Refuses(HOLO_ERROR_INTERNAL, 0, said, call);
  const void* table = nullptr;
  query.Refuses(HOLO_ERROR_INTERNAL, 1, said,
                [&] { return holo_backend_query(session.Backend(), HOLO_INTERFACE_FIRST_FOREIGN, 0, &table); });
  BOOST_TEST((table == nullptr));
  BOOST_TEST(test::FirstFloat(x) == 1);
  Must(holo_buffer_destroy(x));
}

BOOST_AUTO_TEST_CASE(any_answer_but_0_is_support) {
  static Host host;
  host.Register("sure");
  const BackendSession session("sure");
  const holo_buffer x = session.Floats(5, 1);
  host.supports = [](Host*) { return std::numeric_limits<int32_t>::min(); };
  Must(holo_neg(session, x, x, 5));
  BOOST_TEST(session.FallbackCalls() == 0);
  Must(holo_buffer_destroy(x));
}

// It says that it has run, and has written nothing: garbage is not handed out.
BOOST_AUTO_TEST_CASE(a_reduction_that_it_leaves_unwritten_is_zero) {
  static Host host;
  host.Register("idle");
  const BackendSession session("idle");
  const holo_buffer x = session.Floats(5, 1);
  holo_scalar result = {HOLO_I8, 7, {9}};
  Must(holo_sum(session, x, 5, &result));
  BOOST_TEST(result.dtype == HOLO_F32);
  BOOST_TEST(result.reserved == 0);
  BOOST_TEST(result.value.f64 == 0);
  Must(holo_buffer_destroy(x));
}

BOOST_AUTO_TEST_CASE(it_may_call_the_library_also_where_it_is_called_itself) {
  static Host host;
  host.Register("nesting");
  const BackendSession session("nesting");
  const BackendSession plain("cpu");
  const holo_buffer x = session.Floats(5, 1);
  host.executor = plain;
  host.buffer = plain.Floats(5, 3);
  // Fails on the way, and calls an executor of its own kind until the calls are too deep.
  host.run = [](Host* self, const holo_backend_call& call) -> holo_status {
    holo_scalar sum = {};
    if (holo_sum(self->executor, nullptr, 5, &sum) != HOLO_ERROR_INVALID_HANDLE) return HOLO_ERROR_INTERNAL;
    if (holo_sum(self->executor, self->buffer, 5, &sum) != HOLO_OK) return HOLO_ERROR_INTERNAL;
    *static_cast<float*>(call.output) = static_cast<float>(sum.value.f64);
    return HOLO_OK;
  };
  Must(holo_neg(session, x, x, 5));
  BOOST_TEST(test::FirstFloat(x) == 15);
  host.executor = session;
  host.buffer = x;
  host.run = [](Host* self, const holo_backend_call&) {
    return holo_neg(self->executor, self->buffer, self->buffer, 5);
  };
  BOOST_TEST(holo_neg(session, x, x, 5) == HOLO_ERROR_LIMIT);
  BOOST_TEST(test::LastMessage().find("\"nesting\" failed with status 11") != std::string::npos, test::LastMessage());
  Must(holo_buffer_destroy(x));
}

void DestroysWhatItIsWorkingOn(const char* name, bool guarded) {
  static Host hosts[2];
  Host& host = hosts[guarded ? 1 : 0];
  host.Register(name);
  const holo_executor_options options = OptionsFor(name);
  const int64_t live = holo_live_handles();
  float memory[5] = {1, 2, 3, 4, 5};
  Must(holo_executor_create(&options, &host.executor));
  Must(holo_buffer_wrap(
      host.executor, HOLO_F32, 5, memory, 0, [](void* user, void*) { ++static_cast<Host*>(user)->released; }, &host,
      &host.buffer));
  if (guarded) Must(holo_guard_acquire(host.executor, nullptr, 0, &host.guard));
  host.run = [](Host* self, const holo_backend_call& call) -> holo_status {
    if (holo_guard_release(self->guard) != HOLO_OK) return HOLO_ERROR_INTERNAL;
    if (holo_buffer_destroy(self->buffer) != HOLO_OK || holo_executor_destroy(self->executor) != HOLO_OK) {
      return HOLO_ERROR_INTERNAL;
    }
    if (self->released != 0) return HOLO_ERROR_INTERNAL;  // still in use
    static_cast<float*>(call.output)[4] = 50;
    return HOLO_OK;
  };
  BOOST_TEST(holo_neg(host.executor, host.buffer, host.buffer, 5) == HOLO_OK);
  BOOST_TEST(memory[4] == 50);
  BOOST_TEST(host.released == 1);
  BOOST_TEST(holo_live_handles() == live);
  BOOST_TEST(holo_neg(host.executor, host.buffer, host.buffer, 5) == HOLO_ERROR_INVALID_HANDLE);
}

BOOST_AUTO_TEST_CASE(it_may_destroy_what_it_is_working_on) { DestroysWhatItIsWorkingOn("destroying", false); }

BOOST_AUTO_TEST_CASE(it_may_also_release_the_guard_that_it_is_called_under) {
  DestroysWhatItIsWorkingOn("destroying.guarded", true);
}

BOOST_AUTO_TEST_CASE(a_cancelled_thread_finishes_its_call) {
  static Host host;
  host.Register("cancelled");
  const BackendSession session("cancelled");
  const holo_buffer x = session.Floats(5, 1);
  struct Seen {
    const BackendSession* session;
    holo_buffer x;
    holo_status status;
  } seen = {&session, x, -1};
  host.run = [](Host*, const holo_backend_call& call) -> holo_status {
    pthread_cancel(pthread_self());
    pthread_testcancel();
    static_cast<float*>(call.output)[0] = 5;
    return HOLO_OK;
  };
  pthread_t thread;
  const auto body = [](void* user) -> void* {
    auto* told = static_cast<Seen*>(user);
    told->status = holo_neg(*told->session, told->x, told->x, 5);
    pthread_testcancel();
    return nullptr;
  };
  BOOST_TEST_REQUIRE(pthread_create(&thread, nullptr, body, &seen) == 0);
  void* ended = nullptr;
  BOOST_TEST(pthread_join(thread, &ended) == 0);
  BOOST_TEST(ended == PTHREAD_CANCELED);
  BOOST_TEST(seen.status == HOLO_OK);
  BOOST_TEST(test::FirstFloat(x) == 5);
  Must(holo_buffer_destroy(x));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing

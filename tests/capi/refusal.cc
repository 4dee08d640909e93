// refusal.cc — compares everything before and after a refused call.
#include "capi/refusal.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

namespace hologram::testing {
namespace {

constexpr size_t kRoom = size_t{64} << 10;  // for most

template <class T>
void Append(const T& value, std::vector<std::byte>* contents) {
  const auto* bytes = reinterpret_cast<const std::byte*>(&value);
  contents->insert(contents->end(), bytes, bytes + sizeof value);
}

// Leaves a failure of its own behind, so that a call which reports none is found out.
void LeaveAnotherError() {
  holo_op op = 0;
  holo_op_from_name("nothing is called so", &op);
}

}  // namespace

std::vector<std::byte> Watch::Contents() const {
  std::vector<std::byte> contents;
  contents.reserve(kRoom);
  Append(holo_live_handles(), &contents);
  for (holo_executor executor : executors_) {
    holo_executor_stats stats = HOLO_EXECUTOR_STATS_INIT;
    BOOST_TEST_REQUIRE(holo_executor_stats_get(executor, &stats) == HOLO_OK);
    Append(stats, &contents);
  }
  for (const auto& [data, size_bytes] : memory_) {
    const auto* bytes = static_cast<const std::byte*>(data);
    contents.insert(contents.end(), bytes, bytes + size_bytes);
  }
  return contents;
}

holo_status Watch::ChangesNothing(const std::function<holo_status()>& call, holo_error* error) const {
  const std::vector<std::byte> before = Contents();
  LeaveAnotherError();
  const holo_status status = call();
  *error = holo_error HOLO_ERROR_INIT;
  BOOST_TEST(holo_last_error(error) == HOLO_OK);
  BOOST_TEST(error->code == status);
  BOOST_TEST((Contents() == before), "the refused call has changed something");
  return status;
}

void Watch::Refuses(const Refusal& refusal, const std::string& what, const std::function<holo_status()>& call) const {
  std::string start = refusal.function + ": ";
  if (refusal.place.number > 0) {
    start += "argument " + std::to_string(refusal.place.number) + " (" + refusal.place.name + "): ";
  }
  BOOST_TEST_CONTEXT(start << what) {
    holo_error error;
    const holo_status status = ChangesNothing(call, &error);
    const std::string message = error.message;
    BOOST_TEST(std::string(holo_status_name(status)) == holo_status_name(refusal.status));
    BOOST_TEST(error.argument == refusal.place.number);
    BOOST_TEST(error.reserved == 0);
    BOOST_TEST(message.starts_with(start), "\"" << message << "\" does not start with \"" << start << "\"");
    for (const std::string& value : refusal.shown) {
      BOOST_TEST(message.find(value, std::min(start.size(), message.size())) != message.npos,
                 "\"" << message << "\" does not show \"" << value << "\"");
    }
  }
}

}  // namespace hologram::testing

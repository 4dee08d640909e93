// all_slots_test.cc — every slot of the handle table in use: one more is refused, and one given back is found. Takes
// some 4 GB and seconds.
#define BOOST_TEST_MODULE all_slots

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "executor/slot_table.h"
#include "support/session.h"

namespace hologram::executor {
namespace {

using test::Must;

BOOST_AUTO_TEST_SUITE(all_slots)

BOOST_AUTO_TEST_CASE(one_more_is_refused) {
  const test::Session session;
  float data[4] = {};
  int released = 0;
  const auto count_release = [](void* user, void*) { ++*static_cast<int*>(user); };
  std::vector<holo_buffer> buffers;
  buffers.reserve(kSlotLimit);
  holo_status status = HOLO_OK;
  for (holo_buffer buffer = nullptr; status == HOLO_OK;) {
    status = holo_buffer_wrap(session, HOLO_F32, 4, data, 0, count_release, &released, &buffer);
    if (status == HOLO_OK) buffers.push_back(buffer);
  }
  BOOST_TEST(status == HOLO_ERROR_LIMIT);
  BOOST_TEST(test::LastMessage() == "holo_buffer_wrap: all 16777214 handles are in use");
  BOOST_TEST(buffers.size() == kSlotLimit - 3);  // slot 0, the stack's end, and the executor's
  BOOST_TEST(holo_live_handles() == static_cast<int64_t>(buffers.size()) + 1);
  BOOST_TEST(released == 0, "a wrap that failed was released");
  holo_buffer none = nullptr;
  BOOST_TEST(holo_buffer_create_in_class(session, 5, HOLO_F32, 4, &none) == HOLO_ERROR_LIMIT);
  BOOST_TEST(test::LastMessage() == "holo_buffer_create_in_class: all 16777214 handles are in use");
  holo_executor other = nullptr;
  BOOST_TEST(holo_executor_create(nullptr, &other) == HOLO_ERROR_LIMIT);

  const holo_buffer last = buffers.back();
  buffers.pop_back();
  Must(holo_buffer_destroy(last));
  BOOST_TEST(holo_buffer_destroy(last) == HOLO_ERROR_INVALID_HANDLE);
  holo_buffer again = nullptr;
  Must(holo_buffer_create_in_class(session, 5, HOLO_F32, 4, &again));  // the refused call has given its class back
  Must(holo_buffer_destroy(again));
  Must(holo_buffer_wrap(session, HOLO_F32, 4, data, 0, nullptr, nullptr, &again));
  Must(holo_relu(session, again, buffers.front(), 4));
  buffers.push_back(again);
  for (const holo_buffer buffer : buffers) Must(holo_buffer_destroy(buffer));
  BOOST_TEST(holo_live_handles() == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hologram::executor

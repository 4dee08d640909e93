// handle_life_test.cc — handles, objects and slots from birth to reuse, on one thread.
#define BOOST_TEST_MODULE handle_life

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "executor/reclaim.h"
#include "executor/section.h"
#include "executor/slot_table.h"
#include "support/session.h"

namespace hologram::executor {
namespace {

using test::Must;
using test::Session;

uint64_t Id(holo_buffer buffer) { return reinterpret_cast<uintptr_t>(buffer); }
uint32_t GenerationOf(uint64_t id) { return static_cast<uint32_t>(id >> 32); }

void CountRelease(void* user, void*) { ++*static_cast<int*>(user); }

BOOST_AUTO_TEST_SUITE(handle_life)

BOOST_AUTO_TEST_CASE(a_handle_is_dead_at_once_and_its_slot_comes_back_under_another_generation) {
  const Session session;
  const holo_buffer first = session.Floats(4, 1);
  Must(holo_buffer_destroy(first));
  BOOST_TEST(holo_buffer_destroy(first) == HOLO_ERROR_INVALID_HANDLE);
  const holo_buffer second = session.Floats(4, 1);
  BOOST_TEST(SlotIndexOf(Id(first)) == SlotIndexOf(Id(second)));
  BOOST_TEST(GenerationOf(Id(second)) == GenerationOf(Id(first)) + 1);
  float value = 0;
  BOOST_TEST(holo_buffer_read(first, 0, &value, 1) == HOLO_ERROR_INVALID_HANDLE);
  Must(holo_buffer_destroy(second));
}

BOOST_AUTO_TEST_CASE(a_slot_whose_generations_are_used_up_is_retired) {
  const Session session;
  // A slot that was never used has the first generation: take slots until there is one.
  std::vector<holo_buffer> taken;
  holo_buffer fresh = nullptr;
  for (uint32_t highest = 0;;) {
    const holo_buffer buffer = session.Floats(1, 0);
    taken.push_back(buffer);
    if (SlotIndexOf(Id(buffer)) > highest && taken.size() > 64) {
      fresh = buffer;
      break;
    }
    highest = std::max(highest, SlotIndexOf(Id(buffer)));
  }
  const uint32_t first_generation = GenerationOf(Id(fresh));
  taken.pop_back();
  Must(holo_buffer_destroy(fresh));
  // Its word is {generation, next free slot}: leave it one generation before the first.
  Slot* slot = SlotOf(Id(fresh));
  const uint64_t next = slot->word.load() & (kSlotLimit - 1);
  slot->word.store(uint64_t{first_generation - 1} << kSlotBits | next);
  const holo_buffer last = session.Floats(1, 0);
  BOOST_TEST(SlotIndexOf(Id(last)) == SlotIndexOf(Id(fresh)));
  BOOST_TEST(GenerationOf(Id(last)) == first_generation - 1);
  Must(holo_buffer_destroy(last));
  for (int i = 0; i < 100; ++i) {
    const holo_buffer other = session.Floats(1, 0);
    BOOST_TEST(SlotIndexOf(Id(other)) != SlotIndexOf(Id(fresh)));
    taken.push_back(other);
  }
  for (const holo_buffer buffer : taken) Must(holo_buffer_destroy(buffer));
}

BOOST_AUTO_TEST_CASE(a_chain_of_300000_views_ends_without_recursion) {
  const Session session;
  int released = 0;
  float data[4] = {};
  holo_buffer last = session.Wrap(data, 4, CountRelease, &released);
  for (int i = 0; i < 300000; ++i) {
    holo_buffer view = nullptr;
    Must(holo_buffer_view(last, 0, 4, &view));
    Must(holo_buffer_destroy(last));
    last = view;
  }
  BOOST_TEST(released == 0);
  Must(holo_buffer_destroy(last));
  BOOST_TEST(released == 1);
}

// Each callback destroys the next buffer.
struct Chain {
  std::vector<holo_buffer> buffers;
  size_t next = 0;
  int depth = 0;
  int deepest = 0;

  static void Release(void* user, void*) {
    Chain* chain = static_cast<Chain*>(user);
    chain->deepest = std::max(chain->deepest, ++chain->depth);
    if (chain->next < chain->buffers.size()) Must(holo_buffer_destroy(chain->buffers[chain->next++]));
    --chain->depth;
  }
};

BOOST_AUTO_TEST_CASE(callbacks_that_destroy_the_next_buffer_do_not_nest) {
  const Session session;
  Chain chain;
  float data[4] = {};
  constexpr int kCount = 200000;
  for (int i = 0; i < kCount; ++i) chain.buffers.push_back(session.Wrap(data, 4, Chain::Release, &chain));
  Must(holo_buffer_destroy(chain.buffers[chain.next++]));
  BOOST_TEST(chain.next == chain.buffers.size());
  BOOST_TEST(chain.deepest == 1);
}

BOOST_AUTO_TEST_CASE(a_hundred_thousand_live_handles_are_all_found) {
  const Session session;
  const int64_t before = holo_live_handles();
  std::vector<holo_buffer> buffers(100000);
  for (holo_buffer& buffer : buffers) Must(holo_buffer_create(session, HOLO_I32, 1, &buffer));
  BOOST_TEST(holo_live_handles() == before + static_cast<int64_t>(buffers.size()));
  holo_buffer_info info = HOLO_BUFFER_INFO_INIT;
  for (const holo_buffer buffer : buffers) Must(holo_buffer_info_get(buffer, &info));
  for (const holo_buffer buffer : buffers) Must(holo_buffer_destroy(buffer));
  BOOST_TEST(holo_live_handles() == before);
}

// An allocator that calls the library while the library calls it.
struct Nesting {
  int depth = 0;
  holo_status innermost = HOLO_OK;
  holo_executor executor = nullptr;

  static void* Allocate(void* user, int64_t size_bytes, int64_t alignment) {
    Nesting* self = static_cast<Nesting*>(user);
    if (self->depth > 0 && self->innermost == HOLO_OK) {
      ++self->depth;
      holo_buffer buffer = nullptr;
      const holo_status status = holo_buffer_create(self->executor, HOLO_F32, 4, &buffer);
      if (status != HOLO_OK && self->innermost == HOLO_OK) self->innermost = status;
      if (status == HOLO_OK) holo_buffer_destroy(buffer);
    }
    return std::aligned_alloc(static_cast<size_t>(alignment), static_cast<size_t>((size_bytes + 63) / 64 * 64));
  }
  static void Deallocate(void*, void* memory, int64_t, int64_t) { std::free(memory); }
};

BOOST_AUTO_TEST_CASE(calls_nested_deeper_than_a_record_holds_are_refused) {
  Nesting nesting;
  holo_executor_options options = HOLO_EXECUTOR_OPTIONS_INIT;
  options.allocator = {Nesting::Allocate, Nesting::Deallocate, &nesting};
  Must(holo_executor_create(&options, &nesting.executor));
  nesting.depth = 1;
  holo_buffer buffer = nullptr;
  Must(holo_buffer_create(nesting.executor, HOLO_F32, 4, &buffer));
  BOOST_TEST(nesting.innermost == HOLO_ERROR_LIMIT);
  BOOST_TEST(nesting.depth > 20);
  nesting.depth = 0;
  Must(holo_buffer_destroy(buffer));
  holo_executor_stats stats = HOLO_EXECUTOR_STATS_INIT;
  Must(holo_executor_stats_get(nesting.executor, &stats));
  BOOST_TEST(stats.buffers == 0);
  Must(holo_executor_destroy(nesting.executor));
}

BOOST_AUTO_TEST_CASE(memory_goes_promptly_when_nobody_reads) {
  const Session session;
  int released = 0;
  float data[4] = {};
  for (int i = 1; i <= 100; ++i) {
    Must(holo_buffer_destroy(session.Wrap(data, 4, CountRelease, &released)));
    BOOST_TEST(released == i);
  }
}

BOOST_AUTO_TEST_CASE(nothing_is_left_at_the_end) { BOOST_TEST(holo_live_handles() == 0); }

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hologram::executor

// destroy_order_test.cc — executor, buffer, view and view of a view may be destroyed in any order: what is still open
// stays usable, wrapped memory is released once, and in the end nothing is left.
#define BOOST_TEST_MODULE destroy_order
#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <future>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include "capi/counting_allocator.h"
#include "hologram/hologram.h"

namespace hologram::testing {
namespace {

struct Released {
  int times = 0;
  void* data = nullptr;
};

void NoteRelease(void* user, void* data) {
  auto* released = static_cast<Released*>(user);
  ++released->times;
  released->data = data;
}

enum Origin { kSmall, kLarge, kWrapped, kClass, kOrigins };
constexpr const char* kOriginNames[] = {"small", "large", "wrapped", "in a class"};
constexpr int64_t kCounts[] = {16, 100000, 16, 16};

enum Part { kExecutor, kBuffer, kView, kInnerView, kParts };
using Order = std::array<int, kParts>;
constexpr const char* kPartNames[] = {"executor", "buffer", "view", "view of view"};

std::string NameOf(const Order& order) {
  std::string name;
  for (int part : order) name += std::string(kPartNames[part]) + ", ";
  return name;
}

std::vector<Order> AllOrders() {
  std::vector<Order> orders;
  Order order;
  std::iota(order.begin(), order.end(), 0);
  do {
    orders.push_back(order);
  } while (std::next_permutation(order.begin(), order.end()));
  return orders;
}

// The four, and what was destroyed of them.
class Family {
 public:
  explicit Family(Origin origin) : origin_(origin), memory_(16, 1.0f) {
    const holo_executor_options options = allocator_.Options();
    BOOST_TEST_REQUIRE(holo_executor_create(&options, &executor_) == HOLO_OK);
    if (origin == kWrapped) {
      BOOST_TEST_REQUIRE(holo_buffer_wrap(executor_, HOLO_F32, 16, memory_.data(), 0, NoteRelease, &released_,
                                          &buffers_[kBuffer]) == HOLO_OK);
    } else if (origin == kClass) {
      BOOST_TEST_REQUIRE(holo_buffer_create_in_class(executor_, HOLO_ANY_CLASS, HOLO_F32, kCounts[origin],
                                                     &buffers_[kBuffer]) == HOLO_OK);
    } else {
      BOOST_TEST_REQUIRE(holo_buffer_create(executor_, HOLO_F32, kCounts[origin], &buffers_[kBuffer]) == HOLO_OK);
    }
    BOOST_TEST_REQUIRE(holo_buffer_view(buffers_[kBuffer], 2, 10, &buffers_[kView]) == HOLO_OK);
    BOOST_TEST_REQUIRE(holo_buffer_view(buffers_[kView], 3, 5, &buffers_[kInnerView]) == HOLO_OK);
  }

  void Destroy(int part) {
    gone_[part] = true;
    for (const holo_status expected : {HOLO_OK, HOLO_ERROR_INVALID_HANDLE}) {  // and once more
      BOOST_TEST((part == kExecutor ? holo_executor_destroy(executor_) : holo_buffer_destroy(buffers_[part])) ==
                 expected);
    }
  }

  // Open ones work, destroyed ones are refused.
  void Use() {
    const holo_scalar seven = {HOLO_F32, 0, {.f64 = 7}};
    for (int part : {kBuffer, kView, kInnerView}) {
      float value = 0;
      const holo_status expected = gone_[part] ? HOLO_ERROR_INVALID_HANDLE : HOLO_OK;
      BOOST_TEST(holo_buffer_fill(buffers_[part], &seven) == expected);
      BOOST_TEST(holo_buffer_read(buffers_[part], 1, &value, 1) == expected);
      BOOST_TEST(value == (gone_[part] ? 0.0f : 7.0f));
      const bool usable = !gone_[part] && !gone_[kExecutor];
      BOOST_TEST(holo_neg(executor_, buffers_[part], buffers_[part], 5) ==
                 (usable ? HOLO_OK : HOLO_ERROR_INVALID_HANDLE));
    }
    holo_buffer other = nullptr;
    BOOST_TEST(holo_buffer_create(executor_, HOLO_F32, 4, &other) ==
               (gone_[kExecutor] ? HOLO_ERROR_INVALID_HANDLE : HOLO_OK));
    BOOST_TEST(holo_buffer_destroy(other) == HOLO_OK);
  }

  holo_executor executor() const { return executor_; }
  bool MemoryIsFree() const { return gone_[kBuffer] && gone_[kView] && gone_[kInnerView]; }
  int Open() const { return static_cast<int>(std::count(gone_, gone_ + kParts, false)); }
  int ReleasesDue() const { return origin_ == kWrapped && MemoryIsFree() ? 1 : 0; }
  const Released& released() const { return released_; }
  void ExpectReleased(int times) const {
    BOOST_TEST(released_.times == times);
    if (times > 0) BOOST_TEST(released_.data == memory_.data());
  }
  void ExpectNothingIsLeft() const {
    BOOST_TEST(allocator_.given() == 0);
    BOOST_TEST(allocator_.given_bytes() == 0);
    BOOST_TEST(allocator_.complaints() == "");
  }

 private:
  Origin origin_;
  std::vector<float> memory_;
  CountingAllocator allocator_;
  Released released_;
  holo_executor executor_ = nullptr;
  holo_buffer buffers_[kParts] = {};
  bool gone_[kParts] = {};
};

template <class Body>
void InEveryOrder(Body body) {
  for (int origin = 0; origin < kOrigins; ++origin) {
    for (const Order& order : AllOrders()) {
      BOOST_TEST_CONTEXT(kOriginNames[origin] << ": " << NameOf(order)) { body(static_cast<Origin>(origin), order); }
    }
  }
}

// A thread that has called the library and is outside of it now. Beside it, small buffers wait for company before they
// are freed.
class IdleThread {
 public:
  IdleThread()
      : thread_([this] {
          holo_buffer_unmap(nullptr);
          started_.set_value();
          finished_.get_future().wait();
        }) {
    started_.get_future().wait();
  }
  ~IdleThread() {
    finished_.set_value();
    thread_.join();
  }
  IdleThread(const IdleThread&) = delete;
  IdleThread& operator=(const IdleThread&) = delete;

 private:
  std::promise<void> started_;
  std::promise<void> finished_;
  std::thread thread_;
};

// An executor's end frees all that waits.
void SendOffWhatWaits() {
  holo_executor last = nullptr;
  BOOST_TEST(holo_executor_create(nullptr, &last) == HOLO_OK);
  BOOST_TEST(holo_executor_destroy(last) == HOLO_OK);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(destroy_order)

BOOST_AUTO_TEST_CASE(every_order) {
  InEveryOrder([](Origin origin, const Order& order) {
    Family family(origin);
    for (int part : order) {
      family.Use();
      family.Destroy(part);
      BOOST_TEST(holo_live_handles() == family.Open());
      family.ExpectReleased(family.ReleasesDue());
    }
    family.Use();
    family.ExpectNothingIsLeft();
  });
}

BOOST_AUTO_TEST_CASE(every_order_inside_a_guard) {
  InEveryOrder([](Origin origin, const Order& order) {
    Family family(origin);
    holo_guard guard = nullptr;
    BOOST_TEST_REQUIRE(holo_guard_acquire(family.executor(), nullptr, 0, &guard) == HOLO_OK);
    for (int part : order) {
      family.Use();
      family.Destroy(part);
      BOOST_TEST(holo_live_handles() == family.Open());
    }
    family.Use();
    family.ExpectReleased(0);
    BOOST_TEST(holo_guard_release(guard) == HOLO_OK);
    family.ExpectReleased(family.ReleasesDue());
    family.ExpectNothingIsLeft();
  });
}

// Each part is destroyed by a thread of its own.
BOOST_AUTO_TEST_CASE(every_order_from_other_threads) {
  InEveryOrder([](Origin origin, const Order& order) {
    Family family(origin);
    for (int part : order) std::thread([&] { family.Destroy(part); }).join();
    family.ExpectReleased(family.ReleasesDue());
    SendOffWhatWaits();
    family.ExpectNothingIsLeft();
  });
}

BOOST_AUTO_TEST_CASE(every_order_beside_an_idle_thread) {
  const IdleThread idle;
  InEveryOrder([](Origin origin, const Order& order) {
    Family family(origin);
    for (int part : order) {
      family.Destroy(part);
      family.ExpectReleased(family.ReleasesDue());
    }
    SendOffWhatWaits();
    family.ExpectNothingIsLeft();
  });
}

// A host that gave an executor its allocator ends that when all of the executor's handles are destroyed.
BOOST_AUTO_TEST_CASE(an_allocator_is_not_needed_after_the_last_handle) {
  const IdleThread idle;
  InEveryOrder([](Origin origin, const Order& order) {
    Family family(origin);
    for (int part : order) family.Destroy(part);
    family.ExpectNothingIsLeft();
    SendOffWhatWaits();
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hologram::testing

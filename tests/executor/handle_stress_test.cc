// handle_stress_test.cc — threads that create, use, view, guard, destroy and destroy again the same few handles.
//
// Wrapped memory is poisoned when it is given back, and used again only later: a call that reads it too late sees the
// poison. At the end every release has run exactly once and nothing is live. HOLO_STRESS_SECONDS sets the time.
#define BOOST_TEST_MODULE handle_stress

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "support/session.h"

namespace hologram::executor {
namespace {

using test::Must;

constexpr int kThreads = 4;
constexpr int kExecutors = 2;
constexpr int kSlots = 8;  // shared handles per executor
constexpr int64_t kCount = 16;

std::atomic<int64_t> g_wrapped{0};
std::atomic<int64_t> g_released{0};
std::atomic<int64_t> g_released_twice{0};
std::atomic<int64_t> g_poison_seen{0};

struct Block {
  float data[kCount];
  std::atomic<bool> out{true};

  static void Release(void* user, void*) {
    Block* block = static_cast<Block*>(user);
    if (!block->out.exchange(false)) g_released_twice.fetch_add(1);
    // Volatile, so that the stores are made although the block is about to go.
    for (volatile float& x : block->data) x = NAN;
    g_released.fetch_add(1);
    delete block;
  }
};

struct Shared {
  std::atomic<holo_executor> executor[kExecutors] = {};
  std::atomic<holo_buffer> buffer[kExecutors][kSlots] = {};
  std::atomic<bool> stop{false};
};

// One thread's life.
class Worker {
 public:
  Worker(Shared* shared, unsigned seed) : shared_(shared), random_(seed) {}

  void Run() {
    while (!shared_->stop.load(std::memory_order_relaxed)) Step();
    for (holo_guard guard : guards_) Must(holo_guard_release(guard));
    Must(holo_buffer_destroy(out_));
  }

  int64_t calls = 0;
  int64_t destroys = 0;

 private:
  int Any(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }

  void Step() {
    const int e = Any(kExecutors);
    const holo_executor executor = shared_->executor[e].load(std::memory_order_relaxed);
    std::atomic<holo_buffer>& slot = shared_->buffer[e][Any(kSlots)];
    const int what = Any(1000);
    if (what < 700) return Use(executor, slot.load(std::memory_order_relaxed));
    if (what < 850) return Replace(executor, &slot);
    if (what < 900) return View(&slot);
    if (what < 950) return Guard(executor);
    if (what < 995) return DestroyTwice(&slot);
    ReplaceExecutor(&shared_->executor[e]);
  }

  // A private output on the executor at hand.
  bool HasOutput(holo_executor executor) {
    if (out_executor_ == executor && out_ != nullptr) return true;
    holo_buffer_destroy(out_);
    out_ = nullptr;
    out_executor_ = executor;
    return holo_buffer_create(executor, HOLO_F32, kCount, &out_) == HOLO_OK;
  }

  void Use(holo_executor executor, holo_buffer buffer) {
    ++calls;
    if (!HasOutput(executor)) return;
    if (holo_relu(executor, buffer, out_, kCount) != HOLO_OK) return;
    float values[kCount];
    if (holo_buffer_read(out_, 0, values, kCount) != HOLO_OK) return;
    for (const float x : values) {
      if (x != 1) g_poison_seen.fetch_add(1);
    }
  }

  void Replace(holo_executor executor, std::atomic<holo_buffer>* slot) {
    auto block = std::make_unique<Block>();
    for (float& x : block->data) x = 1;
    holo_buffer fresh = nullptr;
    if (holo_buffer_wrap(executor, HOLO_F32, kCount, block->data, 0, Block::Release, block.get(), &fresh) != HOLO_OK) {
      return;
    }
    static_cast<void>(block.release());  // the buffer's now
    g_wrapped.fetch_add(1);
    Destroy(slot->exchange(fresh));
  }

  void View(std::atomic<holo_buffer>* slot) {
    holo_buffer view = nullptr;
    if (holo_buffer_view(slot->load(), 0, kCount, &view) != HOLO_OK) return;
    Destroy(slot->exchange(view));
  }

  void Guard(holo_executor executor) {
    holo_guard guard = nullptr;
    const holo_status status = holo_guard_acquire(executor, nullptr, 0, &guard);
    if (status == HOLO_OK) guards_.push_back(guard);
    if (guards_.size() < 3 && status != HOLO_ERROR_LIMIT) return;
    for (holo_guard open : guards_) Must(holo_guard_release(open));
    guards_.clear();
  }

  void DestroyTwice(std::atomic<holo_buffer>* slot) {
    const holo_buffer buffer = slot->load();
    Destroy(buffer);
    Destroy(buffer);
  }

  void Destroy(holo_buffer buffer) {
    ++destroys;
    holo_buffer_destroy(buffer);
  }

  void ReplaceExecutor(std::atomic<holo_executor>* slot) {
    holo_executor fresh = nullptr;
    Must(holo_executor_create(nullptr, &fresh));
    holo_executor_destroy(slot->exchange(fresh));
  }

  Shared* shared_;
  std::minstd_rand random_;
  holo_buffer out_ = nullptr;
  holo_executor out_executor_ = nullptr;
  std::vector<holo_guard> guards_;
};

BOOST_AUTO_TEST_SUITE(handle_stress)

BOOST_AUTO_TEST_CASE(racing_threads_free_everything_once_and_read_nothing_freed) {
  const char* seconds = std::getenv("HOLO_STRESS_SECONDS");
  const unsigned seed = std::random_device()();
  BOOST_TEST_MESSAGE("seed " << seed);
  Shared shared;
  for (auto& executor : shared.executor) {
    holo_executor fresh = nullptr;
    Must(holo_executor_create(nullptr, &fresh));
    executor.store(fresh);
  }
  std::vector<std::unique_ptr<Worker>> workers;
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < kThreads; ++i) {
    workers.push_back(std::make_unique<Worker>(&shared, seed + i));
    threads.emplace_back([worker = workers.back().get()] { worker->Run(); });
  }
  std::this_thread::sleep_for(std::chrono::seconds(seconds != nullptr ? std::atoi(seconds) : 2));
  shared.stop.store(true);
  for (std::thread& thread : threads) thread.join();
  for (auto& buffers : shared.buffer) {
    for (auto& buffer : buffers) holo_buffer_destroy(buffer.load());
  }
  for (auto& executor : shared.executor) Must(holo_executor_destroy(executor.load()));
  int64_t calls = 0;
  int64_t destroys = 0;
  for (const auto& worker : workers) {
    calls += worker->calls;
    destroys += worker->destroys;
  }
  BOOST_TEST_MESSAGE(calls << " calls, " << destroys << " destroys, " << g_released.load() << " releases");
  BOOST_TEST(g_poison_seen.load() == 0);
  BOOST_TEST(g_released_twice.load() == 0);
  BOOST_TEST(g_released.load() == g_wrapped.load());
  BOOST_TEST(holo_live_handles() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hologram::executor

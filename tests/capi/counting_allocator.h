// counting_allocator.h — an executor's allocator that keeps the books: what it gave out, at which size and alignment,
// and whether it came back the same; told to, it fails.
#ifndef HOLOGRAM_TESTS_CAPI_COUNTING_ALLOCATOR_H_
#define HOLOGRAM_TESTS_CAPI_COUNTING_ALLOCATOR_H_

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <map>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "hologram/executor.h"

namespace hologram::testing {

// For one thread at a time.
class CountingAllocator {
 public:
  enum class Failure : uint8_t { kNull, kThrowBadAlloc, kThrowInt };

  CountingAllocator() = default;
  CountingAllocator(const CountingAllocator&) = delete;
  CountingAllocator& operator=(const CountingAllocator&) = delete;

  holo_executor_options Options() {
    holo_executor_options options = HOLO_EXECUTOR_OPTIONS_INIT;
    options.allocator = {Allocate, Deallocate, this};
    return options;
  }

  // From now on the `first`-th call fails (1 is the next), and those after it until `last`.
  void FailFrom(int64_t first, int64_t last, Failure failure) {
    fail_first_ = calls_ + first;
    fail_last_ = last == kForEver ? kForEver : calls_ + last;
    failure_ = failure;
  }
  void FailNoMore() { fail_first_ = kForEver; }
  // Calls for more than that fail as well.
  void Limit(int64_t size_bytes) { limit_ = size_bytes; }
  static constexpr int64_t kForEver = std::numeric_limits<int64_t>::max();

  int64_t calls() const { return calls_; }
  int64_t failures() const { return failures_; }
  int64_t given_bytes() const { return given_bytes_; }  // and not returned
  int64_t given() const { return static_cast<int64_t>(pieces_.size()); }
  int64_t last_asked_bytes() const { return last_asked_bytes_; }
  // What went wrong: "" if nothing.
  const std::string& complaints() const { return complaints_; }

 private:
  using Piece = std::pair<int64_t, int64_t>;  // size, alignment

  static void* Allocate(void* user, int64_t size_bytes, int64_t alignment) {
    return static_cast<CountingAllocator*>(user)->Give(size_bytes, alignment);
  }
  static void Deallocate(void* user, void* memory, int64_t size_bytes, int64_t alignment) {
    static_cast<CountingAllocator*>(user)->TakeBack(memory, {size_bytes, alignment});
  }

  void* Give(int64_t size_bytes, int64_t alignment) {
    ++calls_;
    last_asked_bytes_ = size_bytes;
    if (alignment <= 0 || (alignment & (alignment - 1)) != 0 || alignment > 64) complaints_ += "bad alignment; ";
    if (size_bytes <= 0) complaints_ += "asked for " + std::to_string(size_bytes) + " bytes; ";
    if (size_bytes > limit_ || (calls_ >= fail_first_ && calls_ <= fail_last_)) {
      ++failures_;
      if (failure_ == Failure::kThrowBadAlloc) throw std::bad_alloc();
      if (failure_ == Failure::kThrowInt) throw 42;
      return nullptr;
    }
    void* memory = nullptr;
    const auto least = static_cast<int64_t>(sizeof(void*));
    if (posix_memalign(&memory, static_cast<size_t>(alignment < least ? least : alignment),
                       static_cast<size_t>(size_bytes)) != 0) {
      return nullptr;
    }
    std::memset(memory, 0xCD, static_cast<size_t>(size_bytes));
    pieces_[memory] = {size_bytes, alignment};
    given_bytes_ += size_bytes;
    return memory;
  }

  void TakeBack(void* memory, Piece piece) {
    const auto found = pieces_.find(memory);
    if (found == pieces_.end()) {
      complaints_ += "took back what was not given; ";
      return;
    }
    if (found->second != piece) {
      complaints_ += "gave " + std::to_string(found->second.first) + " bytes aligned to " +
                     std::to_string(found->second.second) + ", took back " + std::to_string(piece.first) + " and " +
                     std::to_string(piece.second) + "; ";
    }
    given_bytes_ -= found->second.first;
    pieces_.erase(found);
    std::memset(memory, 0xDD, static_cast<size_t>(piece.first));
    free(memory);
  }

  std::map<void*, Piece> pieces_;
  int64_t calls_ = 0;
  int64_t failures_ = 0;
  int64_t given_bytes_ = 0;
  int64_t last_asked_bytes_ = 0;
  int64_t fail_first_ = kForEver;
  int64_t fail_last_ = kForEver;
  int64_t limit_ = kForEver;
  Failure failure_ = Failure::kNull;
  std::string complaints_;
};

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_CAPI_COUNTING_ALLOCATOR_H_

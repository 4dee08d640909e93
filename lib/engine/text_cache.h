// text_cache.h — values found by a text: so many, of which the one that was not asked for longest goes first.
//
// It never waits: while another thread is inside, a value is simply not found, or not kept. So a child that was forked while
// one was inside goes on without a cache, and not to a standstill.
#ifndef HOLOGRAM_ENGINE_TEXT_CACHE_H_
#define HOLOGRAM_ENGINE_TEXT_CACHE_H_

#include <atomic>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace hologram::engine {

struct CacheCounts {
  int64_t entries = 0, hits = 0, misses = 0;
};

// Static data: constant-initialized, and never destroyed.
template <class T>
class TextCache {
 public:
  static constexpr size_t kCapacity = 128;
  static constexpr size_t kMaxTextBytes = 16384;  // longer ones are not kept

  constexpr TextCache() = default;

  // Null if there is none.
  std::shared_ptr<const T> Find(std::string_view text) {
    std::shared_ptr<const T> found;
    if (const Turn turn(&busy_); turn.taken() && entries_ != nullptr) {
      const auto at = entries_->by_text.find(text);
      if (at != entries_->by_text.end()) {
        entries_->by_use.splice(entries_->by_use.begin(), entries_->by_use, at->second);
        found = at->second->value;
      }
    }
    (found != nullptr ? hits_ : misses_).fetch_add(1, std::memory_order_relaxed);
    return found;
  }

  // If there is one of this text already, that stays, and is given.
  std::shared_ptr<const T> Keep(std::string_view text, std::shared_ptr<const T> value) {
    std::shared_ptr<const T> dropped;  // ends after the turn does: it may take long
    const Turn turn(&busy_);
    if (!turn.taken() || text.size() > kMaxTextBytes) return value;
    if (entries_ == nullptr) entries_ = new Entries;
    const auto at = entries_->by_text.find(text);
    if (at != entries_->by_text.end()) return at->second->value;
    std::list<Entry> fresh;  // of its own until nothing can fail any more
    fresh.push_front({std::string(text), value});
    entries_->by_text.emplace(fresh.front().text, fresh.begin());
    entries_->by_use.splice(entries_->by_use.begin(), fresh);
    if (entries_->by_use.size() > kCapacity) {
      dropped = std::move(entries_->by_use.back().value);
      entries_->by_text.erase(entries_->by_use.back().text);
      entries_->by_use.pop_back();
    }
    return value;
  }

  CacheCounts Counts() {
    const Turn turn(&busy_);
    const bool known = turn.taken() && entries_ != nullptr;
    return {known ? static_cast<int64_t>(entries_->by_use.size()) : 0, hits_.load(std::memory_order_relaxed),
            misses_.load(std::memory_order_relaxed)};
  }

 private:
  struct Entry {
    std::string text;
    std::shared_ptr<const T> value;
  };
  struct Entries {
    std::list<Entry> by_use;
    std::unordered_map<std::string_view, typename std::list<Entry>::iterator> by_text;
  };

  // A thread's stay inside, if it gets in within a few tries.
  class Turn {
   public:
    explicit Turn(std::atomic<bool>* busy) : busy_(busy) {
      for (int tries = 0; tries < 100 && !taken_; ++tries) taken_ = !busy->exchange(true, std::memory_order_acquire);
    }
    ~Turn() {
      if (taken_) busy_->store(false, std::memory_order_release);
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    bool taken() const { return taken_; }

   private:
    std::atomic<bool>* busy_;
    bool taken_ = false;
  };

  std::atomic<bool> busy_{false};
  std::atomic<int64_t> hits_{0}, misses_{0};
  Entries* entries_ = nullptr;
};

}  // namespace hologram::engine

#endif  // HOLOGRAM_ENGINE_TEXT_CACHE_H_

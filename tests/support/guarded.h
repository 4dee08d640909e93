// guarded.h — an array between two pages that fault: a byte touched outside of it ends the test case.
//
// The pages are mapped once; `Place` then puts an array of any size to either end of the room between them, as near to
// the page as the gap says. Gap 0 catches every access past that end; other gaps make other alignments: on each side
// the gaps 0 … 63 run through all places within 64 bytes. Gap and surroundings hold a known pattern, so that a write
// there is noticed too (`Intact`); a read is not.
#ifndef HOLOGRAM_TESTS_SUPPORT_GUARDED_H_
#define HOLOGRAM_TESTS_SUPPORT_GUARDED_H_

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <stdexcept>

namespace hologram::testing {

// The page that the array is put to.
enum class Edge : uint8_t { kFront, kBack };

class GuardedRoom {
 public:
  static constexpr int64_t kMaxGap = 64;

  explicit GuardedRoom(int64_t capacity_bytes) {
    const int64_t page = sysconf(_SC_PAGESIZE);
    const int64_t room = (capacity_bytes + kMaxGap + page - 1) / page * page;
    mapped_bytes_ = room + 2 * page;
    void* memory = mmap(nullptr, Size(mapped_bytes_), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    mapped_ = static_cast<std::byte*>(memory);
    begin_ = mapped_ + page;
    end_ = begin_ + room;
    if (mprotect(begin_, Size(room), PROT_READ | PROT_WRITE) != 0) throw std::bad_alloc();
    Place(0, Edge::kFront, 0);
  }
  ~GuardedRoom() { munmap(mapped_, Size(mapped_bytes_)); }
  GuardedRoom(const GuardedRoom&) = delete;
  GuardedRoom& operator=(const GuardedRoom&) = delete;

  std::byte* Place(int64_t size_bytes, Edge edge, int64_t gap_bytes) {
    if (size_bytes < 0 || gap_bytes < 0 || gap_bytes > kMaxGap || size_bytes + gap_bytes > end_ - begin_) {
      throw std::length_error("an array does not fit between its guard pages");
    }
    first_ = edge == Edge::kFront ? begin_ + gap_bytes : end_ - gap_bytes - size_bytes;
    last_ = first_ + size_bytes;
    std::memset(MarginBegin(), kPattern, Size(first_ - MarginBegin()));
    std::memset(last_, kPattern, Size(MarginEnd() - last_));
    return first_;
  }

  // Whether the bytes around the array are what they were when it was placed.
  bool Intact() const {
    const auto same = [](std::byte b) { return b == std::byte{kPattern}; };
    return std::all_of(MarginBegin(), first_, same) && std::all_of(last_, MarginEnd(), same);
  }

 private:
  static constexpr unsigned char kPattern = 0xA5;
  static constexpr int64_t kMargin = 128;  // two of the longest vectors

  static size_t Size(int64_t bytes) { return static_cast<size_t>(bytes); }
  std::byte* MarginBegin() const { return first_ - std::min<int64_t>(kMargin, first_ - begin_); }
  std::byte* MarginEnd() const { return last_ + std::min<int64_t>(kMargin, end_ - last_); }

  std::byte* mapped_ = nullptr;
  int64_t mapped_bytes_ = 0;
  std::byte* begin_ = nullptr;  // the room between the guard pages
  std::byte* end_ = nullptr;
  std::byte* first_ = nullptr;  // the array
  std::byte* last_ = nullptr;
};

// An array of up to `capacity` elements. Its pointer may be misaligned for T: only `Write`, `Read` and the code under
// test may follow it.
template <class T>
class Guarded {
 public:
  explicit Guarded(int64_t capacity) : room_(capacity * kSize) { Place(0, Edge::kFront, 0); }

  T* Place(int64_t count, Edge edge, int64_t gap_bytes) {
    count_ = count;
    data_ = room_.Place(count * kSize, edge, gap_bytes);
    return data();
  }
  T* data() const { return reinterpret_cast<T*>(data_); }
  int64_t count() const { return count_; }
  bool Intact() const { return room_.Intact(); }

  // Of an empty array `values` may be null.
  void Write(const T* values) {
    if (count_ > 0) std::memcpy(data_, values, SizeBytes());
  }
  void Read(T* values) const {
    if (count_ > 0) std::memcpy(values, data_, SizeBytes());
  }
  // Makes every byte one that no test expects.
  void Spoil() { std::memset(data_, 0x5A, SizeBytes()); }
  // Whether the array is still `values`, byte for byte.
  bool Holds(const T* values) const { return count_ == 0 || std::memcmp(values, data_, SizeBytes()) == 0; }

 private:
  static constexpr int64_t kSize = sizeof(T);
  size_t SizeBytes() const { return static_cast<size_t>(count_ * kSize); }

  GuardedRoom room_;
  std::byte* data_ = nullptr;
  int64_t count_ = 0;
};

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_SUPPORT_GUARDED_H_

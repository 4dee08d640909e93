// buffer.hpp — typed memory that ends itself: owned, in the executor's class pool, foreign (wrapped), or a part of another
// buffer (view).
#ifndef HOLOGRAM_BUFFER_HPP_
#define HOLOGRAM_BUFFER_HPP_

#include <concepts>
#include <cstdint>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

#include "hologram/buffer.h"
#include "hologram/executor.hpp"
#include "hologram/scalar.hpp"
#include "hologram/status.hpp"
#include "hologram/types.hpp"

namespace hologram {

// Runs when the library has done with wrapped memory: `f()` or `f(T* data)`. It must not throw.
template <class F, class T>
concept Release = (std::invocable<F&> || std::invocable<F&, T*>);

// A buffer of T; of `const T`, a read-only one. It is a handle: as with std::span, T says what may be written, not the
// constness of the Buffer. It knows its memory, so its elements are at hand without a call.
//
// A moved-from or default-made Buffer holds none and is empty: its calls fail with HOLO_ERROR_INVALID_HANDLE.
template <Element T>
class Buffer {
 public:
  using element_type = T;
  using value_type = std::remove_const_t<T>;

  Buffer() noexcept = default;

  // `count` elements, their values unspecified.
  static Result<Buffer> try_create(const Executor& executor, int64_t count) noexcept requires(!std::is_const_v<T>) {
    holo_buffer handle = nullptr;
    const Status status(holo_buffer_create(executor.get(), kDtypeOf<T>, count, &handle));
    return status ? Own(handle) : status;
  }

  // The same in the executor's class pool: in one of its HOLO_CLASS_COUNT classes, or in one that is free.
  static Result<Buffer> try_create_in_class(const Executor& executor, int64_t count,
                                            int32_t class_index = HOLO_ANY_CLASS) noexcept
      requires(!std::is_const_v<T>) {
    holo_buffer handle = nullptr;
    const Status status(holo_buffer_create_in_class(executor.get(), class_index, kDtypeOf<T>, count, &handle));
    return status ? Own(handle) : status;
  }

  // The elements of `memory`, which must stay valid until the buffer, its views and calls that use them are gone.
  static Result<Buffer> try_wrap(const Executor& executor, std::span<T> memory) noexcept {
    return WrapWith(executor, memory, nullptr, nullptr);
  }

  // The same; `release` runs exactly once when they are gone, on any thread. If this fails, it does not run.
  template <Release<T> F>
  static Result<Buffer> try_wrap(const Executor& executor, std::span<T> memory, F release) noexcept {
    F* kept = new (std::nothrow) F(std::move(release));
    if (kept == nullptr) return Status(HOLO_ERROR_OUT_OF_MEMORY);
    Result<Buffer> buffer = WrapWith(executor, memory, RunAndDelete<F>, kept);
    if (!buffer) delete kept;
    return buffer;
  }

  // Takes over a buffer made in C, of T's dtype and not read-only unless T is const. If this fails, it stays yours.
  static Result<Buffer> try_adopt(holo_buffer owned) noexcept {
    holo_buffer_info info = HOLO_BUFFER_INFO_INIT;
    const Status status(holo_buffer_info_get(owned, &info));
    if (!status) return status;
    if (info.dtype != kDtypeOf<T>) return Status(HOLO_ERROR_DTYPE);
    Buffer buffer;
    const Status mapped = buffer.Map(owned);
    if (!mapped) return mapped;
    buffer.handle_ = owned;
    return buffer;
  }

#ifdef __cpp_exceptions
  Buffer(const Executor& executor, int64_t count) requires(!std::is_const_v<T>)
      : Buffer(try_create(executor, count).value()) {}

  static Buffer create_in_class(const Executor& executor, int64_t count,
                                int32_t class_index = HOLO_ANY_CLASS) requires(!std::is_const_v<T>) {
    return try_create_in_class(executor, count, class_index).value();
  }
  static Buffer wrap(const Executor& executor, std::span<T> memory) { return try_wrap(executor, memory).value(); }
  template <Release<T> F>
  static Buffer wrap(const Executor& executor, std::span<T> memory, F release) {
    return try_wrap(executor, memory, std::move(release)).value();
  }
  static Buffer adopt(holo_buffer owned) { return try_adopt(owned).value(); }
#endif

  Buffer(Buffer&& other) noexcept
      : handle_(std::exchange(other.handle_, nullptr)), elements_(std::exchange(other.elements_, {})) {}
  Buffer& operator=(Buffer&& other) noexcept {
    Buffer taken(std::move(other));  // first, so that moving to oneself changes nothing
    std::swap(handle_, taken.handle_);
    std::swap(elements_, taken.elements_);
    return *this;
  }
  ~Buffer() { holo_buffer_destroy(handle_); }

  // The C handle, still owned by this object.
  holo_buffer get() const noexcept { return handle_; }
  // The C handle, from now on yours to destroy.
  [[nodiscard]] holo_buffer release() noexcept {
    elements_ = {};
    return std::exchange(handle_, nullptr);
  }

  int64_t size() const noexcept { return static_cast<int64_t>(elements_.size()); }
  bool empty() const noexcept { return elements_.empty(); }

  // The memory itself. It stays when the Buffer is moved, and goes when it is destroyed.
  std::span<T> span() const noexcept { return elements_; }
  T* data() const noexcept { return elements_.data(); }
  T* begin() const noexcept { return data(); }
  T* end() const noexcept { return data() + elements_.size(); }
  T& operator[](int64_t i) const noexcept { return elements_[static_cast<size_t>(i)]; }  // unchecked

  // The elements [offset, offset + count), sharing this buffer's memory and keeping it alive.
  Result<Buffer> try_view(int64_t offset, int64_t count) const noexcept {
    holo_buffer handle = nullptr;
    const Status status(holo_buffer_view(handle_, offset, count, &handle));
    return status ? Own(handle) : status;
  }

  // Copies to `into` as many elements as it has, from `offset` on.
  Status try_read(std::span<value_type> into, int64_t offset = 0) const noexcept {
    return Status(holo_buffer_read(handle_, offset, into.data(), std::ssize(into)));
  }

  // Copies all elements of `from` to the elements from `offset` on.
  Status try_write(std::span<const value_type> from, int64_t offset = 0) const noexcept requires(!std::is_const_v<T>) {
    return Status(holo_buffer_write(handle_, offset, from.data(), std::ssize(from)));
  }

  // Sets every element.
  Status try_fill(Value<value_type> value) const noexcept requires(!std::is_const_v<T>) {
    return Status(holo_buffer_fill(handle_, value.get()));
  }

  // Copies all elements of `from` to the elements from `offset` on. The two may overlap, and be of two executors.
  template <Among<value_type> U>
  Status try_copy_from(const Buffer<U>& from, int64_t offset = 0) const noexcept requires(!std::is_const_v<T>) {
    return try_copy_from(from, 0, offset, from.size());
  }
  // Copies `count` elements of `from`, from `from_offset` on.
  Status try_copy_from(Input<value_type> from, int64_t from_offset, int64_t offset, int64_t count) const noexcept
      requires(!std::is_const_v<T>) {
    return Status(holo_buffer_copy(from.get(), from_offset, handle_, offset, count));
  }

  Result<holo_buffer_info> try_info() const noexcept {
    holo_buffer_info info = HOLO_BUFFER_INFO_INIT;
    const Status status(holo_buffer_info_get(handle_, &info));
    if (!status) return status;
    return info;
  }

#ifdef __cpp_exceptions
  Buffer view(int64_t offset, int64_t count) const { return try_view(offset, count).value(); }
  void read(std::span<value_type> into, int64_t offset = 0) const { detail::Check(try_read(into, offset).code()); }
  void write(std::span<const value_type> from, int64_t offset = 0) const requires(!std::is_const_v<T>) {
    detail::Check(try_write(from, offset).code());
  }
  void fill(Value<value_type> value) const requires(!std::is_const_v<T>) { detail::Check(try_fill(value).code()); }
  template <Among<value_type> U>
  void copy_from(const Buffer<U>& from, int64_t offset = 0) const requires(!std::is_const_v<T>) {
    detail::Check(try_copy_from(from, offset).code());
  }
  void copy_from(Input<value_type> from, int64_t from_offset, int64_t offset, int64_t count) const
      requires(!std::is_const_v<T>) {
    detail::Check(try_copy_from(from, from_offset, offset, count).code());
  }
  holo_buffer_info info() const { return try_info().value(); }
#endif

 private:
  // A new handle, which has T's dtype; ends it if it cannot be mapped.
  static Result<Buffer> Own(holo_buffer handle) noexcept {
    Buffer buffer;
    const Status status = buffer.Map(handle);
    if (!status) {
      holo_buffer_destroy(handle);
      return status;
    }
    buffer.handle_ = handle;
    return buffer;
  }

  static Result<Buffer> WrapWith(const Executor& executor, std::span<T> memory, holo_release release,
                                 void* user) noexcept {
    const holo_buffer_flags flags = std::is_const_v<T> ? HOLO_BUFFER_READ_ONLY : 0;
    void* data = const_cast<value_type*>(memory.data());  // the flag keeps the promise
    holo_buffer handle = nullptr;
    const Status status(
        holo_buffer_wrap(executor.get(), kDtypeOf<T>, std::ssize(memory), data, flags, release, user, &handle));
    if (!status) return status;
    Buffer buffer;
    buffer.handle_ = handle;
    buffer.elements_ = memory;
    return buffer;
  }

  template <class F>
  // NOLINTNEXTLINE(bugprone-exception-escape): a release must not throw; one that does ends the program, here
  static void RunAndDelete(void* user, void* data) noexcept {
    F* release = static_cast<F*>(user);
    if constexpr (std::invocable<F&, T*>) {
      (*release)(static_cast<T*>(data));
    } else {
      (*release)();
    }
    delete release;
  }

  // The pointer outlives its map: it is valid until the buffer is destroyed. So no map need stay open.
  Status Map(holo_buffer handle) noexcept {
    void* data = nullptr;
    int64_t size_bytes = 0;
    const holo_access access = std::is_const_v<T> ? HOLO_ACCESS_READ : HOLO_ACCESS_READ_WRITE;
    const Status status(holo_buffer_map(handle, access, &data, &size_bytes));
    if (!status) return status;
    elements_ = {static_cast<T*>(data), static_cast<size_t>(size_bytes) / sizeof(T)};
    return Status(holo_buffer_unmap(handle));
  }

  holo_buffer handle_ = nullptr;
  std::span<T> elements_;
};

namespace detail {
template <class Range>
using ElementOf = typename decltype(std::span(std::declval<Range>()))::element_type;
}

// Wraps whatever lasts and a std::span can be made of, const as it is: `wrap(executor, vector)`.
template <class Range, Release<detail::ElementOf<Range>>... F>
Result<Buffer<detail::ElementOf<Range>>> try_wrap(const Executor& executor, Range&& range, F... release) noexcept {
  using T = detail::ElementOf<Range>;
  return Buffer<T>::try_wrap(executor, std::span<T>(std::forward<Range>(range)), std::move(release)...);
}

#ifdef __cpp_exceptions
template <class Range, Release<detail::ElementOf<Range>>... F>
Buffer<detail::ElementOf<Range>> wrap(const Executor& executor, Range&& range, F... release) {
  return try_wrap(executor, std::forward<Range>(range), std::move(release)...).value();
}
#endif

}  // namespace hologram

#endif  // HOLOGRAM_BUFFER_HPP_

// executor.hpp — an executor that ends itself, and the guard that pins its memory.
#ifndef HOLOGRAM_EXECUTOR_HPP_
#define HOLOGRAM_EXECUTOR_HPP_

#include <cstdint>
#include <utility>

#include "hologram/backend.hpp"
#include "hologram/executor.h"
#include "hologram/ops.hpp"
#include "hologram/status.hpp"
#include "hologram/types.hpp"

namespace hologram {

// The C options, set to the defaults: change what you like.
struct Options : holo_executor_options {
  constexpr Options() noexcept : holo_executor_options HOLO_EXECUTOR_OPTIONS_INIT {}
  // For the backend of this name, which must last until the executor is made.
  // NOLINTNEXTLINE(clang-analyzer-optin.cplusplus.*): the analyzer does not see the base's initialisers
  constexpr explicit Options(const char* backend_name) noexcept : Options() { backend = backend_name; }
};

// Owns an executor. The operations are its members, written in ops.hpp: `executor.add(a, b, out)`.
//
// Its buffers may outlive it. A moved-from Executor holds none: its calls fail with HOLO_ERROR_INVALID_HANDLE.
class Executor : public Operations {
 public:
  static Result<Executor> try_create(const holo_executor_options& options = Options()) noexcept {
    holo_executor handle = nullptr;
    const Status status(holo_executor_create(&options, &handle));
    if (!status) return status;
    return Executor(handle);
  }

#ifdef __cpp_exceptions
  Executor() : Executor(Options()) {}
  explicit Executor(const holo_executor_options& options) { detail::Check(holo_executor_create(&options, &handle_)); }
#endif

  // Takes over an executor made in C.
  explicit Executor(holo_executor owned) noexcept { handle_ = owned; }

  Executor(Executor&& other) noexcept { handle_ = other.release(); }
  Executor& operator=(Executor&& other) noexcept {
    Executor taken(std::move(other));  // first, so that moving to oneself changes nothing
    std::swap(handle_, taken.handle_);
    return *this;
  }
  ~Executor() { holo_executor_destroy(handle_); }

  // The C handle, still owned by this object.
  holo_executor get() const noexcept { return handle_; }
  // The C handle, from now on yours to destroy.
  [[nodiscard]] holo_executor release() noexcept { return std::exchange(handle_, nullptr); }

  Result<holo_executor_info> try_info() const noexcept {
    holo_executor_info info = HOLO_EXECUTOR_INFO_INIT;
    const Status status(holo_executor_info_get(handle_, &info));
    if (!status) return status;
    return info;
  }
  Result<holo_executor_stats> try_stats() const noexcept {
    holo_executor_stats stats = HOLO_EXECUTOR_STATS_INIT;
    const Status status(holo_executor_stats_get(handle_, &stats));
    if (!status) return status;
    return stats;
  }

  // What it was made for. Owned by the executor: nothing to end.
  Result<Backend> try_backend() const noexcept {
    holo_backend handle = nullptr;
    const Status status(holo_executor_backend(handle_, &handle));
    if (!status) return status;
    return Backend(handle);
  }

#ifdef __cpp_exceptions
  Backend backend() const { return try_backend().value(); }
  holo_executor_info info() const { return try_info().value(); }
  holo_executor_stats stats() const { return try_stats().value(); }
#endif
};

// Pins an executor and all its buffers for this thread: memory seen through spans stays, even if another thread
// destroys the buffer meanwhile. `buffers` are checked to be alive and of this executor.
//
// Threads  let it go on the thread that made it; up to four may be open on a thread.
class Guard {
 public:
  template <Element... Ts>
  static Result<Guard> try_create(const Executor& executor, const Buffer<Ts>&... buffers) noexcept {
    holo_guard handle = nullptr;
    const holo_buffer handles[] = {nullptr, buffers.get()...};  // the first, so that there is one
    const Status status(
        holo_guard_acquire(executor.get(), handles + 1, static_cast<int32_t>(sizeof...(buffers)), &handle));
    if (!status) return status;
    return Guard(handle);
  }

#ifdef __cpp_exceptions
  template <Element... Ts>
  explicit Guard(const Executor& executor, const Buffer<Ts>&... buffers)
      : Guard(try_create(executor, buffers...).value()) {}
#endif

  Guard(Guard&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Guard& operator=(Guard&& other) noexcept {
    Guard taken(std::move(other));
    std::swap(handle_, taken.handle_);
    return *this;
  }
  ~Guard() { holo_guard_release(handle_); }

  // Lets go before the end of the scope.
  Status try_release() noexcept {
    const Status status(holo_guard_release(handle_));
    if (status) handle_ = nullptr;
    return status;
  }

 private:
  explicit Guard(holo_guard handle) noexcept : handle_(handle) {}

  holo_guard handle_ = nullptr;
};

}  // namespace hologram

#endif  // HOLOGRAM_EXECUTOR_HPP_

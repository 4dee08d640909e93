// status.hpp — failures in C++: as an exception (`Error`), or as a value (`Status`, `Result<T>`).
//
// Every function that can fail has two names. `add` throws `Error`; `try_add` throws nothing and returns a `Status`,
// or a `Result<T>` where there is something to return. Where exceptions are switched off (-fno-exceptions), only the
// `try_` names exist. No function has two bodies: objects compiled with and without exceptions may be linked together.
#ifndef HOLOGRAM_STATUS_HPP_
#define HOLOGRAM_STATUS_HPP_

#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "hologram/status.h"

namespace hologram {

// This thread's last failure, with its message.
inline holo_error last_error() noexcept {
  holo_error error = HOLO_ERROR_INIT;
  holo_last_error(&error);
  return error;
}

#ifdef __cpp_exceptions
// A call that failed. The message is the library's own: function, argument's name, offending values.
class Error : public std::runtime_error {
 public:
  // Takes the story from `last_error()` if that is about `status`; else it has the status's name only.
  explicit Error(holo_status status) : Error(status, last_error()) {}

  holo_status status() const noexcept { return status_; }
  int argument() const noexcept { return argument_; }  // of the C function, from 1; 0 if it was none of them

 private:
  Error(holo_status status, const holo_error& last)
      : std::runtime_error(last.code == status ? last.message : holo_status_name(status)),
        status_(status),
        argument_(last.code == status ? last.argument : 0) {}

  holo_status status_;
  int argument_;
};

namespace detail {

// Apart and cold, so that what stays at the call is a compare and a jump that is never taken.
[[noreturn, gnu::cold, gnu::noinline]] inline void Throw(holo_status status) { throw Error(status); }

inline void Check(holo_status status) {
  if (status != HOLO_OK) [[unlikely]] {
    Throw(status);
  }
}

}  // namespace detail
#endif

// How a call ended.
class [[nodiscard]] Status {
 public:
  constexpr Status() noexcept = default;  // HOLO_OK
  constexpr explicit Status(holo_status code) noexcept : code_(code) {}

  constexpr bool ok() const noexcept { return code_ == HOLO_OK; }
  constexpr explicit operator bool() const noexcept { return ok(); }
  constexpr holo_status code() const noexcept { return code_; }
  const char* name() const noexcept { return holo_status_name(code_); }

  friend constexpr bool operator==(Status, Status) noexcept = default;

 private:
  holo_status code_ = HOLO_OK;
};

// What a call gave, or how it failed. (C++20 has no std::expected.)
template <class T>
class [[nodiscard]] Result {
 public:
  using value_type = T;

  constexpr Result(T value) noexcept(std::is_nothrow_move_constructible_v<T>)  // NOLINT(google-explicit-constructor)
      : value_(std::move(value)) {}
  constexpr Result(Status failure) noexcept : status_(failure) {}  // NOLINT(google-explicit-constructor)

  constexpr bool ok() const noexcept { return value_.has_value(); }
  constexpr explicit operator bool() const noexcept { return ok(); }
  constexpr Status status() const noexcept { return status_; }

  // Only if `ok()`.
  constexpr T& operator*() & noexcept { return *value_; }
  constexpr const T& operator*() const& noexcept { return *value_; }
  constexpr T&& operator*() && noexcept { return *std::move(value_); }
  constexpr T* operator->() noexcept { return &*value_; }
  constexpr const T* operator->() const noexcept { return &*value_; }

  template <class U>
  constexpr T value_or(U&& otherwise) const& {
    return value_.value_or(std::forward<U>(otherwise));
  }

#ifdef __cpp_exceptions
  // Throws `Error` if the call failed.
  constexpr T& value() & {
    detail::Check(status_.code());
    return *value_;
  }
  constexpr T&& value() && {
    detail::Check(status_.code());
    return *std::move(value_);
  }
#endif

 private:
  std::optional<T> value_;
  Status status_;
};

}  // namespace hologram

#endif  // HOLOGRAM_STATUS_HPP_

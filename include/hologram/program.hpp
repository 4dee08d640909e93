// program.hpp — a program that ends itself, made of text or of expressions, and launched on typed buffers and numbers.
//
//     const auto program = Program::from_expression("z = relu(a*x + y); s = sum(z)", "in f32 x, y; scalar f32 a; out z");
//     const float s = program.launch<float>(executor, x.size(), x, y, 2.0f, z);
#ifndef HOLOGRAM_PROGRAM_HPP_
#define HOLOGRAM_PROGRAM_HPP_

#include <array>
#include <concepts>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "hologram/buffer.hpp"
#include "hologram/executor.hpp"
#include "hologram/program.h"
#include "hologram/scalar.hpp"
#include "hologram/status.hpp"
#include "hologram/types.hpp"

namespace hologram {

#ifdef __cpp_exceptions
// Text, or expressions, that are no program: `what()` begins with the line and the column, "2:7: expected …".
class ProgramError : public Error {
 public:
  ProgramError(holo_status status, const holo_diagnostics& diagnostics)
      : Error(status), line_(diagnostics.line), column_(diagnostics.column) {
    std::snprintf(text_, sizeof text_, "%d:%d: %s", line_, column_, diagnostics.message);
  }

  const char* what() const noexcept override { return text_; }
  int line() const noexcept { return line_; }  // from 1
  int column() const noexcept { return column_; }

 private:
  int line_;
  int column_;
  char text_[sizeof(holo_diagnostics::message) + 24];
};
#endif

namespace detail {

template <class T>
inline constexpr bool kIsBuffer = false;
template <Element T>
inline constexpr bool kIsBuffer<Buffer<T>> = true;

// A buffer, or a number that is a scalar of its own type: 2.0f, int64_t{2}, true.
template <class T>
concept LaunchArgument = kIsBuffer<T> || Element<T> || std::same_as<T, bool>;

// Nothing; the one result; or all of them.
template <class... Results>
struct LaunchResult {
  using type = std::tuple<Scalar<Results>...>;
};
template <class Only>
struct LaunchResult<Only> {
  using type = Scalar<Only>;
};

}  // namespace detail

// Owns a program. It is of no executor: one program runs on any.
//
// A moved-from or default-made Program holds none: its calls fail with HOLO_ERROR_INVALID_HANDLE.
class Program {
 public:
  Program() noexcept = default;

  // `diagnostics`, if not null, tells where and why a text is none.
  static Result<Program> try_from_text(const char* text, holo_diagnostics* diagnostics = nullptr) noexcept {
    holo_program handle = nullptr;
    const Status status(holo_program_from_text(text, diagnostics, &handle));
    if (!status) return status;
    return Program(handle);
  }
  static Result<Program> try_from_expression(const char* expression, const char* parameters,
                                             holo_diagnostics* diagnostics = nullptr) noexcept {
    holo_program handle = nullptr;
    const Status status(holo_program_from_expression(expression, parameters, diagnostics, &handle));
    if (!status) return status;
    return Program(handle);
  }

  // Takes over a program made in C.
  explicit Program(holo_program owned) noexcept : handle_(owned) {}

  Program(Program&& other) noexcept : handle_(other.release()) {}
  Program& operator=(Program&& other) noexcept {
    Program taken(std::move(other));  // first, so that moving to oneself changes nothing
    std::swap(handle_, taken.handle_);
    return *this;
  }
  ~Program() { holo_program_destroy(handle_); }

  // The C handle, still owned by this object.
  holo_program get() const noexcept { return handle_; }
  // The C handle, from now on yours to destroy.
  [[nodiscard]] holo_program release() noexcept { return std::exchange(handle_, nullptr); }

  Result<holo_program_info> try_info() const noexcept {
    holo_program_info info = HOLO_PROGRAM_INFO_INIT;
    const Status status(holo_program_info_get(handle_, &info));
    if (!status) return status;
    return info;
  }
  Result<holo_program_parameter> try_parameter(int32_t index) const noexcept {
    holo_program_parameter parameter = HOLO_PROGRAM_PARAMETER_INIT;
    const Status status(holo_program_parameter_get(handle_, index, &parameter));
    if (!status) return status;
    return parameter;
  }

  // Writes the text in its plainest form, with a NUL; gives the bytes that it takes. To learn only those, pass no bytes.
  Result<int64_t> try_to_text(std::span<char> into) const noexcept {
    int64_t needed = 0;
    char* const text = into.empty() ? nullptr : into.data();
    const Status status(holo_program_to_text(handle_, text, std::ssize(into), &needed));
    if (!status) return status;
    return needed;
  }

  // Runs over `lanes` lanes. The arguments are the program's buffers and scalars in the order of its parameters, scalars as
  // numbers of their types; Results are the types of its results, in their order. Gives a Status if there is none, the
  // Result of one, or of a tuple.
  template <Element... Results, detail::LaunchArgument... Arguments>
  [[nodiscard]] auto try_launch(const Executor& executor, int64_t lanes, const Arguments&... arguments) const noexcept {
    constexpr size_t kBuffers = (size_t{0} + ... + (detail::kIsBuffer<Arguments> ? 1 : 0));
    constexpr size_t kScalars = sizeof...(Arguments) - kBuffers;
    std::array<holo_buffer, kBuffers + 1> buffers = {};  // the last, so that there is one
    std::array<holo_scalar, kScalars + 1> scalars = {};
    std::array<holo_scalar, sizeof...(Results) + 1> results = {};
    size_t buffer = 0, scalar = 0;
    [[maybe_unused]] const auto add = [&]<class T>(const T& argument) {
      if constexpr (detail::kIsBuffer<T>) {
        buffers[buffer++] = argument.get();
      } else {
        using Value = std::conditional_t<std::same_as<T, bool>, bool8, T>;
        scalars[scalar++] = detail::ToC<Value>(detail::Plain(argument));
      }
    };
    (add(arguments), ...);
    const Status status(holo_program_launch(executor.get(), handle_, buffers.data(), static_cast<int32_t>(kBuffers),
                                            scalars.data(), static_cast<int32_t>(kScalars), lanes, results.data(),
                                            static_cast<int32_t>(sizeof...(Results))));
    return Answer<Results...>(status, results, std::index_sequence_for<Results...>());
  }

#ifdef __cpp_exceptions
  static Program from_text(const std::string& text) {
    holo_diagnostics diagnostics = HOLO_DIAGNOSTICS_INIT;
    return Made(try_from_text(text.c_str(), &diagnostics), diagnostics);
  }
  static Program from_expression(const std::string& expression, const std::string& parameters) {
    holo_diagnostics diagnostics = HOLO_DIAGNOSTICS_INIT;
    return Made(try_from_expression(expression.c_str(), parameters.c_str(), &diagnostics), diagnostics);
  }

  holo_program_info info() const { return try_info().value(); }
  holo_program_parameter parameter(int32_t index) const { return try_parameter(index).value(); }

  std::string to_text() const {
    std::string text(static_cast<size_t>(try_to_text({}).value()), '\0');
    try_to_text(text).value();
    text.pop_back();
    return text;
  }

  template <Element... Results, detail::LaunchArgument... Arguments>
  auto launch(const Executor& executor, int64_t lanes, const Arguments&... arguments) const {
    auto answer = try_launch<Results...>(executor, lanes, arguments...);
    if constexpr (sizeof...(Results) == 0) {
      detail::Check(answer.code());
    } else {
      return std::move(answer).value();
    }
  }
#endif

 private:
#ifdef __cpp_exceptions
  static Program Made(Result<Program> made, const holo_diagnostics& diagnostics) {
    if (!made && diagnostics.line > 0) throw ProgramError(made.status().code(), diagnostics);
    return std::move(made).value();
  }
#endif

  // HOLO_ERROR_DTYPE if a result is of another type.
  template <class... Results, size_t... kIndices>
  static auto Answer(Status status, const std::array<holo_scalar, sizeof...(Results) + 1>& results,
                     std::index_sequence<kIndices...> /*numbers*/) noexcept {
    if constexpr (sizeof...(Results) == 0) {
      return status;
    } else {
      using Values = typename detail::LaunchResult<Results...>::type;
      if (!status) return Result<Values>(status);
      const bool fit = ((results[kIndices].dtype == kDtypeOf<Results>)&&...);
      if (!fit) return Result<Values>(Status(HOLO_ERROR_DTYPE));
      return Result<Values>(Values(detail::FromC<Results>(results[kIndices])...));
    }
  }

  holo_program handle_ = nullptr;
};

}  // namespace hologram

#endif  // HOLOGRAM_PROGRAM_HPP_

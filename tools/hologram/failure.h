// failure.h — the two ways a command ends early, each with its exit code.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_FAILURE_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_FAILURE_H_

#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>

namespace hologram::cli {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailure = 1;
inline constexpr int kExitUsage = 2;

// The command was right, but could not be done.
struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// The command line asks for something that there is not.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// The failure of a system call just made: "<what>: No such file or directory".
inline Failure SystemFailure(const std::string& what) {
  return Failure(what + ": " + std::generic_category().message(errno));
}

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_FAILURE_H_

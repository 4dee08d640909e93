// temp_file.cc — makes the file with mkostemp, renames it at the end, and removes it if a signal comes first.
#include "temp_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <climits>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "failure.h"

namespace hologram::cli {
namespace {

// The temporary file's name, where the signal handler finds it; "" if there is none.
char g_path[PATH_MAX];

constexpr int kSignals[] = {SIGHUP, SIGINT, SIGTERM, SIGXCPU, SIGXFSZ, SIGBUS};

// A mapped file that another program truncates, or a disk that fails, is met as SIGBUS.
void RemoveAndDie(int signal_number) {
  if (g_path[0] != '\0') unlink(g_path);
  if (signal_number == SIGBUS) {
    constexpr std::string_view kMessage = "hologram: a file shrank while it was read, or its disk failed\n";
    [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, kMessage.data(), kMessage.size());
    _exit(kExitFailure);
  }
  std::signal(signal_number, SIG_DFL);
  std::raise(signal_number);
}

void CatchSignals() {
  for (const int signal_number : kSignals) {
    struct sigaction action = {};
    if (sigaction(signal_number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN) continue;
    action = {};
    action.sa_handler = RemoveAndDie;
    sigemptyset(&action.sa_mask);
    sigaction(signal_number, &action, nullptr);
  }
}

// The permissions that a new file gets.
mode_t DefaultMode() {
  const mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

// Where the file goes, links resolved, and the permissions it gets: those of the file that it replaces.
std::string FindPlace(const std::string& target, mode_t* mode) {
  struct stat status = {};
  *mode = DefaultMode();
  if (stat(target.c_str(), &status) != 0) {
    if (errno != ENOENT) throw SystemFailure(target);
    return target;
  }
  if (S_ISDIR(status.st_mode)) throw Failure(target + ": is a directory");
  if (!S_ISREG(status.st_mode)) throw Failure(target + ": is not a regular file");
  if (access(target.c_str(), W_OK) != 0) throw SystemFailure(target);
  *mode = status.st_mode & 07777;
  std::error_code error;
  const std::filesystem::path resolved = std::filesystem::canonical(target, error);
  return error ? target : resolved.string();
}

}  // namespace

TempFile::TempFile(const std::string& target) : target_(target) {
  mode_t mode = 0;
  place_ = FindPlace(target, &mode);
  const std::filesystem::path place(place_);
  if (!place.has_filename()) throw Failure(target + ": is no file name");
  // The name is kept short, so that one of the greatest length still has room for a temporary one.
  const std::string name = (place.parent_path() / ".hologram-XXXXXX").string();
  if (name.size() >= sizeof(g_path)) throw Failure(target + ": the path is too long");

  CatchSignals();
  g_path[name.copy(g_path, sizeof(g_path) - 1)] = '\0';
  fd_ = mkostemp(g_path, O_CLOEXEC);
  if (fd_ < 0) {
    g_path[0] = '\0';
    throw SystemFailure(target);
  }
  fchmod(fd_, mode);
}

TempFile::~TempFile() {
  if (fd_ < 0) return;
  unlink(g_path);
  g_path[0] = '\0';
  close(fd_);
}

void TempFile::Commit() {
  const int fd = fd_;
  if (std::rename(g_path, place_.c_str()) != 0) throw SystemFailure(target_);
  g_path[0] = '\0';
  fd_ = -1;
  if (close(fd) != 0) throw SystemFailure(target_);
}

}  // namespace hologram::cli

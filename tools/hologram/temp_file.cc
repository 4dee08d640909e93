// temp_file.cc — makes files with mkostemp, renames them at the end, and removes them if a signal comes first.
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

// The temporary files' names, where the signal handler finds them; "" where there is none.
char g_paths[TempFile::kLimit][PATH_MAX];

constexpr int kSignals[] = {SIGHUP, SIGINT, SIGTERM, SIGXCPU, SIGXFSZ, SIGBUS};

// A mapped file that another program truncates, or a disk that fails, is met as SIGBUS.
void RemoveAndDie(int signal_number) {
  for (const char* path : g_paths) {
    if (path[0] != '\0') unlink(path);
  }
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

char* FreePath() {
  for (char* path : g_paths) {
    if (path[0] == '\0') return path;
  }
  throw Failure("too many files are written at once");
}

}  // namespace

TempFile::TempFile(const std::string& target) : target_(target) {
  mode_t mode = 0;
  place_ = FindPlace(target, &mode);
  const std::filesystem::path place(place_);
  if (!place.has_filename()) throw Failure(target + ": is no file name");
  // The name is kept short, so that one of the greatest length still has room for a temporary one.
  const std::string name = (place.parent_path() / ".hologram-XXXXXX").string();
  if (name.size() >= PATH_MAX) throw Failure(target + ": the path is too long");

  CatchSignals();
  path_ = FreePath();
  path_[name.copy(path_, PATH_MAX - 1)] = '\0';
  fd_ = mkostemp(path_, O_CLOEXEC);
  if (fd_ < 0) {
    path_[0] = '\0';
    throw SystemFailure(target);
  }
  fchmod(fd_, mode);
}

TempFile::~TempFile() {
  if (fd_ < 0) return;
  unlink(path_);
  path_[0] = '\0';
  close(fd_);
}

void TempFile::Commit() {
  const int fd = fd_;
  if (std::rename(path_, place_.c_str()) != 0) throw SystemFailure(target_);
  path_[0] = '\0';
  fd_ = -1;
  if (close(fd) != 0) throw SystemFailure(target_);
}

}  // namespace hologram::cli

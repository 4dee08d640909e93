// temp_file.h — a file that takes its name only when it is complete.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_TEMP_FILE_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_TEMP_FILE_H_

#include <string>

namespace hologram::cli {

// Stands beside its target under a hidden name until `Commit` moves it there. Without that it is removed: by the
// destructor, and when a signal ends the program.
class TempFile {
 public:
  static constexpr int kLimit = 64;  // of those that exist at a time: a program has no more parameters

  explicit TempFile(const std::string& target);
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;
  ~TempFile();

  int fd() const { return fd_; }
  const std::string& target() const { return target_; }

  // Replaces what was at the target, in one step.
  void Commit();

 private:
  std::string target_;    // as the user wrote it
  std::string place_;     // with symbolic links resolved
  char* path_ = nullptr;  // where it stands
  int fd_ = -1;
};

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_TEMP_FILE_H_

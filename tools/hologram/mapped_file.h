// mapped_file.h — files as memory: one that is read, and one that is being made.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_MAPPED_FILE_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_MAPPED_FILE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "temp_file.h"

namespace hologram::cli {

// A whole file, to read.
class MappedFile {
 public:
  explicit MappedFile(const std::string& path);
  MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
  MappedFile& operator=(MappedFile&&) = delete;
  ~MappedFile();

  std::string_view bytes() const { return bytes_; }

  // Says that it is not read from front to back, which the system else expects.
  void ReadInAnyOrder() const;

  // Gives the memory of the bytes [begin, end) back to the system; they are read again when they are needed again.
  void Drop(int64_t begin, int64_t end) const;

 private:
  std::string_view bytes_;
};

// A temporary file given its full size at once, to write; the disk space is reserved before a byte is written.
class MappedOutput {
 public:
  MappedOutput(const TempFile& file, int64_t size_bytes);
  MappedOutput(const MappedOutput&) = delete;
  MappedOutput& operator=(const MappedOutput&) = delete;
  ~MappedOutput();

  char* data() { return data_; }

  // Gives the memory of the bytes [begin, end) back to the system, which writes them to the file.
  void Drop(int64_t begin, int64_t end) const;

 private:
  char* data_ = nullptr;
  size_t size_bytes_ = 0;
};

// Memory in a file without a name, so that it may be larger than the machine's. The file is in the directory TMPDIR,
// by default /var/tmp, and goes with the object or the process.
class ScratchFile {
 public:
  explicit ScratchFile(int64_t size_bytes);
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  ~ScratchFile();

  char* data() { return data_; }
  void Drop(int64_t begin, int64_t end) const;

 private:
  char* data_ = nullptr;
  size_t size_bytes_ = 0;
};

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_MAPPED_FILE_H_

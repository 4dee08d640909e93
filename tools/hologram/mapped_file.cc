// mapped_file.cc — maps files with mmap, so that arrays larger than memory are paged in and out by the system.
#include "mapped_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "failure.h"

namespace hologram::cli {
namespace {

// A descriptor that is closed at the end of the block.
struct OpenFile {
  explicit OpenFile(const std::string& path) : fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  OpenFile(const OpenFile&) = delete;
  ~OpenFile() {
    if (fd >= 0) close(fd);
  }
  const int fd;
};

}  // namespace

MappedFile::MappedFile(const std::string& path) {
  const OpenFile file(path);
  if (file.fd < 0) throw SystemFailure(path);
  struct stat status = {};
  if (fstat(file.fd, &status) != 0) throw SystemFailure(path);
  if (S_ISDIR(status.st_mode)) throw Failure(path + ": is a directory");
  if (!S_ISREG(status.st_mode)) throw Failure(path + ": is not a regular file; save it as one first");
  if (status.st_size == 0) return;

  const size_t size_bytes = static_cast<size_t>(status.st_size);
  void* data = mmap(nullptr, size_bytes, PROT_READ, MAP_PRIVATE, file.fd, 0);
  if (data == MAP_FAILED) throw SystemFailure(path + ": cannot be mapped");
  bytes_ = {static_cast<const char*>(data), size_bytes};
  madvise(data, size_bytes, MADV_SEQUENTIAL);
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

MappedOutput::MappedOutput(const TempFile& file, int64_t size_bytes) : size_bytes_(static_cast<size_t>(size_bytes)) {
  errno = posix_fallocate(file.fd(), 0, size_bytes);
  if (errno == EOPNOTSUPP || errno == EINVAL) errno = ftruncate(file.fd(), size_bytes) == 0 ? 0 : errno;
  if (errno != 0) throw SystemFailure(fmt::format("{}: cannot reserve {} bytes", file.target(), size_bytes));
  void* data = mmap(nullptr, size_bytes_, PROT_READ | PROT_WRITE, MAP_SHARED, file.fd(), 0);
  if (data == MAP_FAILED) throw SystemFailure(file.target() + ": cannot be mapped");
  data_ = static_cast<char*>(data);
}

MappedOutput::~MappedOutput() { munmap(data_, size_bytes_); }

}  // namespace hologram::cli

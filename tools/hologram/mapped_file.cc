// mapped_file.cc — maps files with mmap, so that arrays larger than memory are paged in and out by the system.
#include "mapped_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "failure.h"

namespace hologram::cli {
namespace {

// A descriptor that is closed at the end of the block.
struct OpenFile {
  explicit OpenFile(int descriptor) : fd(descriptor) {}
  OpenFile(const OpenFile&) = delete;
  ~OpenFile() {
    if (fd >= 0) close(fd);
  }
  const int fd;
};

// Gives a file `size_bytes` of disk space and maps them.
char* ReserveAndMap(int fd, int64_t size_bytes, const std::string& name) {
  errno = posix_fallocate(fd, 0, size_bytes);
  if (errno == EOPNOTSUPP || errno == EINVAL) errno = ftruncate(fd, size_bytes) == 0 ? 0 : errno;
  if (errno != 0) throw SystemFailure(fmt::format("{}: cannot reserve {} bytes", name, size_bytes));
  void* data = mmap(nullptr, static_cast<size_t>(size_bytes), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (data == MAP_FAILED) throw SystemFailure(name + ": cannot be mapped");
  return static_cast<char*>(data);
}

// Unmaps all pages that lie before `end` and do not lie before `begin`. Of a file's mapping this loses nothing.
void DropPages(const char* data, int64_t begin, int64_t end) {
  const int64_t page = sysconf(_SC_PAGESIZE);
  const int64_t first = begin / page * page, last = end / page * page;
  if (last > first) madvise(const_cast<char*>(data) + first, static_cast<size_t>(last - first), MADV_DONTNEED);
}

}  // namespace

MappedFile::MappedFile(const std::string& path) {
  const OpenFile file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
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

void MappedFile::ReadInAnyOrder() const {
  if (!bytes_.empty()) madvise(const_cast<char*>(bytes_.data()), bytes_.size(), MADV_NORMAL);
}

void MappedFile::Drop(int64_t begin, int64_t end) const { DropPages(bytes_.data(), begin, end); }

MappedOutput::MappedOutput(const TempFile& file, int64_t size_bytes)
    : data_(ReserveAndMap(file.fd(), size_bytes, file.target())), size_bytes_(static_cast<size_t>(size_bytes)) {}

MappedOutput::~MappedOutput() { munmap(data_, size_bytes_); }

void MappedOutput::Drop(int64_t begin, int64_t end) const { DropPages(data_, begin, end); }

ScratchFile::ScratchFile(int64_t size_bytes) : size_bytes_(static_cast<size_t>(size_bytes)) {  // more than 0
  const char* directory = std::getenv("TMPDIR");
  std::string name =
      std::string(directory != nullptr && *directory != '\0' ? directory : "/var/tmp") + "/hologram-XXXXXX";
  const int fd = mkostemp(name.data(), O_CLOEXEC);
  if (fd < 0) throw SystemFailure(name + ": no room for a temporary array");
  unlink(name.c_str());
  const OpenFile file(fd);
  data_ = ReserveAndMap(fd, size_bytes, name);
}

ScratchFile::~ScratchFile() { munmap(data_, size_bytes_); }

void ScratchFile::Drop(int64_t begin, int64_t end) const { DropPages(data_, begin, end); }

}  // namespace hologram::cli

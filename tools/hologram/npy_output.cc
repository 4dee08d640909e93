// npy_output.cc — a temporary file, mapped, with a header in front.
#include "npy_output.h"

#include <cstring>
#include <utility>

#include "failure.h"
#include "npy.h"

namespace hologram::cli {

NpyOutput::NpyOutput(const std::string& path, holo_dtype dtype, bool fortran_order, const std::vector<int64_t>& shape)
    : file_(path), element_bytes_(holo_dtype_size(dtype)) {
  const std::string header = FormatNpyHeader(dtype, fortran_order, shape);
  header_bytes_ = static_cast<int64_t>(header.size());
  bool overflow = false;
  for (const int64_t n : shape) overflow = __builtin_mul_overflow(count_, n, &count_) || overflow;
  int64_t size_bytes = 0;
  if (overflow || __builtin_mul_overflow(count_, element_bytes_, &size_bytes) ||
      __builtin_add_overflow(size_bytes, header_bytes_, &size_bytes)) {
    throw Failure(path + ": would be impossibly large");
  }
  memory_.emplace(file_, size_bytes);
  std::memcpy(memory_->data(), header.data(), header.size());
}

char* NpyOutput::data() { return memory_->data() + header_bytes_; }

void NpyOutput::Drop(int64_t end) {
  const int64_t end_bytes = header_bytes_ + end * element_bytes_;
  memory_->Drop(std::exchange(dropped_, end_bytes), end_bytes);
}

void NpyOutput::Commit() {
  memory_.reset();
  file_.Commit();
}

}  // namespace hologram::cli

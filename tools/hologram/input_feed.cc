// input_feed.cc — views of mapped files, and chunks that are filled with generated elements or one number.
#include "input_feed.h"

#include <algorithm>

namespace hologram::cli {
namespace {

const void* DataOf(const Operand& operand) { return operand.file->bytes().data() + operand.array.data_offset; }

// What a generated array makes of every chunk, if all are the same.
bool IsConstant(const GeneratedArray& array) { return array.recipe == Recipe::kZeros || array.recipe == Recipe::kOnes; }

}  // namespace

InputFeed::InputFeed(const Executor& executor, const ApplyJob& job, size_t k, int64_t chunk)
    : operand_(job.operands[k]) {
  if (operand_.file) {
    buffer_ = WrapReadOnly(executor, operand_.dtype(), job.count, DataOf(operand_));
    return;
  }
  buffer_ = MakeBuffer(executor, job.types.input_dtypes[k], std::min(chunk, job.count));
  if (operand_.generated) {
    generator_.emplace(executor, *operand_.generated);
  } else {
    Check(holo_buffer_fill(buffer_.get(), &job.scalars[k]));
    filled_ = true;
  }
}

holo_buffer InputFeed::Chunk(int64_t offset, int64_t count) {
  if (operand_.file) {
    view_ = View(buffer_, offset, count);
    return view_.get();
  }
  if (!filled_) generator_->Fill(buffer_, offset, count);
  filled_ = filled_ || IsConstant(*operand_.generated);
  return buffer_.get();
}

void InputFeed::Drop(int64_t end) {
  if (!operand_.file) return;
  const int64_t end_bytes = operand_.array.data_offset + end * holo_dtype_size(operand_.dtype());
  operand_.file->Drop(dropped_, end_bytes);
  dropped_ = end_bytes;
}

WholeInput::WholeInput(const Executor& executor, const Operand& operand, bool quiet) {
  const int64_t all = operand.count();
  if (operand.file) {
    buffer_ = WrapReadOnly(executor, operand.dtype(), all, DataOf(operand));
    return;
  }
  const int64_t element_bytes = holo_dtype_size(operand.dtype());
  scratch_ = std::make_unique<ScratchFile>(std::max<int64_t>(all * element_bytes, 1));
  buffer_ = Wrap(executor, operand.dtype(), all, scratch_->data());
  Generator generator(executor, *operand.generated);
  Progress progress(operand.text, all, quiet);
  constexpr int64_t kPart = int64_t{1} << 20;
  for (int64_t offset = 0; offset < all; offset += kPart) {
    const int64_t count = std::min(kPart, all - offset);
    generator.Fill(View(buffer_, offset, count), offset, count);
    progress.Update(offset + count);
    scratch_->Drop(offset * element_bytes, (offset + count) * element_bytes);
  }
}

}  // namespace hologram::cli

// input_feed.h — an operand as buffers: of a chunk at a time, or of all of it.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_INPUT_FEED_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_INPUT_FEED_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "api.h"
#include "apply_job.h"
#include "mapped_file.h"
#include "progress.h"

namespace hologram::cli {

// Holds at most one chunk of its operand in memory.
class InputFeed {
 public:
  // For operand `k` of the job, in chunks of at most `chunk` elements.
  InputFeed(const Executor& executor, const ApplyJob& job, size_t k, int64_t chunk);

  // A buffer that begins with the elements [offset, offset + count). It is good until the next call.
  holo_buffer Chunk(int64_t offset, int64_t count);

  // Gives back the memory of what stands before `end`.
  void Drop(int64_t end);

 private:
  const Operand& operand_;
  Buffer buffer_;  // the whole file, or one chunk
  Buffer view_;
  std::optional<Generator> generator_;
  bool filled_ = false;  // with what is the same in every chunk
  int64_t dropped_ = 0;
};

// All elements of an operand that is no number; of a generated one in a scratch file, with progress.
class WholeInput {
 public:
  WholeInput(const Executor& executor, const Operand& operand, bool quiet);

  holo_buffer get() const { return buffer_.get(); }

 private:
  std::unique_ptr<ScratchFile> scratch_;
  Buffer buffer_;
};

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_INPUT_FEED_H_

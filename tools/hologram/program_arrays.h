// program_arrays.h — the arrays of a launch: files that are read where they are, and files that are made.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_PROGRAM_ARRAYS_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_PROGRAM_ARRAYS_H_

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

#include "api.h"
#include "mapped_file.h"
#include "npy.h"
#include "npy_output.h"

namespace hologram::cli {

class ProgramArrays {
 public:
  explicit ProgramArrays(const Executor& executor) : executor_(executor) {}

  void Read(const holo_program_parameter& parameter, const std::string& path);

  // As many as the arrays that were read have elements, or as `wish` says.
  int64_t Lanes(const std::string& wish) const;

  // Whether each array has an element for each of so many lanes.
  bool HaveElements(int64_t lanes) const;

  // As many elements as lanes, in the first array's shape if it has as many; of one that is read, too, its elements.
  void Make(const holo_program_parameter& parameter, const std::string& path, int64_t lanes);

  holo_buffer Get(const std::string& name) const { return Whole(name).get(); }
  Buffer Chunk(const std::string& name, int64_t offset, int64_t count) const {
    return View(Whole(name), offset, count);
  }

  // Gives back the memory of all elements before `end`, which are done with.
  void Drop(int64_t end);

  void Commit();

 private:
  struct Input {
    MappedFile file;
    NpyArray array;
  };

  const Buffer& Whole(const std::string& name) const;

  const Executor& executor_;
  std::deque<Input> inputs_;
  std::deque<NpyOutput> outputs_;
  std::map<std::string, Buffer> read_, made_;
  std::map<std::string, int64_t> counts_;
  int64_t dropped_ = 0;
};

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_PROGRAM_ARRAYS_H_

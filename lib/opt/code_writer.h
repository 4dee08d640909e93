// code_writer.h — instructions one after another, with as many registers and predicates as they like.
#ifndef HOLOGRAM_OPT_CODE_WRITER_H_
#define HOLOGRAM_OPT_CODE_WRITER_H_

#include <vector>

#include "isa/instructions.h"
#include "opt/graph.h"

namespace hologram::opt {

class CodeWriter {
 public:
  // What would be too much is dropped.
  bool is_too_long() const { return is_too_long_; }
  std::vector<isa::Instruction>& code() { return code_; }
  int32_t Here() const { return static_cast<int32_t>(code_.size()); }

  void Append(const isa::Instruction& instruction);
  void AppendMove(const isa::Value& to, const isa::Value& from, holo_dtype dtype);

  // A register or predicate that was never used.
  isa::Value NewPlace(holo_dtype dtype);
  // The value in a register.
  isa::Value InRegister(const isa::Value& value, holo_dtype dtype);

  // Branches around what comes up to EndSkip, in lanes where `condition`, which is node `skip`, is set; of kNone not at all.
  // What was just branched around for the same node is joined.
  int32_t BeginSkip(Ref skip, const isa::Value& condition);
  void EndSkip(int32_t branch);

  // The body is what comes up to EndLoop.
  int32_t BeginLoop(const isa::Value& count);
  void EndLoop(int32_t loop);

 private:
  bool is_too_long_ = false;
  std::vector<isa::Instruction> code_;
  int16_t register_count_ = 0;
  int16_t predicate_count_ = 0;
  Ref last_skip_ = kNone;
  int32_t last_branch_ = -1;
};

}  // namespace hologram::opt

#endif  // HOLOGRAM_OPT_CODE_WRITER_H_

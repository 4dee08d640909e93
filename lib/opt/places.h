// places.h — the variables of a program: registers, predicates, and the elements that its lanes store to.
#ifndef HOLOGRAM_OPT_PLACES_H_
#define HOLOGRAM_OPT_PLACES_H_

#include <cstdint>
#include <vector>

#include "isa/instructions.h"

namespace hologram::opt {

// An element of a buffer, by lane: no other lane and no other place has it (the verifier sees to that, CheckLaunch to
// strides that are scalars), so it is like a register.
struct Place {
  isa::Address address;
  holo_dtype dtype;
};

// Variables are numbered: registers by what they hold, predicates, and two for each place: its value, and whether it was
// stored to. (A register that holds another type for a while, in some lanes, may be read as what it held in the others.)
class Places {
 public:
  static constexpr int32_t kFirst = isa::kRegisters * base::kDtypeLimit;

  explicit Places(const isa::Program& program);

  const std::vector<Place>& all() const { return places_; }
  int32_t variable_count() const { return kFirst + 2 * static_cast<int32_t>(places_.size()); }

  // Of the value; -1 if nothing is stored to the address.
  int32_t VariableOf(const isa::Address& address) const;
  // Of a register, or of a predicate by its type.
  static int32_t VariableOf(const isa::Value& value, holo_dtype dtype) { return dtype * isa::kRegisters + value.index; }

  // The variables that are written from a loop's instruction up to its end.
  const std::vector<int32_t>& WrittenIn(int32_t loop) const { return written_[static_cast<size_t>(loop)]; }

 private:
  void FindPlaces(const isa::Program& program);
  void FindWritten(const isa::Program& program);

  std::vector<Place> places_;                  // in order
  std::vector<std::vector<int32_t>> written_;  // by instruction
};

}  // namespace hologram::opt

#endif  // HOLOGRAM_OPT_PLACES_H_

// graph.h — a program as values and what they are computed of: SSA without an order, each value once.
//
// Nodes are made by functions that first try the rules of fold.h, then look for a node that is the same: what they return
// is the simplest form known of the value. Inputs are older than their node, so ascending numbers are an order; only a
// phi's next value is younger, and it is kept with the loop.
#ifndef HOLOGRAM_OPT_GRAPH_H_
#define HOLOGRAM_OPT_GRAPH_H_

#include <cstdint>
#include <span>
#include <vector>

#include "isa/instructions.h"
#include "opt/canonical.h"

namespace hologram::opt {

// The number of a node. kNone: no value, or one that no lane reads.
using Ref = int32_t;
inline constexpr Ref kNone = -1;

inline constexpr int32_t kNoLoop = -1;

enum class NodeKind : uint8_t {
  kConstant,
  kScalar,  // a scalar parameter
  kLane,
  kLanes,
  kIteration,  // of `loop`
  kPhi,        // variable `slot` of `loop`, at the beginning of a round
  kFinal,      // the same after the last round
  kLoad,       // the element lane * inputs[0] + inputs[1] of a buffer, as it was before the program
  kGather,     // the element inputs[0] of a buffer; 0 in lanes where inputs[1], if there is one, is set
  kMap,
  kConvert,
  kSet,
  kSelect
};

struct Node {
  NodeKind kind = NodeKind::kConstant;
  int8_t input_count = 0;
  int16_t parameter = 0;
  holo_op op = 0;
  holo_dtype dtype = 0;  // as of an instruction
  holo_dtype result = 0;
  Ref inputs[3] = {kNone, kNone, kNone};
  int32_t loop = kNoLoop;  // of a gather: in which it must run
  int32_t slot = 0;
  uint64_t bits = 0;  // of a constant
  // What follows from the others.
  int32_t home = kNoLoop;  // the innermost loop that it changes in
  int32_t line = 0;        // where it came up first
  double cost = 0;
  bool is_clean = false;  // of bool8: 0 or 1; a byte that was loaded, or given, may be any

  bool SameAs(const Node& other) const;
};

// A variable of a loop.
struct Variable {
  int32_t number;  // of the register, predicate, or place in memory: as Lift counts them
  Ref phi;
  Ref init;  // kNone: none has a value before the first round
  Ref next;
};

struct LoopOf {
  int32_t parent = kNoLoop;
  int32_t depth = 0;
  isa::Value count;
  bool runs = false;         // at least once, if a lane comes there
  int32_t needed_depth = 0;  // of the innermost loop around it on which it depends, 0 for none
  std::vector<Variable> variables;
};

class Graph {
 public:
  Graph(ConstantArithmetic compute, bool fast_math, std::vector<Firing>* fired)
      : compute_(compute), fast_math_(fast_math), fired_(fired) {
    Grow();
  }

  const Node& operator[](Ref ref) const { return nodes_[static_cast<size_t>(ref)]; }
  Ref size() const { return static_cast<Ref>(nodes_.size()); }
  const LoopOf& Loop(int32_t loop) const { return loops_[static_cast<size_t>(loop)]; }
  LoopOf& Loop(int32_t loop) { return loops_[static_cast<size_t>(loop)]; }
  int32_t loop_count() const { return static_cast<int32_t>(loops_.size()); }

  Ref Constant(holo_dtype dtype, uint64_t bits);
  // The number as an element of `dtype`; integers wrap.
  Ref Number(holo_dtype dtype, double number);
  Ref True() { return Constant(isa::kPredicateType, 1); }
  Ref False() { return Constant(isa::kPredicateType, 0); }
  Ref Scalar(int16_t parameter, holo_dtype dtype);
  Ref Lane();
  Ref Lanes();
  Ref Iteration(int32_t loop);
  Ref Load(int16_t parameter, holo_dtype dtype, Ref stride, Ref offset);
  Ref Gather(int16_t parameter, holo_dtype dtype, Ref index, Ref skip, int32_t loop);
  Ref Map(holo_op op, holo_dtype dtype, Ref a, Ref b = kNone, Ref c = kNone);
  Ref Convert(holo_op op, holo_dtype dtype, Ref a);
  Ref Set(holo_op op, holo_dtype dtype, Ref a, Ref b);
  Ref Select(Ref condition, Ref a, Ref b);
  Ref Not(Ref a);
  Ref And(Ref a, Ref b);
  Ref Or(Ref a, Ref b);
  Ref Operand(const isa::Value& uniform, holo_dtype dtype);

  int32_t AddLoop(int32_t parent, const isa::Value& count);
  // Its phi, kNone without an `init`.
  Ref AddVariable(int32_t loop, int32_t number, Ref init);
  void SetNext(int32_t loop, int32_t slot, Ref next);
  // After the next values of all the loop's variables are known.
  Ref Final(int32_t loop, int32_t slot);
  // The loop around `loop`, or itself, that is so deep.
  int32_t Around(int32_t loop, int32_t depth) const;
  int32_t DepthOf(int32_t loop) const { return loop == kNoLoop ? 0 : Loop(loop).depth; }

  bool IsConstant(Ref ref) const { return (*this)[ref].kind == NodeKind::kConstant; }
  bool IsNumber(Ref ref, double number) const;
  bool Is(Ref ref, holo_op op) const;

  uint64_t Compute(holo_op op, holo_dtype dtype, const uint64_t* inputs) const { return compute_(op, dtype, inputs); }
  void SetLine(int32_t line) { line_ = line; }
  // Of the rules: that one lowered a cost.
  void Note(const char* rule, double before, Ref after);

 private:
  struct Entry {
    Ref ref = kNone;
    uint32_t tag = 0;  // of the hash, the high bits
  };

  Ref Add(Node node);
  // The node as it is, or the one that is the same.
  Ref Intern(Node node);
  // That one, if there is one.
  Ref Find(const Node& node);
  // Its place in the table.
  Entry* Slot(const Node& node, uint64_t hash);
  void FindHome(Node* node);
  // That `loop`, and with it those around it, depends on what changes in the loop around it that is so deep.
  void Need(int32_t loop, int32_t depth);
  void Grow();

  ConstantArithmetic compute_;
  bool fast_math_;
  std::vector<Firing>* fired_;
  std::vector<Node> nodes_;
  std::vector<LoopOf> loops_;
  std::vector<Entry> table_;  // open addressing; a power of two long
  int32_t line_ = 0;
};

// Mixes a number into a hash: the multiplication and shift of MurmurHash3's finalizer.
constexpr uint64_t Mix(uint64_t hash, uint64_t with) {
  hash = (hash ^ with) * 0xff51afd7ed558ccd;
  return hash ^ (hash >> 33);
}

// `number` as an element of `dtype`.
uint64_t NumberBits(holo_dtype dtype, double number);

}  // namespace hologram::opt

#endif  // HOLOGRAM_OPT_GRAPH_H_

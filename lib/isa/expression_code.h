// expression_code.h — trees of expressions as instructions, whose registers are numbered without end until all are known.
#ifndef HOLOGRAM_ISA_EXPRESSION_CODE_H_
#define HOLOGRAM_ISA_EXPRESSION_CODE_H_

#include <initializer_list>
#include <vector>

#include "isa/expression_tree.h"

namespace hologram::isa {

class ExpressionCode {
 public:
  explicit ExpressionCode(std::vector<Instruction>* code) : code_(*code) {}

  Value Load(const Token& place, holo_dtype dtype, int16_t parameter);
  // A condition's value is in a predicate or, as an element, in a register.
  Value Compute(const ExpressionTree& tree, int node);
  void Store(const Token& place, holo_dtype dtype, Value value, int16_t parameter);
  // Of a tree that is a reduction.
  void Reduce(const ExpressionTree& tree, int node, int16_t parameter);
  void Exit();

  // A condition as an element; what is none as it is.
  Value AsElement(const Token& place, Value value);

  // Whether there are more instructions than a program has: then nothing is computed any more.
  bool IsFull() const { return code_.size() > kMaxInstructions; }

 private:
  // What has been computed of a node, and what its inputs have become.
  struct Frame {
    explicit Frame(int node_number) : node(node_number) {}

    int node;
    int next = 0;
    Value inputs[3];
  };

  Instruction& Add(const Token& place, Kind kind, holo_op op, holo_dtype dtype);
  Value Result(Instruction& instruction, ValueKind kind);
  Value AsCondition(const Token& place, Value value);
  Value Emit(const ExpressionTree& tree, const Node& node, const Value* inputs);
  Value EmitMap(const ExpressionTree& tree, const Node& node, const Value* inputs);
  Value EmitPower(const Node& node, Value base);
  Value Apply(const Token& place, holo_op op, holo_dtype dtype, std::initializer_list<Value> inputs);

  std::vector<Instruction>& code_;
  int16_t registers_ = 0, predicates_ = 0;
};

}  // namespace hologram::isa

#endif  // HOLOGRAM_ISA_EXPRESSION_CODE_H_

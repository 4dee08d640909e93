// expression_tree.h — one expression as a tree, and of which type each of its nodes is.
//
// Values of operands have the types of parameters, a number has none of its own: it takes that of what it meets. So does what
// is made of numbers only, which waits for its type until it meets one. Nothing else changes its type by itself. Nodes stand
// behind those that they take.
#ifndef HOLOGRAM_ISA_EXPRESSION_TREE_H_
#define HOLOGRAM_ISA_EXPRESSION_TREE_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "isa/instructions.h"
#include "isa/lexer.h"
#include "ops/op_table.h"

namespace hologram::isa {

enum class NodeKind : uint8_t {
  kNumber,   // of `place`'s text, until it has a type
  kOperand,  // `value`
  kMap,      // an operation of ops.def, but for the two below
  kConvert,
  kPower,   // the input to the power of the whole number `exponent`
  kLogic,   // and, or, not of conditions, that is of bool8
  kReduce,  // of all lanes
};

struct Node {
  NodeKind kind = NodeKind::kNumber;
  holo_dtype dtype = 0;  // 0: none yet
  Token place;
  Value value;
  const ops::OpRow* row = nullptr;
  int8_t input_count = 0;
  int8_t exponent = 0;
  bool is_negative = false;
  int16_t need = 0;  // how many values are held at once while it is computed
  int32_t inputs[3] = {};
};

// Of every expression of a text together.
inline constexpr int kMaxNodes = 4 * kMaxInstructions;

class ExpressionTree {
 public:
  // A node's number, or this: then `diagnosis` says what is wrong.
  static constexpr int kNone = -1;

  explicit ExpressionTree(Diagnosis* diagnosis) : diagnosis_(*diagnosis) {}

  int Number(const Token& place);
  int Operand(const Token& place, Value value, holo_dtype dtype);
  // A map, a comparison or a conversion.
  int Map(const Token& place, const ops::OpRow& row, std::span<const int> inputs);
  int Logic(const Token& place, holo_op op, std::span<const int> inputs);
  int Power(const Token& place, int base, int exponent);
  int Negative(const Token& place, int input);
  int Reduction(const Token& place, const ops::OpRow& row, int input);

  // Gives a type to what has none; that it has this one.
  bool Want(int node, holo_dtype dtype, const char* by);

  const Node& At(int node) const { return nodes_[static_cast<size_t>(node)]; }

  // All nodes, of which the last one stands for the expression; and such nodes put in again.
  const std::vector<Node>& nodes() const { return nodes_; }
  int Paste(const Token& place, const std::vector<Node>& nodes);

  // Before the next expression.
  void Clear() { nodes_.clear(); }

  int Fail(const Token& place, std::string message);

 private:
  Node& Mutable(int node) { return nodes_[static_cast<size_t>(node)]; }
  int Add(const Node& node);
  int AddOver(Node node, std::span<const int> inputs);
  bool AreValues(std::span<const int> inputs);
  bool CommonType(const Token& place, std::span<const int> inputs, holo_dtype* dtype);
  bool SetType(int node, holo_dtype dtype);
  bool SetTypeOfOne(int node, holo_dtype dtype);
  bool CheckTakes(const Token& place, const ops::OpRow& row, holo_dtype dtype);

  Diagnosis& diagnosis_;
  std::vector<Node> nodes_;
  int count_ = 0;  // those of earlier expressions, too
};

}  // namespace hologram::isa

#endif  // HOLOGRAM_ISA_EXPRESSION_TREE_H_

// fold.h — the rules by which values become simpler.
//
// A rule is a function under the line that says what it does; n is the node that is about to be made. It returns what is
// the same in every bit (any NaN being equal to any NaN) and costs less, or kNone. `CostOf` says what costs how much:
// since every rule lowers it, rewriting ends.
#ifndef HOLOGRAM_OPT_FOLD_H_
#define HOLOGRAM_OPT_FOLD_H_

#include <span>

#include "opt/graph.h"

namespace hologram::opt {

struct Rule {
  const char* name;
  Ref (*apply)(Graph& g, const Node& n);
};

// The rules for a node, in the order in which they are tried: those of its own operation, then those of its laws.
std::span<const Rule> RulesOf(const Node& node);
std::span<const Rule> LawRules();

// By room of operations.
std::span<const Rule> SumRules(holo_op op);
std::span<const Rule> ProductRules(holo_op op);
std::span<const Rule> OrderRules(holo_op op);
std::span<const Rule> SignRules(holo_op op);
std::span<const Rule> BitRules(holo_op op);
std::span<const Rule> PredicateRules(holo_op op);
std::span<const Rule> CompareRules();
std::span<const Rule> SelectRules();
std::span<const Rule> ConvertRules();

// Of floats of programs that say .fast_math: what is true of real numbers.
std::span<const Rule> FastRules(holo_op op);

// What the node costs, given its inputs.
double CostOf(const Graph& g, const Node& node);

// Whether a value, if it is of bool8, is known to be 0 or 1.
inline bool IsClean(const Graph& g, Ref ref) { return g[ref].is_clean; }

}  // namespace hologram::opt

#endif  // HOLOGRAM_OPT_FOLD_H_

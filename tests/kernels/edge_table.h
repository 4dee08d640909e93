// edge_table.h — integer operations at the edges of their types, with results that were written down and not computed:
// map_edges.inc, reduce_edges.inc and conversion_edges.inc, read.
//
// A row is an operation on a dtype; a line that begins with a space goes on with the row before:
//
//     # a comment
//     sub i8:           -128 1 = 127, 0 0 = 0
//     sum i8 among 0:   127*3 = 381
//
// A case is the inputs' elements and the result, divided by "="; numbers are decimal, of floats also nan, inf and
// hexadecimal, and stand for themselves: one that its dtype does not hold is an error. Inputs of a reduction have any
// number of elements ("127*3" is 127 127 127), those of two inputs in turns: a[0] b[0] a[1] b[1]; the row says what
// changes nothing `among` them.
#ifndef HOLOGRAM_TESTS_KERNELS_EDGE_TABLE_H_
#define HOLOGRAM_TESTS_KERNELS_EDGE_TABLE_H_

#include <string>
#include <string_view>
#include <vector>

#include "hologram/types.h"
#include "ops/op_table.h"
#include "support/elements.h"

namespace hologram::testing {

struct EdgeCase {
  std::string text;
  Elements in[ops::kMaxInputs];  // of a map one element each
  Elements want;
};

struct EdgeRow {
  const ops::OpRow* op = nullptr;
  holo_dtype dtype = 0;
  Elements among;  // of a reduction: one element
  std::vector<EdgeCase> cases;
};

// Throws std::invalid_argument, with the line, if the text is no such table.
std::vector<EdgeRow> ReadEdges(std::string_view text);

// All rows of the three tables.
const std::vector<EdgeRow>& AllEdges();

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_KERNELS_EDGE_TABLE_H_

// ops_by_family.h — expands HOLO_ADD_<family>(code, Functor, shape, types) for the rows of ops.def of one family.
//
// Included in the middle of a function, by a source that has defined HOLO_ADD_<family> for its own family. The others
// expand to nothing. A family that ops.def names must stand here.

#ifndef HOLO_ADD_elementwise
#define HOLO_ADD_elementwise(code, Functor, shape, types)
#endif
#ifndef HOLO_ADD_reduction
#define HOLO_ADD_reduction(code, Functor, shape, types)
#endif

#define MAP1 ops::Shape::kMap1
#define MAP2 ops::Shape::kMap2
#define MAP3 ops::Shape::kMap3
#define REDUCE1 ops::Shape::kReduce1
#define REDUCE2 ops::Shape::kReduce2
#define FLOATS ops::kFloats
#define NUMBERS ops::kNumbers

#define HOLO_OP(code, name, Functor, family, shape, types, result, flaws, ilaws, accuracy, formula, specials, summary) \
  HOLO_ADD_##family(code, Functor, shape, types)
#include "ops/ops.def"

#undef MAP1
#undef MAP2
#undef MAP3
#undef REDUCE1
#undef REDUCE2
#undef FLOATS
#undef NUMBERS
#undef HOLO_ADD_elementwise
#undef HOLO_ADD_reduction

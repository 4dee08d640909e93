// ops_by_family.h — expands HOLO_ADD_<family>(code, Functor, shape, types) for the rows of ops.def of one family.
//
// Included in the middle of a function that uses namespace ops::words, by a source that has defined HOLO_ADD_<family> for
// its own family. The others expand to nothing. A family that ops.def names must stand here.

#ifndef HOLO_ADD_elementwise
#define HOLO_ADD_elementwise(code, Functor, shape, types)
#endif
#ifndef HOLO_ADD_float_elementwise
#define HOLO_ADD_float_elementwise(code, Functor, shape, types)
#endif
#ifndef HOLO_ADD_comparison
#define HOLO_ADD_comparison(code, Functor, shape, types)
#endif
#ifndef HOLO_ADD_selection
#define HOLO_ADD_selection(code, Functor, shape, types)
#endif
#ifndef HOLO_ADD_bits
#define HOLO_ADD_bits(code, Functor, shape, types)
#endif
#ifndef HOLO_ADD_conversion
#define HOLO_ADD_conversion(code, Functor, shape, types)
#endif
#ifndef HOLO_ADD_reduction
#define HOLO_ADD_reduction(code, Functor, shape, types)
#endif
#ifndef HOLO_ADD_float_reduction
#define HOLO_ADD_float_reduction(code, Functor, shape, types)
#endif
#ifndef HOLO_ADD_extremes
#define HOLO_ADD_extremes(code, Functor, shape, types)
#endif
#ifndef HOLO_ADD_counting
#define HOLO_ADD_counting(code, Functor, shape, types)
#endif
#ifndef HOLO_ADD_movement
#define HOLO_ADD_movement(code, Functor, shape, types)
#endif
#ifndef HOLO_ADD_scan
#define HOLO_ADD_scan(code, Functor, shape, types)
#endif
#ifndef HOLO_ADD_sequence
#define HOLO_ADD_sequence(code, Functor, shape, types)
#endif
#ifndef HOLO_ADD_softmax
#define HOLO_ADD_softmax(code, Functor, shape, types)
#endif
#ifndef HOLO_ADD_losses
#define HOLO_ADD_losses(code, Functor, shape, types)
#endif
#ifndef HOLO_ADD_normalization
#define HOLO_ADD_normalization(code, Functor, shape, types)
#endif
#ifndef HOLO_ADD_exponential
#define HOLO_ADD_exponential(code, Functor, shape, types)
#endif
#ifndef HOLO_ADD_logarithmic
#define HOLO_ADD_logarithmic(code, Functor, shape, types)
#endif
#ifndef HOLO_ADD_hyperbolic
#define HOLO_ADD_hyperbolic(code, Functor, shape, types)
#endif
#ifndef HOLO_ADD_error_function
#define HOLO_ADD_error_function(code, Functor, shape, types)
#endif
#ifndef HOLO_ADD_roots
#define HOLO_ADD_roots(code, Functor, shape, types)
#endif
#ifndef HOLO_ADD_trigonometric
#define HOLO_ADD_trigonometric(code, Functor, shape, types)
#endif
#ifndef HOLO_ADD_power
#define HOLO_ADD_power(code, Functor, shape, types)
#endif
#ifndef HOLO_ADD_polar
#define HOLO_ADD_polar(code, Functor, shape, types)
#endif

#define HOLO_OP(code, name, Functor, family, shape, types, result, flaws, ilaws, accuracy, formula, specials, summary) \
  HOLO_ADD_##family(code, Functor, shape, types)
#include "ops/ops.def"

#undef HOLO_ADD_elementwise
#undef HOLO_ADD_float_elementwise
#undef HOLO_ADD_comparison
#undef HOLO_ADD_selection
#undef HOLO_ADD_bits
#undef HOLO_ADD_conversion
#undef HOLO_ADD_reduction
#undef HOLO_ADD_float_reduction
#undef HOLO_ADD_extremes
#undef HOLO_ADD_counting
#undef HOLO_ADD_movement
#undef HOLO_ADD_scan
#undef HOLO_ADD_sequence
#undef HOLO_ADD_softmax
#undef HOLO_ADD_losses
#undef HOLO_ADD_normalization
#undef HOLO_ADD_exponential
#undef HOLO_ADD_logarithmic
#undef HOLO_ADD_hyperbolic
#undef HOLO_ADD_error_function
#undef HOLO_ADD_roots
#undef HOLO_ADD_trigonometric
#undef HOLO_ADD_power
#undef HOLO_ADD_polar

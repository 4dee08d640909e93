// without_exceptions.h — a user of the C++ headers that is compiled without exceptions and without RTTI.
#ifndef HOLOGRAM_TESTS_CPP_WITHOUT_EXCEPTIONS_H_
#define HOLOGRAM_TESTS_CPP_WITHOUT_EXCEPTIONS_H_

#include "hologram/hologram.hpp"

namespace hologram::testing {

// Doubles `x`, and uses everything there is; the line of what was not as it should be, 0 if there is none.
int FirstWrongLineWithoutExceptions(const Executor& executor, const Buffer<float>& x);

}  // namespace hologram::testing

#endif  // HOLOGRAM_TESTS_CPP_WITHOUT_EXCEPTIONS_H_

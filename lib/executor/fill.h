// fill.h — one element's bit pattern from a scalar, and its repetition.
#ifndef HOLOGRAM_EXECUTOR_FILL_H_
#define HOLOGRAM_EXECUTOR_FILL_H_

#include <cstdint>

#include "base/error.h"
#include "hologram/types.h"

namespace hologram::executor {

// The bits of `value` as an element of `dtype`, in the low bytes of `pattern`. `argument` is the scalar's place among
// the call's.
base::Error FillPattern(const holo_scalar& value, holo_dtype dtype, int argument, uint64_t* pattern);

// Sets `count` elements of 1 << log2_size bytes, of any alignment.
void FillElements(void* data, int64_t count, int log2_size, uint64_t pattern);

}  // namespace hologram::executor

#endif  // HOLOGRAM_EXECUTOR_FILL_H_

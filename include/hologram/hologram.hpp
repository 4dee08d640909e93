// hologram.hpp — all of libhologram for C++20: handles that end themselves, typed buffers, operations as members.
//
//     hologram::Executor executor;
//     hologram::Buffer<float> out(executor, 1000);
//     executor.add(a, b, out);                                    // throws hologram::Error
//     if (!executor.try_add(a, b, out)) { … }                     // throws nothing
//
// Header-only, over the C functions and nothing else: an operation is one C call and a compare of its status. What is
// said in the C headers about threads, aliasing and lifetimes holds here too.
#ifndef HOLOGRAM_HOLOGRAM_HPP_
#define HOLOGRAM_HOLOGRAM_HPP_

#include "hologram/backend.hpp"   // IWYU pragma: export
#include "hologram/buffer.hpp"    // IWYU pragma: export
#include "hologram/cpu.hpp"       // IWYU pragma: export
#include "hologram/executor.hpp"  // IWYU pragma: export
#include "hologram/hologram.h"    // IWYU pragma: export
#include "hologram/ops.hpp"       // IWYU pragma: export
#include "hologram/program.hpp"   // IWYU pragma: export
#include "hologram/scalar.hpp"    // IWYU pragma: export
#include "hologram/status.hpp"    // IWYU pragma: export
#include "hologram/types.hpp"     // IWYU pragma: export
#include "hologram/version.hpp"   // IWYU pragma: export

#endif  // HOLOGRAM_HOLOGRAM_HPP_

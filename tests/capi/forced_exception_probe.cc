// forced_exception_probe.cc — HOLO_EDGE_PROBE of a second build of lib/capi: runs first in every function that can
// fail, and throws what it was told to.
#include <new>
#include <stdexcept>
#include <utility>

#include "capi/forced_exception.h"

int holo_test_throw = THROW_NOTHING;

extern "C" void HoloTestThrow() {
  switch (std::exchange(holo_test_throw, THROW_NOTHING)) {
    case THROW_BAD_ALLOC:
      throw std::bad_alloc();
    case THROW_RUNTIME_ERROR:
      throw std::runtime_error("forced");
    case THROW_INT:
      throw 42;
    default:
      break;
  }
}

// backend_interface.h — what runs operations: the interface of the CPU backend, the registered ones, and others to come.
#ifndef HOLOGRAM_BACKEND_BACKEND_INTERFACE_H_
#define HOLOGRAM_BACKEND_BACKEND_INTERFACE_H_

#include "engine/compiled.h"
#include "hologram/backend.h"
#include "kernels/kernel_table.h"

namespace hologram::backend {

// A checked call, with pointers in place of handles; what a registered backend gets.
using BackendCall = holo_backend_call;

// Backends are never destroyed through this, and some are static data: no virtual destructor.
class Backend {
 public:
  virtual const char* name() const = 0;  // lives as long as the library
  virtual bool Supports(holo_op op, holo_form form, holo_dtype dtype) const = 0;

  // Runs a call that it supports. Only a registered backend can fail, return a number that is no status, or throw.
  virtual holo_status Run(const BackendCall& call) const = 0;

  // Its table of a public interface at `min_version` or above; null if it has none. With RTTI off, this is the downcast.
  virtual const void* Query(int32_t interface_id, int32_t min_version) const = 0;

  // How it runs a program, for as long as that lives; null if it runs none.
  virtual const engine::Plan* PlanFor(const engine::CompiledProgram&) const { return nullptr; }

  // The kernels that calls go to directly, without Run; null if there are none.
  virtual const kernels::KernelTable* DirectKernels() const { return nullptr; }

 protected:
  Backend() = default;
  Backend(const Backend&) = default;
  Backend& operator=(const Backend&) = default;
  ~Backend() = default;
};

}  // namespace hologram::backend

#endif  // HOLOGRAM_BACKEND_BACKEND_INTERFACE_H_

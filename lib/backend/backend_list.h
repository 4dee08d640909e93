// backend_list.h — all backends by name, and the chain of them that an executor asks.
#ifndef HOLOGRAM_BACKEND_BACKEND_LIST_H_
#define HOLOGRAM_BACKEND_BACKEND_LIST_H_

#include <cstdint>

#include "backend/backend_interface.h"
#include "backend/cpu_backend.h"

namespace hologram::backend {

inline constexpr int kRegisteredLimit = 16;

// The backends of one executor, in the order in which they are asked.
class Chain {
 public:
  static constexpr int kLimit = 3;  // a registered one and the built-in ones

  const Backend& first() const { return *backends_[0]; }
  const Backend* const* begin() const { return backends_; }
  const Backend* const* end() const { return backends_ + size_; }
  void Append(const Backend* backend) { backends_[size_++] = backend; }

 private:
  const Backend* backends_[kLimit] = {};
  int size_ = 0;
};

// Whether an executor can be made for a backend of this name.
bool IsListed(const char* name);

// The chain of that executor: the backend of this name, which is listed, and the built-in ones after it. `cpu` is the
// executor's own.
Chain MakeChain(const char* name, const CpuBackend& cpu);

// The functions of the public header; numbers of arguments are those of the C functions.
base::Error Register(const holo_backend_table* table);
base::Error ListNames(char* buffer, int64_t capacity, int64_t* needed);

}  // namespace hologram::backend

#endif  // HOLOGRAM_BACKEND_BACKEND_LIST_H_

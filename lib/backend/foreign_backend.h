// foreign_backend.h — a backend that a third party brings as a table of functions.
#ifndef HOLOGRAM_BACKEND_FOREIGN_BACKEND_H_
#define HOLOGRAM_BACKEND_FOREIGN_BACKEND_H_

#include "backend/backend_interface.h"
#include "base/error.h"

namespace hologram::backend {

// With NUL. Error messages have room for it.
inline constexpr int kNameCapacity = 64;
static_assert(kNameCapacity <= base::ErrorRecord::kTextCapacity);

class ForeignBackend final : public Backend {
 public:
  // Checks the table, argument 1 of its call, and copies it. Reads no byte past a name's end or its longest length.
  base::Error Read(const holo_backend_table* table);

  const char* name() const override { return name_; }
  bool Supports(holo_op op, holo_form form, holo_dtype dtype) const override;
  holo_status Run(const BackendCall& call) const override;
  const void* Query(int32_t interface_id, int32_t min_version) const override;

 private:
  holo_backend_table table_ = HOLO_BACKEND_TABLE_INIT;  // `name` is not used: see name_
  char name_[kNameCapacity] = {};
};

}  // namespace hologram::backend

#endif  // HOLOGRAM_BACKEND_FOREIGN_BACKEND_H_

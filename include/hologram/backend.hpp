// backend.hpp — the downcast from an executor's backend to the interface that only its kind has.
#ifndef HOLOGRAM_BACKEND_HPP_
#define HOLOGRAM_BACKEND_HPP_

#include <cstdint>

#include "hologram/backend.h"
#include "hologram/status.hpp"

namespace hologram {

// The number of the interface whose table is a Table; specialise it for those of your own backends.
template <class Table>
inline constexpr int32_t kInterfaceOf = 0;
template <>
inline constexpr int32_t kInterfaceOf<holo_cpu_interface> = HOLO_INTERFACE_CPU;

// The backend that an executor was made for, and the executor's: `executor.backend()`.
class Backend {
 public:
  constexpr explicit Backend(holo_backend handle) noexcept : handle_(handle) {}

  // The C handle, which the functions of an interface take.
  constexpr holo_backend get() const noexcept { return handle_; }

  // Its table of functions, at `min_version` or above; HOLO_ERROR_UNSUPPORTED if it has none.
  template <class Table>
  requires(kInterfaceOf<Table> != 0) Result<const Table*> try_query(int32_t min_version = 0)
  const noexcept {
    const void* table = nullptr;
    const Status status(holo_backend_query(handle_, kInterfaceOf<Table>, min_version, &table));
    if (!status) return status;
    return static_cast<const Table*>(table);
  }

#ifdef __cpp_exceptions
  template <class Table>
  requires(kInterfaceOf<Table> != 0) const Table& query(int32_t min_version = 0) const {
    return *try_query<Table>(min_version).value();
  }
#endif

 private:
  holo_backend handle_;
};

}  // namespace hologram

#endif  // HOLOGRAM_BACKEND_HPP_

// backend_api.cc — the C functions of hologram/backend.h, and those behind its CPU interface.
#include "hologram/backend.h"

#include "backend/backend_list.h"
#include "capi/edge.h"
#include "executor/backend_handle.h"

using hologram::base::CallSite;
using hologram::capi::AtTheEdge;
namespace executor_room = hologram::executor;

holo_status holo_executor_backend(holo_executor executor, holo_backend* backend) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_executor_backend", "executor,backend"};
  return AtTheEdge(kSite, [&] { return executor_room::GetBackend(executor, backend); });
}

holo_status holo_backend_query(holo_backend backend, int32_t interface_id, int32_t min_version,
                               const void** table) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_backend_query", "backend,interface_id,min_version,table"};
  return AtTheEdge(kSite, [&] { return executor_room::QueryBackend(backend, interface_id, min_version, table); });
}

holo_status holo_backend_register(const holo_backend_table* table) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_backend_register", "table"};
  return AtTheEdge(kSite, [&] { return hologram::backend::Register(table); });
}

holo_status holo_backend_list(char* buffer, int64_t capacity, int64_t* needed) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_backend_list", "buffer,capacity,needed"};
  return AtTheEdge(kSite, [&] { return hologram::backend::ListNames(buffer, capacity, needed); });
}

namespace {

extern "C" {

holo_status CpuSimdLevel(holo_backend backend, holo_simd_level* level) noexcept {
  static constexpr CallSite kSite = {"holo_cpu_interface.simd_level", "backend,level"};
  return AtTheEdge(kSite, [&] { return executor_room::GetSimdLevel(backend, level); });
}

holo_status CpuKernelGet(holo_backend backend, holo_op op, holo_form form, holo_dtype dtype,
                         holo_kernel* kernel) noexcept {
  static constexpr CallSite kSite = {"holo_cpu_interface.kernel_get", "backend,op,form,dtype,kernel"};
  return AtTheEdge(kSite, [&] { return executor_room::GetKernel(backend, op, form, dtype, kernel); });
}

holo_status CpuDataGet(holo_backend backend, holo_buffer buffer, holo_access access, void** data,
                       int64_t* count) noexcept {
  static constexpr CallSite kSite = {"holo_cpu_interface.data_get", "backend,buffer,access,data,count"};
  return AtTheEdge(kSite, [&] { return executor_room::GetData(backend, buffer, access, data, count); });
}

}  // extern "C"

}  // namespace

constinit const holo_cpu_interface hologram::backend::kCpuInterface = {
    sizeof(holo_cpu_interface), HOLO_CPU_INTERFACE_VERSION, CpuSimdLevel, CpuKernelGet, CpuDataGet};

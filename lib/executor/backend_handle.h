// backend_handle.h — an executor's backend as a handle, and what the CPU interface does with one.
#ifndef HOLOGRAM_EXECUTOR_BACKEND_HANDLE_H_
#define HOLOGRAM_EXECUTOR_BACKEND_HANDLE_H_

#include "base/error.h"
#include "hologram/backend.h"

namespace hologram::executor {

// The functions of the public header; numbers of arguments are those of the C functions.
base::Error GetBackend(holo_executor executor, holo_backend* backend);
base::Error QueryBackend(holo_backend backend, int32_t interface_id, int32_t min_version, const void** table);

// Those of holo_cpu_interface.
base::Error GetSimdLevel(holo_backend backend, holo_simd_level* level);
base::Error GetKernel(holo_backend backend, holo_op op, holo_form form, holo_dtype dtype, holo_kernel* kernel);
base::Error GetData(holo_backend backend, holo_buffer buffer, holo_access access, void** data, int64_t* count);

}  // namespace hologram::executor

#endif  // HOLOGRAM_EXECUTOR_BACKEND_HANDLE_H_

// hologram.i — the C headers as SWIG sees them: the low level of every binding, private to each. What a language does with
// statuses, handles, scalars and texts is in its own file, which includes this one.
#define HOLO_API
#define HOLO_NOEXCEPT
#define HOLO_BEGIN_DECLS
#define HOLO_END_DECLS

%{
#include "hologram/hologram.h"
#include "binding.h"
%}

// 64-bit sizes, whatever the platform's long is.
%apply long long { int64_t };
%apply int { int32_t };
%apply unsigned int { uint32_t };

// Structs are read and made by functions below, field by field: no proxies of them.
%ignore holo_scalar;
%ignore holo_scalar_value;
%ignore holo_array;
%ignore holo_error;
%ignore holo_op_info;
%ignore holo_buffer_info;
%ignore holo_cpu_info;
%ignore holo_executor_options;
%ignore holo_executor_info;
%ignore holo_executor_stats;
%ignore holo_allocator;
// With callbacks, pointers to pointers, or structs to fill.
%ignore holo_last_error;
%ignore holo_op_info_get;
%ignore holo_buffer_info_get;
%ignore holo_cpu_info_get;
%ignore holo_simd_level_name;
%ignore holo_executor_info_get;
%ignore holo_executor_stats_get;
%ignore holo_executor_create;
%ignore holo_executor_backend;
%ignore holo_buffer_wrap;
%ignore holo_buffer_map;
%ignore holo_guard_acquire;
%ignore holo_apply;
%ignore holo_apply_axis;
%ignore holo_apply_arrays;
%ignore holo_apply_arrays_axis;
%ignore holo_kernel_get;
%ignore holo_kernel_form_get;
%rename("$ignore", regextarget=1, %$isconstant) "^HOLO_.*_INIT$";

%include "hologram/status.h"
%include "hologram/types.h"
%include "hologram/op.h"
%include "hologram/cpu.h"
%include "hologram/executor.h"
%include "hologram/buffer.h"
#ifndef SWIGPYTHON  // has them as objects, made of their codes
%include "hologram/ops.h"
#endif
%include "binding.h"

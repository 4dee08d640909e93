// hologram_csharp.i — statuses become exceptions, handles nints; scalars cross as 64 bits, results as HoloScalar.
%module HologramNative

// What SWIG keeps for exceptions and strings of its own is left out: bindings/csharp/CMakeLists.txt says so on the command
// line. Nothing is then done when the class of P/Invokes is first used, nor looked at after a call.
%pragma(csharp) imclassclassmodifiers="internal static unsafe class"
%pragma(csharp) moduleclassmodifiers="internal static unsafe class"

%{
#include "hologram_csharp.h"
%}

// Constants of enums that nobody else sees, and no others.
%typemap(csclassmodifiers) enum SWIGTYPE "internal enum"
%csconst(1);
%csconst(0) HOLO_BUFFER_READ_ONLY;  // C's unsigned numbers are no constants of an enum of ints
%ignore HOLO_OP_LAST;
%ignore HOLO_ANY_CLASS;
%ignore HOLO_CLASS_COUNT;
%ignore HOLO_CLASS_BYTES;
%ignore holo_class;
%ignore holo_buffer_flag;
%ignore holo_buffer_origin;
%ignore holo_access_flag;
%ignore holo_accuracy_code;
%ignore holo_dtype_code;
%ignore holo_form_code;
%ignore holo_shape_code;
%ignore holo_simd_level_code;
%ignore holo_status_code;
%include <stdint.i>

// Handles, and pointers that C# has pinned.
%define HOLO_SAME_IN_CSHARP(type, name)
%typemap(ctype) type "void*"
%typemap(imtype) type name
%typemap(cstype) type name
%typemap(csin) type "$csinput"
%typemap(in) type %{ $1 = ($1_ltype)$input; %}
%enddef
HOLO_SAME_IN_CSHARP(holo_executor, "nint")
HOLO_SAME_IN_CSHARP(holo_buffer, "nint")
HOLO_SAME_IN_CSHARP(holo_program, "nint")
HOLO_SAME_IN_CSHARP(holo_launch, "nint")
HOLO_SAME_IN_CSHARP(const holo_buffer*, "nint*")
HOLO_SAME_IN_CSHARP(void*, "void*")
HOLO_SAME_IN_CSHARP(const void*, "void*")
HOLO_SAME_IN_CSHARP(char*, "byte*")
HOLO_SAME_IN_CSHARP(const char*, "byte*")
HOLO_SAME_IN_CSHARP(int32_t*, "int*")
HOLO_SAME_IN_CSHARP(int64_t*, "long*")
HOLO_SAME_IN_CSHARP(holo_scalar*, "HoloScalar*")
HOLO_SAME_IN_CSHARP(const holo_scalar*, "HoloScalar*")
HOLO_SAME_IN_CSHARP(const holo_array*, "HoloArray*")
// Not `delegate* unmanaged<nint, nint, void>`, which SWIG would take apart at the commas.
HOLO_SAME_IN_CSHARP(holo_release, "void*")

// Places for handles.
%define HOLO_PLACE_IN_CSHARP(type)
%typemap(ctype) type "void**"
%typemap(imtype) type "out nint"
%typemap(cstype) type "out nint"
%typemap(csin) type "out $csinput"
%typemap(in) type %{ $1 = ($1_ltype)$input; %}
%enddef
HOLO_PLACE_IN_CSHARP(holo_buffer*)
HOLO_PLACE_IN_CSHARP(holo_executor*)
HOLO_PLACE_IN_CSHARP(holo_program*)
HOLO_PLACE_IN_CSHARP(holo_launch*)

// A status is thrown unless it is HOLO_OK.
%typemap(ctype) holo_status "int"
%typemap(imtype) holo_status "int"
%typemap(cstype) holo_status "void"
%typemap(out) holo_status %{ $result = $1; %}
%typemap(csout) holo_status "{ HologramException.ThrowIfFailed($imcall); }"

// Results come in a struct of C#'s, as they are.
%define HOLO_GIVES_BITS(function)
%enddef

%ignore holo_executor_destroy;
%ignore holo_buffer_create;
%ignore holo_buffer_create_in_class;
%ignore holo_buffer_copy;
%ignore holo_buffer_convert;
%ignore holo_buffer_destroy;
%ignore holo_buffer_fill;
%ignore holo_buffer_read;
%ignore holo_buffer_unmap;
%ignore holo_buffer_write;
%ignore holo_binding_buffer_flags;
%ignore holo_binding_result_dtype;
%ignore holo_diagnostics;
%ignore holo_parameter_kind;
%ignore holo_program_info;
%ignore holo_program_parameter;
%ignore holo_program_cache_info;
%ignore holo_program_from_text;
%ignore holo_program_from_expression;
%ignore holo_program_canonical_hash;
%ignore holo_program_info_get;
%ignore holo_program_parameter_get;
%ignore holo_program_cache_info_get;
%ignore holo_program_destroy;
%ignore holo_launch_destroy;
%ignore holo_guard_release;
%ignore holo_op_from_name;
%ignore holo_status_name;
%ignore holo_dtype_name;
%ignore holo_dtype_size;

%include "operations.i"
%include "hologram.i"
%include "hologram/program.h"
%include "hologram_csharp.h"

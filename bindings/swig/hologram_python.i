// hologram_python.i — statuses become exceptions, handles integers. Operations are no functions here: they are objects,
// which native/operation_object.c makes of their codes.
%module hologram_native

%{
#include "py_binding.h"
%}
%init %{
  if (py_add_binding(m) != 0) return NULL;
%}

%ignore HOLO_CLASS_COUNT;
%ignore HOLO_CLASS_BYTES;

%typemap(in) holo_executor, holo_buffer, holo_guard %{
  $1 = ($1_ltype)(uintptr_t)PyLong_AsUnsignedLongLong($input);
  if (PyErr_Occurred()) SWIG_fail;
%}

// A status is raised unless it is HOLO_OK.
%typemap(out) holo_status %{
  if ($1 != HOLO_OK) {
    py_raise($1);
    SWIG_fail;
  }
  $result = Py_NewRef(Py_None);
%}

// Functions whose last argument is a place for a handle: that is what they give.
%typemap(in, numinputs=0) holo_buffer* (holo_buffer made = NULL) %{ $1 = &made; %}
%typemap(in, numinputs=0) holo_executor* (holo_executor made = NULL) %{ $1 = &made; %}
%typemap(argout) holo_buffer*, holo_executor* %{
  Py_DECREF($result);
  $result = PyLong_FromUnsignedLongLong((uintptr_t)*$1);
%}

%ignore holo_binding_executor_end;
%ignore holo_binding_buffer_end;
%ignore holo_binding_program_end;
%ignore holo_binding_launch_end;
%ignore holo_binding_parameter_count;
%ignore holo_executor_destroy;
%ignore holo_buffer_destroy;
%ignore holo_buffer_write;
%ignore holo_buffer_read;
%ignore holo_buffer_fill;
%ignore holo_buffer_unmap;
%ignore holo_guard_release;
%ignore holo_op_from_name;

%include "hologram.i"

// hologram_java.i — statuses become exceptions, handles longs; scalars and results cross as 64 bits.
%module HologramNative

%pragma(java) jniclassclassmodifiers="final class"
%pragma(java) moduleclassmodifiers="final class"

%{
#include "hologram_jni.h"
%}

// Constants of enums in classes that nobody else sees, and no others.
%include <enumtypeunsafe.swg>
%typemap(javaclassmodifiers) enum SWIGTYPE "final class"
%javaconst(1);
%javaconst(0) HOLO_BUFFER_READ_ONLY;  // C's unsigned numbers are no constants of Java
%ignore HOLO_OP_LAST;
%ignore HOLO_ANY_CLASS;
%ignore HOLO_CLASS_COUNT;
%ignore HOLO_CLASS_BYTES;
%ignore holo_class;
%ignore holo_buffer_origin;
%ignore holo_access_flag;
%ignore holo_accuracy_code;
%ignore holo_dtype_code;
%ignore holo_form_code;
%ignore holo_shape_code;
%ignore holo_simd_level_code;
%ignore holo_status_code;
%include <stdint.i>

%define HOLO_LONG_IN_JAVA(type)
%typemap(jni) type "jlong"
%typemap(jtype) type "long"
%typemap(jstype) type "long"
%typemap(javain) type "$javainput"
%typemap(javaout) type "{ return $jnicall; }"
%typemap(in) type %{ $1 = ($1_ltype)(uintptr_t)$input; %}
%enddef
HOLO_LONG_IN_JAVA(holo_executor)
HOLO_LONG_IN_JAVA(holo_buffer)
HOLO_LONG_IN_JAVA(holo_guard)
HOLO_LONG_IN_JAVA(holo_program)
HOLO_LONG_IN_JAVA(holo_launch)

// A status is thrown unless it is HOLO_OK.
%typemap(jni) holo_status "void"
%typemap(jtype) holo_status "void"
%typemap(jstype) holo_status "void"
%typemap(javaout) holo_status "{ $jnicall; }"
%typemap(out, null="") holo_status %{ if ($1 != HOLO_OK) holo_jni_throw(jenv, $1); %}

// Functions whose last argument is a place for a handle, or for a scalar: that is what they give.
%typemap(in, numinputs=0) holo_buffer* (holo_buffer made = NULL) %{ $1 = &made; %}
%typemap(in, numinputs=0) holo_executor* (holo_executor made = NULL) %{ $1 = &made; %}
%typemap(in, numinputs=0) holo_scalar* (holo_scalar made = {0, 0, {0}}) %{ $1 = &made; %}
%typemap(argout) holo_buffer*, holo_executor* %{ if (result == HOLO_OK) jresult = (jlong)(uintptr_t)*$1; %}
%typemap(argout) holo_scalar* %{ if (result == HOLO_OK) jresult = $1->value.i64; %}
%define HOLO_GIVES_BITS(function)
%typemap(jni) holo_status function "jlong"
%typemap(jtype) holo_status function "long"
%typemap(jstype) holo_status function "long"
%typemap(javaout) holo_status function "{ return $jnicall; }"
%typemap(out, null="0") holo_status function %{ if ($1 != HOLO_OK) holo_jni_throw(jenv, $1); %}
%enddef
HOLO_GIVES_BITS(holo_buffer_create)
HOLO_GIVES_BITS(holo_buffer_create_in_class)
HOLO_GIVES_BITS(holo_buffer_view)
HOLO_GIVES_BITS(holo_binding_executor_create)

// Objects of Java, and the environment, for the functions of hologram_jni.h.
%typemap(in, numinputs=0) JNIEnv* %{ $1 = jenv; %}
%typemap(jni) jobject "jobject"
%typemap(jtype) jobject "Object"
%typemap(jstype) jobject "Object"
%typemap(javain) jobject "$javainput"
%typemap(javaout) jobject "{ return $jnicall; }"
%typemap(in) jobject %{ $1 = $input; %}
%typemap(out) jobject %{ $result = $1; %}

%ignore holo_jni_throw;
%ignore holo_jni_throw_message;
%ignore holo_executor_destroy;
%ignore holo_buffer_destroy;
%ignore holo_buffer_write;
%ignore holo_buffer_read;
%ignore holo_buffer_fill;
%ignore holo_op_from_name;
%ignore holo_status_name;
%ignore holo_dtype_name;

%include "operations.i"
%include "hologram.i"
%include "hologram_jni.h"

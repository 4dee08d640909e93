/* program.h — programs: vector code over buffers. Made once, launched many times, on any buffers.
 *
 * A program is text, or made of expressions such as "z = relu(a*x + y)"; docs/isa.md has both.
 *
 *   .program axpy_relu
 *   .in f32 x, y    .scalar f32 a    .out f32 z
 *       ldg.f32 r0, [x + lane]
 *       ldg.f32 r1, [y + lane]
 *       fma.f32 r2, a, r0, r1
 *       relu.f32 r3, r2
 *       stg.f32 [z + lane], r3
 *       exit                                                                                                          */
#ifndef HOLOGRAM_PROGRAM_H_
#define HOLOGRAM_PROGRAM_H_

#include <stdint.h>

#include "hologram/executor.h"
#include "hologram/export.h"
#include "hologram/status.h"
#include "hologram/types.h"

HOLO_BEGIN_DECLS

typedef struct holo_program_s* holo_program;
typedef struct holo_launch_s* holo_launch;

/* What is wrong with a program's text, and where. */
typedef struct holo_diagnostics {
  uint32_t struct_size;
  int32_t line;   /* the first is 1; 0 if nothing is wrong */
  int32_t column; /* in bytes, likewise */
  int32_t reserved;
  char message[240]; /* UTF-8 */
} holo_diagnostics;

#define HOLO_DIAGNOSTICS_INIT                \
  {                                          \
    sizeof(holo_diagnostics), 0, 0, 0, { 0 } \
  }

/* Makes a program of its text, and verifies it: what passes cannot touch memory that it is not given, whatever that
 * holds. `diagnostics` may be null.
 *
 * Ownership  end it with `holo_program_destroy`.
 * Errors     HOLO_ERROR_INVALID_ARGUMENT (null `text` or `program`; or the text is no program, or one that must not run:
 *            then `diagnostics` says where and why); HOLO_ERROR_STRUCT_SIZE; HOLO_ERROR_OUT_OF_MEMORY. */
HOLO_API holo_status holo_program_from_text(const char* text, holo_diagnostics* diagnostics,
                                            holo_program* program) HOLO_NOEXCEPT;

/* Makes a program of expressions, and verifies it: holo_program_to_text shows what has become of them.
 *
 *   holo_program_from_expression("z = gelu(x*w + b); s = sum((x - z)^2)", "in f32 x, w, b; out z", …)
 *
 * Each statement computes, element by element, an out or inout, or a name for statements after it; or what a result is, by a
 * reduction. There are + - * / % ^, comparisons, and or not, where(c, a, b), every map of docs/ops.md and every type, which
 * converts, by its name; and sum, prod, min, max, argmin and argmax of one value. Numbers take the type of what they meet,
 * nothing else does. An out or a result without a type takes that of its value; what gets a reduction and is no
 * parameter becomes a result, behind the others. docs/isa.md has the rules.
 *
 * Ownership  end it with `holo_program_destroy`.
 * Errors     HOLO_ERROR_INVALID_ARGUMENT (null `expression`, `parameters` or `program`; or one of the texts is wrong: then
 *            `diagnostics`, if not null, says where and why, of the parameters with "parameters: " in front);
 *            HOLO_ERROR_STRUCT_SIZE; HOLO_ERROR_OUT_OF_MEMORY. */
HOLO_API holo_status holo_program_from_expression(const char* expression, const char* parameters,
                                                  holo_diagnostics* diagnostics, holo_program* program) HOLO_NOEXCEPT;

/* Writes the program's text in its plainest form, of which holo_program_from_text makes the same program. `needed` gets
 * its bytes with its NUL. To learn only those, pass null and a capacity of 0.
 *
 * Errors   HOLO_ERROR_INVALID_HANDLE; HOLO_ERROR_INVALID_ARGUMENT if `needed` is null, `capacity` negative, or `text` null
 *          with a capacity above 0; HOLO_ERROR_OUT_OF_RANGE if the text does not fit; HOLO_ERROR_OUT_OF_MEMORY. */
HOLO_API holo_status holo_program_to_text(holo_program program, char* text, int64_t capacity,
                                          int64_t* needed) HOLO_NOEXCEPT;

/* Writes the program's canonical form (docs/isa.md), likewise: programs that differ only in names, registers, the order of
 * what does not depend on each other, and in other ways that change no bit of any result, have one.
 *
 * Errors   as of holo_program_to_text. */
HOLO_API holo_status holo_program_canonical_text(holo_program program, char* text, int64_t capacity,
                                                 int64_t* needed) HOLO_NOEXCEPT;

/* 128 bits of the canonical text, the low ones first, by FNV-1a: programs of one form have one hash, other ones in all
 * likelihood another. It may be another one in the next version of the library.
 *
 * Errors   HOLO_ERROR_INVALID_HANDLE; HOLO_ERROR_INVALID_ARGUMENT if `hash` is null; HOLO_ERROR_OUT_OF_MEMORY. */
HOLO_API holo_status holo_program_canonical_hash(holo_program program, uint64_t hash[2]) HOLO_NOEXCEPT;

typedef struct holo_program_info {
  uint32_t struct_size;
  int32_t parameter_count; /* those below together */
  int32_t buffer_count;
  int32_t scalar_count;
  int32_t result_count;
  int32_t instruction_count;
  char name[72];
} holo_program_info;

#define HOLO_PROGRAM_INFO_INIT                      \
  {                                                 \
    sizeof(holo_program_info), 0, 0, 0, 0, 0, { 0 } \
  }

/* Errors   HOLO_ERROR_INVALID_HANDLE, HOLO_ERROR_INVALID_ARGUMENT if `info` is null, HOLO_ERROR_STRUCT_SIZE. */
HOLO_API holo_status holo_program_info_get(holo_program program, holo_program_info* info) HOLO_NOEXCEPT;

enum holo_parameter_kind {
  HOLO_PARAMETER_IN = 1,
  HOLO_PARAMETER_OUT = 2,
  HOLO_PARAMETER_INOUT = 3,
  HOLO_PARAMETER_SCALAR = 4,
  HOLO_PARAMETER_RESULT = 5
};

typedef struct holo_program_parameter {
  uint32_t struct_size;
  int32_t kind; /* enum holo_parameter_kind */
  holo_dtype dtype;
  int32_t reserved; /* 0 */
  char name[72];
} holo_program_parameter;

#define HOLO_PROGRAM_PARAMETER_INIT                \
  {                                                \
    sizeof(holo_program_parameter), 0, 0, 0, { 0 } \
  }

/* Describes a parameter, in the order of the text: the first is 0.
 *
 * Errors   HOLO_ERROR_INVALID_HANDLE; HOLO_ERROR_INVALID_ARGUMENT if `parameter` is null; HOLO_ERROR_OUT_OF_RANGE if there is
 *          no parameter `index`; HOLO_ERROR_STRUCT_SIZE. */
HOLO_API holo_status holo_program_parameter_get(holo_program program, int32_t index,
                                                holo_program_parameter* parameter) HOLO_NOEXCEPT;

/* Ends the handle at once and never blocks: launches that are inside finish. Null does nothing. */
HOLO_API holo_status holo_program_destroy(holo_program program) HOLO_NOEXCEPT;

/* Runs a program over `lanes` lanes: on the program's buffers, scalars and results, each in the order of the text, and as
 * many of them as it has. Each result becomes a scalar of its dtype.
 *
 * Shapes    every lane's elements are in the buffers: their counts may be larger than needed.
 * Dtypes    of buffers and scalars those that the program says.
 * Aliasing  a buffer that is written may be one that is read, exactly, if each lane reads it at one place before it writes
 *           there; any other overlap is refused.
 * Errors    HOLO_ERROR_INVALID_HANDLE; HOLO_ERROR_WRONG_EXECUTOR; HOLO_ERROR_DTYPE; HOLO_ERROR_READ_ONLY; HOLO_ERROR_OVERLAP;
 *           HOLO_ERROR_INVALID_ARGUMENT (lanes < 0, null pointers, another number of buffers, scalars or results, a loop
 *           that would run a negative number of times); HOLO_ERROR_OUT_OF_RANGE (an element that is not in its buffer, a
 *           scalar's value); HOLO_ERROR_LIMIT if it would take more than 2^50 steps; HOLO_ERROR_OUT_OF_MEMORY. On error
 *           nothing is changed, but for an index out of range in a register: then some lanes may have been written. */
HOLO_API holo_status holo_program_launch(holo_executor executor, holo_program program, const holo_buffer* buffers,
                                         int32_t buffer_count, const holo_scalar* scalars, int32_t scalar_count,
                                         int64_t lanes, holo_scalar* results, int32_t result_count) HOLO_NOEXCEPT;

/* Binds a program to buffers, checks what can be known, and keeps all of it for runs: one of a single operation without
 * scalars then costs a few nanoseconds more than that operation's kernel.
 *
 * Ownership  end it with `holo_launch_destroy`. It keeps executor, program and buffers alive: their handles may be
 *            destroyed before it.
 * Errors     as `holo_program_launch` of buffers and lanes, HOLO_ERROR_INVALID_ARGUMENT if `launch` is null. */
HOLO_API holo_status holo_launch_create(holo_executor executor, holo_program program, const holo_buffer* buffers,
                                        int32_t buffer_count, int64_t lanes, holo_launch* launch) HOLO_NOEXCEPT;

/* Runs it once. Threads may run one launch at a time, each on its own scalars, though what they write is one memory.
 *
 * Errors   HOLO_ERROR_INVALID_HANDLE; as `holo_program_launch` of scalars and results, and where a loop's count or an
 *          element's place is a scalar, of what follows from it. */
HOLO_API holo_status holo_launch_run(holo_launch launch, const holo_scalar* scalars, int32_t scalar_count,
                                     holo_scalar* results, int32_t result_count) HOLO_NOEXCEPT;

/* Ends the handle at once and never blocks: runs that are inside finish. Null does nothing. */
HOLO_API holo_status holo_launch_destroy(holo_launch launch) HOLO_NOEXCEPT;

/* What the process remembers of programs: their canonical forms, with what was made to run them. A program of the same
 * form runs on the same; the one that was not asked for longest is forgotten first, and those in use live on. */
typedef struct holo_program_cache_info {
  uint32_t struct_size;
  int32_t capacity;  /* canonical forms */
  int64_t entries;   /* that are remembered */
  int64_t hits;      /* programs made since the process began whose form was remembered */
  int64_t misses;    /* and whose was not */
  int64_t text_hits; /* whose whole text was: these count as neither */
  int64_t text_misses;
} holo_program_cache_info;

#define HOLO_PROGRAM_CACHE_INFO_INIT \
  { sizeof(holo_program_cache_info), 0, 0, 0, 0, 0, 0 }

/* Errors   HOLO_ERROR_INVALID_ARGUMENT if `info` is null, HOLO_ERROR_STRUCT_SIZE. */
HOLO_API holo_status holo_program_cache_info_get(holo_program_cache_info* info) HOLO_NOEXCEPT;

HOLO_END_DECLS

#endif /* HOLOGRAM_PROGRAM_H_ */

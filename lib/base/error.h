// error.h — the internal form of a failure: a status, which argument, and the values for the message.
//
// An Error is made and passed on without allocating; its text is put together only when somebody asks
// (`holo_last_error`). Strings it points to are static, except `text`, which is copied when the error is recorded.
#ifndef HOLOGRAM_BASE_ERROR_H_
#define HOLOGRAM_BASE_ERROR_H_

#include <cstdint>

#include "hologram/status.h"

namespace hologram::base {

// The messages. The second column says how each value is shown: n number, u unsigned number, d dtype, a name of an
// argument (its number is the value), t the error's own text; the third is the format, with one %s per value.
// clang-format off
#define HOLO_MESSAGES(X)                                                                           \
  X(kNone, "", "")                                                                                 \
  X(kNull, "", "is null")                                                                          \
  X(kNotNull, "", "must be null for this operation")                                               \
  X(kNegative, "n", "%s is negative")                                                              \
  X(kUnknownOp, "n", "%s is no operation")                                                         \
  X(kUnknownOpName, "t", "\"%s\" is no operation")                                                 \
  X(kUnknownDtype, "n", "%s is no dtype")                                                          \
  X(kUnknownForm, "n", "%s is no form")                                                            \
  X(kNoForm, "nt", "%s is a form that \"%s\" does not have")                                       \
  X(kUnknownLevel, "n", "%s is no SIMD level")                                                     \
  X(kUnknownFlags, "n", "%s has unknown bits")                                                     \
  X(kUnknownAccess, "n", "%s is no access: read 1, write 2, both 3")                               \
  X(kForeignLevel, "t", "SIMD level %s belongs to another architecture")                           \
  X(kUnknownBackend, "t", "there is no backend \"%s\"")                                            \
  X(kBackendSlot, "t", "its \"%s\" is null")                                                       \
  X(kBackendAbi, "nnn", "it is for ABI %s to %s, this library has %s")                             \
  X(kBackendNameByte, "nn", "byte %s of its name is %s: not one of a-z 0-9 _ . -")                 \
  X(kBackendNameLong, "n", "its name is empty or has more than %s bytes")                          \
  X(kBackendNameTaken, "t", "there is a backend \"%s\" already")                                   \
  X(kTooManyBackends, "n", "%s backends are registered: there is no room for more")                \
  X(kBackendStatus, "tn", "backend \"%s\" failed with status %s")                                  \
  X(kBackendThrew, "t", "backend \"%s\" has thrown an exception")                                  \
  X(kNoBackendRuns, "td", "no backend of this executor runs \"%s\" on %s")                         \
  X(kNoInterface, "tnn", "backend \"%s\" has no interface %s of version %s or above")              \
  X(kTextCapacity, "nn", "capacity %s is below the %s bytes that the text takes")                  \
  X(kUnknownAccuracy, "n", "accuracy %s is no mode")                                               \
  X(kNoSwitch, "n", "fp_isolated is %s, neither 0 nor 1")                                          \
  X(kHalfAllocator, "", "has only one of allocate and deallocate")                                 \
  X(kReserved, "n", "a reserved field is %s instead of 0")                                         \
  X(kStructSmall, "nn", "struct_size %s is below %s")                                              \
  X(kStructUnknownTail, "nn", "struct_size %s: bytes after the first %s are not zero")             \
  X(kStructLarge, "nn", "struct_size %s is above %s: no struct is so large")                       \
  X(kNoHandle, "", "is null, not a live handle")                                                   \
  X(kStaleHandle, "", "is not a live handle: destroyed, of another kind, or foreign")              \
  X(kWrongExecutor, "", "belongs to another executor")                                             \
  X(kDtypeMismatch, "dad", "has dtype %s, but argument %s has %s")                                 \
  X(kDtypeInstead, "dd", "has dtype %s instead of %s")                                             \
  X(kResultDtype, "dd", "has dtype %s, the result has %s")                                         \
  X(kNoKernel, "dt", "has dtype %s, which \"%s\" does not take")                                   \
  X(kCountTooLarge, "nan", "%s exceeds the count of argument %s, %s")                              \
  X(kCountDiffers, "nan", "has %s elements, argument %s has %s")                                     \
  X(kIndexDtype, "d", "has dtype %s: indices are i64 or i32")                                      \
  X(kIndexRange, "nnn", "index[%s] is %s, there are %s elements")                                      \
  X(kElementRange, "nnn", "in lane %s element %s is wanted, there are %s")                         \
  X(kZeroStride, "", "is a stride of 0, by which lanes would write to one element")                \
  X(kStepBudget, "n", "the launch would take more than %s steps")                                  \
  X(kSharedMemory, "", "shares memory with another buffer that is not read first, lane by lane")   \
  X(kCountOverflow, "nn", "%s rows of %s elements: the count does not fit in 63 bits")             \
  X(kMatrixTooLarge, "nan", "the matrix has %s elements, argument %s has %s")                        \
  X(kNoAxis, "n", "%s is no axis: 0 reduces columns, 1 rows")                                      \
  X(kNotMatrix, "t", "is \"%s\", which takes no matrix")                                           \
  X(kRowsOnly, "t", "is 0: \"%s\" takes the rows of a matrix, axis 1, only")                       \
  X(kPastEnd, "nnn", "offset %s + count %s goes past the end, %s")                                 \
  X(kOfNothing, "t", "is 0: \"%s\" has no value of nothing")                                         \
  X(kSizeOverflow, "nn", "%s elements of %s bytes: the size does not fit in 63 bits")              \
  X(kUnknownClass, "nn", "%s is no class: they are 0 to %s, and -1 is any")                        \
  X(kClassInUse, "n", "class %s is in use")                                                        \
  X(kClassesInUse, "n", "all %s classes are in use")                                               \
  X(kClassTooSmall, "nnn", "%s elements of %s bytes: a class has %s bytes")                        \
  X(kOverlap, "an", "overlaps argument %s, shifted by %s bytes")                                   \
  X(kInPlaceSizes, "a", "is argument %s, whose elements have another size")                        \
  X(kReadOnly, "", "is read-only")                                                                 \
  X(kInputCount, "nnt", "%s inputs given, %s taken by \"%s\"")                                     \
  X(kScalarCount, "nn", "%s scalars given for %s null inputs")                                     \
  X(kScalarPlaces, "t", "has scalars in places where \"%s\" takes none")                            \
  X(kScalarRange, "nd", "value %s does not fit in %s")                                             \
  X(kUnsignedScalarRange, "ud", "value %s does not fit in %s")                                     \
  X(kScalarDtype, "dd", "has dtype %s, the buffer has %s")                                         \
  X(kOutOfMemory, "n", "no memory for %s bytes")                                                   \
  X(kNoRecord, "", "no memory for this thread's record")                                           \
  X(kTooManyHandles, "n", "all %s handles are in use")                                             \
  X(kTooDeep, "n", "calls nested too deep: %s handles in use on this thread")                      \
  X(kTooManyGuards, "n", "%s guards are open on this thread")                                      \
  X(kGuardThread, "", "was acquired by another thread")                                            \
  X(kGuardReleased, "", "is no open guard")                                                        \
  X(kNotMapped, "", "is not mapped")                                                               \
  X(kException, "", "an exception was thrown inside the call")                                     \
  X(kUnexplained, "", "refused for no reason that could be found: a bug in libhologram")
// clang-format on

enum class Message : uint8_t {
#define HOLO_MESSAGE_ID(id, kinds, format) id,
  HOLO_MESSAGES(HOLO_MESSAGE_ID)
#undef HOLO_MESSAGE_ID
};

struct Error {
  holo_status code = HOLO_OK;
  int8_t argument = 0;  // the first is 1; 0: none of them
  Message message = Message::kNone;
  int64_t values[3] = {0, 0, 0};
  const char* text = nullptr;

  bool ok() const { return code == HOLO_OK; }
};

// Whether a number that came from outside is one of the frozen codes.
constexpr bool IsStatus(holo_status status) { return status >= HOLO_OK && status <= HOLO_ERROR_INTERNAL; }

inline constexpr Error kOk = {};

// A failure of argument `argument`, with up to three values for the message.
constexpr Error Fail(holo_status code, int argument, Message message, int64_t v0 = 0, int64_t v1 = 0, int64_t v2 = 0) {
  return Error{code, static_cast<int8_t>(argument), message, {v0, v1, v2}, nullptr};
}

constexpr Error FailText(holo_status code, int argument, Message message, const char* text, int64_t v0 = 0,
                         int64_t v1 = 0) {
  return Error{code, static_cast<int8_t>(argument), message, {v0, v1, 0}, text};
}

constexpr Error FailNull(int argument) { return Fail(HOLO_ERROR_INVALID_ARGUMENT, argument, Message::kNull); }

constexpr Error FailMemory(int64_t size_bytes) {
  return Fail(HOLO_ERROR_OUT_OF_MEMORY, 0, Message::kOutOfMemory, size_bytes);
}

// A public function: its name and its arguments' names, separated by commas. Always static.
struct CallSite {
  const char* function;
  const char* arguments;
};

// The last failure of a thread, as it is kept: plain data that anyone may copy.
struct ErrorRecord {
  static constexpr int kTextCapacity = 64;  // a backend's name fits
  Error error;                              // `text` unused: see `text` below
  const CallSite* site = nullptr;
  char text[kTextCapacity] = {};

  void Set(const CallSite& call_site, const Error& what);
  // Writes the message, cut to the capacity.
  void Describe(char* out, int capacity) const;
};

#define HOLO_RETURN_IF_ERROR(expression)                                            \
  do {                                                                              \
    if (::hologram::base::Error error_ = (expression); !error_.ok()) return error_; \
  } while (false)

}  // namespace hologram::base

#endif  // HOLOGRAM_BASE_ERROR_H_

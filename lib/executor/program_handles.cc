// program_handles.cc — programs behind handles. A launch holds a reference to all that it works on: there may be more buffers than
// hazards.
#include "executor/program_handles.h"

#include <cstring>
#include <new>
#include <string>
#include <vector>

#include "backend/reference_program.h"
#include "base/struct_size.h"
#include "executor/canonical_form.h"
#include "executor/executors.h"
#include "executor/fill.h"
#include "executor/hot_call.h"
#include "executor/reclaim.h"
#include "executor/section.h"
#include "isa/assembler.h"
#include "isa/disassembler.h"
#include "isa/launch.h"
#include "isa/verifier.h"
#include "memory/allocator.h"
#include "opt/canonical_hash.h"
#include "thread/float_environment.h"

namespace hologram::executor {

using base::Error;
using base::Fail;
using base::FailNull;
using base::kOk;
using base::Message;

namespace {

constexpr int kBuffersArgument = 3;
constexpr int kScalarsArgument = 5;
constexpr int kLanesArgument = 7;
constexpr int kResultsArgument = 8;

std::string CanonicalText(const isa::Program& program) { return isa::Disassemble(CanonicalForm(program)); }

// One more reference to a live object, until it ends.
template <class T>
class Held {
 public:
  Held() = default;
  ~Held() {
    if (object_ != nullptr) DropRef(object_);
  }
  Held(Held&& other) noexcept : object_(other.object_) { other.object_ = nullptr; }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

  template <class Handle>
  Error Take(Handle handle, int argument) {
    Section section;
    HOLO_RETURN_IF_ERROR(section.Enter(IdOf(handle)));
    HOLO_RETURN_IF_ERROR(section.Look(handle, argument, &object_));
    AddRef(object_);
    return kOk;
  }
  T* operator->() const { return object_; }
  T& operator*() const { return *object_; }

 private:
  T* object_ = nullptr;
};

void CopyText(const std::string& from, char* to, size_t capacity) {
  const size_t bytes = from.size() < capacity ? from.size() : capacity - 1;
  std::memcpy(to, from.data(), bytes);
  to[bytes] = '\0';
}

// What `print` makes of the program, in the caller's memory.
Error GiveText(holo_program program, std::string (*print)(const isa::Program&), char* text, int64_t capacity,
               int64_t* needed) {
  if (capacity < 0) return Fail(HOLO_ERROR_INVALID_ARGUMENT, 3, Message::kNegative, capacity);
  if (text == nullptr && capacity > 0) return FailNull(2);
  if (needed == nullptr) return FailNull(4);
  Held<ProgramObject> object;
  HOLO_RETURN_IF_ERROR(object.Take(program, 1));
  const std::string printed = print(object->program);
  const auto size = static_cast<int64_t>(printed.size() + 1);
  *needed = size;
  if (text == nullptr) return kOk;
  if (capacity < size) return Fail(HOLO_ERROR_OUT_OF_RANGE, 3, Message::kTextCapacity, capacity, size);
  CopyText(printed, text, static_cast<size_t>(capacity));
  return kOk;
}

Error FailText(const isa::Diagnosis& diagnosis, holo_diagnostics* diagnostics) {
  if (diagnostics != nullptr) {
    holo_diagnostics filled = HOLO_DIAGNOSTICS_INIT;
    filled.line = diagnosis.line;
    filled.column = diagnosis.column;
    CopyText(diagnosis.message, filled.message, sizeof filled.message);
    base::FillStruct(filled, diagnostics);
  }
  return Fail(HOLO_ERROR_INVALID_ARGUMENT, 1, Message::kProgramText, diagnosis.line, diagnosis.column);
}

int32_t CountOf(const isa::Program& program, bool (*is)(isa::ParameterKind)) {
  int32_t count = 0;
  for (const isa::Parameter& parameter : program.parameters) count += is(parameter.kind) ? 1 : 0;
  return count;
}
bool IsScalar(isa::ParameterKind kind) { return kind == isa::ParameterKind::kScalar; }
bool IsResult(isa::ParameterKind kind) { return kind == isa::ParameterKind::kResult; }

// That a call brings as many as the program has, in an array that is there.
Error CheckGiven(const void* given, int32_t count, int32_t wanted, int array_argument, const char* what) {
  if (count != wanted) {
    return base::FailText(HOLO_ERROR_INVALID_ARGUMENT, array_argument + 1, Message::kProgramCount, what, count, wanted);
  }
  return count != 0 && given == nullptr ? FailNull(array_argument) : kOk;
}

// What the reader of an error is told of one that isa found: which argument it is about.
Error InTheCallersWords(const isa::LaunchError& error, const isa::Program& program) {
  Error told = error.error;
  told.argument = kLanesArgument;
  if (error.parameter < 0) return told;
  const isa::ParameterKind kind = program.parameters[static_cast<size_t>(error.parameter)].kind;
  told.argument = isa::IsBuffer(kind)                   ? kBuffersArgument
                  : kind == isa::ParameterKind::kScalar ? kScalarsArgument
                                                        : kResultsArgument;
  return told;
}

// A launch's buffers, held, and the arguments made of all that was given.
class Bound {
 public:
  Error Bind(const ProgramCall& call, const ExecutorObject& executor, const isa::Program& program) {
    HOLO_RETURN_IF_ERROR(
        CheckGiven(call.buffers, call.buffer_count, CountOf(program, isa::IsBuffer), kBuffersArgument, "buffers"));
    HOLO_RETURN_IF_ERROR(
        CheckGiven(call.scalars, call.scalar_count, CountOf(program, IsScalar), kScalarsArgument, "scalars"));
    HOLO_RETURN_IF_ERROR(
        CheckGiven(call.results, call.result_count, CountOf(program, IsResult), kResultsArgument, "results"));
    arguments.resize(program.parameters.size());
    held_.reserve(program.parameters.size());
    const holo_buffer* buffer = call.buffers;
    const holo_scalar* scalar = call.scalars;
    for (size_t i = 0; i < arguments.size(); ++i) {
      const isa::Parameter& parameter = program.parameters[i];
      if (isa::IsBuffer(parameter.kind))
        HOLO_RETURN_IF_ERROR(BindBuffer(*buffer++, executor, parameter, &arguments[i]));
      if (!IsScalar(parameter.kind)) continue;
      HOLO_RETURN_IF_ERROR(FillPattern(*scalar++, parameter.dtype, kScalarsArgument, &arguments[i].bits));
    }
    return kOk;
  }

  std::vector<isa::Argument> arguments;

 private:
  Error BindBuffer(holo_buffer handle, const ExecutorObject& executor, const isa::Parameter& parameter,
                   isa::Argument* argument) {
    Held<BufferObject> buffer;
    HOLO_RETURN_IF_ERROR(buffer.Take(handle, kBuffersArgument));
    if (buffer->executor != &executor)
      return Fail(HOLO_ERROR_WRONG_EXECUTOR, kBuffersArgument, Message::kWrongExecutor);
    if (buffer->dtype != parameter.dtype) {
      return Fail(HOLO_ERROR_DTYPE, kBuffersArgument, Message::kDtypeInstead, buffer->dtype, parameter.dtype);
    }
    if (isa::CanWrite(parameter.kind) && (buffer->flags & HOLO_BUFFER_READ_ONLY) != 0) {
      return Fail(HOLO_ERROR_READ_ONLY, kBuffersArgument, Message::kReadOnly);
    }
    *argument = {buffer->data, buffer->count, 0};
    held_.push_back(std::move(buffer));
    return kOk;
  }

  std::vector<Held<BufferObject>> held_;
};

}  // namespace

Error ProgramFromText(const char* text, holo_diagnostics* diagnostics, holo_program* program) {
  if (text == nullptr) return FailNull(1);
  if (diagnostics != nullptr) {
    HOLO_RETURN_IF_ERROR(base::CheckStructSize<holo_diagnostics>(diagnostics->struct_size, 2));
    base::FillStruct(holo_diagnostics(HOLO_DIAGNOSTICS_INIT), diagnostics);
  }
  if (program == nullptr) return FailNull(3);
  isa::Program made;
  isa::Diagnosis diagnosis = isa::Assemble(text, &made);
  if (diagnosis.ok()) diagnosis = isa::Verify(made);
  if (!diagnosis.ok()) return FailText(diagnosis, diagnostics);
  // The slot table must be set up before the first slot is taken.
  Section section;
  HOLO_RETURN_IF_ERROR(section.Enter(std::span<const uint64_t>()));
  void* memory = memory::Allocate(memory::kDefaultAllocator, sizeof(ProgramObject));
  if (memory == nullptr) return base::FailMemory(sizeof(ProgramObject));
  auto* object = new (memory) ProgramObject(std::move(made));
  uint64_t id = 0;
  if (const Error error = Publish(object, {nullptr, 0, MakeBadge(Kind::kProgram, 0)}, &id); !error.ok()) {
    DropRef(object);
    return error;
  }
  *program = reinterpret_cast<holo_program>(id);
  return kOk;
}

Error ProgramToText(holo_program program, char* text, int64_t capacity, int64_t* needed) {
  return GiveText(program, isa::Disassemble, text, capacity, needed);
}

Error ProgramCanonicalText(holo_program program, char* text, int64_t capacity, int64_t* needed) {
  return GiveText(program, CanonicalText, text, capacity, needed);
}

Error ProgramCanonicalHash(holo_program program, uint64_t* hash) {
  if (hash == nullptr) return FailNull(2);
  Held<ProgramObject> object;
  HOLO_RETURN_IF_ERROR(object.Take(program, 1));
  const opt::Hash128 found = opt::HashOf(CanonicalText(object->program));
  hash[0] = found.low;
  hash[1] = found.high;
  return kOk;
}

Error GetProgramInfo(holo_program program, holo_program_info* info) {
  HOLO_RETURN_IF_ERROR(base::CheckOutStruct(info, 2));
  Held<ProgramObject> object;
  HOLO_RETURN_IF_ERROR(object.Take(program, 1));
  const isa::Program& described = object->program;
  holo_program_info filled = HOLO_PROGRAM_INFO_INIT;
  filled.parameter_count = static_cast<int32_t>(described.parameters.size());
  filled.buffer_count = CountOf(described, isa::IsBuffer);
  filled.scalar_count = CountOf(described, IsScalar);
  filled.result_count = CountOf(described, IsResult);
  filled.instruction_count = static_cast<int32_t>(described.instructions.size());
  CopyText(described.name, filled.name, sizeof filled.name);
  base::FillStruct(filled, info);
  return kOk;
}

Error GetProgramParameter(holo_program program, int32_t index, holo_program_parameter* parameter) {
  HOLO_RETURN_IF_ERROR(base::CheckOutStruct(parameter, 3));
  Held<ProgramObject> object;
  HOLO_RETURN_IF_ERROR(object.Take(program, 1));
  const std::vector<isa::Parameter>& parameters = object->program.parameters;
  const auto count = static_cast<int64_t>(parameters.size());
  if (index < 0 || index >= count) return Fail(HOLO_ERROR_OUT_OF_RANGE, 2, Message::kNoParameter, index, count);
  const isa::Parameter& described = parameters[static_cast<size_t>(index)];
  static_assert(static_cast<int>(isa::ParameterKind::kIn) + 1 == HOLO_PARAMETER_IN);
  static_assert(static_cast<int>(isa::ParameterKind::kResult) + 1 == HOLO_PARAMETER_RESULT);
  holo_program_parameter filled = HOLO_PROGRAM_PARAMETER_INIT;
  filled.kind = static_cast<int32_t>(described.kind) + 1;
  filled.dtype = described.dtype;
  CopyText(described.name, filled.name, sizeof filled.name);
  base::FillStruct(filled, parameter);
  return kOk;
}

Error DestroyProgram(holo_program program) {
  if (program == nullptr) return kOk;
  if (!Retire(IdOf(program), Kind::kProgram)) return Fail(HOLO_ERROR_INVALID_HANDLE, 1, Message::kStaleHandle);
  return kOk;
}

Error LaunchProgram(const ProgramCall& call) {
  Held<ExecutorObject> executor;
  HOLO_RETURN_IF_ERROR(executor.Take(call.executor, 1));
  Held<ProgramObject> object;
  HOLO_RETURN_IF_ERROR(object.Take(call.program, 2));
  const isa::Program& program = object->program;
  Bound bound;
  HOLO_RETURN_IF_ERROR(bound.Bind(call, *executor, program));
  const isa::Launch launch = {program, bound.arguments, call.lanes};
  isa::LaunchError error = isa::CheckLaunch(launch);
  if (error.ok()) {
    const thread::DefaultFloatEnvironment environment(executor->fp_isolated);
    error = backend::reference::RunProgram(launch);
  }
  if (!error.ok()) return InTheCallersWords(error, program);
  holo_scalar* result = call.results;
  for (size_t i = 0; i < program.parameters.size(); ++i) {
    if (!IsResult(program.parameters[i].kind)) continue;
    hot::RawResult raw;
    std::memcpy(&raw, &bound.arguments[i].bits, sizeof raw);
    hot::StoreResult(raw, program.parameters[i].dtype, result++);
  }
  return kOk;
}

}  // namespace hologram::executor

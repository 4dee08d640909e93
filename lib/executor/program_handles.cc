// program_handles.cc — programs behind handles.
#include "executor/program_handles.h"

#include <cstring>
#include <new>
#include <string>

#include "base/struct_size.h"
#include "executor/canonical_form.h"
#include "executor/executors.h"
#include "executor/reclaim.h"
#include "executor/section.h"
#include "isa/assembler.h"
#include "isa/disassembler.h"
#include "isa/expression.h"
#include "isa/verifier.h"
#include "memory/allocator.h"
#include "opt/canonical_hash.h"

namespace hologram::executor {

using base::Error;
using base::Fail;
using base::FailNull;
using base::kOk;
using base::Message;

namespace {

void CopyText(const std::string& from, char* to, size_t capacity) {
  const size_t bytes = from.size() < capacity ? from.size() : capacity - 1;
  std::memcpy(to, from.data(), bytes);
  to[bytes] = '\0';
}

std::string OwnText(const ProgramObject& object) { return isa::Disassemble(object.program); }
std::string CanonicalText(const ProgramObject& object) { return isa::Disassemble(object.loaded->compiled->program()); }

// What `print` makes of the program, in the caller's memory.
Error GiveText(holo_program program, std::string (*print)(const ProgramObject&), char* text, int64_t capacity,
               int64_t* needed) {
  if (capacity < 0) return Fail(HOLO_ERROR_INVALID_ARGUMENT, 3, Message::kNegative, capacity);
  if (text == nullptr && capacity > 0) return FailNull(2);
  if (needed == nullptr) return FailNull(4);
  Ref<ProgramObject> object;
  HOLO_RETURN_IF_ERROR(TakeRef(program, 1, &object));
  const std::string printed = print(*object);
  const auto size = static_cast<int64_t>(printed.size() + 1);
  *needed = size;
  if (text == nullptr) return kOk;
  if (capacity < size) return Fail(HOLO_ERROR_OUT_OF_RANGE, 3, Message::kTextCapacity, capacity, size);
  CopyText(printed, text, static_cast<size_t>(capacity));
  return kOk;
}

Error ClearDiagnostics(holo_diagnostics* diagnostics, int argument) {
  if (diagnostics == nullptr) return kOk;
  HOLO_RETURN_IF_ERROR(base::CheckStructSize<holo_diagnostics>(diagnostics->struct_size, argument));
  base::FillStruct(holo_diagnostics(HOLO_DIAGNOSTICS_INIT), diagnostics);
  return kOk;
}

Error FailText(const isa::Diagnosis& diagnosis, int argument, holo_diagnostics* diagnostics) {
  if (diagnostics != nullptr) {
    holo_diagnostics filled = HOLO_DIAGNOSTICS_INIT;
    filled.line = diagnosis.line;
    filled.column = diagnosis.column;
    CopyText(diagnosis.message, filled.message, sizeof filled.message);
    base::FillStruct(filled, diagnostics);
  }
  return Fail(HOLO_ERROR_INVALID_ARGUMENT, argument, Message::kProgramText, diagnosis.line, diagnosis.column);
}

// What was made of a text, to be found when it comes again.
std::shared_ptr<const engine::LoadedProgram> Load(const std::string& key, isa::Program verified) {
  auto compiled = engine::CompiledFor(CanonicalForm(verified));
  auto loaded = std::make_shared<const engine::LoadedProgram>(std::move(verified), std::move(compiled));
  return engine::LoadedPrograms().Keep(key, std::move(loaded));
}

Error PublishProgram(std::shared_ptr<const engine::LoadedProgram> loaded, holo_program* program) {
  // The slot table must be set up before the first slot is taken.
  Section section;
  HOLO_RETURN_IF_ERROR(section.Enter(std::span<const uint64_t>()));
  void* memory = memory::Allocate(memory::kDefaultAllocator, sizeof(ProgramObject));
  if (memory == nullptr) return base::FailMemory(sizeof(ProgramObject));
  auto* object = new (memory) ProgramObject(std::move(loaded));
  uint64_t id = 0;
  if (const Error error = Publish(object, {nullptr, 0, MakeBadge(Kind::kProgram, 0)}, &id); !error.ok()) {
    DropRef(object);
    return error;
  }
  *program = reinterpret_cast<holo_program>(id);
  return kOk;
}

}  // namespace

Error ProgramFromText(const char* text, holo_diagnostics* diagnostics, holo_program* program) {
  if (text == nullptr) return FailNull(1);
  HOLO_RETURN_IF_ERROR(ClearDiagnostics(diagnostics, 2));
  if (program == nullptr) return FailNull(3);
  std::shared_ptr<const engine::LoadedProgram> loaded = engine::LoadedPrograms().Find(text);
  if (loaded == nullptr) {
    isa::Program made;
    isa::Diagnosis diagnosis = isa::Assemble(text, &made);
    if (diagnosis.ok()) diagnosis = isa::Verify(made);
    if (!diagnosis.ok()) return FailText(diagnosis, 1, diagnostics);
    loaded = Load(text, std::move(made));
  }
  return PublishProgram(std::move(loaded), program);
}

Error ProgramFromExpression(const char* expression, const char* parameters, holo_diagnostics* diagnostics,
                            holo_program* program) {
  if (expression == nullptr) return FailNull(1);
  if (parameters == nullptr) return FailNull(2);
  HOLO_RETURN_IF_ERROR(ClearDiagnostics(diagnostics, 3));
  if (program == nullptr) return FailNull(4);
  // No text of a program has such a byte.
  const std::string key = std::string(parameters) + '\1' + expression;
  std::shared_ptr<const engine::LoadedProgram> loaded = engine::LoadedPrograms().Find(key);
  if (loaded == nullptr) {
    isa::Program made;
    isa::Diagnosis diagnosis = isa::ReadParameters(parameters, &made);
    if (!diagnosis.ok()) return FailText(diagnosis, 2, diagnostics);
    diagnosis = isa::CompileExpression(expression, &made);
    if (diagnosis.ok()) diagnosis = isa::Verify(made);
    if (!diagnosis.ok()) return FailText(diagnosis, 1, diagnostics);
    loaded = Load(key, std::move(made));
  }
  return PublishProgram(std::move(loaded), program);
}

Error ProgramToText(holo_program program, char* text, int64_t capacity, int64_t* needed) {
  return GiveText(program, OwnText, text, capacity, needed);
}

Error ProgramCanonicalText(holo_program program, char* text, int64_t capacity, int64_t* needed) {
  return GiveText(program, CanonicalText, text, capacity, needed);
}

Error ProgramCanonicalHash(holo_program program, uint64_t* hash) {
  if (hash == nullptr) return FailNull(2);
  Ref<ProgramObject> object;
  HOLO_RETURN_IF_ERROR(TakeRef(program, 1, &object));
  const opt::Hash128 found = opt::HashOf(CanonicalText(*object));
  hash[0] = found.low;
  hash[1] = found.high;
  return kOk;
}

Error GetProgramInfo(holo_program program, holo_program_info* info) {
  HOLO_RETURN_IF_ERROR(base::CheckOutStruct(info, 2));
  Ref<ProgramObject> object;
  HOLO_RETURN_IF_ERROR(TakeRef(program, 1, &object));
  const isa::Program& described = object->program;
  holo_program_info filled = HOLO_PROGRAM_INFO_INIT;
  filled.parameter_count = static_cast<int32_t>(described.parameters.size());
  filled.buffer_count = object->counts.buffers;
  filled.scalar_count = object->counts.scalars;
  filled.result_count = object->counts.results;
  filled.instruction_count = static_cast<int32_t>(described.instructions.size());
  CopyText(described.name, filled.name, sizeof filled.name);
  base::FillStruct(filled, info);
  return kOk;
}

Error GetProgramParameter(holo_program program, int32_t index, holo_program_parameter* parameter) {
  HOLO_RETURN_IF_ERROR(base::CheckOutStruct(parameter, 3));
  Ref<ProgramObject> object;
  HOLO_RETURN_IF_ERROR(TakeRef(program, 1, &object));
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

Error GetProgramCacheInfo(holo_program_cache_info* info) {
  HOLO_RETURN_IF_ERROR(base::CheckOutStruct(info, 1));
  const engine::CacheCounts forms = engine::CompiledCounts(), texts = engine::LoadedPrograms().Counts();
  holo_program_cache_info filled = HOLO_PROGRAM_CACHE_INFO_INIT;
  filled.capacity = static_cast<int32_t>(engine::TextCache<engine::CompiledProgram>::kCapacity);
  filled.entries = forms.entries;
  filled.hits = forms.hits;
  filled.misses = forms.misses;
  filled.text_hits = texts.hits;
  filled.text_misses = texts.misses;
  base::FillStruct(filled, info);
  return kOk;
}

}  // namespace hologram::executor

// launches.cc — handles become arguments, these are checked, and a plan runs on them. A launch holds a reference to all that
// it works on: there may be more buffers than hazards.
#include "executor/launches.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <utility>

#include "executor/executors.h"
#include "executor/fill.h"
#include "executor/hot_call.h"
#include "executor/reclaim.h"
#include "executor/section.h"
#include "memory/allocator.h"
#include "thread/float_environment.h"

namespace hologram::executor {

using base::Error;
using base::Fail;
using base::FailNull;
using base::kOk;
using base::Message;

namespace {

// Where a call's arguments stand.
struct Places {
  int buffers, scalars, lanes, results;
};
constexpr Places kOfProgramLaunch = {3, 5, 7, 8};
constexpr Places kOfCreate = {3, 0, 5, 0};
constexpr Places kOfRun = {1, 2, 1, 4};

// That a call brings as many as the program has, in an array that is there.
Error CheckGiven(const void* given, int32_t count, int32_t wanted, int array_argument, const char* what) {
  if (count != wanted) {
    return base::FailText(HOLO_ERROR_INVALID_ARGUMENT, array_argument + 1, Message::kProgramCount, what, count, wanted);
  }
  return count != 0 && given == nullptr ? FailNull(array_argument) : kOk;
}

Error CheckGiven(const ProgramObject& program, const LaunchScalars& with, const Places& places) {
  const ParameterCounts& counts = program.counts;
  HOLO_RETURN_IF_ERROR(CheckGiven(with.scalars, with.scalar_count, counts.scalars, places.scalars, "scalars"));
  return CheckGiven(with.results, with.result_count, counts.results, places.results, "results");
}

// What the reader of an error is told of one that isa found: which argument it is about.
Error InTheCallersWords(const isa::LaunchError& error, const isa::Program& program, const Places& places) {
  Error told = error.error;
  told.argument = places.lanes;
  if (error.parameter < 0) return told;
  const isa::ParameterKind kind = program.parameters[static_cast<size_t>(error.parameter)].kind;
  told.argument = isa::IsBuffer(kind)                   ? places.buffers
                  : kind == isa::ParameterKind::kScalar ? places.scalars
                                                        : places.results;
  return told;
}

Error BindBuffer(const BufferObject& buffer, const ExecutorObject& executor, const isa::Parameter& parameter,
                 int argument, isa::Argument* bound) {
  if (buffer.executor != &executor) return Fail(HOLO_ERROR_WRONG_EXECUTOR, argument, Message::kWrongExecutor);
  if (buffer.dtype != parameter.dtype) {
    return Fail(HOLO_ERROR_DTYPE, argument, Message::kDtypeInstead, buffer.dtype, parameter.dtype);
  }
  if (isa::CanWrite(parameter.kind) && (buffer.flags & HOLO_BUFFER_READ_ONLY) != 0) {
    return Fail(HOLO_ERROR_READ_ONLY, argument, Message::kReadOnly);
  }
  *bound = {buffer.data, buffer.count, 0};
  return kOk;
}

// Holds all that a launch works on; its scalars come with each run.
Error Bind(const LaunchBuffers& on, const Places& places, Bound* bound) {
  HOLO_RETURN_IF_ERROR(TakeRef(on.executor, 1, &bound->executor));
  HOLO_RETURN_IF_ERROR(TakeRef(on.program, 2, &bound->program));
  HOLO_RETURN_IF_ERROR(
      CheckGiven(on.buffers, on.buffer_count, bound->program->counts.buffers, places.buffers, "buffers"));
  const std::vector<isa::Parameter>& parameters = bound->program->program.parameters;
  bound->buffers.resize(static_cast<size_t>(on.buffer_count));
  bound->arguments.resize(parameters.size());
  size_t next = 0;
  for (size_t i = 0; i < parameters.size(); ++i) {
    if (!isa::IsBuffer(parameters[i].kind)) continue;
    Ref<BufferObject>& buffer = bound->buffers[next];
    HOLO_RETURN_IF_ERROR(TakeRef(on.buffers[next++], places.buffers, &buffer));
    HOLO_RETURN_IF_ERROR(BindBuffer(*buffer, *bound->executor, parameters[i], places.buffers, &bound->arguments[i]));
  }
  for (const backend::Backend* runner : bound->executor->chain) {
    bound->plan = runner->PlanFor(*bound->program->loaded->compiled);
    if (bound->plan != nullptr) return kOk;
  }
  return Fail(HOLO_ERROR_INTERNAL, 0, Message::kUnexplained);  // the chain's last runs all programs
}

Error BindScalars(const isa::Program& program, const holo_scalar* scalars, int argument, isa::Argument* arguments) {
  for (size_t i = 0; i < program.parameters.size(); ++i) {
    const isa::Parameter& parameter = program.parameters[i];
    if (parameter.kind != isa::ParameterKind::kScalar) continue;
    HOLO_RETURN_IF_ERROR(FillPattern(*scalars++, parameter.dtype, argument, &arguments[i].bits));
  }
  return kOk;
}

void StoreResults(const isa::Program& program, const isa::Argument* arguments, holo_scalar* results) {
  for (size_t i = 0; i < program.parameters.size(); ++i) {
    const isa::Parameter& parameter = program.parameters[i];
    if (parameter.kind != isa::ParameterKind::kResult) continue;
    hot::RawResult raw;
    std::memcpy(&raw, &arguments[i].bits, sizeof raw);
    hot::StoreResult(raw, parameter.dtype, results++);
  }
}

Error Run(const Bound& bound, const isa::Launch& launch, const Places& places) {
  isa::LaunchError error;
  if (bound.executor->fp_isolated) [[unlikely]] {
    const thread::DefaultFloatEnvironment environment(true);
    error = bound.plan->Run(launch);
  } else {
    error = bound.plan->Run(launch);
  }
  return error.ok() ? kOk : InTheCallersWords(error, launch.program, places);
}

// Whether what a launch may touch, and for how long it runs, depends on its scalars.
bool ScalarsAreChecked(const isa::Program& program) {
  return std::any_of(program.instructions.begin(), program.instructions.end(), [](const isa::Instruction& instruction) {
    const auto is_scalar = [](const isa::Value& value) { return value.kind == isa::ValueKind::kParameter; };
    return is_scalar(instruction.address.stride) || is_scalar(instruction.address.offset) ||
           (instruction.kind == isa::Kind::kLoop && is_scalar(instruction.inputs[0]));
  });
}

Error Check(const isa::Launch& launch, const Places& places) {
  const isa::LaunchError error = isa::CheckLaunch(launch);
  return error.ok() ? kOk : InTheCallersWords(error, launch.program, places);
}

// Of a launch with scalars or results: they are this run's own.
Error RunWithScalars(const LaunchObject& object, const LaunchScalars& with) {
  const isa::Program& program = object.bound.program->program;
  HOLO_RETURN_IF_ERROR(CheckGiven(*object.bound.program, with, kOfRun));
  const std::vector<isa::Argument>& bound = object.bound.arguments;
  // Of 64 only those that there are.
  alignas(isa::Argument) std::byte memory[isa::kMaxParameters * sizeof(isa::Argument)];
  auto* const arguments = reinterpret_cast<isa::Argument*>(memory);
  std::uninitialized_copy(bound.begin(), bound.end(), arguments);
  HOLO_RETURN_IF_ERROR(BindScalars(program, with.scalars, kOfRun.scalars, arguments));
  const isa::Launch launch = {program, {arguments, bound.size()}, object.lanes};
  if (object.checks_scalars) HOLO_RETURN_IF_ERROR(Check(launch, kOfRun));
  HOLO_RETURN_IF_ERROR(Run(object.bound, launch, kOfRun));
  StoreResults(program, arguments, with.results);
  return kOk;
}

}  // namespace

Error LaunchProgram(const LaunchBuffers& on, int64_t lanes, const LaunchScalars& with) {
  Bound bound;
  HOLO_RETURN_IF_ERROR(Bind(on, kOfProgramLaunch, &bound));
  HOLO_RETURN_IF_ERROR(CheckGiven(*bound.program, with, kOfProgramLaunch));
  const isa::Program& program = bound.program->program;
  HOLO_RETURN_IF_ERROR(BindScalars(program, with.scalars, kOfProgramLaunch.scalars, bound.arguments.data()));
  const isa::Launch launch = {program, bound.arguments, lanes};
  HOLO_RETURN_IF_ERROR(Check(launch, kOfProgramLaunch));
  HOLO_RETURN_IF_ERROR(Run(bound, launch, kOfProgramLaunch));
  StoreResults(program, bound.arguments.data(), with.results);
  return kOk;
}

Error CreateLaunch(const LaunchBuffers& on, int64_t lanes, holo_launch* launch) {
  if (launch == nullptr) return FailNull(6);
  Bound bound;
  HOLO_RETURN_IF_ERROR(Bind(on, kOfCreate, &bound));
  const isa::Program& program = bound.program->program;
  const bool checks_scalars = ScalarsAreChecked(program);
  if (lanes < 0) return Fail(HOLO_ERROR_INVALID_ARGUMENT, kOfCreate.lanes, Message::kNegative, lanes);
  if (!checks_scalars) HOLO_RETURN_IF_ERROR(Check({program, bound.arguments, lanes}, kOfCreate));
  void* memory = memory::Allocate(memory::kDefaultAllocator, sizeof(LaunchObject));
  if (memory == nullptr) return base::FailMemory(sizeof(LaunchObject));
  auto* object = new (memory) LaunchObject(std::move(bound), lanes, checks_scalars);
  const ParameterCounts& counts = object->bound.program->counts;
  if (counts.scalars == 0 && counts.results == 0 && !object->bound.executor->fp_isolated) {
    object->is_one_call = object->bound.plan->IsOneCall({program, object->bound.arguments, lanes}, &object->call);
  }
  uint64_t id = 0;
  if (const Error error = Publish(object, {nullptr, 0, MakeBadge(Kind::kLaunch, 0)}, &id); !error.ok()) {
    DropRef(object);
    return error;
  }
  *launch = reinterpret_cast<holo_launch>(id);
  return kOk;
}

Error RunLaunch(holo_launch launch, const LaunchScalars& with) {
  Section section;
  HOLO_RETURN_IF_ERROR(section.Enter(IdOf(launch)));
  LaunchObject* object = nullptr;
  HOLO_RETURN_IF_ERROR(section.Look(launch, 1, &object));
  const bool brings_none = (with.scalar_count | with.result_count) == 0;
  if (object->is_one_call && brings_none) [[likely]] {
    object->call();
    return kOk;
  }
  const ParameterCounts& counts = object->bound.program->counts;
  if (!brings_none || (counts.scalars | counts.results) != 0) return RunWithScalars(*object, with);
  return Run(object->bound, {object->bound.program->program, object->bound.arguments, object->lanes}, kOfRun);
}

Error DestroyLaunch(holo_launch launch) {
  if (launch == nullptr) return kOk;
  if (!Retire(IdOf(launch), Kind::kLaunch)) return Fail(HOLO_ERROR_INVALID_HANDLE, 1, Message::kStaleHandle);
  return kOk;
}

}  // namespace hologram::executor

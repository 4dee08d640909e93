// program_api.cc — the C functions of hologram/program.h.
#include "hologram/program.h"

#include "capi/edge.h"
#include "executor/launches.h"
#include "executor/program_handles.h"

using hologram::base::CallSite;
using hologram::capi::AtTheEdge;
namespace executor_room = hologram::executor;

holo_status holo_program_from_text(const char* text, holo_diagnostics* diagnostics,
                                   holo_program* program) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_program_from_text", "text,diagnostics,program"};
  return AtTheEdge(kSite, [&] { return executor_room::ProgramFromText(text, diagnostics, program); });
}

holo_status holo_program_from_expression(const char* expression, const char* parameters, holo_diagnostics* diagnostics,
                                         holo_program* program) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_program_from_expression", "expression,parameters,diagnostics,program"};
  return AtTheEdge(kSite,
                   [&] { return executor_room::ProgramFromExpression(expression, parameters, diagnostics, program); });
}

holo_status holo_program_to_text(holo_program program, char* text, int64_t capacity, int64_t* needed) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_program_to_text", "program,text,capacity,needed"};
  return AtTheEdge(kSite, [&] { return executor_room::ProgramToText(program, text, capacity, needed); });
}

holo_status holo_program_canonical_text(holo_program program, char* text, int64_t capacity,
                                        int64_t* needed) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_program_canonical_text", "program,text,capacity,needed"};
  return AtTheEdge(kSite, [&] { return executor_room::ProgramCanonicalText(program, text, capacity, needed); });
}

holo_status holo_program_canonical_hash(holo_program program, uint64_t hash[2]) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_program_canonical_hash", "program,hash"};
  return AtTheEdge(kSite, [&] { return executor_room::ProgramCanonicalHash(program, hash); });
}

holo_status holo_program_info_get(holo_program program, holo_program_info* info) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_program_info_get", "program,info"};
  return AtTheEdge(kSite, [&] { return executor_room::GetProgramInfo(program, info); });
}

holo_status holo_program_parameter_get(holo_program program, int32_t index,
                                       holo_program_parameter* parameter) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_program_parameter_get", "program,index,parameter"};
  return AtTheEdge(kSite, [&] { return executor_room::GetProgramParameter(program, index, parameter); });
}

holo_status holo_program_destroy(holo_program program) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_program_destroy", "program"};
  return AtTheEdge(kSite, [&] { return executor_room::DestroyProgram(program); });
}

holo_status holo_program_launch(holo_executor executor, holo_program program, const holo_buffer* buffers,
                                int32_t buffer_count, const holo_scalar* scalars, int32_t scalar_count, int64_t lanes,
                                holo_scalar* results, int32_t result_count) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {
      "holo_program_launch", "executor,program,buffers,buffer_count,scalars,scalar_count,lanes,results,result_count"};
  return AtTheEdge(kSite, [&] {
    return executor_room::LaunchProgram({executor, program, buffers, buffer_count}, lanes,
                                        {scalars, scalar_count, results, result_count});
  });
}

holo_status holo_launch_create(holo_executor executor, holo_program program, const holo_buffer* buffers,
                               int32_t buffer_count, int64_t lanes, holo_launch* launch) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_launch_create", "executor,program,buffers,buffer_count,lanes,launch"};
  return AtTheEdge(kSite, [&] {
    return executor_room::CreateLaunch({executor, program, buffers, buffer_count}, lanes, launch);
  });
}

holo_status holo_launch_run(holo_launch launch, const holo_scalar* scalars, int32_t scalar_count, holo_scalar* results,
                            int32_t result_count) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_launch_run", "launch,scalars,scalar_count,results,result_count"};
  return AtTheEdge(kSite, [&] {
    return executor_room::RunLaunch(launch, {scalars, scalar_count, results, result_count});
  });
}

holo_status holo_launch_destroy(holo_launch launch) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_launch_destroy", "launch"};
  return AtTheEdge(kSite, [&] { return executor_room::DestroyLaunch(launch); });
}

holo_status holo_program_cache_info_get(holo_program_cache_info* info) HOLO_NOEXCEPT {
  static constexpr CallSite kSite = {"holo_program_cache_info_get", "info"};
  return AtTheEdge(kSite, [&] { return executor_room::GetProgramCacheInfo(info); });
}

// loaded.h — a program as it was written, and what runs in its place.
#ifndef HOLOGRAM_ENGINE_LOADED_H_
#define HOLOGRAM_ENGINE_LOADED_H_

#include <memory>
#include <utility>

#include "engine/compiled.h"
#include "engine/text_cache.h"

namespace hologram::engine {

struct LoadedProgram {
  const isa::Program program;
  const std::shared_ptr<const CompiledProgram> compiled;  // of its canonical form

  LoadedProgram(isa::Program verified, std::shared_ptr<const CompiledProgram> made)
      : program(std::move(verified)), compiled(std::move(made)) {}
};

// Programs by the text that they were made of.
TextCache<LoadedProgram>& LoadedPrograms();

// That of a canonical program: one for all that have this form, as long as it is remembered.
std::shared_ptr<const CompiledProgram> CompiledFor(isa::Program canonical);
CacheCounts CompiledCounts();

}  // namespace hologram::engine

#endif  // HOLOGRAM_ENGINE_LOADED_H_

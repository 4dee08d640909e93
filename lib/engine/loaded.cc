// loaded.cc — the two caches of programs: by the texts that come in, and by canonical texts.
#include "engine/loaded.h"

#include <string>

#include "isa/disassembler.h"

namespace hologram::engine {
namespace {

constinit TextCache<LoadedProgram> g_loaded;
constinit TextCache<CompiledProgram> g_compiled;

}  // namespace

TextCache<LoadedProgram>& LoadedPrograms() { return g_loaded; }

std::shared_ptr<const CompiledProgram> CompiledFor(isa::Program canonical) {
  const std::string text = isa::Disassemble(canonical);
  std::shared_ptr<const CompiledProgram> compiled = g_compiled.Find(text);
  if (compiled != nullptr) return compiled;
  return g_compiled.Keep(text, std::make_shared<const CompiledProgram>(std::move(canonical)));
}

CacheCounts CompiledCounts() { return g_compiled.Counts(); }

}  // namespace hologram::engine

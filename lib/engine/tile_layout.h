// tile_layout.h — where in a plan's memory tiles are: those that are never wanted at the same time are at the same place.
#ifndef HOLOGRAM_ENGINE_TILE_LAYOUT_H_
#define HOLOGRAM_ENGINE_TILE_LAYOUT_H_

#include "engine/steps.h"

namespace hologram::engine {

// Offsets in bytes.
struct Layout {
  int64_t tile_lanes = 0;
  std::vector<int64_t> uniforms;  // of kUniformBytes each
  std::vector<int64_t> filled;    // tiles, -1 where a uniform has none
  std::vector<int64_t> slots;     // tiles; if uniform kUniformBytes
  int64_t size_bytes = 0;
};

// `tile_lanes` of 0: as many as let the tiles take half of a cache of `cache_bytes`.
Layout MakeLayout(const Steps& steps, int64_t tile_lanes, int64_t cache_bytes);

}  // namespace hologram::engine

#endif  // HOLOGRAM_ENGINE_TILE_LAYOUT_H_

// moves.h — what no kernel does: elements that are filled in, that lie apart, or that a mask chooses, one by one.
#ifndef HOLOGRAM_ENGINE_MOVES_H_
#define HOLOGRAM_ENGINE_MOVES_H_

#include <cstddef>
#include <cstdint>

#include "hologram/types.h"

namespace hologram::engine {

// `count` elements, each with the bits of `element`.
void FillElements(const void* element, int log2_size, int64_t count, void* to);

// Elements of a buffer that belong to lanes: of the first one `first`, of each following one `stride` further.
struct Strided {
  std::byte* data;
  int64_t first;
  int64_t stride;
};
void LoadStrided(const Strided& from, int log2_size, int64_t lanes, void* to);
// Those alone whose element of `mask` is not 0, if there is one.
void StoreStrided(const void* from, const uint8_t* mask, int log2_size, int64_t lanes, const Strided& to);

// Elements of a buffer at indices, i64 or i32.
struct Indexed {
  std::byte* data;
  int64_t count;
  const void* index;
  bool is_short;

  int64_t At(int64_t lane) const {
    return is_short ? static_cast<const int32_t*>(index)[lane] : static_cast<const int64_t*>(index)[lane];
  }
};
// The first lane, among those in the mask, whose index is out of range: `lanes` if there is none.
int64_t FindOutOfRange(const Indexed& indexed, const uint8_t* mask, int64_t lanes);
void GatherMasked(const Indexed& from, const uint8_t* mask, int log2_size, int64_t lanes, void* to);
void ScatterMasked(const void* from, const uint8_t* mask, int log2_size, int64_t lanes, const Indexed& to);

}  // namespace hologram::engine

#endif  // HOLOGRAM_ENGINE_MOVES_H_

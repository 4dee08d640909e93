// tile_layout.cc — places are given from the first step to the last, as long as their tiles are wanted.
#include "engine/tile_layout.h"

#include <algorithm>

namespace hologram::engine {
namespace {

constexpr int64_t kMinTileLanes = 256;
constexpr int64_t kMaxTileLanes = 1024;
// Between tiles, so that they do not all begin at the same bytes of a page: loads would wait for stores to others.
constexpr int64_t kGapBytes = 128;

// The steps from the first that writes or reads a slot to the last, whole loops where it is wanted on either side of their
// begin or end.
struct Range {
  int32_t first = INT32_MAX;
  int32_t last = -1;
};

std::vector<Range> RangesOf(const Steps& steps) {
  const std::vector<int32_t> loops = LoopsOf(steps);
  std::vector<Range> ranges(steps.slots.size());
  const auto for_each_slot = [&](auto body) {
    for (size_t i = 0; i < steps.steps.size(); ++i) {
      const auto touch = [&](const Operand& operand) {
        if (operand.place == Place::kSlot) body(static_cast<int32_t>(i), &ranges[static_cast<size_t>(operand.index)]);
      };
      ForEachRead(steps.steps[i], touch);
      touch(steps.steps[i].output);
    }
  };
  for_each_slot([](int32_t step, Range* range) {
    range->first = std::min(range->first, step);
    range->last = std::max(range->last, step);
  });
  const std::vector<Range> bare = ranges;
  for_each_slot([&](int32_t step, Range* range) {
    const Range& own = bare[static_cast<size_t>(range - ranges.data())];
    for (int32_t loop = loops[static_cast<size_t>(step)]; loop >= 0; loop = loops[static_cast<size_t>(loop)]) {
      const int32_t end = steps.steps[static_cast<size_t>(loop)].target;
      if (own.first > loop && own.last < end) break;
      range->first = std::min(range->first, loop);
      range->last = std::max(range->last, end);
    }
  });
  return ranges;
}

// Places for tiles, in lanes' bytes: each is as large as the largest tile that it has.
class Places {
 public:
  int Take(int log2_size, int32_t first, int32_t last) {
    for (size_t i = 0; i < places_.size(); ++i) {
      if (places_[i].until >= first || places_[i].log2_size != log2_size) continue;
      places_[i].until = last;
      return static_cast<int>(i);
    }
    places_.push_back({log2_size, last});
    return static_cast<int>(places_.size()) - 1;
  }

  size_t size() const { return places_.size(); }
  int64_t lane_bytes(size_t i) const { return int64_t{1} << places_[i].log2_size; }

 private:
  struct Taken {
    int log2_size;
    int32_t until;
  };
  std::vector<Taken> places_;
};

// Whether each lane of the output is made of the inputs' elements in its own place, so that it may have an input's.
bool MayBeInPlace(const Step& step) { return step.kind == StepKind::kMap || step.kind == StepKind::kChain; }

int64_t LanesThatFit(int64_t lane_bytes, int64_t cache_bytes) {
  int64_t lanes = kMaxTileLanes;
  while (lanes > kMinTileLanes && lanes * lane_bytes > cache_bytes / 2) lanes /= 2;
  return lanes;
}

}  // namespace

Layout MakeLayout(const Steps& steps, int64_t tile_lanes, int64_t cache_bytes) {
  const std::vector<Range> ranges = RangesOf(steps);
  std::vector<size_t> order;
  for (size_t i = 0; i < ranges.size(); ++i) {
    if (ranges[i].last >= 0 && !steps.slots[i].is_uniform && !steps.slots[i].is_block) order.push_back(i);
  }
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return ranges[a].first < ranges[b].first; });
  Places places;
  std::vector<int> place_of(steps.slots.size(), -1);
  for (const size_t i : order) {
    const Range& range = ranges[i];
    // At its last step a tile is read; what is written there may have its place if that is the same lane's.
    const bool leaves = MayBeInPlace(steps.steps[static_cast<size_t>(range.last)]);
    place_of[i] = places.Take(base::Log2Size(steps.slots[i].dtype), range.first, range.last - (leaves ? 1 : 0));
  }

  std::vector<bool> is_filled(steps.uniforms.size());
  for (const Step& step : steps.steps) {
    ForEachRead(step, [&](const Operand& read) {
      if (read.place == Place::kFilled) is_filled[static_cast<size_t>(read.index)] = true;
    });
  }
  int64_t lane_bytes = 0;
  for (size_t i = 0; i < places.size(); ++i) lane_bytes += places.lane_bytes(i);
  for (size_t i = 0; i < is_filled.size(); ++i) {
    if (is_filled[i]) lane_bytes += int64_t{1} << base::Log2Size(steps.uniforms[i].dtype);
  }

  Layout layout;
  layout.tile_lanes = tile_lanes != 0 ? tile_lanes : LanesThatFit(lane_bytes, cache_bytes);
  const auto take = [&](int64_t bytes) {
    const int64_t at = layout.size_bytes;
    layout.size_bytes += (bytes + 63) / 64 * 64;
    return at;
  };
  const auto take_tile = [&](int64_t lanes, int64_t element_bytes) { return take(lanes * element_bytes + kGapBytes); };
  for (size_t i = 0; i < steps.uniforms.size(); ++i) layout.uniforms.push_back(take(kernels::kUniformBytes));
  for (size_t i = 0; i < steps.uniforms.size(); ++i) {
    const int64_t element_bytes = int64_t{1} << base::Log2Size(steps.uniforms[i].dtype);
    layout.filled.push_back(is_filled[i] ? take_tile(layout.tile_lanes, element_bytes) : -1);
  }
  std::vector<int64_t> tiles;
  for (size_t i = 0; i < places.size(); ++i) tiles.push_back(take_tile(layout.tile_lanes, places.lane_bytes(i)));
  for (size_t i = 0; i < steps.slots.size(); ++i) {
    const Slot& slot = steps.slots[i];
    if (slot.is_uniform) {
      layout.slots.push_back(take(kernels::kUniformBytes));
    } else if (slot.is_block) {
      layout.slots.push_back(take_tile(kBlockLanes, int64_t{1} << base::Log2Size(slot.dtype)));
    } else {
      layout.slots.push_back(place_of[i] >= 0 ? tiles[static_cast<size_t>(place_of[i])] : -1);
    }
  }
  return layout;
}

}  // namespace hologram::engine

// active_lanes.cc — regions grow when a branch leads out of them, and end when lanes from elsewhere come into them.
#include "opt/active_lanes.h"

#include <algorithm>

namespace hologram::opt {

void ActiveLanes::Branch(int32_t at, int32_t target, Ref condition) {
  Region region = {at, target, active_};
  while (!regions_.empty() && regions_.back().end < target) {
    region.begin = regions_.back().begin;
    region.active = regions_.back().active;
    regions_.pop_back();
  }
  if (regions_.empty() || regions_.back().end > target) regions_.push_back(region);
  const Ref leaving = condition == kNone ? active_ : graph_.And(active_, condition);
  const auto [found, is_first] = waiting_.emplace(target, Waiting{leaving, at});
  if (!is_first) found->second.lanes = graph_.Or(found->second.lanes, leaving);
  active_ = condition == kNone ? graph_.False() : graph_.And(active_, graph_.Not(condition));
}

void ActiveLanes::Arrive(int32_t at) {
  const auto found = waiting_.find(at);
  if (found == waiting_.end()) return;
  const Waiting waiting = found->second;
  waiting_.erase(found);
  Region ended = {-1, at, kNone};
  while (!regions_.empty() && regions_.back().end == at) {
    ended = regions_.back();
    regions_.pop_back();
  }
  if (ended.active != kNone && ended.begin <= waiting.first) {
    active_ = ended.active;
    return;
  }
  active_ = graph_.Or(active_, waiting.lanes);
  while (!regions_.empty() && regions_.back().begin > waiting.first) regions_.pop_back();
}

}  // namespace hologram::opt

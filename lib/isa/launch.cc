// launch.cc — numbers that are known now: counts, strides, offsets, and where buffers are.
#include "isa/launch.h"

#include <algorithm>
#include <vector>

#include "base/overlap.h"
#include "ops/op_table.h"

namespace hologram::isa {
namespace {

using base::Fail;
using base::Message;

bool TouchesMemory(const Instruction& instruction) {
  return instruction.kind == Kind::kLoad || instruction.kind == Kind::kStore;
}

int32_t IndexOf(const Launch& launch, const Instruction& instruction) {
  return static_cast<int32_t>(&instruction - launch.program.instructions.data());
}

// Each lane's element of an address that has no index: those of the first and the last lane, the others are between them.
LaunchError CheckRange(const Launch& launch, const Instruction& instruction) {
  const Address& address = instruction.address;
  const __int128 stride = launch.Integer(address.stride), first = launch.Integer(address.offset);
  const __int128 last = first + stride * (launch.lanes - 1);
  const int64_t count = launch.arguments[static_cast<size_t>(address.parameter)].count;
  for (const __int128 element : {first, last}) {
    if (element >= 0 && element < count) continue;
    const auto shown = static_cast<int64_t>(std::clamp<__int128>(element, INT64_MIN, INT64_MAX));
    return {
        Fail(HOLO_ERROR_OUT_OF_RANGE, 0, Message::kElementRange, element == first ? 0 : launch.lanes - 1, shown, count),
        address.parameter, IndexOf(launch, instruction)};
  }
  return {};
}

// A stride that is a scalar may be 0 where lanes must not meet: beside other accesses, or in a loop.
LaunchError CheckStride(const Launch& launch, const Instruction& store, bool in_loop) {
  const Address& address = store.address;
  if (address.is_indexed || address.stride.kind != ValueKind::kParameter || launch.Integer(address.stride) != 0)
    return {};
  const auto is_other = [&](const Instruction& other) {
    return &other != &store && TouchesMemory(other) && other.address.parameter == address.parameter;
  };
  const std::vector<Instruction>& code = launch.program.instructions;
  if (!in_loop && std::none_of(code.begin(), code.end(), is_other)) return {};
  return {Fail(HOLO_ERROR_INVALID_ARGUMENT, 0, Message::kZeroStride), address.stride.index, IndexOf(launch, store)};
}

struct OpenLoop {
  int32_t end;
  __int128 runs;  // of its body, all loops around it included
};

// Steps and loops, in one go over the program.
LaunchError CheckSteps(const Launch& launch) {
  const std::vector<Instruction>& code = launch.program.instructions;
  std::vector<OpenLoop> open;
  __int128 steps = 0;
  for (const Instruction& instruction : code) {
    const int32_t i = IndexOf(launch, instruction);
    while (!open.empty() && open.back().end == i) open.pop_back();
    const __int128 runs = open.empty() ? launch.lanes : open.back().runs;
    steps += runs;
    if (instruction.kind == Kind::kStore) {
      if (LaunchError error = CheckStride(launch, instruction, !open.empty()); !error.ok()) return error;
    }
    if (instruction.kind == Kind::kLoop) {
      const int64_t count = launch.Integer(instruction.inputs[0]);
      if (count < 0) {
        return {Fail(HOLO_ERROR_INVALID_ARGUMENT, 0, Message::kNegative, count), instruction.inputs[0].index, i};
      }
      // With the budget's size for what is more, products stay below 2^127.
      open.push_back({instruction.target, std::min<__int128>(runs, kStepBudget) * count});
      steps += std::min<__int128>(runs, kStepBudget) * count;  // an empty body is a step, too
    }
    if (steps > kStepBudget) return {Fail(HOLO_ERROR_LIMIT, 0, Message::kStepBudget, kStepBudget), -1, i};
  }
  return {};
}

// Which parameters some instruction loads from and stores to, one bit each.
struct Touched {
  uint64_t loaded = 0, stored = 0;
};
static_assert(kMaxParameters <= 64);

Touched TouchedBy(const Program& program) {
  Touched touched;
  for (const Instruction& instruction : program.instructions) {
    if (!TouchesMemory(instruction)) continue;
    const uint64_t bit = uint64_t{1} << instruction.address.parameter;
    (instruction.kind == Kind::kLoad ? touched.loaded : touched.stored) |= bit;
  }
  return touched;
}

bool IsInALoop(const std::vector<Instruction>& code, const Instruction* from, const Instruction* to) {
  return std::any_of(code.begin(), code.end(), [&](const Instruction& loop) {
    return loop.kind == Kind::kLoop && &loop < from && to < code.data() + loop.target;
  });
}

// Whether, if a parameter that is loaded from and one that is stored to are one buffer, each lane reads its element before it
// writes it, and no other one's.
bool ReadsBeforeWriting(const Launch& launch, size_t input, size_t output) {
  const std::vector<Instruction>& code = launch.program.instructions;
  const auto is = [](const Instruction& instruction, Kind kind, size_t parameter) {
    return instruction.kind == kind && static_cast<size_t>(instruction.address.parameter) == parameter;
  };
  for (const Instruction& load : code) {
    if (!is(load, Kind::kLoad, input)) continue;
    // The next lane's element may not be the same one.
    if (load.address.is_indexed || (launch.Integer(load.address.stride) == 0 && launch.lanes > 1)) return false;
    for (const Instruction& store : code) {
      if (!is(store, Kind::kStore, output)) continue;
      const bool same = !store.address.is_indexed && load.address.stride == store.address.stride &&
                        load.address.offset == store.address.offset;
      if (!same || &load > &store || IsInALoop(code, &load, &store)) return false;
    }
  }
  return true;
}

LaunchError CheckOverlaps(const Launch& launch) {
  const std::vector<Parameter>& parameters = launch.program.parameters;
  const Touched touched = TouchedBy(launch.program);
  const auto has = [](uint64_t set, size_t parameter) { return (set >> parameter & 1) != 0; };
  for (size_t out = 0; out < parameters.size(); ++out) {
    if (!has(touched.stored, out)) continue;
    for (size_t in = 0; in < parameters.size(); ++in) {
      if (in == out || !has(touched.loaded | touched.stored, in)) continue;
      const Argument &a = launch.arguments[in], &b = launch.arguments[out];
      const int a_log2_size = base::Log2Size(parameters[in].dtype), b_log2_size = base::Log2Size(parameters[out].dtype);
      if (!base::HaveCommonBytes(a.data, static_cast<uint64_t>(a.count) << a_log2_size, b.data,
                                 static_cast<uint64_t>(b.count) << b_log2_size)) {
        continue;
      }
      const bool is_same = a.data == b.data && a.count == b.count && a_log2_size == b_log2_size;
      const bool one_way = !has(touched.stored, in) && !has(touched.loaded, out);
      if (is_same && one_way && ReadsBeforeWriting(launch, in, out)) continue;
      return {Fail(HOLO_ERROR_OVERLAP, 0, Message::kSharedMemory), static_cast<int32_t>(out), -1};
    }
  }
  return {};
}

}  // namespace

LaunchError CheckLaunch(const Launch& launch) {
  if (launch.lanes < 0) return {Fail(HOLO_ERROR_INVALID_ARGUMENT, 0, Message::kNegative, launch.lanes)};
  if (LaunchError error = CheckSteps(launch); !error.ok()) return error;
  for (const Instruction& instruction : launch.program.instructions) {
    if (!TouchesMemory(instruction) || instruction.address.is_indexed || launch.lanes == 0) continue;
    if (LaunchError error = CheckRange(launch, instruction); !error.ok()) return error;
  }
  for (const Instruction& instruction : launch.program.instructions) {
    if (instruction.kind != Kind::kReduce || launch.lanes != 0) continue;
    const ops::OpRow& row = *ops::Find(instruction.op);
    if (!row.nonempty) continue;
    return {base::FailText(HOLO_ERROR_INVALID_ARGUMENT, 0, Message::kOfNothing, row.name), instruction.result.index,
            IndexOf(launch, instruction)};
  }
  return CheckOverlaps(launch);
}

}  // namespace hologram::isa

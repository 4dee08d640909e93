// reference_program.cc — one lane, then the next one. What lanes reduce is kept until all are through.
#include "backend/reference_program.h"

#include <array>
#include <cstring>
#include <vector>

#include "backend/reference.h"

namespace hologram::backend::reference {
namespace {

using isa::Instruction;
using isa::Kind;
using isa::Value;
using isa::ValueKind;

int64_t SizeOf(holo_dtype dtype) { return int64_t{1} << base::Log2Size(dtype); }

// A loop that a lane is in.
struct Round {
  int32_t begin;
  int32_t end;
  int64_t iteration;
  int64_t count;
};

class Lane {
 public:
  Lane(const isa::Launch& launch, const Arithmetic& arithmetic, int64_t lane,
       std::vector<std::vector<std::byte>>* reduced)
      : launch_(launch), arithmetic_(arithmetic), code_(launch.program.instructions), lane_(lane), reduced_(*reduced) {}

  isa::LaunchError Run() {
    int32_t i = 0;
    while (code_[static_cast<size_t>(i)].kind != Kind::kExit) {
      const Instruction& instruction = code_[static_cast<size_t>(i)];
      int32_t next = i + 1;
      switch (instruction.kind) {
        case Kind::kBranch:
          if (instruction.input_count == 0 || (Read(instruction.inputs[0]) & 1) != 0) next = instruction.target;
          break;
        case Kind::kLoop:
          rounds_.push_back({i + 1, instruction.target, 0, launch_.Integer(instruction.inputs[0])});
          if (rounds_.back().count == 0 || instruction.target == i + 1) {
            rounds_.pop_back();
            next = instruction.target;
          }
          break;
        default:
          if (isa::LaunchError error = Execute(instruction, i); !error.ok()) return error;
      }
      while (!rounds_.empty() && rounds_.back().end == next) {
        if (++rounds_.back().iteration < rounds_.back().count) {
          next = rounds_.back().begin;
          break;
        }
        rounds_.pop_back();
      }
      i = next;
    }
    return {};
  }

 private:
  uint64_t Read(const Value& value) const {
    switch (value.kind) {
      case ValueKind::kRegister:
        return registers_[static_cast<size_t>(value.index)];
      case ValueKind::kPredicate:
        return predicates_[static_cast<size_t>(value.index)] ? 1 : 0;
      case ValueKind::kLane:
        return static_cast<uint64_t>(lane_);
      case ValueKind::kIteration:
        return static_cast<uint64_t>(rounds_.back().iteration);
      default:
        return static_cast<uint64_t>(launch_.Integer(value));
    }
  }

  void Write(const Instruction& instruction, uint64_t bits) {
    const auto index = static_cast<size_t>(instruction.result.index);
    if (instruction.result.kind == ValueKind::kPredicate) {
      predicates_[index] = (bits & 1) != 0;
    } else {
      registers_[index] = bits;
      types_[index] = static_cast<int8_t>(instruction.ResultDtype());
    }
  }

  // Of predicates bitwise operations are those of bool8.
  uint64_t Compute(const ops::OpRow& row, holo_dtype dtype, const Instruction& instruction) const {
    uint64_t in[3] = {}, result = 0;
    const void* inputs[3] = {&in[0], &in[1], &in[2]};
    for (int k = 0; k < instruction.input_count; ++k) in[k] = Read(instruction.inputs[k]);
    arithmetic_.Map(row, dtype == isa::kPredicateType ? holo_dtype{HOLO_BOOL8} : dtype, inputs, &result);
    return result;
  }

  isa::LaunchError Execute(const Instruction& instruction, int32_t index) {
    switch (instruction.kind) {
      case Kind::kMap:
      case Kind::kConvert:
      case Kind::kSet:
        Write(instruction, Compute(*ops::Find(instruction.op), instruction.dtype, instruction));
        return {};
      case Kind::kSelect:
        Write(instruction, Read(instruction.inputs[(Read(instruction.inputs[0]) & 1) != 0 ? 1 : 2]));
        return {};
      case Kind::kMove:
        Write(instruction, Read(instruction.inputs[0]));
        return {};
      case Kind::kReduce: {
        const auto size = static_cast<size_t>(SizeOf(instruction.dtype));
        const uint64_t bits = Read(instruction.inputs[0]);
        std::memcpy(reduced_[static_cast<size_t>(instruction.result.index)].data() + static_cast<size_t>(lane_) * size,
                    &bits, size);
        return {};
      }
      default:
        return Access(instruction, index);
    }
  }

  isa::LaunchError Access(const Instruction& instruction, int32_t index) {
    const isa::Address& address = instruction.address;
    const isa::Argument& buffer = launch_.arguments[static_cast<size_t>(address.parameter)];
    int64_t element = 0;
    if (address.is_indexed) {
      const auto index_register = static_cast<size_t>(address.index.index);
      element = static_cast<int64_t>(registers_[index_register]);
      if (types_[index_register] == HOLO_I32) element = static_cast<int32_t>(element);
      if (element < 0 || element >= buffer.count) {
        return {base::Fail(HOLO_ERROR_OUT_OF_RANGE, 0, base::Message::kElementRange, lane_, element, buffer.count),
                address.parameter, index};
      }
    } else {
      const auto stride = static_cast<uint64_t>(launch_.Integer(address.stride));
      const auto offset = static_cast<uint64_t>(launch_.Integer(address.offset));
      element = static_cast<int64_t>(stride * static_cast<uint64_t>(lane_) + offset);  // a step between may wrap
    }
    const int64_t size = SizeOf(instruction.dtype);
    std::byte* const at = static_cast<std::byte*>(buffer.data) + element * size;
    if (instruction.kind == Kind::kLoad) {
      uint64_t bits = 0;
      std::memcpy(&bits, at, static_cast<size_t>(size));
      Write(instruction, bits);
    } else {
      const uint64_t bits = Read(instruction.inputs[0]);
      std::memcpy(at, &bits, static_cast<size_t>(size));
    }
    return {};
  }

  const isa::Launch& launch_;
  const Arithmetic& arithmetic_;
  const std::vector<Instruction>& code_;
  int64_t lane_;
  std::vector<std::vector<std::byte>>& reduced_;
  std::array<uint64_t, isa::kRegisters> registers_ = {};
  std::array<int8_t, isa::kRegisters> types_ = {};  // of what they hold
  std::array<bool, isa::kPredicates> predicates_ = {};
  std::vector<Round> rounds_;
};

class PlainArithmetic final : public Arithmetic {
 public:
  void Map(const ops::OpRow& row, holo_dtype dtype, const void* const* inputs, void* result) const override {
    reference::Map(row, dtype, 0, inputs, result, 1);
  }
  void Reduce(const ops::OpRow& row, holo_dtype dtype, const void* elements, int64_t n, void* result) const override {
    reference::Reduce(row, dtype, &elements, n, result);
  }
};

class LaneByLane final : public engine::Plan {
 public:
  constexpr LaneByLane() = default;
  constexpr ~LaneByLane() override {}  // written out: gcc 12 takes no other one for a constant
  isa::LaunchError Run(const isa::Launch& launch) const override { return RunProgram(launch); }
};
constexpr LaneByLane kLaneByLane;

}  // namespace

const engine::Plan& LaneByLanePlan() { return kLaneByLane; }

isa::LaunchError RunProgram(const isa::Launch& launch) { return RunProgram(launch, PlainArithmetic()); }

isa::LaunchError RunProgram(const isa::Launch& launch, const Arithmetic& arithmetic) {
  const std::vector<Instruction>& code = launch.program.instructions;
  std::vector<std::vector<std::byte>> reduced(launch.program.parameters.size());
  for (const Instruction& instruction : code) {
    if (instruction.kind != Kind::kReduce) continue;
    reduced[static_cast<size_t>(instruction.result.index)].resize(
        static_cast<size_t>(launch.lanes * SizeOf(instruction.dtype)));
  }
  for (int64_t lane = 0; lane < launch.lanes; ++lane) {
    if (isa::LaunchError error = Lane(launch, arithmetic, lane, &reduced).Run(); !error.ok()) return error;
  }
  for (const Instruction& instruction : code) {
    if (instruction.kind != Kind::kReduce) continue;
    const auto index = static_cast<size_t>(instruction.result.index);
    launch.arguments[index].bits = 0;
    arithmetic.Reduce(*ops::Find(instruction.op), instruction.dtype, reduced[index].data(), launch.lanes,
                      &launch.arguments[index].bits);
  }
  return {};
}

}  // namespace hologram::backend::reference

// random_arguments.cc — buffers as long as the program's addresses need, where an index is below 8 mostly.
#include "support/random_arguments.h"

#include <algorithm>
#include <cstring>

#include "support/same_bits.h"

namespace hologram::testing {
namespace {

using isa::Instruction;
using isa::Kind;
using isa::ParameterKind;

// The elements that a launch needs of a buffer.
int64_t CountNeeded(const isa::Launch& launch, int16_t buffer) {
  int64_t count = 0;
  for (const Instruction& instruction : launch.program.instructions) {
    const bool touches = instruction.kind == Kind::kLoad || instruction.kind == Kind::kStore;
    const isa::Address& address = instruction.address;
    if (!touches || address.parameter != buffer) continue;
    const int64_t last =
        address.is_indexed ? 7 : launch.Integer(address.stride) * (launch.lanes - 1) + launch.Integer(address.offset);
    count = std::max({count, last + 1, int64_t{1}});
  }
  return count;
}

}  // namespace

RandomArguments::RandomArguments(Random* random, const isa::Program& program, int64_t lanes, Bools bools) {
  const size_t size = program.parameters.size();
  arguments_.resize(size);
  memory_of_.assign(size, -1);
  for (size_t i = 0; i < size; ++i) {
    if (program.parameters[i].kind != ParameterKind::kScalar) continue;
    base::WithType(program.parameters[i].dtype, [&]<class T>(base::Type<T>) {
      const T value = i < 2 ? SmallNumber<T>(random->Below(4)) : AnyValue<T>(random);
      std::memcpy(&arguments_[i].bits, &value, sizeof value);
    });
  }
  const isa::Launch launch = {program, arguments_, lanes};
  for (size_t i = 0; i < size; ++i) {
    const isa::Parameter& parameter = program.parameters[i];
    if (!isa::IsBuffer(parameter.kind)) continue;
    arguments_[i].count = CountNeeded(launch, static_cast<int16_t>(i));
    for (size_t j = 0; j < i && memory_of_[i] < 0 && random->Below(2) == 0; ++j) {
      const bool is_alike = isa::IsBuffer(program.parameters[j].kind) && parameter.dtype == program.parameters[j].dtype;
      if (is_alike && arguments_[j].count == arguments_[i].count) memory_of_[i] = memory_of_[j];
    }
    if (memory_of_[i] >= 0) continue;
    memory_of_[i] = static_cast<int>(memory_.size());
    base::WithType(parameter.dtype, [&]<class T>(base::Type<T>) {
      std::vector<T> values = AnyValues<T>(random, arguments_[i].count);
      if constexpr (std::is_same_v<T, base::Bool8>) {
        for (T& value : values) value.byte = static_cast<uint8_t>(random->Below(bools == Bools::kClean ? 2 : 4));
      }
      const auto* bytes = reinterpret_cast<const std::byte*>(values.data());
      memory_.emplace_back(bytes, bytes + values.size() * sizeof(T));
    });
  }
}

std::vector<isa::Argument> RandomArguments::Bind() {
  std::vector<isa::Argument> bound = arguments_;
  for (size_t i = 0; i < bound.size(); ++i) {
    if (memory_of_[i] >= 0) bound[i].data = memory_[static_cast<size_t>(memory_of_[i])].data();
  }
  return bound;
}

bool RandomArguments::Same(const isa::Program& program, const std::vector<isa::Argument>& a,
                           const std::vector<isa::Argument>& b) {
  for (size_t i = 0; i < a.size(); ++i) {
    const bool is_buffer = isa::IsBuffer(program.parameters[i].kind);
    const void* x = is_buffer ? a[i].data : &a[i].bits;
    const void* y = is_buffer ? b[i].data : &b[i].bits;
    const bool same = base::WithType(program.parameters[i].dtype, [&]<class T>(base::Type<T>) {
      return FirstDifference(static_cast<const T*>(x), static_cast<const T*>(y), is_buffer ? a[i].count : 1) < 0;
    });
    if (!same) return false;
  }
  return true;
}

}  // namespace hologram::testing

// program_pairs.cc — bodies become programs of nine parameters.
#include "opt/program_pairs.h"

#include <cstring>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

#include "backend/reference_program.h"
#include "isa/mnemonics.h"
#include "isa/verified_program.h"
#include "support/same_bits.h"

namespace hologram::testing {
namespace {

const std::map<std::string, std::string> kGroups = {{"float", "f32 f64 f16 bf16"},
                                                    {"signed", "i8 i16 i32 i64"},
                                                    {"unsigned", "u8 u16 u32 u64"},
                                                    {"integer", "i8 i16 i32 i64 u8 u16 u32 u64"},
                                                    {"number", "f32 f64 f16 bf16 i8 i16 i32 i64 u8 u16 u32 u64"},
                                                    {"any", "f32 f64 f16 bf16 i8 i16 i32 i64 u8 u16 u32 u64 bool8"}};

constexpr const char* kHead =
    ".program p\n.in T x, y\n.inout T v\n.in i32 j\n.out T u, z\n.scalar T s, t\n.scalar i64 n\nldg.T r0, [x + lane]\n"
    "ldg.T r1, [y + lane]\nldg.T r2, [v + lane]\n";
constexpr int kParameters = 9, kIndices = 3, kU = 4, kZ = 5, kCount = 8;
constexpr int64_t kLanes = 8, kElements = 32;

// T as the type, | as the end of a line.
isa::Program ProgramWith(const std::string& body, const std::string& type) {
  const std::string text = kHead + body + "\nstg.T [z + lane], r9\nexit\n";
  std::string made;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool is_type = text[i] == 'T' && !(std::isalnum(static_cast<unsigned char>(text[i + 1])) != 0);
    made += is_type ? type : text[i] == '|' ? "\n" : text.substr(i, 1);
  }
  return ProgramOf(made);
}

void ReadLine(const std::string& line, const std::string& sign, std::vector<ProgramPair>* pairs) {
  const size_t colon = line.find(':'), middle = line.find(" " + sign + " ");
  if (colon == std::string::npos || middle == std::string::npos) throw std::runtime_error("no pair: " + line);
  std::string types = line.substr(0, colon);
  if (const auto group = kGroups.find(types); group != kGroups.end()) types = group->second;
  std::istringstream words(types);
  for (std::string type; words >> type;) {
    pairs->push_back({line, isa::FindType(type), ProgramWith(line.substr(colon + 1, middle - colon - 1), type),
                      ProgramWith(line.substr(middle + sign.size() + 2), type)});
  }
}

// Memory and scalars of a launch.
struct World {
  std::vector<std::vector<std::byte>> memory;
  std::vector<isa::Argument> arguments;

  World(holo_dtype dtype, Random* random) : memory(kParameters), arguments(kParameters) {
    base::WithType(dtype, [&]<class T>(base::Type<T>) {
      std::vector<T> few = AnyValues<T>(random, 1 + random->Below(6));
      if constexpr (std::is_same_v<T, base::Bool8>) few[0].byte = static_cast<uint8_t>(random->Below(4));
      for (size_t i = 0; i < kCount; ++i) {
        std::vector<T> values(kElements);
        for (T& value : values) value = few[static_cast<size_t>(random->Below(static_cast<int64_t>(few.size())))];
        memory[i].resize(kElements * sizeof(T));
        std::memcpy(memory[i].data(), values.data(), memory[i].size());
        std::memcpy(&arguments[i].bits, values.data(), sizeof(T));
      }
    });
    memory[kIndices].resize(kElements * sizeof(int32_t));
    const bool is_wrong = random->Below(4) == 0;
    for (size_t i = 0; i < kElements; ++i) {
      const auto index = static_cast<int32_t>(random->Below(is_wrong ? 40 : 8) - (is_wrong ? 4 : 0));
      std::memcpy(memory[kIndices].data() + i * sizeof index, &index, sizeof index);
    }
    arguments[kCount].bits = static_cast<uint64_t>(random->Below(4));
  }

  holo_status Run(const isa::Program& program) {
    for (size_t i = 0; i <= kZ; ++i) arguments[i] = {memory[i].data(), kElements, 0};
    const isa::Launch launch = {program, arguments, kLanes};
    isa::LaunchError error = isa::CheckLaunch(launch);
    if (error.ok()) error = backend::reference::RunProgram(launch);
    return error.error.code;
  }
};

}  // namespace

std::vector<ProgramPair> ReadPairs(const std::string& path, const std::string& sign) {
  std::ifstream file(path);
  std::vector<ProgramPair> pairs;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line[0] != '#') ReadLine(line, sign, &pairs);
  }
  return pairs;
}

std::string DifferenceOf(const isa::Program& a, const isa::Program& b, holo_dtype dtype, Random* random) {
  World first(dtype, random);
  World second = first;
  const holo_status status = first.Run(a);
  if (second.Run(b) != status) return "another status";
  if (status != HOLO_OK) return "";
  for (const size_t i : {2, kU, kZ}) {
    const int64_t at = base::WithType(dtype, [&]<class T>(base::Type<T>) {
      return FirstDifference(reinterpret_cast<const T*>(first.memory[i].data()),
                             reinterpret_cast<const T*>(second.memory[i].data()), kElements);
    });
    if (at >= 0) return "another element " + std::to_string(at) + " of " + a.parameters[i].name;
  }
  return "";
}

}  // namespace hologram::testing

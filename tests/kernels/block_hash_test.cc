// block_hash_test.cc — results of approximated operations on f32 do not change by accident: a hash of each 2^20 inputs, in
// both accuracy modes, is that of block_hashes.txt, which was written when the errors were measured on all of them.
//
// It takes some blocks at random; HOLO_BLOCKS=all takes all 4,096 of them, at the best level, in a quarter of an hour, and
// HOLO_BLOCKS=write writes the file.
#define BOOST_TEST_MODULE block_hash

#include <bit>
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "kernels/approximated.h"
#include "kernels/kernel_table.h"
#include "support/levels.h"
#include "support/random_values.h"
#include "support/sample.h"

namespace hologram::testing {
namespace {

constexpr uint32_t kBlockInputs = uint32_t{1} << 20;
constexpr uint32_t kBlocks = 4096;
constexpr holo_accuracy kModes[] = {HOLO_ACCURACY_STANDARD, HOLO_ACCURACY_CORRECT};

// One per block.
using Hashes = std::vector<uint16_t>;

std::string Wish() {
  const char* wish = std::getenv("HOLO_BLOCKS");
  return wish != nullptr ? wish : "";
}

std::string KeyOf(const ops::OpRow& op, holo_accuracy mode) {
  return std::string(op.name) + (mode == HOLO_ACCURACY_CORRECT ? " correct" : " standard");
}

// Lines of an operation, its mode and four hexadecimal digits for each block.
std::map<std::string, Hashes> ReadHashes() {
  std::map<std::string, Hashes> all;
  std::ifstream file(HOLO_BLOCK_HASHES);
  for (std::string op, mode, digits; file >> op >> mode >> digits;) {
    Hashes& hashes = all[op + " " + mode];
    for (size_t at = 0; at + 4 <= digits.size(); at += 4) {
      hashes.push_back(static_cast<uint16_t>(std::stoul(digits.substr(at, 4), nullptr, 16)));
    }
  }
  return all;
}

// Of what the kernel gives for all f32 whose upper twelve bits are `block`. Any NaN counts as one.
uint16_t HashOf(holo_kernel kernel, uint32_t block) {
  constexpr size_t kPart = 4096;
  std::vector<float> x(kPart), y(kPart);
  uint64_t hash = 0;
  for (uint32_t start = 0; start < kBlockInputs; start += kPart) {
    for (size_t i = 0; i < kPart; ++i) {
      x[i] = std::bit_cast<float>(block * kBlockInputs + start + static_cast<uint32_t>(i));
    }
    reinterpret_cast<void (*)(const float*, float*, int64_t)>(kernel)(x.data(), y.data(), kPart);
    // A sum, which the compiler makes vectors of: each place has a factor of its own, odd, so that no bit gets lost.
    uint64_t sum = 0;
    for (size_t i = 0; i < kPart; ++i) {
      const uint32_t bits = y[i] != y[i] ? 0x7FC00000 : std::bit_cast<uint32_t>(y[i]);
      sum += uint64_t{bits} * (2 * i + 1) * 0x9E3779B1;
    }
    hash = (hash ^ sum) * 0x9E3779B97F4A7C15;
    hash ^= hash >> 32;
  }
  return static_cast<uint16_t>(hash >> 48);
}

bool IsHashed(const ops::OpRow& op) { return IsApproximated(op) && op.shape == ops::Shape::kMap1; }

// Levels that must all give these bits: in the mode `correct` every one if the results are correctly rounded.
std::vector<holo_simd_level> LevelsOf(const ops::OpRow& op, holo_accuracy mode) {
  std::vector<holo_simd_level> levels;
  for (holo_simd_level level : Levels()) {
    if (HasFma(level) || (mode == HOLO_ACCURACY_CORRECT && op.correct_ulp == 0.5)) levels.push_back(level);
  }
  return levels;
}

holo_kernel KernelOf(const ops::OpRow& op, holo_simd_level level, holo_accuracy mode) {
  return kernels::TableFor(level, mode).Get(op.code, HOLO_F32);
}

void HasItsHashes(const ops::OpRow& op, holo_accuracy mode) {
  static const std::map<std::string, Hashes> all = ReadHashes();
  const auto found = all.find(KeyOf(op, mode));
  BOOST_TEST_REQUIRE((found != all.end()), "not in block_hashes.txt; HOLO_BLOCKS=write writes it");
  BOOST_TEST_REQUIRE(found->second.size() == kBlocks);
  std::vector<holo_simd_level> levels = LevelsOf(op, mode);
  std::vector<uint32_t> blocks;
  if (Wish() == "all") {
    for (uint32_t block = 0; block < kBlocks; ++block) blocks.push_back(block);
    if (!levels.empty()) levels = {levels.back()};
  } else {
    // Half of them from where floats are of ordinary size.
    Random random(static_cast<uint64_t>(op.code));
    for (int i = Sample::IsThin() ? 1 : 4; i > 0; --i) {
      blocks.push_back(static_cast<uint32_t>(random.Below(kBlocks)));
      blocks.push_back(static_cast<uint32_t>(0x3A0 + random.Below(0xA0) + 0x800 * random.Below(2)));
    }
  }
  for (holo_simd_level level : levels) {
    for (uint32_t block : blocks) {
      const bool same = HashOf(KernelOf(op, level, mode), block) == found->second[block];
      if (!same)
        BOOST_TEST(same, KeyOf(op, mode) << " " << LevelTitle(level) << ": inputs from 0x" << std::hex
                                         << block * kBlockInputs);
    }
  }
}

void WriteHashes() {
  std::ofstream file(HOLO_BLOCK_HASHES);
  for (const ops::OpRow& op : ops::Table()) {
    if (!IsHashed(op)) continue;
    for (holo_accuracy mode : kModes) {
      file << KeyOf(op, mode) << ' ';
      for (uint32_t block = 0; block < kBlocks; ++block) {
        char digits[5];
        std::snprintf(digits, sizeof digits, "%04x", HashOf(KernelOf(op, Levels().back(), mode), block));
        file << digits;
      }
      file << '\n';
    }
  }
  BOOST_TEST(file.good());
}

bool RegisterAll() {
  auto& suite = boost::unit_test::framework::current_auto_test_suite();
  if (Wish() == "write") {
    suite.add(boost::unit_test::make_test_case(WriteHashes, "write", __FILE__, __LINE__));
    return true;
  }
  for (const ops::OpRow& op : ops::Table()) {
    if (!IsHashed(op)) continue;
    for (holo_accuracy mode : kModes) {
      std::string name = KeyOf(op, mode);
      name[name.find(' ')] = '_';
      suite.add(boost::unit_test::make_test_case([&op, mode] { HasItsHashes(op, mode); }, name, __FILE__, __LINE__));
    }
  }
  return true;
}

[[maybe_unused]] const bool kRegistered = RegisterAll();

}  // namespace
}  // namespace hologram::testing

// generated_array.cc — fills a small scratch of f64 or u64 and lets the library convert it to the array's type.
#include "generated_array.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <vector>

#include "count_text.h"
#include "dtype_option.h"
#include "failure.h"
#include "scalar_text.h"

namespace hologram::cli {
namespace {

constexpr int64_t kScratch = 8192;  // elements: fits in the nearest cache
constexpr uint64_t kGolden = 0x9E3779B97F4A7C15u;

struct NamedRecipe {
  std::string_view name;
  Recipe recipe;
};
constexpr NamedRecipe kRecipes[] = {
    {"zeros", Recipe::kZeros}, {"ones", Recipe::kOnes}, {"iota", Recipe::kIota}, {"random", Recipe::kRandom}};

uint64_t Mix(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

// Significant bits of a float type.
int Precision(holo_dtype dtype) {
  switch (dtype) {
    case HOLO_F64:
      return 53;
    case HOLO_F32:
      return 24;
    case HOLO_F16:
      return 11;
    default:
      return 8;
  }
}

std::vector<std::string> Split(const std::string& text) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == ':') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

holo_dtype ParseDtypeOf(const std::string& text, const std::string& whole) {
  try {
    return ParseDtype(text);
  } catch (const UsageError& error) {
    throw UsageError(whole + ": " + error.what());
  }
}

}  // namespace

std::optional<GeneratedArray> ParseGeneratedArray(const std::string& text, uint64_t default_seed) {
  const std::vector<std::string> parts = Split(text);
  const auto* named = std::find_if(std::begin(kRecipes), std::end(kRecipes),
                                   [&](const NamedRecipe& known) { return known.name == parts[0]; });
  if (named == std::end(kRecipes) || parts.size() < 2) return std::nullopt;
  const bool random = named->recipe == Recipe::kRandom;
  if (parts.size() < 3 || parts.size() > (random ? 4 : 3)) {
    throw UsageError(fmt::format("'{}' is no array: write {}:DTYPE:COUNT{}, as in {}:f32:1M", text, named->name,
                                 random ? " or random:DTYPE:COUNT:SEED" : "", named->name));
  }
  GeneratedArray array;
  array.recipe = named->recipe;
  array.dtype = ParseDtypeOf(parts[1], text);
  array.count = ParseCount(parts[2], text);
  array.seed = default_seed;
  if (parts.size() == 4 && !ReadDigits(parts[3], &array.seed)) {
    throw UsageError(fmt::format("{}: the seed '{}' is no whole number of 0 to 2^64 - 1", text, parts[3]));
  }
  return array;
}

Generator::Generator(const Executor& executor, const GeneratedArray& array) : executor_(executor.get()), array_(array) {
  if (array.recipe == Recipe::kZeros || array.recipe == Recipe::kOnes) return;
  Check(holo_op_from_name(("to_" + DtypeName(array.dtype)).c_str(), &convert_));
  scratch_ = MakeBuffer(executor, IsFloat(array.dtype) ? HOLO_F64 : HOLO_U64, kScratch);
  int64_t size_bytes = 0;
  Check(holo_buffer_map(scratch_.get(), HOLO_ACCESS_READ_WRITE, &memory_, &size_bytes));
}

void Generator::FillScratch(int64_t first, int64_t count) {
  const bool is_float = IsFloat(array_.dtype), is_bool = array_.dtype == HOLO_BOOL8;
  const bool random = array_.recipe == Recipe::kRandom;
  const uint64_t seed = Mix(array_.seed);
  const int precision = Precision(array_.dtype);
  const double step = 2.0 / static_cast<double>(uint64_t{1} << precision);
  auto* floats = static_cast<double*>(memory_);
  auto* integers = static_cast<uint64_t*>(memory_);
  for (int64_t k = 0; k < count; ++k) {
    const uint64_t i = static_cast<uint64_t>(first + k);
    const uint64_t hash = Mix(seed + (i + 1) * kGolden);
    if (is_float) {
      floats[k] = random ? static_cast<double>(hash >> (64 - precision)) * step - 1 : static_cast<double>(i);
    } else {
      integers[k] = !random ? i : is_bool ? hash & 1 : hash;
    }
  }
}

void Generator::Fill(const Buffer& buffer, int64_t first, int64_t count) {
  if (convert_ == 0) {
    const holo_scalar value = ParseScalar(array_.recipe == Recipe::kOnes ? "1" : "0", array_.dtype);
    Check(holo_buffer_fill(View(buffer, 0, count).get(), &value));
    return;
  }
  for (int64_t done = 0; done < count; done += kScratch) {
    const int64_t part = std::min(kScratch, count - done);
    FillScratch(first + done, part);
    const Buffer to = View(buffer, done, part);
    const holo_buffer from = scratch_.get();
    Check(holo_apply(executor_, convert_, &from, 1, nullptr, 0, to.get(), part, nullptr));
  }
}

}  // namespace hologram::cli

// generated_array.h — arrays that no file holds: `random:f32:1M`, `zeros:…`, `ones:…`, `iota:…`.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_GENERATED_ARRAY_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_GENERATED_ARRAY_H_

#include <cstdint>
#include <optional>
#include <string>

#include "api.h"

namespace hologram::cli {

enum class Recipe { kZeros, kOnes, kIota, kRandom };

struct GeneratedArray {
  Recipe recipe = Recipe::kZeros;
  holo_dtype dtype = 0;
  int64_t count = 0;
  uint64_t seed = 0;  // of kRandom
};

// Reads RECIPE:DTYPE:COUNT, after `random` also :SEED; none if `text` does not begin with a recipe and a colon. Without
// a seed it is `default_seed`. Throws a UsageError if what follows the recipe is wrong.
std::optional<GeneratedArray> ParseGeneratedArray(const std::string& text, uint64_t default_seed);

// Makes any part of such an array. Element i depends on the array and on i only:
//   iota     i, rounded to the type, or wrapped
//   random   h = mix(seed' + (i + 1) g) with SplitMix64's mix and g, seed' = mix(seed). Integers are h's low bits. Floats
//            are uniform in [-1, 1): the top p bits of h, times 2^(1-p), minus 1, where p is the type's precision.
class Generator {
 public:
  Generator(const Executor& executor, const GeneratedArray& array);

  // Writes elements [first, first + count) to the beginning of `buffer`, which has the array's dtype.
  void Fill(const Buffer& buffer, int64_t first, int64_t count);

 private:
  void FillScratch(int64_t first, int64_t count);

  holo_executor executor_;
  GeneratedArray array_;
  holo_op convert_ = 0;
  Buffer scratch_;
  void* memory_ = nullptr;
};

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_GENERATED_ARRAY_H_

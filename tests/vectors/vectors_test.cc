// vectors_test.cc — operations.vectors, which the bindings' tests read, has what the library computes: of each operation, on
// each type that it takes, inputs and the bits of the results.
//
// A line is: operation, type, inputs, "->", result. `f32:` and hexadecimal digits are elements, their bytes as they lie in
// memory on a little-endian machine; `f32=` and 16 digits are one number, as 64 bits of a double, or an integer. Scalars
// are the operation's first type whatever they say. HOLO_VECTORS=write writes the file anew.
#define BOOST_TEST_MODULE vectors
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "hologram/hologram.h"
#include "ops/op_table.h"
#include "support/elements.h"
#include "support/levels.h"
#include "support/session.h"

namespace hologram::testing {
namespace {

using test::Must;

constexpr int64_t kCount = 9;

// The same numbers on every machine and in every run: linear congruential, as MMIX has it.
class Numbers {
 public:
  explicit Numbers(uint64_t seed) : state_(seed) {}
  uint64_t Next() {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return state_ >> 16;
  }

 private:
  uint64_t state_;
};

// Floats that the operation has a value of: signed ones if it is exact, or else between `low` and `low` + 3/4. Integers of
// all sizes.
Elements Values(holo_dtype dtype, bool with_signs, double low, uint64_t seed) {
  Numbers numbers(seed);
  return base::WithType(dtype, [&]<class T>(base::Type<T>) {
    std::vector<T> values;
    for (int64_t i = 0; i < kCount; ++i) {
      const uint64_t bits = numbers.Next();
      if constexpr (std::is_same_v<T, base::Bool8>) {
        values.push_back({static_cast<uint8_t>(bits & 1)});
      } else if constexpr (std::is_integral_v<T>) {
        values.push_back(static_cast<T>((bits << 16) >> (i % 3 * 20)));
      } else {
        const double unit = low + static_cast<double>(bits % 4093) * 0.75 / 4093;
        values.push_back(NumberOf<T>(with_signs && i % 2 == 1 ? -4 * unit : unit));
      }
    }
    return Elements::Of(values);
  });
}

std::string Hex(const std::byte* bytes, int64_t count) {
  std::string text;
  char digits[3];
  for (int64_t i = 0; i < count; ++i) {
    std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned>(bytes[i]));
    text += digits;
  }
  return text;
}

std::string Text(const Elements& elements) {
  return std::string(holo_dtype_name(elements.dtype())) + ":" + Hex(elements.At(0), elements.count() * elements.size());
}

std::string Text(const holo_scalar& scalar) {
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(scalar.value.u64));
  return std::string(holo_dtype_name(scalar.dtype)) + "=" + digits;
}

holo_scalar Number(holo_dtype dtype, int value) {
  holo_scalar scalar = {dtype, 0, {}};
  if (base::IsFloat(dtype)) {
    scalar.value.f64 = value / 2.0;
  } else {
    scalar.value.i64 = dtype == HOLO_BOOL8 ? 1 : value;
  }
  return scalar;
}

std::string Line(holo_executor executor, const ops::OpRow& row, holo_dtype dtype, ops::Form form) {
  const bool exact = row.accuracy == ops::Accuracy::kExact && row.code != HOLO_OP_SQRT;
  const uint32_t scalar_mask = ScalarMask(row.shape, form);
  std::string line = std::string(row.name) + " " + holo_dtype_name(dtype);
  std::vector<Elements> elements;
  std::vector<holo_scalar> scalars;
  std::vector<holo_array> inputs;
  for (int i = 0; i < InputCount(row.shape); ++i) {
    if ((scalar_mask >> i & 1) != 0) {
      scalars.push_back(Number(dtype, i + 1));
      elements.emplace_back();
      inputs.push_back({nullptr, 0, 0, 0});
      line += " " + Text(scalars.back());
      continue;
    }
    if (IsIndexed(row.shape) && i == 1) {
      elements.push_back(Elements::Of(std::vector<int64_t>{8, 7, 6, 5, 0, 1, 2, 3, 4}));
    } else {
      elements.push_back(Values(row.InputDtype(i, dtype), exact, row.code == HOLO_OP_ACOSH ? 1 : 0.25,
                                static_cast<uint64_t>(row.code * 64 + dtype * 4 + i)));
    }
    inputs.push_back({elements.back().At(0), kCount, elements.back().dtype(), 0});
    line += " " + Text(elements.back());
  }
  line += " -> ";
  Elements result(row.ResultDtype(dtype), kCount);
  const holo_array output = {result.At(0), kCount, result.dtype(), 0};
  holo_scalar number = {};
  const bool has_output = HasOutput(row.shape);
  Must(holo_apply_arrays(executor, row.code, inputs.data(), InputCount(row.shape), scalars.data(),
                         static_cast<int32_t>(scalars.size()), has_output ? &output : nullptr, kCount,
                         has_output ? nullptr : &number));
  return line + (has_output ? Text(result) : Text(number)) + "\n";
}

std::string AllLines() {
  const test::Session executor;
  std::string text =
      "# operations.vectors — what operations give; tests/vectors/vectors_test.cc prints it and says how.\n";
  for (const ops::OpRow& row : ops::Table()) {
    for (holo_dtype dtype = HOLO_F32; dtype <= HOLO_BOOL8; ++dtype) {
      for (ops::Form form : {ops::Form::kBuffers, ops::Form::kScalarRest, ops::Form::kScalarFirst}) {
        if (row.Takes(dtype) && row.Has(form)) text += Line(executor, row, dtype, form);
      }
    }
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_file_has_what_the_library_computes) {
  const char* path = HOLO_VECTORS_FILE;
  if (!HasFma(Levels().back())) return;  // approximated operations have other bits there
  const std::string text = AllLines();
  const char* wish = std::getenv("HOLO_VECTORS");
  if (wish != nullptr && std::strcmp(wish, "write") == 0) std::ofstream(path, std::ios::binary) << text;
  std::ostringstream kept;
  kept << std::ifstream(path, std::ios::binary).rdbuf();
  std::istringstream want(kept.str()), got(text);
  std::string a, b;
  while (std::getline(got, a)) {
    std::getline(want, b);
    BOOST_TEST(a == b);
  }
  BOOST_TEST(kept.str().size() == text.size());
}

}  // namespace hologram::testing

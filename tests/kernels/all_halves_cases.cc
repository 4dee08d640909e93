// all_halves_cases.cc — f16 and bf16 have only 65,536 values each: maps of them are right on every one.
//
// An operation of one input, a conversion for example, has no others. One of more inputs runs on all values of the input
// that is no scalar, with each of the special values as a scalar. The reference computes once for all levels.
//
// Conversions from f32 and f64 to these types run on all points where what they round to changes.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include "backend/reference.h"
#include "kernels/approximated.h"
#include "kernels/kernel_cases.h"
#include "kernels/kernel_run.h"
#include "support/elements.h"
#include "support/levels.h"
#include "support/random_values.h"
#include "support/sample.h"

namespace hologram::testing {
namespace {

constexpr int64_t kHalves = 65536;

bool IsHalf(holo_dtype dtype) { return dtype == HOLO_F16 || dtype == HOLO_BF16; }

Elements AllHalves(holo_dtype dtype) {
  Elements all(dtype, kHalves);
  for (int64_t i = 0; i < kHalves; ++i) {
    const uint16_t bits = static_cast<uint16_t>(i);
    std::memcpy(all.At(i), &bits, sizeof bits);
  }
  return all;
}

Elements ByTheReference(const Site& site, const Elements (&in)[ops::kMaxInputs], int64_t n) {
  Elements results(site.ResultDtype(), n);
  const void* pointers[ops::kMaxInputs] = {in[0].At(0), in[1].At(0), in[2].At(0)};
  const uint32_t scalars = ops::ScalarMask(site.op->shape, site.form);
  backend::reference::Map(*site.op, site.dtype, scalars, pointers, results.At(0), n);
  return results;
}

// `site.level` is not looked at. Of each level the first wrong result is told.
bool RightOnEveryLevel(Site site, const Elements (&in)[ops::kMaxInputs], const Elements& want,
                       const std::vector<holo_simd_level>& levels) {
  bool good = true;
  for (holo_simd_level level : levels) {
    site.level = level;
    const Elements got = MapResults(site, in, want.count());
    const Operand a = {&in[0], 0, site.IsScalar(0) ? 0 : 1}, b = {&in[1], 0, site.IsScalar(1) ? 0 : 1};
    const int64_t i = IsApproximated(*site.op) ? FirstBeyondBound(*site.op, a, b, got) : FirstDifference(got, want);
    if (i < 0) continue;
    good = false;
    std::string operands;
    for (int k = 0; k < site.InputCount(); ++k) {
      operands += std::string(k > 0 ? ", " : "") + "abc"[k] + " = " + in[k].Show(site.IsScalar(k) ? 0 : i);
    }
    BOOST_ERROR(Describe(g_running) << ": " << operands << ": got " << got.Show(i) << ", want " << want.Show(i));
  }
  return good;
}

// The scalars of one run: each special value in turn for the first of them, any for another.
void SetScalars(const Site& site, int64_t turn, Random* random, Elements (*in)[ops::kMaxInputs]) {
  const Elements special = Elements::Special(site.dtype);
  bool first = true;
  for (int k = 0; k < site.InputCount(); ++k) {
    if (!site.IsScalar(k)) continue;
    (*in)[k] = Elements(site.dtype, 1);
    (*in)[k].Set(0, special, first ? turn : random->Below(special.count()));
    first = false;
  }
}

void IsRight(const Site& site, const std::vector<holo_simd_level>& levels) {
  const bool one_input = site.InputCount() == 1;
  if (!IsHalf(site.dtype) || (site.form == ops::Form::kBuffers && !one_input)) return;
  const Elements all = AllHalves(site.dtype);
  Elements in[ops::kMaxInputs] = {all, all, all};
  if (one_input) {
    RightOnEveryLevel(site, in, ByTheReference(site, in, kHalves), levels);
    return;
  }
  Random random(site.Stream());
  const int64_t turns = Elements::Special(site.dtype).count();
  const int64_t only = Sample::IsThin() ? random.Below(turns) : -1;
  for (int64_t turn = 0; turn < turns; ++turn) {
    if (only >= 0 && turn != only) continue;
    SetScalars(site, turn, &random, &in);
    if (!RightOnEveryLevel(site, in, ByTheReference(site, in, kHalves), levels)) return;
  }
}

// Halfway between each 16-bit float and the next one, infinity after the last counting as the power of two in its place;
// and the numbers of type T on either side. Each of both signs.
template <class T, class Half>
void RoundsAtEveryMidpoint(const Site& site, const std::vector<holo_simd_level>& levels) {
  constexpr bool kF16 = std::is_same_v<Half, base::F16>;
  const auto number = [](int bits) {
    if (bits == kHalfInfinity<Half>) return std::ldexp(1.0, kF16 ? 16 : 128);
    return kF16 ? base::WidenF16(static_cast<uint16_t>(bits)) : base::WidenBf16(static_cast<uint16_t>(bits));
  };
  std::vector<T> inputs;
  std::vector<Half> want;
  const auto add = [&](T input, int bits) {
    inputs.insert(inputs.end(), {input, -input});
    want.insert(want.end(), {{static_cast<uint16_t>(bits)}, {static_cast<uint16_t>(bits | 0x8000)}});
  };
  for (int bits = 0; bits < kHalfInfinity<Half>; ++bits) {
    const T middle = static_cast<T>((number(bits) + number(bits + 1)) / 2);  // exact
    add(std::nextafter(middle, T(0)), bits);
    add(middle, (bits & 1) == 0 ? bits : bits + 1);
    add(std::nextafter(middle, std::numeric_limits<T>::infinity()), bits + 1);
  }
  const Elements in[ops::kMaxInputs] = {Elements::Of(inputs), {}, {}};
  const Elements results = Elements::Of(want);
  const int64_t i = FirstDifference(ByTheReference(site, in, results.count()), results);
  BOOST_TEST(i == -1, site.op->name << ' ' << holo_dtype_name(site.dtype) << " by the reference: element " << i);
  RightOnEveryLevel(site, in, results, levels);
}

}  // namespace

bool MapTakesHalves(const ops::OpRow& op) {
  return ops::IsMap(op.shape) && op.InputDtype(0, HOLO_F16) == HOLO_F16 && (op.Takes(HOLO_F16) || op.Takes(HOLO_BF16));
}

void MapIsRightOnAllHalves(const ops::OpRow& op, const std::vector<holo_simd_level>& levels) {
  BOOST_TEST(!levels.empty());
  ForEachSite({&op, 0, 0}, [&](const Site& site) { IsRight(site, levels); });
}

bool ConvertsToHalves(const ops::OpRow& op) {
  return op.shape == ops::Shape::kMap1 && IsHalf(op.result) && op.Takes(HOLO_F32) && op.Takes(HOLO_F64);
}

void ConversionRoundsAtEveryMidpoint(const ops::OpRow& op, const std::vector<holo_simd_level>& levels) {
  BOOST_TEST(!levels.empty());
  ForEachSite({&op, 0, 0}, [&](const Site& site) {
    base::WithType(site.dtype, [&]<class T>(base::Type<T>) {
      if constexpr (std::is_floating_point_v<T>) {
        if (op.result == HOLO_F16) return RoundsAtEveryMidpoint<T, base::F16>(site, levels);
        RoundsAtEveryMidpoint<T, base::Bf16>(site, levels);
      }
    });
  });
}

}  // namespace hologram::testing

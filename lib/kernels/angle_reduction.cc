// angle_reduction.cc — large angles times 2/pi in integers, of which only the digits near the point are computed.
//
// M. Payne and R. Hanek, "Radian reduction for trigonometric functions", ACM SIGNUM Newsletter 18 (1983). With x = m 2^e
// the digits of 2/pi that make multiples of four of the product are left out, and 192 of those that follow are enough:
// no double is nearer than 2^-62 to a multiple of pi/2.
#include "kernels/angle_reduction.h"

#include <bit>
#include <cmath>
#include <cstdint>

namespace hologram::kernels {
namespace {

using Wide = unsigned __int128;

// A word of zeros, then 2/pi after the point.
constexpr uint64_t kTwoOverPi[] = {0x0000000000000000, 0xA2F9836E4E441529, 0xFC2757D1F534DDC0, 0xDB6295993C439041,
                                   0xFE5163ABDEBBC561, 0xB7246E3A424DD2E0, 0x06492EEA09D1921C, 0xFE1DEB1CB129A73E,
                                   0xE88235F52EBB4484, 0xE99C7026B45F7E41, 0x3991D639835339F4, 0x9C845F8BBDF9283B,
                                   0x1FF897FFDE05980F, 0xEF2F118B5A0A6D1F, 0x6D367ECF27CB09B7, 0x4F463F669E5FEA2D,
                                   0x7527BAC7EBE5F17B, 0x3D0739F78A5292EA, 0x6BFB5FB11F8D5D08, 0x56033046FC7B6BAB};

// 64 digits from that place of the table on.
uint64_t Digits(int place) {
  const int word = place / 64, shift = place % 64;
  return kTwoOverPi[word] << shift | (kTwoOverPi[word + 1] >> 1) >> (63 - shift);
}

}  // namespace

int ReduceAngle(double x, double* high, double* low) {
  const auto bits = std::bit_cast<uint64_t>(std::fabs(x));
  const int exponent = static_cast<int>(bits >> 52) - 1075;
  const uint64_t mantissa = (bits & 0xFFFFFFFFFFFFF) | uint64_t{1} << 52;
  // The first digit makes multiples of two, so that the product's last 192 are quadrant and fraction.
  const int place = 64 + exponent - 2;
  const Wide last = Wide{Digits(place + 128)} * mantissa;
  const Wide middle = Wide{Digits(place + 64)} * mantissa + static_cast<uint64_t>(last >> 64);
  const uint64_t first = Digits(place) * mantissa + static_cast<uint64_t>(middle >> 64);
  const uint64_t second = static_cast<uint64_t>(middle), third = static_cast<uint64_t>(last);
  // The fraction of a quadrant from -1/2 to 1/2, in units of 2^-128.
  const auto fraction = static_cast<__int128>(Wide{first << 2 | second >> 62} << 64 | (second << 2 | third >> 62));
  const int quadrant = static_cast<int>(first >> 62) + (fraction < 0 ? 1 : 0);
  const auto head = static_cast<double>(fraction);
  const auto rest = static_cast<double>(fraction - static_cast<__int128>(head));
  constexpr double kScale = 0x1p-128, kQuarter = 0x1.921fb54442d18p+0, kQuarterLow = 0x1.1a62633145c07p-54;
  const double sign = std::copysign(kScale, x);
  const double product = head * kQuarter;
  *high = product * sign;
  *low = (std::fma(head, kQuarter, -product) + (head * kQuarterLow + rest * kQuarter)) * sign;
  return (x < 0 ? -quadrant : quadrant) & 3;
}

}  // namespace hologram::kernels

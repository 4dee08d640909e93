// table_of_pairs.h — 16 pairs of doubles, as rows for levels that load them, and as columns for AVX-512, which holds a column
// in two registers.
#ifndef HOLOGRAM_KERNELS_TABLE_OF_PAIRS_H_
#define HOLOGRAM_KERNELS_TABLE_OF_PAIRS_H_

namespace hologram::kernels {

struct TableOfPairs {
  static constexpr int kCount = 16;
  alignas(64) double rows[kCount][2];
  alignas(64) double columns[2][kCount];

  constexpr TableOfPairs(const double (&pairs)[kCount][2]) : rows(), columns() {
    for (int i = 0; i < kCount; ++i) {
      for (int k = 0; k < 2; ++k) rows[i][k] = columns[k][i] = pairs[i][k];
    }
  }
};

}  // namespace hologram::kernels

#endif  // HOLOGRAM_KERNELS_TABLE_OF_PAIRS_H_

// SimdLevel.java — sets of vector instructions.
package org.libhologram;

/** The vector instructions that an executor uses. The order is that of {@code holo_simd_level} in C. */
public enum SimdLevel {
  /** The best that the CPU has. */
  BEST,
  /** None: plain C++. */
  SCALAR,
  /** SSE4.2. */
  SSE4,
  /** AVX2, FMA, F16C, BMI1 and BMI2. */
  AVX2,
  /** AVX-512 F, BW, CD, DQ and VL. */
  AVX512,
  /** Arm's Neon. */
  NEON,
  /** Arm's SVE. */
  SVE;

  private static final SimdLevel[] BY_CODE = values();

  int code() {
    return ordinal();
  }

  static SimdLevel of(int code) {
    return BY_CODE[code];
  }
}

// DType.java — types of elements.
package org.libhologram;

/** The type of a buffer's elements. */
public enum DType {
  F32(1, 2, true),
  F64(2, 3, true),
  F16(3, 1, true),
  BF16(4, 1, true),
  I8(5, 0, false),
  I16(6, 1, false),
  I32(7, 2, false),
  I64(8, 3, false),
  U8(9, 0, false),
  U16(10, 1, false),
  U32(11, 2, false),
  U64(12, 3, false),
  /** A byte: 0 is false, everything else true. */
  BOOL8(13, 0, false);

  private static final DType[] BY_CODE = values();

  private final int code;
  private final int log2Size;
  private final boolean isFloat;

  DType(int code, int log2Size, boolean isFloat) {
    this.code = code;
    this.log2Size = log2Size;
    this.isFloat = isFloat;
  }

  /** Bytes of one element. */
  public int size() {
    return 1 << log2Size;
  }

  /** Whether elements are floating-point numbers. */
  public boolean isFloat() {
    return isFloat;
  }

  int code() {
    return code;
  }

  int log2Size() {
    return log2Size;
  }

  static DType of(int code) {
    return BY_CODE[code - 1];
  }

  /** A number as the library's scalars hold it. */
  long bits(double value) {
    if (isFloat) return Double.doubleToRawLongBits(value);
    if (value != (double) (long) value || value == 0x1p63) {
      throw new IllegalArgumentException(value + " is no element of " + this);
    }
    if (Math.abs(value) > 0x1p53) throw new IllegalArgumentException(value + " may have been rounded: give a long");
    return (long) value;
  }

  long bits(long value) {
    if (!isFloat) return value;
    if (value > 1L << 53 || value < -(1L << 53)) throw new IllegalArgumentException(value + " is not exact as a double");
    return Double.doubleToRawLongBits(value);
  }

  /** Of such bits, the number; of 64-bit integers the nearest one. */
  double number(long bits) {
    if (isFloat) return Double.longBitsToDouble(bits);
    if (this != U64 || bits >= 0) return bits;
    return ((bits >>> 1) | (bits & 1)) * 2.0;
  }
}

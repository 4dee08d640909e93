// DType.java — types of elements.
package org.libhologram;

/** The type of a buffer's elements. */
public enum DType {
  /** {@code float}. */
  F32(1, 2, true),
  /** {@code double}. */
  F64(2, 3, true),
  /** Half a {@code float}: IEEE 754 binary16. */
  F16(3, 1, true),
  /** The upper half of a {@code float}. */
  BF16(4, 1, true),
  /** {@code byte}. */
  I8(5, 0, false),
  /** {@code short}. */
  I16(6, 1, false),
  /** {@code int}. */
  I32(7, 2, false),
  /** {@code long}. */
  I64(8, 3, false),
  /** An unsigned {@code byte}. */
  U8(9, 0, false),
  /** An unsigned {@code short}. */
  U16(10, 1, false),
  /** An unsigned {@code int}. */
  U32(11, 2, false),
  /** An unsigned {@code long}. */
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

  /** {@return the bytes of one element} */
  public int size() {
    return 1 << log2Size;
  }

  /** {@return whether elements are floating-point numbers} */
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

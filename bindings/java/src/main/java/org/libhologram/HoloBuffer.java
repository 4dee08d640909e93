// HoloBuffer.java — elements of one type.
package org.libhologram;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;

/** An array of elements of one type, in memory of the library's or wrapped. */
public final class HoloBuffer implements AutoCloseable {
  private final long handle;
  private final DType dtype;
  private final long count;
  private final Cleaner.Cleanable end;

  HoloBuffer(long handle, DType dtype, long count) {
    this.handle = handle;
    this.dtype = dtype;
    this.count = count;
    end = HoloExecutor.CLEANER.register(this, () -> HologramNative.holo_binding_buffer_end(handle));
  }

  /** {@return the elements' type} */
  public DType dtype() {
    return dtype;
  }

  /** {@return how many elements it has} */
  public long count() {
    return count;
  }

  /**
   * A part of this buffer. Both share its elements; it may outlive this one.
   *
   * @param offset the first element
   * @param count how many
   * @return the elements {@code [offset, offset + count)}
   */
  public HoloBuffer view(long offset, long count) {
    try {
      return new HoloBuffer(HologramNative.holo_buffer_view(handle, offset, count), dtype, count);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * The elements themselves, in the machine's byte order. They stay where they are as long as this view or one made from
   * it is reachable, also after {@link #close}.
   *
   * @return the elements' bytes, read-only if the buffer is
   */
  public ByteBuffer asByteBuffer() {
    try {
      if (count > Integer.MAX_VALUE >> dtype.log2Size()) {
        throw new IllegalStateException(count + " elements are more than a ByteBuffer holds: take a view first");
      }
      final long view = HologramNative.holo_buffer_view(handle, 0, count);
      final boolean readOnly = (HologramNative.holo_binding_buffer_flags(view) & holo_buffer_flag.HOLO_BUFFER_READ_ONLY) != 0;
      final ByteBuffer bytes;
      try {
        bytes = (ByteBuffer) HologramNative.holo_java_map(view, readOnly ? 1 : 0);
        HoloExecutor.CLEANER.register(bytes, () -> HologramNative.holo_binding_buffer_end(view));
      } catch (RuntimeException | Error failure) {
        HologramNative.holo_binding_buffer_end(view);
        throw failure;
      }
      return (readOnly ? bytes.asReadOnlyBuffer() : bytes).order(ByteOrder.nativeOrder());
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** {@return the elements, of {@link DType#F32}, as {@link #asByteBuffer} gives them} */
  public FloatBuffer asFloatBuffer() {
    check(DType.F32);
    return asByteBuffer().asFloatBuffer();
  }

  /** {@return the elements, of {@link DType#F64}, as {@link #asByteBuffer} gives them} */
  public DoubleBuffer asDoubleBuffer() {
    check(DType.F64);
    return asByteBuffer().asDoubleBuffer();
  }

  /** {@return the elements, of {@link DType#I32} or {@link DType#U32}, as {@link #asByteBuffer} gives them} */
  public IntBuffer asIntBuffer() {
    check(DType.I32, DType.U32);
    return asByteBuffer().asIntBuffer();
  }

  /** {@return the elements, of {@link DType#I64} or {@link DType#U64}, as {@link #asByteBuffer} gives them} */
  public LongBuffer asLongBuffer() {
    check(DType.I64, DType.U64);
    return asByteBuffer().asLongBuffer();
  }

  /**
   * Copies all of these to the first elements.
   *
   * @param elements what to copy
   */
  public void write(float[] elements) {
    check(DType.F32);
    copyIn(elements, elements.length);
  }

  /**
   * Copies all of these to the first elements.
   *
   * @param elements what to copy
   */
  public void write(double[] elements) {
    check(DType.F64);
    copyIn(elements, elements.length);
  }

  /**
   * Copies all of these to the first elements.
   *
   * @param elements what to copy
   */
  public void write(int[] elements) {
    check(DType.I32, DType.U32);
    copyIn(elements, elements.length);
  }

  /**
   * Copies all of these to the first elements.
   *
   * @param elements what to copy
   */
  public void write(long[] elements) {
    check(DType.I64, DType.U64);
    copyIn(elements, elements.length);
  }

  /**
   * Copies all of these to the first elements.
   *
   * @param elements what to copy
   */
  public void write(byte[] elements) {
    check(DType.I8, DType.U8, DType.BOOL8);
    copyIn(elements, elements.length);
  }

  /**
   * Copies all of these to the first elements.
   *
   * @param elements what to copy
   */
  public void write(short[] elements) {
    check(DType.I16, DType.U16, DType.F16, DType.BF16);
    copyIn(elements, elements.length);
  }

  /**
   * Copies the first elements, as many as the array has.
   *
   * @param elements where to copy them
   */
  public void read(float[] elements) {
    check(DType.F32);
    copyOut(elements, elements.length);
  }

  /**
   * Copies the first elements, as many as the array has.
   *
   * @param elements where to copy them
   */
  public void read(double[] elements) {
    check(DType.F64);
    copyOut(elements, elements.length);
  }

  /**
   * Copies the first elements, as many as the array has.
   *
   * @param elements where to copy them
   */
  public void read(int[] elements) {
    check(DType.I32, DType.U32);
    copyOut(elements, elements.length);
  }

  /**
   * Copies the first elements, as many as the array has.
   *
   * @param elements where to copy them
   */
  public void read(long[] elements) {
    check(DType.I64, DType.U64);
    copyOut(elements, elements.length);
  }

  /**
   * Copies the first elements, as many as the array has.
   *
   * @param elements where to copy them
   */
  public void read(byte[] elements) {
    check(DType.I8, DType.U8, DType.BOOL8);
    copyOut(elements, elements.length);
  }

  /**
   * Copies the first elements, as many as the array has.
   *
   * @param elements where to copy them
   */
  public void read(short[] elements) {
    check(DType.I16, DType.U16, DType.F16, DType.BF16);
    copyOut(elements, elements.length);
  }

  /**
   * All elements become one number.
   *
   * @param value the number
   */
  public void fill(double value) {
    fillWith(dtype.bits(value));
  }

  /**
   * All elements become one number.
   *
   * @param value the number
   */
  public void fill(long value) {
    fillWith(dtype.bits(value));
  }

  /** Ends the buffer; views of it stay. Calls that are using it finish first. */
  @Override
  public void close() {
    end.clean();
  }

  long handle() {
    return handle;
  }

  long bits(double value) {
    return dtype.bits(value);
  }

  long bits(long value) {
    return dtype.bits(value);
  }

  DType resultType(int op) {
    return DType.of(HologramNative.holo_binding_result_dtype(op, dtype.code()));
  }

  static double number(DType dtype, long bits) {
    return dtype.number(bits);
  }

  private void check(DType... expected) {
    for (DType each : expected) if (dtype == each) return;
    throw new IllegalStateException("the buffer has elements of " + dtype + ", not of " + expected[0]);
  }

  private void copyIn(Object array, int n) {
    try {
      HologramNative.holo_java_write(handle, 0, array, 0, n, dtype.log2Size());
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private void copyOut(Object array, int n) {
    try {
      HologramNative.holo_java_read(handle, 0, array, 0, n, dtype.log2Size());
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private void fillWith(long bits) {
    try {
      HologramNative.holo_binding_fill(handle, dtype.code(), bits);
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}

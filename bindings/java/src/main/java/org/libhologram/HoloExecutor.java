// HoloExecutor.java — where operations run.
package org.libhologram;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Runs operations, on buffers that it made and on arrays. Threads may use one at the same time, and close it in the middle
 * of a call: calls that are inside finish, later ones throw.
 *
 * <p>A method on buffers without {@code n} works on as many elements as the output has, a reduction's first input, or as
 * there are indices. Arrays that are inputs have one length, of which the output has no less: an {@link
 * IllegalArgumentException} names the one that has not. What the library refuses is a {@link HologramException}.
 */
public final class HoloExecutor extends Operations implements AutoCloseable {
  static final Cleaner CLEANER = Cleaner.create();

  private final long handle;
  private final Cleaner.Cleanable end;

  /** With the CPU's best SIMD level and the fastest kernels. */
  public HoloExecutor() {
    this(new Options());
  }

  /**
   * As the options say.
   *
   * @param options how it is made
   */
  public HoloExecutor(Options options) {
    NativeLibrary.load();
    handle = HologramNative.holo_binding_executor_create(options.simd.code(), options.correct ? 1 : 0, options.isolated ? 1 : 0);
    final long ended = handle; // a lambda that named the field would keep this object
    end = CLEANER.register(this, () -> HologramNative.holo_binding_executor_end(ended));
  }

  /** How an executor is made. */
  public static final class Options {
    private SimdLevel simd = SimdLevel.BEST;
    private boolean correct;
    private boolean isolated;

    /** The best SIMD level, the fastest kernels, the thread's floating-point environment. */
    public Options() {}

    /**
     * No level above this one is used. One of another architecture is refused.
     *
     * @param cap the level
     * @return this
     */
    public Options simd(SimdLevel cap) {
      simd = Objects.requireNonNull(cap, "cap");
      return this;
    }

    /**
     * Approximated operations are rounded correctly where the library can, in three to ten times the time.
     *
     * @param on whether
     * @return this
     */
    public Options correct(boolean on) {
      correct = on;
      return this;
    }

    /**
     * Calls compute in the default floating-point environment, whatever the thread's is.
     *
     * @param on whether
     * @return this
     */
    public Options isolated(boolean on) {
      isolated = on;
      return this;
    }
  }

  /**
   * A buffer of elements that are all zero.
   *
   * @param dtype their type
   * @param count how many
   * @return the buffer
   */
  public HoloBuffer buffer(DType dtype, long count) {
    try {
      final HoloBuffer made = new HoloBuffer(HologramNative.holo_buffer_create(handle, dtype.code(), count), dtype, count);
      made.fill(0L);
      return made;
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * A buffer with a copy of these elements.
   *
   * @param elements what to copy
   * @return the buffer
   */
  public HoloBuffer buffer(float... elements) {
    final HoloBuffer made = buffer(DType.F32, elements.length);
    made.write(elements);
    return made;
  }

  /**
   * A buffer with a copy of these elements.
   *
   * @param elements what to copy
   * @return the buffer
   */
  public HoloBuffer buffer(double... elements) {
    final HoloBuffer made = buffer(DType.F64, elements.length);
    made.write(elements);
    return made;
  }

  /**
   * A buffer with a copy of these elements.
   *
   * @param elements what to copy
   * @return the buffer
   */
  public HoloBuffer buffer(int... elements) {
    final HoloBuffer made = buffer(DType.I32, elements.length);
    made.write(elements);
    return made;
  }

  /**
   * A buffer with a copy of these elements.
   *
   * @param elements what to copy
   * @return the buffer
   */
  public HoloBuffer buffer(long... elements) {
    final HoloBuffer made = buffer(DType.I64, elements.length);
    made.write(elements);
    return made;
  }

  /**
   * The bytes from a direct buffer's position to its limit as elements, without a copy. The buffer stays alive as long as
   * the library uses it; it must have the machine's byte order, and one that is read-only is read only.
   *
   * @param dtype the elements' type
   * @param bytes the elements' bytes
   * @return the buffer
   */
  public HoloBuffer wrap(DType dtype, ByteBuffer bytes) {
    Objects.requireNonNull(bytes);
    if (!bytes.isDirect()) throw new IllegalArgumentException("the ByteBuffer is not direct");
    if (bytes.order() != ByteOrder.nativeOrder()) {
      throw new IllegalArgumentException("the ByteBuffer's order is " + bytes.order() + ", not the machine's");
    }
    if (bytes.remaining() % dtype.size() != 0) {
      throw new IllegalArgumentException(bytes.remaining() + " bytes are no whole number of elements of " + dtype);
    }
    final long count = bytes.remaining() >> dtype.log2Size();
    try {
      return new HoloBuffer(
          HologramNative.holo_java_wrap(handle, dtype.code(), count, bytes, bytes.position(), bytes.isReadOnly() ? 1 : 0),
          dtype,
          count);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** {@return the vector instructions that operations use} After {@link #close} it is {@link SimdLevel#BEST}. */
  public SimdLevel simdLevel() {
    try {
      return SimdLevel.of(HologramNative.holo_binding_simd_level(handle));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Ends the executor. Its buffers stay until they are closed, but no operation runs on them any more. */
  @Override
  public void close() {
    end.clean();
  }

  /** {@return how many handles of the library are alive in this process} */
  public static long liveHandles() {
    NativeLibrary.load();
    return HologramNative.holo_live_handles();
  }

  @Override
  long handle() {
    return handle;
  }
}

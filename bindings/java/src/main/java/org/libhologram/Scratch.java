// Scratch.java — memory outside of Java's into which short arrays are copied for a call, since that is faster than what JNI
// offers. There is a fixed number of pieces: threads may be many, and virtual ones are.
package org.libhologram;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Places for the arrays of one call: three inputs, and the output. */
final class Scratch {
  /** The most elements of an array. */
  static final int LIMIT = 256;

  static final int OUTPUT = 3;

  /** From one place to the next. Elements that are 4096 bytes apart would hinder each other in the cache. */
  static final int PLACE_BYTES = LIMIT * Long.BYTES + 64;

  private static final int PLACES = 4;
  private static final int SLOTS = 64;
  private static final int STRIDE = 16; // a cache line of references, so that threads do not hinder each other

  // Null while a call uses the piece.
  private static final AtomicReferenceArray<Scratch> FREE = new AtomicReferenceArray<>(SLOTS * STRIDE);

  static {
    for (int slot = 0; slot < SLOTS; ++slot) FREE.set(slot * STRIDE, new Scratch(slot * STRIDE));
  }

  final long address;
  private final int slot;
  private final FloatBuffer[] floats = new FloatBuffer[PLACES];
  private final DoubleBuffer[] doubles = new DoubleBuffer[PLACES];
  private final IntBuffer[] ints = new IntBuffer[PLACES];
  private final LongBuffer[] longs = new LongBuffer[PLACES];
  private final ShortBuffer[] shorts = new ShortBuffer[PLACES];
  private final ByteBuffer[] bytes = new ByteBuffer[PLACES];

  private Scratch(int slot) {
    this.slot = slot;
    final ByteBuffer all = ByteBuffer.allocateDirect(PLACES * PLACE_BYTES + 64).alignedSlice(64);
    address = HologramNative.holo_java_address(all);
    for (int i = 0; i < PLACES; ++i) {
      bytes[i] = all.slice(i * PLACE_BYTES, PLACE_BYTES).order(ByteOrder.nativeOrder());
      floats[i] = bytes[i].asFloatBuffer();
      doubles[i] = bytes[i].asDoubleBuffer();
      ints[i] = bytes[i].asIntBuffer();
      longs[i] = bytes[i].asLongBuffer();
      shorts[i] = bytes[i].asShortBuffer();
    }
  }

  /** One for this thread's next call, or null if there is none at the moment. */
  static Scratch take() {
    return FREE.getAndSet(((int) Thread.currentThread().getId() & (SLOTS - 1)) * STRIDE, null);
  }

  void giveBack() {
    FREE.setRelease(slot, this);
  }

  // By the codes of DType. Callers are compiled into the printed methods, where they are constants.

  void put(int place, int dtype, Object array, int n) {
    switch (dtype) {
      case 1 -> floats[place].put(0, (float[]) array, 0, n);
      case 2 -> doubles[place].put(0, (double[]) array, 0, n);
      case 7 -> ints[place].put(0, (int[]) array, 0, n);
      case 8 -> longs[place].put(0, (long[]) array, 0, n);
      default -> {
        final boolean[] from = (boolean[]) array;
        final ByteBuffer to = bytes[place];
        for (int i = 0; i < n; ++i) to.put(i, (byte) (from[i] ? 1 : 0));
      }
    }
  }

  void get(int dtype, Object array, int n) {
    switch (dtype) {
      case 1 -> floats[OUTPUT].get(0, (float[]) array, 0, n);
      case 2 -> doubles[OUTPUT].get(0, (double[]) array, 0, n);
      case 3, 4, 6, 10 -> shorts[OUTPUT].get(0, (short[]) array, 0, n);
      case 5, 9 -> bytes[OUTPUT].get(0, (byte[]) array, 0, n);
      case 7, 11 -> ints[OUTPUT].get(0, (int[]) array, 0, n);
      case 8, 12 -> longs[OUTPUT].get(0, (long[]) array, 0, n);
      default -> {
        final boolean[] to = (boolean[]) array;
        final ByteBuffer from = bytes[OUTPUT];
        for (int i = 0; i < n; ++i) to[i] = from.get(i) != 0;
      }
    }
  }
}

// ArraysTest.java — operations on arrays: what they give, and what is refused.
package org.libhologram;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class ArraysTest {
  @Test
  void mapsReductionsAndMatrices() {
    try (var ex = new HoloExecutor()) {
      final float[] a = {1, 2, 3, 4}, b = {10, 20, 30, 40}, out = new float[5];
      ex.add(a, b, out);
      assertArrayEquals(new float[] {11, 22, 33, 44, 0}, out);
      ex.sub(1, a, out);
      assertArrayEquals(new float[] {0, -1, -2, -3, 0}, out);
      ex.clip(b, 15, 25.5, out);
      assertArrayEquals(new float[] {15, 20, 25.5f, 25.5f, 0}, out);
      final boolean[] truths = new boolean[4];
      ex.gt(a, 2, truths);
      assertArrayEquals(new boolean[] {false, false, true, true}, truths);
      ex.where(truths, a, b, out);
      assertArrayEquals(new float[] {10, 20, 3, 4, 0}, out);
      ex.where(truths, 1, -1, out);
      assertArrayEquals(new float[] {-1, -1, 1, 1, 0}, out);
      ex.mul(a, a, a); // in place
      assertArrayEquals(new float[] {1, 4, 9, 16}, a);
      assertEquals(30, ex.sum(a));
      assertEquals(3, ex.argmax(a));
      assertTrue(ex.any(truths) && !ex.all(truths));
      final float[] two = new float[2];
      ex.sumAxis(a, 2, 2, 0, two);
      assertArrayEquals(new float[] {10, 20}, two);
      ex.sumAxis(a, 2, 2, 1, two);
      assertArrayEquals(new float[] {5, 25}, two);
      ex.softmaxRows(new float[4], out, 2, 2);
      assertArrayEquals(new float[] {0.5f, 0.5f, 0.5f, 0.5f, 0}, out);
      ex.layerNormRows(new float[] {1, 3, 5, 7}, two, two, 0, out, 2, 2);
      assertArrayEquals(new float[] {0, 50, 0, 50, 0}, out);
      ex.gather(b, new int[] {3, 0}, two);
      assertArrayEquals(new float[] {40, 10}, two);
      ex.scatter(two, new long[] {4, 0}, out);
      assertArrayEquals(new float[] {10, 50, 0, 50, 40}, out);
    }
  }

  @Test
  void integersAreExact() {
    try (var ex = new HoloExecutor()) {
      final int[] x = {Integer.MAX_VALUE, 1}, out = new int[2];
      ex.add(x, 1, out);
      assertArrayEquals(new int[] {Integer.MIN_VALUE, 2}, out);
      assertEquals(1L << 31, ex.sum(x));
      assertEquals((1L << 60) + 1, ex.sum(new long[] {1L << 60, 1}));
      assertEquals(Integer.MAX_VALUE, ex.amax(x));
      final long[] sums = new long[2];
      ex.cumsum(x, sums);
      assertArrayEquals(new long[] {Integer.MAX_VALUE, 1L << 31}, sums);
      final byte[] bytes = new byte[2];
      ex.toU8(new int[] {200, 7}, bytes);
      assertArrayEquals(new byte[] {(byte) 200, 7}, bytes);
      final short[] halves = new short[1];
      ex.toF16(new float[] {1}, halves);
      assertEquals(0x3c00, halves[0]);
      final var failure = assertThrows(HologramException.class, () -> ex.add(x, 1L << 31, out));
      assertTrue(failure.getMessage().startsWith("holo_apply_arrays: "), failure.getMessage());
    }
  }

  @Test
  void whatIsRefusedNamesItsParameter() {
    final var ex = new HoloExecutor();
    final float[] three = new float[3], four = new float[4];
    refused("b: has 4 elements, not 3", () -> ex.add(three, four, four));
    refused("out: has 3 elements, fewer than the result's 4", () -> ex.add(four, four, three));
    refused("c: has 3 elements, not 4", () -> ex.fma(four, four, three, four));
    refused("x: has 3 elements, not 2 * 2", () -> ex.sumAxis(three, 2, 2, 0, four));
    refused("x: has 4 elements, not -2 * -2", () -> ex.softmaxRows(four, four, -2, -2));
    refused("x: has 4 elements, not 9223372036854775807 * 4", () -> ex.softmaxRows(four, four, Long.MAX_VALUE, 4));
    refused("weight: has 3 elements, not 2", () -> ex.rmsNormRows(four, three, 0, four, 2, 2));
    refused("x: must not be the output", () -> ex.gather(four, new long[4], four));
    final int[] places = new int[4];
    refused("index: must not be the output", () -> ex.gather(new int[4], places, places));
    assertThrows(HologramException.class, () -> ex.gather(four, new int[] {4}, three));
    assertThrows(HologramException.class, () -> ex.amax(new double[0]));
    assertThrows(HologramException.class, () -> ex.sumAxis(four, 2, 2, 2, three));
    ex.close();
    for (int n : new int[] {4, 1000, 1 << 21}) {
      final float[] x = new float[n];
      assertThrows(HologramException.class, () -> ex.exp(x, x));
      assertThrows(HologramException.class, () -> ex.sum(x));
      assertArrayEquals(new float[n], x);
    }
  }

  private static void refused(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }

  // Short arrays are copied into memory that threads whose numbers are alike share.
  @Test
  void threadsDoNotDisturbEachOther() throws InterruptedException {
    final var surprise = new AtomicReference<Throwable>();
    final var threads = new ArrayList<Thread>();
    try (var ex = new HoloExecutor()) {
      for (int i = 0; threads.size() < 3; ++i) {
        final int mine = i;
        final var thread = new Thread(() -> addAndCheck(ex, mine, surprise));
        thread.setUncaughtExceptionHandler((which, failure) -> surprise.set(failure));
        if (thread.getId() % 64 == 0) threads.add(thread);
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) thread.join();
    }
    assertEquals(null, surprise.get());
  }

  private static void addAndCheck(HoloExecutor ex, int mine, AtomicReference<Throwable> surprise) {
    final float[] x = new float[200], y = new float[200];
    for (int round = 0; round < 100_000 && surprise.get() == null; ++round) {
      Arrays.fill(x, mine + round);
      ex.add(x, mine, y);
      for (float each : y) {
        if (each != 2 * mine + round) surprise.set(new AssertionError(each + " of " + mine + ", " + round));
      }
    }
  }
}

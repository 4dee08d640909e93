// OperationsTest.java — operations on buffers, arrays and views, and what is refused.
package org.libhologram;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

final class OperationsTest {
  @Test
  void addsBuffers() {
    try (var ex = new HoloExecutor();
        var a = ex.buffer(1f, 2f, 3f);
        var b = ex.buffer(10f, 20f, 30f);
        var out = ex.buffer(DType.F32, 3)) {
      ex.add(a, b, out);
      final float[] sums = new float[3];
      out.read(sums);
      assertArrayEquals(new float[] {11, 22, 33}, sums);
      ex.sub(1, a, out);
      out.read(sums);
      assertArrayEquals(new float[] {0, -1, -2}, sums);
      ex.clip(b, 15, 25.5, out);
      out.read(sums);
      assertArrayEquals(new float[] {15, 20, 25.5f}, sums);
      try (var choice = ex.buffer(DType.BOOL8, 3)) {
        ex.gt(a, 1, choice);
        ex.where(choice, 0.5, -1, out);
        out.read(sums);
        assertArrayEquals(new float[] {-1, 0.5f, 0.5f}, sums);
      }
      assertEquals(60, ex.sum(b));
      assertEquals(30, ex.sum(b, 2));
      assertEquals(140, ex.dot(a, b));
    }
  }

  @Test
  void takesRowsAndColumns() {
    try (var ex = new HoloExecutor();
        var x = ex.buffer(1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
        var ones = ex.buffer(1.0, 1.0, 1.0);
        var out = ex.buffer(DType.F64, 6)) {
      final double[] sums = new double[3];
      ex.sumAxis(x, 2, 3, 0, out);
      out.read(sums);
      assertArrayEquals(new double[] {5, 7, 9}, sums);
      ex.softmaxRows(x, out, 2, 3);
      assertEquals(2, ex.sum(out), 1e-15);
      ex.layerNormRows(x, ones, ones, 1e-5, out, 2, 3);
      assertEquals(6, ex.sum(out), 1e-12);
    }
  }

  @Test
  void optionsAreFollowed() {
    final SimdLevel best;
    try (var ex = new HoloExecutor();
        var scalar = new HoloExecutor(new HoloExecutor.Options().simd(SimdLevel.SCALAR));
        var correct = new HoloExecutor(new HoloExecutor.Options().simd(SimdLevel.BEST).correct(true).isolated(true))) {
      best = ex.simdLevel();
      assertTrue(best != SimdLevel.BEST);
      assertEquals(SimdLevel.SCALAR, scalar.simdLevel());
      assertEquals(best, correct.simdLevel());
      final float[] x = new float[1000], near = new float[1000], right = new float[1000];
      for (int i = 0; i < x.length; ++i) x[i] = i * 0.01f;
      scalar.exp(x, near);
      correct.exp(x, right);
      for (int i = 0; i < x.length; ++i) {
        assertEquals((float) Math.exp(x[i]), right[i]);
        assertEquals(right[i], near[i], Math.ulp(right[i]));
      }
    }
    final var foreign = best == SimdLevel.NEON || best == SimdLevel.SVE ? SimdLevel.AVX2 : SimdLevel.NEON;
    final var failure =
        assertThrows(HologramException.class, () -> new HoloExecutor(new HoloExecutor.Options().simd(foreign)));
    assertTrue(failure.getMessage().contains("another architecture"), failure.getMessage());
    assertThrows(NullPointerException.class, () -> new HoloExecutor.Options().simd(null));
  }

  @Test
  void integersAreExact() {
    try (var ex = new HoloExecutor();
        var x = ex.buffer(DType.I64, 2);
        var out = ex.buffer(DType.I64, 2)) {
      x.write(new long[] {Long.MAX_VALUE, 1});
      ex.add(x, 1L, out);
      final long[] got = new long[2];
      out.read(got);
      assertArrayEquals(new long[] {Long.MIN_VALUE, 2}, got);
      assertThrows(IllegalArgumentException.class, () -> ex.add(x, 0.5, out));
      // 2^53 + 1 is no double: one that is as large may be another number's neighbour.
      assertThrows(IllegalArgumentException.class, () -> ex.add(x, 0x1p53 + 2, out));
      ex.add(x, -0x1p53, out);
      assertEquals(0, ex.argmax(x));
      assertTrue(ex.all(x));
      try (var y = ex.buffer(DType.F64, 2)) {
        assertThrows(IllegalArgumentException.class, () -> ex.add(y, Long.MIN_VALUE, y));
      }
    }
  }

  @Test
  void copiesGoBothWays() {
    try (var ex = new HoloExecutor();
        var ints = ex.buffer(1, 2, -3);
        var longs = ex.buffer(1L << 60, 1);
        var bytes = ex.buffer(DType.U8, 3);
        var halves = ex.buffer(DType.F16, 3)) {
      assertEquals(DType.I32, ints.dtype());
      assertEquals(0x1p60, ex.sum(longs));
      ex.toU8(ints, bytes);
      final byte[] small = new byte[3];
      bytes.read(small);
      assertArrayEquals(new byte[] {1, 2, -3}, small);
      bytes.write(new byte[] {-1, -1});
      assertEquals(255 + 255 + 253, ex.sum(bytes));
      halves.write(new short[] {0x3c00, 0x4000, 0});
      assertEquals(3, ex.sum(halves));
      final short[] shorts = new short[2];
      halves.read(shorts);
      assertArrayEquals(new short[] {0x3c00, 0x4000}, shorts);
      assertThrows(IllegalStateException.class, () -> halves.read(small));
      assertThrows(HologramException.class, () -> bytes.read(new byte[4]));
    }
  }

  @Test
  void viewsAreTheElementsAndOutliveTheBuffer() {
    final FloatBuffer view;
    try (var ex = new HoloExecutor();
        var x = ex.buffer(DType.F32, 1000)) {
      view = x.asFloatBuffer();
      view.put(7, 2.5f);
      assertEquals(2.5, ex.sum(x));
    }
    System.gc();
    assertEquals(2.5f, view.get(7));
  }

  @Test
  void wrapsDirectMemory() {
    final ByteBuffer bytes = ByteBuffer.allocateDirect(40).order(ByteOrder.nativeOrder());
    try (var ex = new HoloExecutor();
        var x = ex.wrap(DType.F32, bytes)) {
      x.fill(1.5);
      assertEquals(1.5f, bytes.getFloat(36));
      try (var constant = ex.wrap(DType.F32, bytes.asReadOnlyBuffer().order(ByteOrder.nativeOrder()))) {
        final var failure = assertThrows(HologramException.class, () -> ex.neg(x, constant));
        assertTrue(failure.getMessage().contains("read-only"), failure.getMessage());
        assertTrue(constant.asByteBuffer().isReadOnly());
      }
      assertThrows(IllegalArgumentException.class, () -> ex.wrap(DType.F32, ByteBuffer.allocate(4)));
      assertThrows(IllegalArgumentException.class, () -> ex.wrap(DType.F32, ByteBuffer.allocateDirect(8)));
    }
  }

  @Test
  void whatIsRefusedSaysWhy() {
    final var ex = new HoloExecutor();
    final var x = ex.buffer(DType.F32, 4);
    final var y = ex.buffer(DType.F64, 4);
    var failure = assertThrows(HologramException.class, () -> ex.add(x, y, x));
    assertEquals("holo_add: argument 3 (b): has dtype f64, but argument 2 (a) has f32", failure.getMessage());
    assertEquals(3, failure.argument());
    assertThrows(HologramException.class, () -> ex.add(x, x, x, 5));
    x.close();
    x.close();
    failure = assertThrows(HologramException.class, () -> ex.neg(x, x));
    assertTrue(failure.getMessage().startsWith("holo_neg: argument 2 (x): "), failure.getMessage());
    y.close();
    ex.close();
    ex.close();
    assertThrows(HologramException.class, () -> ex.buffer(DType.F32, 1));
    assertThrows(NullPointerException.class, () -> ex.neg(null, x));
  }
}

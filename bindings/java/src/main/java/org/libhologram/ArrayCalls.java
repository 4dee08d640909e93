// ArrayCalls.java — what the operations on arrays have alike: the native call, by size, and lengths that are as they must
// be. hologram_java_arrays.c says which ways there are, hologram_jni.h how `types` are packed.
package org.libhologram;

import java.lang.ref.Reference;

/** Calls with arrays. */
abstract class ArrayCalls {
  ArrayCalls() {}

  abstract long handle();

  final long apply(
      int op, int types, Object a, Object b, Object c, Object out, int countA, int n, int countOut, long first, long second) {
    final Scratch scratch = fits(countA, n, countOut) ? Scratch.take() : null;
    try {
      if (scratch == null) {
        return HologramNative.holo_java_apply(handle(), op, types, a, b, c, out, countA, n, countOut, first, second);
      }
      putAll(scratch, types, a, b, c, countA, n);
      if (op == holo_op_code.HOLO_OP_SCATTER) scratch.put(Scratch.OUTPUT, typeOf(types, 4), out, countOut);
      final long result =
          HologramNative.holo_java_apply_at(
              handle(), op, types, scratch.address, Scratch.PLACE_BYTES, countA, n, countOut, first, second);
      if (out != null) scratch.get(typeOf(types, 4), out, countOut);
      return result;
    } finally {
      if (scratch != null) scratch.giveBack();
      Reference.reachabilityFence(this);
    }
  }

  final void applyAxis(
      int op, int types, Object a, Object b, Object c, Object out, int countA, int countB, int countOut, long rows, long cols, int axis, long scalar) {
    final Scratch scratch = fits(countA, countB, countOut) ? Scratch.take() : null;
    try {
      if (scratch == null) {
        HologramNative.holo_java_apply_axis(
            handle(), op, types, a, b, c, out, countB, countOut, rows, cols, axis, scalar);
        return;
      }
      putAll(scratch, types, a, b, c, countA, countB);
      HologramNative.holo_java_apply_axis_at(
          handle(), op, types, scratch.address, Scratch.PLACE_BYTES, countB, countOut, rows, cols, axis, scalar);
      scratch.get(typeOf(types, 4), out, countOut);
    } finally {
      if (scratch != null) scratch.giveBack();
      Reference.reachabilityFence(this);
    }
  }

  private static boolean fits(int countA, int countB, int countOut) {
    return countA <= Scratch.LIMIT && countB <= Scratch.LIMIT && countOut <= Scratch.LIMIT;
  }

  private static void putAll(Scratch scratch, int types, Object a, Object b, Object c, int countA, int countB) {
    if (a != null) scratch.put(0, typeOf(types, 0), a, countA);
    if (b != null) scratch.put(1, typeOf(types, 1), b, countB);
    if (c != null) scratch.put(2, typeOf(types, 2), c, countB);
  }

  private static int typeOf(int types, int place) {
    return types >> 4 * place & 15;
  }

  /** As many elements as the others have. */
  static void same(String name, int length, long expected) {
    if (length != expected) throw new IllegalArgumentException(name + ": has " + length + " elements, not " + expected);
  }

  /** Not fewer elements than are written. */
  static void room(String name, int length, long needed) {
    if (length < needed) {
      throw new IllegalArgumentException(name + ": has " + length + " elements, fewer than the result's " + needed);
    }
  }

  /** The elements of a matrix. */
  static void matrix(String name, int length, long rows, long cols) {
    if (rows < 0 || cols < 0 || Math.multiplyHigh(rows, cols) != 0 || rows * cols != length) {
      throw new IllegalArgumentException(name + ": has " + length + " elements, not " + rows + " * " + cols);
    }
  }

  /** An array that cannot be read from and written to in one call. */
  static void apart(String name, Object input, Object out) {
    if (input == out) throw new IllegalArgumentException(name + ": must not be the output");
  }
}

// JavaArrays.java — arrays of Java's as tests see them: of any type, to and from bytes.
package org.libhologram;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

final class JavaArrays {
  private JavaArrays() {}

  /** The type of elements that an array class holds. */
  static DType typeOf(Class<?> arrays) {
    if (arrays == float[].class) return DType.F32;
    if (arrays == double[].class) return DType.F64;
    if (arrays == byte[].class) return DType.I8;
    if (arrays == short[].class) return DType.I16;
    if (arrays == int[].class) return DType.I32;
    if (arrays == long[].class) return DType.I64;
    return DType.BOOL8;
  }

  /** The array class whose elements have this type, or the same size. */
  static Class<?> classOf(DType dtype) {
    return switch (dtype) {
      case F32 -> float[].class;
      case F64 -> double[].class;
      case F16, BF16, I16, U16 -> short[].class;
      case I8, U8 -> byte[].class;
      case I32, U32 -> int[].class;
      case I64, U64 -> long[].class;
      case BOOL8 -> boolean[].class;
    };
  }

  static byte[] bytes(Object array) {
    final int n = Array.getLength(array);
    final var bytes = ByteBuffer.allocate(n * typeOf(array.getClass()).size()).order(ByteOrder.nativeOrder());
    if (array instanceof float[] elements) bytes.asFloatBuffer().put(elements);
    else if (array instanceof double[] elements) bytes.asDoubleBuffer().put(elements);
    else if (array instanceof byte[] elements) bytes.put(elements);
    else if (array instanceof short[] elements) bytes.asShortBuffer().put(elements);
    else if (array instanceof int[] elements) bytes.asIntBuffer().put(elements);
    else if (array instanceof long[] elements) bytes.asLongBuffer().put(elements);
    else for (boolean each : (boolean[]) array) bytes.put((byte) (each ? 1 : 0));
    return bytes.array();
  }

  static Object of(Class<?> type, byte[] elements) {
    final var bytes = ByteBuffer.wrap(elements).order(ByteOrder.nativeOrder());
    final Object array = Array.newInstance(type.componentType(), elements.length / typeOf(type).size());
    if (array instanceof float[] to) bytes.asFloatBuffer().get(to);
    else if (array instanceof double[] to) bytes.asDoubleBuffer().get(to);
    else if (array instanceof byte[] to) bytes.get(to);
    else if (array instanceof short[] to) bytes.asShortBuffer().get(to);
    else if (array instanceof int[] to) bytes.asIntBuffer().get(to);
    else if (array instanceof long[] to) bytes.asLongBuffer().get(to);
    else for (int i = 0; i < elements.length; ++i) ((boolean[]) array)[i] = elements[i] != 0;
    return array;
  }

  /** Elements that most operations have values of, none of them alike its neighbours. */
  static Object filled(Class<?> type, int n, int seed) {
    final Object array = Array.newInstance(type.componentType(), n);
    for (int i = 0; i < n; ++i) {
      final int value = (i * 7 + seed) % 11;
      if (array instanceof float[] values) values[i] = value * 0.125f;
      else if (array instanceof double[] values) values[i] = value * 0.125;
      else if (array instanceof byte[] values) values[i] = (byte) value;
      else if (array instanceof short[] values) values[i] = (short) value;
      else if (array instanceof int[] values) values[i] = value;
      else if (array instanceof long[] values) values[i] = value;
      else ((boolean[]) array)[i] = value % 3 != 0;
    }
    return array;
  }
}

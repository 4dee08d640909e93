// EveryArrayOperationTest.java — each method on arrays gives the bits of the one on buffers, or refuses what that refuses.
package org.libhologram;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class EveryArrayOperationTest {
  private static final HoloExecutor EX = new HoloExecutor();
  private static final List<Method> ON_ARRAYS = methods(ArrayOperations.class, Class::isArray);
  private static final List<Method> ON_BUFFERS = methods(Operations.class, HoloBuffer.class::equals);

  @AfterAll
  static void close() {
    EX.close();
  }

  // Those that take such operands.
  private static List<Method> methods(Class<?> from, Predicate<Class<?>> operand) {
    return Arrays.stream(from.getDeclaredMethods()).filter(each -> Arrays.stream(each.getParameterTypes()).anyMatch(operand)).toList();
  }

  private static Set<String> names(List<Method> methods) {
    return methods.stream().map(Method::getName).collect(Collectors.toCollection(TreeSet::new));
  }

  /** A method on arrays, and what it is called with. */
  private static final class Call {
    final Method method;
    final Class<?>[] types;
    final Object[] arguments;
    final int out; // which argument is the output; -1: none

    Call(Method method, int n, int axis) {
      this.method = method;
      types = method.getParameterTypes();
      arguments = new Object[types.length];
      int last = -1;
      for (int i = 0; i < types.length; ++i) last = types[i].isArray() ? i : last;
      out = method.getReturnType() == void.class ? last : -1;
      final boolean byRow = method.getName().endsWith("Rows"), reduces = method.getName().endsWith("Axis");
      final int rows = n % 4 == 0 ? 4 : n % 3 == 0 ? 3 : 1;
      final int cols = n / rows;
      int counts = 0;
      for (int i = 0; i < types.length; ++i) {
        int length = n;
        if (byRow && i > 0 && i != out) length = cols; // weights
        if (reduces && i == out) length = axis == 0 ? cols : rows;
        if (types[i].isArray()) arguments[i] = JavaArrays.filled(types[i], length, i);
        else if (types[i] == int.class) arguments[i] = axis;
        else if (types[i] == long.class && (byRow || reduces)) arguments[i] = (long) (counts++ == 0 ? rows : cols);
        else if (types[i] == long.class) arguments[i] = 2L + i;
        else if (types[i] == boolean.class) arguments[i] = i % 2 == 0;
        else arguments[i] = 0.5 + i;
      }
      if (!method.getName().equals("gather") && !method.getName().equals("scatter")) return;
      for (int i = 0; i < n; ++i) { // of an even n not all places
        if (types[1] == int[].class) Array.setInt(arguments[1], i, (i * 6 + 3) % n);
        else Array.setLong(arguments[1], i, (i * 6 + 3) % n);
      }
    }

    // toU8 gives U8 in bytes; every other type is told by its array.
    DType dtype(int i) {
      final String name = method.getName();
      return i == out && name.matches("to[A-Z].*")
          ? DType.valueOf(name.substring(2).toUpperCase(Locale.ROOT))
          : JavaArrays.typeOf(types[i]);
    }

    /** What it gives, or the code of what it refuses; IllegalArgumentExceptions are thrown. */
    Object run() throws ReflectiveOperationException {
      return outcome(method, arguments);
    }

    /** The same on buffers of the same elements, with `shared` for both the output and this argument unless it is -1. */
    Object runOnBuffers(int shared) throws ReflectiveOperationException {
      final var buffers = new ArrayList<HoloBuffer>();
      final Class<?>[] signature = types.clone();
      final Object[] passed = arguments.clone();
      for (int i = 0; i < types.length; ++i) {
        if (types[i].isArray()) {
          signature[i] = HoloBuffer.class;
          final byte[] bytes = JavaArrays.bytes(arguments[i]);
          final var buffer = EX.buffer(dtype(i), bytes.length / dtype(i).size());
          buffer.asByteBuffer().put(bytes);
          buffers.add(buffer);
          passed[i] = buffer;
        } else if (types[i] == boolean.class) {
          signature[i] = long.class;
          passed[i] = (Boolean) arguments[i] ? 1L : 0L;
        }
      }
      if (shared >= 0) passed[out] = passed[shared];
      final Object result = outcome(HoloExecutor.class.getMethod(method.getName(), signature), passed);
      if (out >= 0) {
        final byte[] bytes = new byte[JavaArrays.bytes(arguments[out]).length];
        ((HoloBuffer) passed[out]).asByteBuffer().get(bytes);
        arguments[out] = JavaArrays.of(types[out], bytes);
      }
      buffers.forEach(HoloBuffer::close);
      return result;
    }

    private static Object outcome(Method method, Object[] arguments) throws ReflectiveOperationException {
      try {
        final Object result = method.invoke(EX, arguments);
        return result == null ? "done" : result;
      } catch (InvocationTargetException failed) {
        if (failed.getCause() instanceof HologramException refused) return "refused with " + refused.code();
        if (failed.getCause() instanceof RuntimeException other) throw other;
        throw failed;
      }
    }

    @Override
    public String toString() {
      return method.toString();
    }
  }

  private static void agree(Method method, int n, int axis, int shared) throws ReflectiveOperationException {
    final var first = new Call(method, n, axis);
    final var second = new Call(method, n, axis);
    final Object want = second.runOnBuffers(shared);
    final boolean refused = want.toString().startsWith("refused");
    if (shared >= 0) first.arguments[first.out] = first.arguments[shared];
    if (shared >= 0 && refused) {
      final var failure = assertThrows(IllegalArgumentException.class, first::run, first + " " + n);
      assertTrue(failure.getMessage().contains("must not be the output"), failure.getMessage());
      return;
    }
    final Object got = first.run();
    final String message = first + " of " + n + ", axis " + axis + ", shared " + shared;
    // On buffers sums are doubles, whatever was summed.
    if (got instanceof Long sum && want instanceof Double near) assertEquals(near, (double) sum, message);
    else assertEquals(want, got, message);
    if (first.out < 0) return;
    assertArrayEquals(JavaArrays.bytes(second.arguments[first.out]), JavaArrays.bytes(first.arguments[first.out]), message);
  }

  @Test
  void arraysAndBuffersHaveTheSameOperations() {
    assertEquals(names(ON_BUFFERS), names(ON_ARRAYS));
    assertTrue(names(ON_ARRAYS).size() > 140 && ON_ARRAYS.size() > 600, names(ON_ARRAYS).size() + " " + ON_ARRAYS.size());
  }

  @Test
  void arraysGiveWhatBuffersGive() throws ReflectiveOperationException {
    for (Method method : ON_ARRAYS) {
      for (int n : new int[] {0, 1, 17, 255, Scratch.LIMIT, Scratch.LIMIT + 1, 1000}) {
        for (int axis = 0; axis < (method.getName().endsWith("Axis") ? 2 : 1); ++axis) agree(method, n, axis, -1);
      }
    }
  }

  @Test
  void theOutputMayBeAnInputWhereThatIsSoWithBuffers() throws ReflectiveOperationException {
    int done = 0;
    for (Method method : ON_ARRAYS) {
      final var call = new Call(method, 1, 0);
      for (int i = 0; i < call.out; ++i) {
        if (call.types[i] != call.types[call.out] || call.dtype(i) != call.dtype(call.out)) continue;
        for (int n : new int[] {1, 16, 300}) {
          // Of several rows a weight is too short to be the output.
          if (i == 0 || n == 1 || !method.getName().endsWith("Rows")) agree(method, n, 0, i);
        }
        ++done;
      }
    }
    assertTrue(done > 400, done + "");
  }

  @Test
  void longArraysGiveWhatBuffersGive() throws ReflectiveOperationException {
    final int n = (1 << 20) + 12;
    int done = 0;
    for (Method method : ON_ARRAYS) {
      final String name = method.getName();
      if (!Set.of("exp", "mul", "lt", "where", "iota", "gather", "scatter", "cumsum", "softmaxRows", "sum", "dotAxis", "countNonzero").contains(name)) {
        continue;
      }
      if (method.getParameterTypes()[0] == double[].class || method.getParameterTypes()[0] == long[].class) continue;
      agree(method, n, 1, -1);
      ++done;
    }
    agree(ArrayOperations.class.getMethod("sub", double.class, double[].class, double[].class), 2 * n, 0, -1);
    agree(ArrayOperations.class.getMethod("fma", float[].class, float[].class, float[].class, float[].class), n, 0, 2);
    agree(ArrayOperations.class.getMethod("cumsum", long[].class, long[].class), n, 0, 0);
    assertTrue(done > 30, done + "");
  }

  @Test
  void wrongLengthsAndNullsNameTheirParameter() throws ReflectiveOperationException {
    int lengths = 0, nulls = 0;
    for (Method method : ON_ARRAYS) {
      final var right = new Call(method, 12, 0);
      final long inputs = Arrays.stream(right.types).filter(Class::isArray).count() - (right.out < 0 ? 0 : 1);
      final boolean matrix = method.getName().endsWith("Axis") || method.getName().endsWith("Rows");
      for (int i = 0; i < right.types.length; ++i) {
        if (!right.types[i].isArray()) continue;
        final var call = new Call(method, 12, 0);
        call.arguments[i] = null;
        final var missing = assertThrows(NullPointerException.class, call::run, call + " " + i);
        assertTrue(missing.getMessage().matches(".*\"[a-z]+\" is null.*"), missing.getMessage());
        ++nulls;
        final boolean any = method.getName().equals("gather") && i != right.out || method.getName().equals("scatter") && i == 2;
        final boolean counts = inputs == 0 || inputs == 1 && i != right.out && !matrix;
        if (any || counts) continue;
        call.arguments[i] = Array.newInstance(right.types[i].componentType(), i == call.out ? 2 : 11);
        final var failure = assertThrows(IllegalArgumentException.class, call::run, call + " " + i);
        assertTrue(failure.getMessage().matches("[a-z]+: has \\d+ elements, .*"), failure.getMessage());
        ++lengths;
      }
    }
    assertTrue(lengths > 900 && nulls > 1300, lengths + " " + nulls);
  }
}

// VectorsTest.java — Java gives the bits of operations.vectors: tests/vectors/vectors_test.cc says what is in it.
package org.libhologram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class VectorsTest {
  /** Elements, or one number of 64 bits. */
  private record Operand(DType dtype, byte[] elements, long bits) {
    static Operand of(String text) {
      final String[] parts = text.split("[:=]", -1);
      final DType dtype = DType.valueOf(parts[0].toUpperCase(Locale.ROOT));
      if (text.contains("=")) return new Operand(dtype, null, Long.parseUnsignedLong(parts[1], 16));
      return new Operand(dtype, HexFormat.of().parseHex(parts[1]), 0);
    }

    boolean isNumber() {
      return elements == null;
    }
  }

  private static List<String> lines() throws IOException {
    final String path = System.getProperty("org.libhologram.vectors");
    final var lines = new ArrayList<>(Files.readAllLines(Path.of(path)));
    lines.removeIf(line -> line.startsWith("#"));
    assertTrue(lines.size() > 1300, path + " has " + lines.size() + " lines");
    return lines;
  }

  @Test
  void buffersGiveTheBitsOfAllLines() throws ReflectiveOperationException, IOException {
    try (var ex = new HoloExecutor()) {
      for (String line : lines()) checkBuffers(ex, line);
    }
  }

  @Test
  void arraysGiveTheBitsOfAllLinesOfTheirTypes() throws ReflectiveOperationException, IOException {
    int done = 0;
    try (var ex = new HoloExecutor()) {
      for (String line : lines()) {
        if (!line.matches("\\w+ (f32|f64|i32|i64|bool8) .*")) continue;
        checkArrays(ex, line);
        ++done;
      }
    }
    assertTrue(done > 500, done + " lines");
  }

  private static void checkArrays(HoloExecutor ex, String line) throws ReflectiveOperationException {
    final String[] sides = line.split(" -> ");
    final String[] call = sides[0].split(" ");
    final Operand want = Operand.of(sides[1]);
    final var types = new ArrayList<Class<?>>();
    final var arguments = new ArrayList<Object>();
    for (int i = 2; i < call.length; ++i) {
      final Operand input = Operand.of(call[i]);
      if (!input.isNumber()) {
        types.add(JavaArrays.classOf(input.dtype));
        arguments.add(JavaArrays.of(JavaArrays.classOf(input.dtype), input.elements));
      } else if (input.dtype == DType.BOOL8) {
        types.add(boolean.class);
        arguments.add(input.bits != 0);
      } else {
        types.add(input.dtype.isFloat() ? double.class : long.class);
        arguments.add(input.dtype.isFloat() ? (Object) Double.longBitsToDouble(input.bits) : (Object) input.bits);
      }
    }
    if (!want.isNumber()) {
      types.add(JavaArrays.classOf(want.dtype));
      arguments.add(JavaArrays.of(JavaArrays.classOf(want.dtype), new byte[want.elements.length]));
    }
    final var method = HoloExecutor.class.getMethod(methodName(call[0]), types.toArray(new Class<?>[0]));
    try {
      final Object got = method.invoke(ex, arguments.toArray());
      if (want.isNumber()) {
        assertEquals(number(want, got), got, line);
      } else {
        final byte[] bytes = JavaArrays.bytes(arguments.get(arguments.size() - 1));
        assertEquals(HexFormat.of().formatHex(want.elements), HexFormat.of().formatHex(bytes), line);
      }
    } catch (InvocationTargetException failed) {
      throw new AssertionError(line, failed.getCause());
    }
  }

  private static void checkBuffers(HoloExecutor ex, String line) throws ReflectiveOperationException {
    final String[] sides = line.split(" -> ");
    final String[] call = sides[0].split(" ");
    final Operand want = Operand.of(sides[1]);
    final var types = new ArrayList<Class<?>>();
    final var arguments = new ArrayList<Object>();
    final var buffers = new ArrayList<HoloBuffer>();
    try {
      for (int i = 2; i < call.length; ++i) {
        final Operand input = Operand.of(call[i]);
        if (!input.isNumber()) {
          types.add(HoloBuffer.class);
          arguments.add(filled(ex, input, buffers));
        } else {
          types.add(input.dtype.isFloat() ? double.class : long.class);
          arguments.add(input.dtype.isFloat() ? (Object) Double.longBitsToDouble(input.bits) : (Object) input.bits);
        }
      }
      if (!want.isNumber()) {
        types.add(HoloBuffer.class);
        arguments.add(filled(ex, new Operand(want.dtype, new byte[want.elements.length], 0), buffers));
      }
      final var method = HoloExecutor.class.getMethod(methodName(call[0]), types.toArray(new Class<?>[0]));
      final Object got = method.invoke(ex, arguments.toArray());
      if (want.isNumber()) {
        assertEquals(number(want, got), got, line);
      } else {
        assertEquals(HexFormat.of().formatHex(want.elements), hex(buffers.get(buffers.size() - 1)), line);
      }
    } catch (InvocationTargetException failed) {
      throw new AssertionError(line, failed.getCause());
    } finally {
      buffers.forEach(HoloBuffer::close);
    }
  }

  private static HoloBuffer filled(HoloExecutor ex, Operand operand, List<HoloBuffer> buffers) {
    final HoloBuffer made = ex.buffer(operand.dtype, operand.elements.length / operand.dtype.size());
    buffers.add(made);
    made.asByteBuffer().put(operand.elements);
    return made;
  }

  private static String hex(HoloBuffer buffer) {
    final var view = buffer.asByteBuffer();
    final byte[] bytes = new byte[view.remaining()];
    view.get(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  // In the type of what a reduction gave. Equal doubles are equal bits: NaN and the zeros, too.
  private static Object number(Operand want, Object got) {
    if (got instanceof Boolean) return want.bits != 0;
    if (got instanceof Long) return want.bits;
    return want.dtype.number(want.bits);
  }

  /** "cross_entropy" is crossEntropy in Java. */
  private static String methodName(String operation) {
    final var name = new StringBuilder();
    for (String word : operation.split("_")) {
      name.append(name.length() == 0 ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    }
    return name.toString();
  }
}

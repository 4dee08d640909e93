// ProgramsTest.java — programs of text and of expressions: launched, bound, described, and what is refused.
package org.libhologram;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.libhologram.HoloProgram.Parameter;
import org.libhologram.HoloProgram.ParameterKind;

final class ProgramsTest {
  private static final String AXPY = "z = a*x + y; s = sum(z)";
  private static final String OF_AXPY = "in f32 x, y; scalar f32 a; out z";
  private static final int INVALID_ARGUMENT = 1, INVALID_HANDLE = 2, WRONG_EXECUTOR = 3, DTYPE = 4, OUT_OF_RANGE = 5;

  private final HoloExecutor ex = new HoloExecutor();

  @AfterEach
  void close() {
    ex.close();
  }

  private static void refused(int code, String words, Executable call) {
    final var failure = assertThrows(HologramException.class, call);
    assertEquals(code, failure.code(), failure.getMessage());
    assertTrue(failure.getMessage().contains(words), failure.getMessage());
  }

  private static void wrong(String words, Executable call) {
    final var failure = assertThrows(IllegalArgumentException.class, call);
    assertTrue(failure.getMessage().contains(words), failure.getMessage());
  }

  private static float[] elements(HoloBuffer buffer) {
    final float[] copy = new float[(int) buffer.count()];
    buffer.read(copy);
    return copy;
  }

  @Test
  void launchesOnBuffersAndNumbers() {
    try (var program = HoloProgram.fromExpression(AXPY, OF_AXPY);
        var x = ex.buffer(0f, 1f, 2f, 3f);
        var y = ex.buffer(1f, 1f, 1f, 1f);
        var z = ex.buffer(DType.F32, 4)) {
      final HoloBuffer[] buffers = {x, y, z};
      assertArrayEquals(new Number[] {16.0}, program.launch(ex, 4, buffers, 2));
      assertArrayEquals(new float[] {1, 3, 5, 7}, elements(z));
      for (Number half : new Number[] {0.5, 0.5f}) {
        assertArrayEquals(new Number[] {2.5}, program.launch(ex, 2, buffers, half));
        assertArrayEquals(new float[] {1, 1.5f, 5, 7}, elements(z));
      }
      for (Number two : new Number[] {2L, (short) 2, (byte) 2}) {
        assertArrayEquals(new Number[] {4.0}, program.launch(ex, 2, buffers, two));
      }
      assertArrayEquals(new Number[] {7.0}, program.launch(ex, 4, new HoloBuffer[] {x, y, x}, 0.5)); // in place
      assertArrayEquals(new float[] {1, 1.5f, 2, 2.5f}, elements(x));
      final var other = new HoloExecutor(new HoloExecutor.Options().correct(true)); // a program is of no executor
      try (other; var own = other.buffer(1f)) {
        assertArrayEquals(new Number[] {4.0}, program.launch(other, 1, new HoloBuffer[] {own, own, own}, 3));
      }
    }
  }

  @Test
  void integersAreExact() {
    try (var program =
            HoloProgram.fromExpression(
                "s = sum(i); at = argmax(i); m = max(u64(i)); n = i * k; l = min(n)",
                "in i64 i; scalar i64 k; out n");
        var i = ex.buffer(3L, Long.MAX_VALUE, -1L);
        var n = ex.buffer(DType.I64, 3)) {
      final Number[] results = program.launch(ex, 3, new HoloBuffer[] {i, n}, Long.MIN_VALUE + 1);
      assertEquals(
          List.of("s", "at", "m", "l"),
          program.parameters().stream().filter(each -> each.kind() == ParameterKind.RESULT).map(Parameter::name).toList());
      final Number[] expected = {Long.MAX_VALUE + 2, 1L, -1L, Long.MIN_VALUE + 3};
      assertArrayEquals(expected, results); // the third one is 2^64 - 1
    }
  }

  @Test
  void tellsItsParametersAndText() {
    final String text =
        ".program p\n.in f64 x\n.result f64 s\n    ldg.f64 r0, [x + lane]\n    red.add.f64 s, r0\n    exit\n";
    try (var program = HoloProgram.fromText(text);
        var again = HoloProgram.fromText(text.replace("f64 x", "f64 input").replace("[x", "[input"));
        var nothing = HoloProgram.fromText(".program p\nexit");
        var axpy = HoloProgram.fromExpression(AXPY, OF_AXPY);
        var x = ex.buffer(1.0, 2.0)) {
      assertEquals(text, program.text());
      assertNotEquals(text, again.text());
      assertEquals(program.canonicalText(), again.canonicalText());
      assertNotEquals(program.canonicalText(), axpy.canonicalText());
      assertEquals(
          List.of(
              new Parameter("x", ParameterKind.IN, DType.F32),
              new Parameter("y", ParameterKind.IN, DType.F32),
              new Parameter("a", ParameterKind.SCALAR, DType.F32),
              new Parameter("z", ParameterKind.OUT, DType.F32),
              new Parameter("s", ParameterKind.RESULT, DType.F32)),
          axpy.parameters());
      assertArrayEquals(new Number[] {3.0}, program.launch(ex, 2, new HoloBuffer[] {x}));
      assertArrayEquals(new Number[0], nothing.launch(ex, 3, new HoloBuffer[0]));
      assertThrows(UnsupportedOperationException.class, () -> axpy.parameters().clear());
    }
  }

  @Test
  void boundLaunchesRunAgainAndOutliveTheRest() {
    final HoloLaunch launch;
    final FloatBuffer given;
    try (var own = new HoloExecutor();
        var program = HoloProgram.fromExpression(AXPY, OF_AXPY);
        var x = own.buffer(1f, 2f);
        var y = own.buffer(10f, 10f)) {
      launch = program.bind(own, 2, x, y, y);
      given = y.asFloatBuffer();
      assertArrayEquals(new Number[] {23.0}, launch.run(1));
      refused(OUT_OF_RANGE, "holo_launch_create", () -> program.bind(own, 3, x, y, y));
      wrong("2 buffers, where the program has 3: [x, y, z]", () -> program.bind(own, 2, x, y));
    }
    try (launch) {
      assertArrayEquals(new Number[] {29.0}, launch.run(2));
      assertEquals(13, given.get(0));
      assertEquals(16, given.get(1));
      wrong("0 scalars, where the program has 1: [a]", launch::run);
    }
    launch.close();
    refused(INVALID_HANDLE, "holo_launch_run", () -> launch.run(1));
  }

  @Test
  void wrongTextIsToldByLineAndColumn() {
    refused(INVALID_ARGUMENT, "1:10: expected the program's name", () -> HoloProgram.fromText(".program 1"));
    refused(INVALID_ARGUMENT, "2:5: \"q\" is no parameter", () -> HoloProgram.fromExpression("\nz = q", "in f32 x; out z"));
    refused(INVALID_ARGUMENT, "1:1: parameters: expected in, out", () -> HoloProgram.fromExpression("z = x", "f32 x"));
    refused(INVALID_ARGUMENT, "1:", () -> HoloProgram.fromText("größer")); // UTF-8, as far as it is told
    wrong("text: has a NUL", () -> HoloProgram.fromText(".program p\nexit\0"));
    wrong("parameters: has a NUL", () -> HoloProgram.fromExpression("z = x", "in f32 x; out z\0"));
    assertEquals("text", assertThrows(NullPointerException.class, () -> HoloProgram.fromText(null)).getMessage());
    assertEquals(
        "parameters",
        assertThrows(NullPointerException.class, () -> HoloProgram.fromExpression("z = x", null)).getMessage());
  }

  @Test
  void whatDoesNotFitIsRefused() {
    try (var program = HoloProgram.fromExpression("z = i*k", "in i32 i; scalar u8 u; scalar i32 k; out z");
        var other = new HoloExecutor();
        var foreign = other.buffer(1, 2);
        var i = ex.buffer(1, 2);
        var z = ex.buffer(DType.I32, 2);
        var f = ex.buffer(1f, 2f)) {
      final HoloBuffer[] good = {i, z};
      assertArrayEquals(new Number[0], program.launch(ex, 2, good, 255, -2));
      wrong("1 buffers, where the program has 2: [i, z]", () -> program.launch(ex, 2, new HoloBuffer[] {i}, 1, 2));
      wrong("3 buffers", () -> program.launch(ex, 2, new HoloBuffer[] {i, z, z}, 1, 2));
      wrong("1 scalars, where the program has 2: [u, k]", () -> program.launch(ex, 2, good, 1));
      wrong("3 scalars", () -> program.launch(ex, 2, good, 1, 2, 3));
      wrong("k: 0.5 is no element of I32", () -> program.launch(ex, 2, good, 1, 0.5));
      wrong("k: is of class java.math.BigInteger", () -> program.launch(ex, 2, good, 1, BigInteger.ONE));
      refused(OUT_OF_RANGE, "256", () -> program.launch(ex, 2, good, 256, 2));
      refused(OUT_OF_RANGE, "holo_program_launch", () -> program.launch(ex, 3, good, 1, 2));
      refused(INVALID_ARGUMENT, "negative", () -> program.launch(ex, -1, good, 1, 2));
      refused(DTYPE, "f32", () -> program.launch(ex, 2, new HoloBuffer[] {f, z}, 1, 2));
      refused(WRONG_EXECUTOR, "", () -> program.launch(ex, 2, new HoloBuffer[] {foreign, z}, 1, 2));
      assertThrows(NullPointerException.class, () -> program.launch(ex, 2, new HoloBuffer[] {i, null}, 1, 2));
      assertThrows(NullPointerException.class, () -> program.launch(ex, 2, good, 1, null));
      assertThrows(NullPointerException.class, () -> program.launch(null, 2, good, 1, 2));
    }
  }

  @Test
  void whatWasClosedIsRefused() {
    final var program = HoloProgram.fromText(".program p\n.scalar f32 a\nexit");
    program.close();
    program.close();
    refused(INVALID_HANDLE, "holo_program_launch", () -> program.launch(ex, 1, new HoloBuffer[0], 1));
    refused(INVALID_HANDLE, "holo_launch_create", () -> program.bind(ex, 1));
    refused(INVALID_HANDLE, "holo_program_to_text", program::text);
    refused(INVALID_HANDLE, "holo_program_canonical_text", program::canonicalText);
    assertEquals("a", program.parameters().get(0).name());
    final var own = new HoloExecutor();
    final var x = own.buffer(1f);
    try (var sum = HoloProgram.fromExpression("s = sum(x)", "in f32 x")) {
      final HoloBuffer[] buffers = {x};
      assertArrayEquals(new Number[] {1.0}, sum.launch(own, 1, buffers));
      x.close();
      refused(INVALID_HANDLE, "buffers", () -> sum.launch(own, 1, buffers));
      own.close();
      refused(INVALID_HANDLE, "executor", () -> sum.launch(own, 1, buffers));
    }
  }
}

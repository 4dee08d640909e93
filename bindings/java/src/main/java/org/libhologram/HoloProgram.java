// HoloProgram.java — vector code of one's own, made of text or of expressions.
package org.libhologram;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * Vector code, made once and launched on any buffers, of any executor. The library's page on programs tells what they and
 * expressions are.
 *
 * <p>Numbers are given as {@link Double}, {@link Float}, {@link Long}, {@link Integer}, {@link Short} or {@link Byte}; each
 * has to be one of its parameter's type. Results are a {@link Double} where they are floating-point numbers, else an exact
 * {@link Long}, of {@link DType#U64} its bits. Truths are 0 and 1.
 *
 * <p>Threads may use one at the same time, and close it in the middle of a call: calls that are inside finish, later ones
 * throw. What the library refuses is a {@link HologramException}; another number of buffers or scalars than the program has
 * is an {@link IllegalArgumentException}.
 */
public final class HoloProgram implements AutoCloseable {
  private final long handle;
  private final Cleaner.Cleanable end;
  private final Signature signature;

  private HoloProgram(long handle) {
    this.handle = handle;
    end = HoloExecutor.CLEANER.register(this, () -> HologramNative.holo_binding_program_end(handle));
    signature = new Signature(handle);
  }

  /** What a launch gives for a parameter. The order is that of {@code holo_parameter_kind} in C. */
  public enum ParameterKind {
    /** A buffer that is read. */
    IN,
    /** A buffer that is written. */
    OUT,
    /** A buffer that is both. */
    INOUT,
    /** A number. */
    SCALAR,
    /** Nothing: the launch gives a number. */
    RESULT
  }

  /**
   * A parameter of a program.
   *
   * @param name its name
   * @param kind what a launch gives for it
   * @param dtype the type of the elements, or of the number
   */
  public record Parameter(String name, ParameterKind kind, DType dtype) {}

  /**
   * A program of its text.
   *
   * @param text the program
   * @return the program, verified
   * @throws HologramException if the text is none: the message begins with line and column, {@code 2:7: }
   */
  public static HoloProgram fromText(String text) {
    NativeLibrary.load();
    return new HoloProgram(HologramNative.holo_java_program(terminated(text, "text"), null));
  }

  /**
   * A program of expressions.
   *
   * @param expression what is computed, such as {@code "z = gelu(x*w + b); s = sum(z)"}
   * @param parameters of what, such as {@code "in f32 x, w, b; out z"}
   * @return the program, verified
   * @throws HologramException if one of the texts is wrong: the message begins with line and column, {@code 1:5: }
   */
  public static HoloProgram fromExpression(String expression, String parameters) {
    NativeLibrary.load();
    return new HoloProgram(
        HologramNative.holo_java_program(terminated(expression, "expression"), terminated(parameters, "parameters")));
  }

  /** {@return the parameters, in the order of the text} */
  public List<Parameter> parameters() {
    return signature.parameters();
  }

  /** {@return the program in its plainest form, of which {@link #fromText} makes the same one} */
  public String text() {
    return textOf(0);
  }

  /** {@return the program's canonical form, which programs have in common that differ only in how they are written} */
  public String canonicalText() {
    return textOf(1);
  }

  /**
   * Runs the program.
   *
   * @param executor where; the buffers are its own
   * @param lanes over how many lanes
   * @param buffers the program's buffers, in the order of the text
   * @param scalars its scalars, likewise
   * @return its results, likewise
   */
  public Number[] launch(HoloExecutor executor, long lanes, HoloBuffer[] buffers, Number... scalars) {
    final long[] handles = signature.handles(buffers);
    final long[] numbers = signature.bits(scalars);
    final long[] results = signature.room();
    try {
      HologramNative.holo_java_launch(executor.handle(), handle, handles, lanes, numbers, results);
      return signature.numbers(results);
    } finally {
      Reference.reachabilityFence(this);
      Reference.reachabilityFence(executor);
      Reference.reachabilityFence(buffers);
    }
  }

  /**
   * Binds the program to buffers, for many runs, each of which costs a fraction of what a launch does beside the work.
   *
   * @param executor where it will run; the buffers are its own
   * @param lanes over how many lanes
   * @param buffers the program's buffers, in the order of the text
   * @return the launch, which may outlive all of them
   */
  public HoloLaunch bind(HoloExecutor executor, long lanes, HoloBuffer... buffers) {
    final long[] handles = signature.handles(buffers);
    try {
      return new HoloLaunch(HologramNative.holo_java_bind(executor.handle(), handle, handles, lanes), signature);
    } finally {
      Reference.reachabilityFence(this);
      Reference.reachabilityFence(executor);
      Reference.reachabilityFence(buffers);
    }
  }

  /** Ends the program; launches that were bound stay. Calls that are using it finish first. */
  @Override
  public void close() {
    end.clean();
  }

  private String textOf(int canonical) {
    try {
      return new String((byte[]) HologramNative.holo_java_program_text(handle, canonical), StandardCharsets.UTF_8);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** As C has texts. */
  private static byte[] terminated(String text, String name) {
    if (Objects.requireNonNull(text, name).indexOf('\0') >= 0) throw new IllegalArgumentException(name + ": has a NUL");
    return (text + '\0').getBytes(StandardCharsets.UTF_8);
  }
}

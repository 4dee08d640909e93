// Signature.java — what a program takes and gives, in the form in which it crosses to C (hologram_jni.h).
package org.libhologram;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.libhologram.HoloProgram.Parameter;
import org.libhologram.HoloProgram.ParameterKind;

/** The parameters of a program. */
final class Signature {
  private static final ParameterKind[] KINDS = ParameterKind.values();

  private final List<Parameter> parameters;
  private final List<Parameter> buffers;
  private final List<Parameter> scalars;
  private final List<Parameter> results;

  /** Of a program that nobody else has yet. */
  Signature(long program) {
    final List<Parameter> found = new ArrayList<>();
    final int count = HologramNative.holo_binding_parameter_count(program);
    for (int i = 0; i < count; ++i) {
      final byte[] bytes = (byte[]) HologramNative.holo_java_parameter(program, i);
      final String name = new String(bytes, 2, bytes.length - 2, StandardCharsets.UTF_8);
      found.add(new Parameter(name, KINDS[bytes[0] - 1], DType.of(bytes[1])));
    }
    parameters = List.copyOf(found);
    scalars = found.stream().filter(each -> each.kind() == ParameterKind.SCALAR).toList();
    results = found.stream().filter(each -> each.kind() == ParameterKind.RESULT).toList();
    buffers = found.stream().filter(each -> !scalars.contains(each) && !results.contains(each)).toList();
  }

  List<Parameter> parameters() {
    return parameters;
  }

  long[] handles(HoloBuffer[] given) {
    check("buffers", buffers, given.length);
    final long[] handles = new long[given.length];
    for (int i = 0; i < given.length; ++i) handles[i] = Objects.requireNonNull(given[i], buffers.get(i).name()).handle();
    return handles;
  }

  /** Of each number its type and its bits. */
  long[] bits(Number[] given) {
    check("scalars", scalars, given.length);
    final long[] bits = new long[2 * given.length];
    for (int i = 0; i < given.length; ++i) {
      bits[2 * i] = scalars.get(i).dtype().code();
      bits[2 * i + 1] = bits(scalars.get(i), given[i]);
    }
    return bits;
  }

  /** For the results' bits. */
  long[] room() {
    return new long[results.size()];
  }

  Number[] numbers(long[] bits) {
    final Number[] numbers = new Number[bits.length];
    for (int i = 0; i < bits.length; ++i) {
      // No conditional expression: that would make a double of both.
      if (results.get(i).dtype().isFloat()) numbers[i] = Double.longBitsToDouble(bits[i]);
      else numbers[i] = bits[i];
    }
    return numbers;
  }

  private static long bits(Parameter scalar, Number number) {
    Objects.requireNonNull(number, scalar.name());
    try {
      if (number instanceof Double || number instanceof Float) return scalar.dtype().bits(number.doubleValue());
      if (number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte) {
        return scalar.dtype().bits(number.longValue());
      }
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(scalar.name() + ": " + wrong.getMessage(), wrong);
    }
    throw new IllegalArgumentException(scalar.name() + ": is of " + number.getClass());
  }

  private static void check(String what, List<Parameter> expected, int count) {
    if (count == expected.size()) return;
    final String names = String.join(", ", expected.stream().map(Parameter::name).toList());
    throw new IllegalArgumentException(count + " " + what + ", where the program has " + expected.size() + ": [" + names + "]");
  }
}

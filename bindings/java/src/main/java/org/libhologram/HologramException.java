// HologramException.java — a status that is not OK.
package org.libhologram;

import java.nio.charset.StandardCharsets;

/** What the library refused, in its own words: the function, the argument's name, and the value that was wrong. */
public final class HologramException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The status. */
  private final int code;

  /** Which argument was wrong. */
  private final int argument;

  HologramException(int code, int argument, byte[] utf8) {
    super(new String(utf8, StandardCharsets.UTF_8));
    this.code = code;
    this.argument = argument;
  }

  /** {@return the status, as {@code holo_status} of the C headers} */
  public int code() {
    return code;
  }

  /** {@return which argument of the C function was wrong, the first being 1; 0 if it was none of them} */
  public int argument() {
    return argument;
  }
}

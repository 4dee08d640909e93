// HoloLaunch.java — a program with the buffers that it runs on.
package org.libhologram;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;

/**
 * A program that {@link HoloProgram#bind} has bound to buffers, to be run many times. It keeps executor, program and buffers
 * alive, also those that were closed. Threads may run one at the same time, and close it in the middle of a run.
 */
public final class HoloLaunch implements AutoCloseable {
  private final long handle;
  private final Signature signature;
  private final Cleaner.Cleanable end;

  HoloLaunch(long handle, Signature signature) {
    this.handle = handle;
    this.signature = signature;
    end = HoloExecutor.CLEANER.register(this, () -> HologramNative.holo_binding_launch_end(handle));
  }

  /**
   * Runs the program once.
   *
   * @param scalars its scalars, in the order of the text
   * @return its results, likewise, as {@link HoloProgram} has them
   */
  public Number[] run(Number... scalars) {
    final long[] numbers = signature.bits(scalars);
    final long[] results = signature.room();
    try {
      HologramNative.holo_java_run(handle, numbers, results);
      return signature.numbers(results);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Ends the launch. Runs that are inside finish first. */
  @Override
  public void close() {
    end.clean();
  }
}

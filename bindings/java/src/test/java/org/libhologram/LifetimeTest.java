// LifetimeTest.java — closing in the middle of calls, and objects that nobody closes.
package org.libhologram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class LifetimeTest {
  private static final long NANOS = Long.getLong("org.libhologram.stress.seconds", 10) * 1_000_000_000L;

  @Test
  void closingDuringACallIsAnExceptionAtMost() throws InterruptedException {
    final var executor = new HoloExecutor();
    final var shared = new AtomicReference<>(executor.buffer(DType.F32, 4096));
    final var calls = new AtomicLong();
    final var refused = new AtomicLong();
    final var surprise = new AtomicReference<Throwable>();
    final long end = System.nanoTime() + NANOS;
    final var threads = new ArrayList<Thread>();
    for (int i = 0; i < 3; ++i) {
      threads.add(
          new Thread(
              () -> {
                while (System.nanoTime() < end && surprise.get() == null) {
                  final var x = shared.get();
                  try {
                    executor.exp(x, x);
                    calls.incrementAndGet();
                  } catch (HologramException failure) {
                    refused.incrementAndGet();
                  } catch (Throwable other) {
                    surprise.set(other);
                  }
                }
              }));
    }
    long closed = 0;
    threads.forEach(Thread::start);
    while (System.nanoTime() < end) {
      shared.getAndSet(executor.buffer(DType.F32, 4096)).close();
      ++closed;
    }
    for (Thread thread : threads) thread.join();
    shared.get().close();
    executor.close();
    assertEquals(null, surprise.get());
    assertTrue(closed > 1000 && calls.get() > 1000 && refused.get() > 0, closed + " " + calls + " " + refused);
  }

  @Test
  void whatNobodyClosesIsCollected() throws InterruptedException {
    for (int i = 0; i < 2000; ++i) {
      final var x = new HoloExecutor().buffer(DType.F32, 100);
      x.asFloatBuffer().put(0, 1);
    }
    for (int i = 0; i < 200 && HoloExecutor.liveHandles() > 0; ++i) {
      System.gc();
      Thread.sleep(10);
    }
    assertEquals(0, HoloExecutor.liveHandles());  // of other tests too
  }
}

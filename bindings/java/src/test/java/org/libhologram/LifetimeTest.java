// LifetimeTest.java — closing in the middle of calls, a collector that never rests, and objects that nobody closes.
package org.libhologram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@Order(Integer.MAX_VALUE) // the test of leaks comes after all others, of all classes
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class LifetimeTest {
  // HOLO_STRESS_SECONDS=10 in the environment makes each race last that long.
  private static final long NANOS =
      (long) (Double.parseDouble(System.getenv().getOrDefault("HOLO_STRESS_SECONDS", "1")) * 1e9);
  private static final int N = 4096;

  // Runs the work on threads, and what is done meanwhile on this one, until the time is over; what they throw fails the
  // test.
  private static void race(int threads, BooleanSupplier enough, Runnable work, Runnable meanwhile)
      throws InterruptedException {
    final var surprise = new AtomicReference<Throwable>();
    final long end = System.nanoTime() + NANOS;
    final var started = new ArrayList<Thread>();
    for (int i = 0; i < threads; ++i) started.add(new Thread(() -> repeat(work, enough, end, surprise)));
    started.forEach(Thread::start);
    repeat(meanwhile, enough, end, surprise);
    for (Thread each : started) each.join();
    if (surprise.get() != null) throw new AssertionError(surprise.get());
  }

  private static void repeat(Runnable each, BooleanSupplier enough, long end, AtomicReference<Throwable> surprise) {
    try {
      // On a busy machine little may have happened when the time is over.
      while ((System.nanoTime() < end || !enough.getAsBoolean()) && surprise.get() == null) each.run();
    } catch (Throwable other) {
      surprise.compareAndSet(null, other);
    }
  }

  @Test
  void closingABufferDuringACallIsAnExceptionAtMost() throws InterruptedException {
    final var executor = new HoloExecutor();
    final var shared = new AtomicReference<>(executor.buffer(DType.F32, N));
    final var calls = new AtomicLong();
    final var refused = new AtomicLong();
    final var closed = new AtomicLong();
    race(
        3,
        () -> closed.get() > 100 && calls.get() > 100 && refused.get() > 0,
        () -> {
          final var x = shared.get();
          try {
            for (int i = 0; i < 4; ++i) executor.exp(x, x);
            calls.incrementAndGet();
          } catch (HologramException failure) {
            refused.incrementAndGet();
          }
        },
        () -> {
          shared.getAndSet(executor.buffer(DType.F32, N)).close();
          if (closed.incrementAndGet() % 16 == 0) Thread.yield(); // lets the others see the old one
        });
    shared.get().close();
    executor.close();
    assertTrue(closed.get() > 100 && calls.get() > 100 && refused.get() > 0, closed + " " + calls + " " + refused);
  }

  @Test
  void closingAnExecutorDuringACallIsAnExceptionAtMost() throws InterruptedException {
    final var executor = new AtomicReference<>(new HoloExecutor());
    final var buffer = new AtomicReference<>(executor.get().buffer(DType.F32, N));
    final var calls = new AtomicLong();
    final var refused = new AtomicLong();
    final var closed = new AtomicLong();
    final float[] shorter = new float[100], longer = new float[N];
    race(
        3,
        () -> closed.get() > 100 && calls.get() > 10 && refused.get() > 0,
        () -> {
          final var ex = executor.get();
          final var x = buffer.get();
          final float[] out = new float[N];
          try {
            ex.tanh(x, x);
            ex.exp(shorter, out);
            ex.exp(longer, out);
            assertEquals(N, ex.sum(out)); // done, or not begun
            calls.incrementAndGet();
          } catch (HologramException failure) {
            refused.incrementAndGet();
          }
        },
        () -> {
          final var next = new HoloExecutor();
          buffer.getAndSet(next.wrap(DType.F32, direct(N))).close();
          executor.getAndSet(next).close();
          closed.incrementAndGet();
        });
    buffer.get().close();
    executor.get().close();
    assertTrue(closed.get() > 100 && calls.get() > 10 && refused.get() > 0, closed + " " + calls + " " + refused);
  }

  @Test
  void theCollectorTakesNothingThatIsInUse() throws InterruptedException {
    final var rounds = new AtomicLong();
    final var collections = new AtomicLong();
    final float[] copied = filled(1 << 21, 1); // with the collector's turns in between
    try (var ex = new HoloExecutor()) {
      race(
          2,
          () -> rounds.get() > 3 && collections.get() > 3,
          () -> {
            // Nobody keeps any of these but the calls themselves, and the views at the end.
            assertEquals(6000, ex.sum(ex.wrap(DType.F32, direct(3000, 2))));
            assertEquals(50, ex.sum(ex.buffer(filled(100, 1)).view(10, 50)));
            assertEquals(9000, new HoloExecutor().sum(filled(3000, 3)));
            assertEquals(copied.length, new HoloExecutor().sum(copied));
            assertEquals(300, new HoloExecutor().sum(filled(100, 3)));
            assertEquals(200.0, sums().launch(ex, 100, new HoloBuffer[] {ex.buffer(filled(100, 2))})[0]);
            assertEquals(300.0, sums().bind(ex, 100, ex.buffer(filled(100, 3))).run()[0]);
            final FloatBuffer elements = new HoloExecutor().buffer(filled(2000, 3)).view(500, 1000).asFloatBuffer();
            final FloatBuffer wrapped = ex.wrap(DType.F32, direct(2000, 4)).asFloatBuffer();
            final FloatBuffer closed = closedBuffer(ex);
            Thread.yield();
            for (int i = 0; i < 1000; ++i) {
              if (elements.get(i) != 3 || wrapped.get(i) != 4 || closed.get(i) != 5) {
                throw new AssertionError(elements.get(i) + " " + wrapped.get(i) + " " + closed.get(i));
              }
            }
            rounds.incrementAndGet();
          },
          () -> {
            System.gc();
            collections.incrementAndGet();
          });
    }
    assertTrue(rounds.get() > 3 && collections.get() > 3, rounds + " " + collections);
  }

  private static HoloProgram sums() {
    return HoloProgram.fromExpression("s = sum(x)", "in f32 x");
  }

  private static FloatBuffer closedBuffer(HoloExecutor ex) {
    try (var x = ex.buffer(filled(1000, 5))) {
      return x.asFloatBuffer();
    }
  }

  // Of programs and launches likewise.
  @Test
  void closingAProgramDuringALaunchIsAnExceptionAtMost() throws InterruptedException {
    final Supplier<HoloProgram> made =
        () -> HoloProgram.fromExpression("z = tanh(x)*a; s = sum(x)", "in f32 x; scalar f32 a; out z");
    final var calls = new AtomicLong();
    final var refused = new AtomicLong();
    final var closed = new AtomicLong();
    try (var ex = new HoloExecutor();
        var x = ex.buffer(filled(N, 1))) {
      final var program = new AtomicReference<>(made.get());
      final var launch = new AtomicReference<>(program.get().bind(ex, N, x, ex.buffer(DType.F32, N)));
      race(
          3,
          () -> closed.get() > 100 && calls.get() > 100 && refused.get() > 0,
          () -> {
            try {
              final HoloBuffer[] buffers = {x, ex.buffer(DType.F32, N)};
              assertEquals((double) N, program.get().launch(ex, N, buffers, 0.5)[0]); // done, or not begun
              assertEquals((double) N, launch.get().run(2)[0]);
              calls.incrementAndGet();
            } catch (HologramException failure) {
              assertEquals(2, failure.code());
              refused.incrementAndGet();
            }
          },
          () -> {
            final var next = made.get();
            launch.getAndSet(next.bind(ex, N, x, ex.buffer(DType.F32, N))).close();
            program.getAndSet(next).close();
            closed.incrementAndGet();
          });
      launch.get().close();
      program.get().close();
    }
    assertTrue(closed.get() > 100 && calls.get() > 100 && refused.get() > 0, closed + " " + calls + " " + refused);
  }

  // Objects that end in somebody's Cleaner, which runs in the middle of calls on other threads.
  @Test
  void cleanersMayClose() throws InterruptedException {
    final var cleaner = Cleaner.create();
    final var cleaned = new AtomicLong();
    final var failure = new AtomicReference<Throwable>();
    final var ex = new HoloExecutor();
    race(
        2,
        () -> cleaned.get() > 10,
        () -> {
          final var own = new HoloExecutor();
          final var x = ex.buffer(filled(100, 1));
          final var view = x.view(1, 2);
          cleaner.register(
              new Object(),
              () -> {
                try {
                  assertEquals(2, ex.sum(view));
                  x.close();
                  view.close();
                  view.close();
                  own.close();
                  cleaned.incrementAndGet();
                } catch (Throwable other) {
                  failure.set(other);
                }
              });
        },
        System::gc);
    for (int i = 0; i < 200 && HoloExecutor.liveHandles() > 1; ++i) {
      System.gc();
      Thread.sleep(10);
    }
    ex.close();
    assertNull(failure.get());
    assertTrue(cleaned.get() > 10, cleaned + "");
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void whatNobodyClosesIsCollected() throws InterruptedException {
    for (int i = 0; i < 2000; ++i) {
      final var ex = new HoloExecutor();
      final var x = ex.buffer(DType.F32, 100);
      x.asFloatBuffer().put(0, 1);
      sums().bind(ex, 100, x).run();
    }
    for (int i = 0; i < 200 && HoloExecutor.liveHandles() > 0; ++i) {
      System.gc();
      Thread.sleep(10);
    }
    assertEquals(0, HoloExecutor.liveHandles()); // of other tests too
  }

  private static float[] filled(int count, float value) {
    final float[] elements = new float[count];
    Arrays.fill(elements, value);
    return elements;
  }

  private static ByteBuffer direct(int count, float... value) {
    final ByteBuffer bytes = ByteBuffer.allocateDirect(4 * count).order(ByteOrder.nativeOrder());
    if (value.length > 0) bytes.asFloatBuffer().put(filled(count, value[0]));
    return bytes;
  }
}

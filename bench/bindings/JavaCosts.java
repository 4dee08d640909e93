// JavaCosts.java — what calls from Java cost, ours and a plain loop in turns: lines of operation, elements, who, nanoseconds.
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.libhologram.DType;
import org.libhologram.HoloBuffer;
import org.libhologram.HoloExecutor;

public final class JavaCosts {
  private static final int ROUNDS = 41;

  private record Case(String who, Runnable body) {}

  static volatile long sink;

  static void loopAdd(float[] a, float[] b, float[] out, int n) {
    for (int i = 0; i < n; ++i) out[i] = a[i] + b[i];
  }

  static void loopExp(float[] a, float[] out, int n) {
    for (int i = 0; i < n; ++i) out[i] = (float) Math.exp(a[i]);
  }

  private static void measure(String operation, int n, List<Case> cases) {
    final int repeat = Math.max(20, 400_000 / (n + 200));
    final double[][] times = new double[cases.size()][ROUNDS];
    for (int round = -60; round < ROUNDS; ++round) { // the first ones are the compiler's
      for (int k = 0; k < cases.size(); ++k) {
        final Runnable body = cases.get(k).body();
        final long start = System.nanoTime();
        for (int i = 0; i < repeat; ++i) body.run();
        final long end = System.nanoTime();
        if (round >= 0) times[k][round] = (double) (end - start) / repeat;
      }
    }
    for (int k = 0; k < cases.size(); ++k) {
      Arrays.sort(times[k]);
      System.out.printf("%s %d %s %.1f%n", operation, n, cases.get(k).who(), times[k][ROUNDS / 2]);
    }
  }

  public static void main(String[] arguments) {
    try (HoloExecutor ex = new HoloExecutor()) {
      for (int n : new int[] {16, 256, 1024, 16384}) {
        final float[] a = new float[n], b = new float[n], out = new float[n];
        for (int i = 0; i < n; ++i) {
          a[i] = (float) i / n;
          b[i] = 1 - a[i];
        }
        final HoloBuffer x = ex.buffer(a), y = ex.buffer(b), z = ex.buffer(DType.F32, n);
        final List<Case> add = new ArrayList<>();
        add.add(new Case("loop", () -> loopAdd(a, b, out, n)));
        add.add(new Case("buffers", () -> ex.add(x, y, z)));
        add.add(new Case("arrays", () -> ex.add(a, b, out)));
        add.add(new Case("least_call", () -> sink = HoloExecutor.liveHandles()));
        measure("add", n, add);
        measure(
            "exp",
            n,
            List.of(
                new Case("loop", () -> loopExp(a, out, n)),
                new Case("buffers", () -> ex.exp(x, z)),
                new Case("arrays", () -> ex.exp(a, out))));
      }
    }
  }
}

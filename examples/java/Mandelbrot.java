// Mandelbrot.java — draws the Mandelbrot set by a program of the library's own language, in letters:
// `java -cp hologram.jar:hologram-natives.jar Mandelbrot.java mandelbrot.holo`.
//
// Each point is a lane of the program; how many are in the set is told by a reduction.
import java.io.IOException;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.libhologram.DType;
import org.libhologram.HoloBuffer;
import org.libhologram.HoloExecutor;
import org.libhologram.HoloProgram;

public final class Mandelbrot {
  private static final int COLUMNS = 72, ROWS = 24, POINTS = COLUMNS * ROWS, MOST_ROUNDS = 200;
  private static final String SHADES = " .:-=+*#%@";

  public static void main(String[] arguments) throws IOException {
    final float[] x = new float[POINTS], y = new float[POINTS];
    for (int i = 0; i < POINTS; ++i) {
      x[i] = i % COLUMNS / 22f - 2.25f;
      y[i] = i / COLUMNS / 10f - 1.15f;
    }
    try (var ex = new HoloExecutor();
        var program = HoloProgram.fromText(Files.readString(Path.of(arguments[0])));
        var inside = HoloProgram.fromExpression("s = sum(i64(rounds == most))", "in i32 rounds; scalar i32 most");
        var real = ex.buffer(x);
        var imaginary = ex.buffer(y);
        var rounds = ex.buffer(DType.I32, POINTS)) {
      program.launch(ex, POINTS, new HoloBuffer[] {real, imaginary, rounds}, MOST_ROUNDS);
      draw(rounds.asIntBuffer());
      final Number[] results = inside.launch(ex, POINTS, new HoloBuffer[] {rounds}, MOST_ROUNDS);
      System.out.println(results[0] + " of " + POINTS + " points are in the set");
    }
  }

  /** The later a point gets away, the darker it is. */
  private static void draw(IntBuffer rounds) {
    for (int row = 0; row < ROWS; ++row) {
      final var line = new StringBuilder();
      for (int i = row * COLUMNS; i < (row + 1) * COLUMNS; ++i) {
        line.append(SHADES.charAt(Math.min(rounds.get(i) / 2, SHADES.length() - 1)));
      }
      System.out.println(line.toString().stripTrailing());
    }
  }
}

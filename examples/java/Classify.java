// Classify.java — reads measurements of flowers, normalises them, lets a small neural network tell their species, and prints
// how well it does: `java -cp hologram.jar:hologram-natives.jar Classify.java iris.csv iris_network.csv`.
//
// A measurement of all flowers is one array; each neuron of the network works on whole arrays.
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.libhologram.HoloExecutor;

public final class Classify {
  /** The cells of a file of lines with commas. */
  private static String[][] read(String path) throws IOException {
    return Files.readAllLines(Path.of(path)).stream().map(line -> line.split(",")).toArray(String[][]::new);
  }

  /** Makes the mean 0 and the standard deviation 1. */
  private static void standardise(HoloExecutor ex, float[] x) {
    ex.sub(x, ex.mean(x), x);
    ex.div(x, Math.sqrt(ex.variance(x)), x);
  }

  /** Of each neuron the weighted sum of its inputs, and its bias. */
  private static float[][] layer(HoloExecutor ex, String[][] neurons, float[][] inputs) {
    final float[][] sums = new float[neurons.length][inputs[0].length];
    final float[] product = new float[inputs[0].length];
    for (int k = 0; k < neurons.length; ++k) {
      Arrays.fill(sums[k], Float.parseFloat(neurons[k][inputs.length]));
      for (int i = 0; i < inputs.length; ++i) {
        ex.mul(inputs[i], Float.parseFloat(neurons[k][i]), product);
        ex.add(sums[k], product, sums[k]);
      }
    }
    return sums;
  }

  public static void main(String[] arguments) throws IOException {
    final String[][] table = read(arguments[0]);
    final String[][] rows = Arrays.copyOfRange(table, 1, table.length);
    final int n = rows.length, columns = table[0].length - 1;
    final String[][] network = read(arguments[1]);
    final List<String> species = Arrays.stream(rows).map(row -> row[columns]).distinct().sorted().toList();
    final int count = species.size();

    final float[][] measurements = new float[columns][n];
    for (int i = 0; i < columns; ++i) {
      for (int flower = 0; flower < n; ++flower) measurements[i][flower] = Float.parseFloat(rows[flower][i]);
    }

    final long[] guesses = new long[n];
    final float[] probabilities = new float[n], logSums = new float[n];
    final long least;
    try (var ex = new HoloExecutor()) {
      for (float[] x : measurements) standardise(ex, x);
      final float[][] hidden = layer(ex, Arrays.copyOf(network, network.length - count), measurements);
      for (float[] x : hidden) ex.gelu(x, x);
      final float[][] outputs = layer(ex, Arrays.copyOfRange(network, network.length - count, network.length), hidden);

      final float[] scores = new float[count * n]; // a matrix, of each species a row
      for (int i = 0; i < count; ++i) System.arraycopy(outputs[i], 0, scores, i * n, n);
      ex.argmaxAxis(scores, count, n, 0, guesses);
      ex.amaxAxis(scores, count, n, 0, probabilities);
      ex.logsumexpAxis(scores, count, n, 0, logSums);
      ex.sub(probabilities, logSums, probabilities);
      ex.exp(probabilities, probabilities);
      least = ex.argmin(probabilities);
    }

    System.out.printf("%d flowers, %d measurements%n", n, columns);
    for (int i = 0; i < count; ++i) {
      int mine = 0, right = 0;
      double sum = 0;
      for (int flower = 0; flower < n; ++flower) {
        if (!rows[flower][columns].equals(species.get(i))) continue;
        ++mine;
        right += guesses[flower] == i ? 1 : 0;
        sum += probabilities[flower];
      }
      System.out.printf(
          Locale.ROOT, "%s: %d of %d right, mean probability %.3f%n", species.get(i), right, mine, sum / mine);
    }
    System.out.printf(
        Locale.ROOT,
        "Least certain: flower %d, %s with %.3f%n",
        least + 1,
        species.get((int) guesses[(int) least]),
        probabilities[(int) least]);
  }
}

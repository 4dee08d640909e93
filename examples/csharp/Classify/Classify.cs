// Classify.cs — reads measurements of flowers, normalises them, lets a small neural network tell their species, and prints
// how well it does: `dotnet run iris.csv iris_network.csv`.
//
// A measurement of all flowers is a row of a matrix; each neuron of the network works on whole rows.
using System.Globalization;
using Hologram;
using static System.FormattableString;

static float Number(string text) => float.Parse(text, CultureInfo.InvariantCulture);
static string[][] Read(string path) => File.ReadLines(path).Select(line => line.Split(',')).ToArray();

string[][] rows = Read(args[0])[1..];
float[][] network = Read(args[1]).Select(row => row.Select(Number).ToArray()).ToArray();
string[] names = rows.Select(row => row[^1]).ToArray();
string[] species = names.Distinct().Order(StringComparer.Ordinal).ToArray();
int n = rows.Length, columns = rows[0].Length - 1;
float[] measurements = Enumerable.Range(0, columns).SelectMany(i => rows.Select(row => Number(row[i]))).ToArray();

using var ex = new HoloExecutor();
for (int i = 0; i < columns; ++i) Standardise(measurements.AsSpan(i * n, n));
float[] hidden = Layer(network[..^species.Length], measurements);
ex.Gelu<float>(hidden, hidden);
float[] scores = Layer(network[^species.Length..], hidden);
long[] guesses = new long[n];
float[] probabilities = new float[n], logSums = new float[n];
ex.ArgmaxAxis<float>(scores, species.Length, n, 0, guesses);
ex.AmaxAxis<float>(scores, species.Length, n, 0, probabilities);
ex.LogsumexpAxis<float, float>(scores, species.Length, n, 0, logSums);
ex.Sub<float>(probabilities, logSums, probabilities);
ex.Exp<float>(probabilities, probabilities);

Console.WriteLine(Invariant($"{n} flowers, {columns} measurements"));
for (int i = 0; i < species.Length; ++i)
{
    int[] mine = Enumerable.Range(0, n).Where(flower => names[flower] == species[i]).ToArray();
    int right = mine.Count(flower => guesses[flower] == i);
    float mean = mine.Average(flower => probabilities[flower]);
    Console.WriteLine(Invariant($"{species[i]}: {right} of {mine.Length} right, mean probability {mean:F3}"));
}

long least = ex.Argmin<float>(probabilities);
Console.WriteLine(Invariant($"Least certain: flower {least + 1}, {species[guesses[least]]} with {probabilities[least]:F3}"));

// Makes the mean 0 and the standard deviation 1.
void Standardise(Span<float> x)
{
    ex.Sub<float>(x, (float)ex.Mean<float>(x), x);
    ex.Div<float>(x, (float)Math.Sqrt(ex.Variance<float>(x)), x);
}

// Of each neuron the weighted sum of its inputs, and its bias: a row of the result.
float[] Layer(float[][] neurons, float[] inputs)
{
    float[] sums = new float[neurons.Length * n], product = new float[n];
    for (int k = 0; k < neurons.Length; ++k)
    {
        Span<float> sum = sums.AsSpan(k * n, n);
        sum.Fill(neurons[k][^1]);
        for (int i = 0; i < neurons[k].Length - 1; ++i)
        {
            ex.Mul(inputs.AsSpan(i * n, n), neurons[k][i], product);
            ex.Add<float>(sum, product, sum);
        }
    }

    return sums;
}

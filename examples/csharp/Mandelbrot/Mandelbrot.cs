// Mandelbrot.cs — draws the Mandelbrot set by a program of the library's own language, in letters:
// `dotnet run mandelbrot.holo`.
//
// Each point is a lane of the program; how many are in the set is told by a reduction.
using Hologram;

const int Columns = 72, Rows = 24, Points = Columns * Rows, MostRounds = 200;
const string Shades = " .:-=+*#%@";

float[] x = Enumerable.Range(0, Points).Select(i => i % Columns / 22f - 2.25f).ToArray();
float[] y = Enumerable.Range(0, Points).Select(i => i / Columns / 10f - 1.15f).ToArray();

using var ex = new HoloExecutor();
using HoloProgram program = HoloProgram.FromText(File.ReadAllText(args[0]));
using HoloProgram inside = HoloProgram.FromExpression("s = sum(i64(rounds == most))", "in i32 rounds; scalar i32 most");
using HoloBuffer real = ex.Wrap(x), imaginary = ex.Wrap(y), rounds = ex.Buffer(DType.I32, Points);

program.Launch(ex, Points, [real, imaginary, rounds], MostRounds);
foreach (int[] row in rounds.ToArray<int>().Chunk(Columns))
{
    // The later a point gets away, the darker it is.
    Console.WriteLine(string.Concat(row.Select(each => Shades[Math.Min(each / 2, Shades.Length - 1)])).TrimEnd());
}

HoloNumber[] results = inside.Launch(ex, Points, [rounds], MostRounds);
Console.WriteLine($"{results[0]} of {Points} points are in the set");

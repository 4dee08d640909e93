// CSharpCosts.cs — what calls from C# cost, ours and TensorPrimitives' in turns: lines of operation, elements, who,
// nanoseconds.
using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using Hologram;

const int Rounds = 41;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
using var ex = new HoloExecutor();
foreach (int n in new[] { 16, 256, 1024, 16384 })
{
    float[] a = Aligned(n), b = Aligned(n), destination = Aligned(n);
    for (int i = 0; i < n; ++i) (a[i], b[i]) = ((float)i / n, 1 - (float)i / n);
    using HoloBuffer x = ex.Buffer(a), y = ex.Buffer(b), z = ex.Buffer(DType.F32, n);
    Measure("add", n, ("primitives", () => TensorPrimitives.Add<float>(a, b, destination)),
        ("spans", () => ex.Add<float>(a, b, destination)), ("buffers", () => ex.Add(x, y, z)));
    Measure("exp", n, ("primitives", () => TensorPrimitives.Exp<float>(a, destination)),
        ("spans", () => ex.Exp<float>(a, destination)), ("buffers", () => ex.Exp(x, z)));
    Measure("tanh", n, ("primitives", () => TensorPrimitives.Tanh<float>(a, destination)),
        ("spans", () => ex.Tanh<float>(a, destination)), ("buffers", () => ex.Tanh(x, z)));
    Measure("sigmoid", n, ("primitives", () => TensorPrimitives.Sigmoid<float>(a, destination)),
        ("spans", () => ex.Sigmoid<float>(a, destination)), ("buffers", () => ex.Sigmoid(x, z)));
}

// Arrays that the collector does not move, and of which none begins a multiple of 4 KiB after another.
static float[] Aligned(int n)
{
    GC.AllocateArray<float>(64 + Random.Shared.Next(16) * 16, pinned: true);
    return GC.AllocateArray<float>(n, pinned: true);
}

static void Measure(string operation, int n, params (string Who, Action Body)[] cases)
{
    int repeat = Math.Max(20, 400_000 / (n + 200));
    var times = cases.Select(_ => new List<double>()).ToArray();
    for (int round = -10; round < Rounds; ++round)
    {
        for (int k = 0; k < cases.Length; ++k)
        {
            Action body = cases[k].Body;
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < repeat; ++i) body();
            double ns = Stopwatch.GetElapsedTime(start).TotalNanoseconds / repeat;
            if (round >= 0) times[k].Add(ns);
        }
    }
    for (int k = 0; k < cases.Length; ++k)
    {
        Console.WriteLine($"{operation} {n} {cases[k].Who} {times[k].Order().ElementAt(Rounds / 2):F1}");
    }
}

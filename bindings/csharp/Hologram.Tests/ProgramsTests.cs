// ProgramsTests.cs — programs of text and of expressions: launched, bound, described, and what is refused.
using System;
using System.Linq;

namespace Hologram.Tests;

public sealed class ProgramsTests : IDisposable
{
    private const string Axpy = "z = a*x + y; s = sum(z)";
    private const string OfAxpy = "in f32 x, y; scalar f32 a; out z";

    private readonly HoloExecutor _ex = new();

    public void Dispose() => _ex.Dispose();

    private static void Refused(HologramStatus status, string words, Action call)
    {
        var refused = Assert.Throws<HologramException>(call);
        Assert.Equal(status, refused.Status);
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    private static void Wrong(string words, Action call) =>
        Assert.Contains(words, Assert.ThrowsAny<ArgumentException>(call).Message, StringComparison.Ordinal);

    private static double[] Numbers(HoloNumber[] results) => results.Select(each => each.ToDouble()).ToArray();

    [Fact]
    public void LaunchesOnBuffersAndNumbers()
    {
        using HoloProgram program = HoloProgram.FromExpression(Axpy, OfAxpy);
        using HoloBuffer x = _ex.Buffer(0f, 1f, 2f, 3f);
        using HoloBuffer y = _ex.Buffer(1f, 1f, 1f, 1f);
        using HoloBuffer z = _ex.Buffer(DType.F32, 4);
        Assert.Equal([16.0], Numbers(program.Launch(_ex, 4, [x, y, z], 2)));
        Assert.Equal([1f, 3f, 5f, 7f], z.ToArray<float>());
        foreach (HoloNumber half in new HoloNumber[] { 0.5, 0.5f })
        {
            Assert.Equal([2.5], Numbers(program.Launch(_ex, 2, [x, y, z], half)));
            Assert.Equal([1f, 1.5f, 5f, 7f], z.ToArray<float>());
        }

        foreach (HoloNumber one in new HoloNumber[] { 1L, (short)1, (byte)1, true })
        {
            Assert.Equal([3.0], Numbers(program.Launch(_ex, 2, [x, y, z], one)));
        }

        HoloBuffer[] inPlace = [x, y, x];
        Assert.Equal([7.0], Numbers(program.Launch(_ex, 4, inPlace, 0.5)));
        Assert.Equal([1f, 1.5f, 2f, 2.5f], x.ToArray<float>());
        using var other = new HoloExecutor(new() { Correct = true }); // a program is of no executor
        using HoloBuffer own = other.Buffer(1f);
        Assert.Equal([4.0], Numbers(program.Launch(other, 1, [own, own, own], 3)));
    }

    [Fact]
    public void IntegersAreExact()
    {
        using HoloProgram program = HoloProgram.FromExpression(
            "s = sum(i); at = argmax(i); m = max(u64(i)); n = i * k; l = min(n); f = sum(f32(at_least))",
            "in i64 i; in bool8 at_least; scalar i64 k; out n");
        using HoloBuffer i = _ex.Buffer(3L, long.MaxValue, -1L);
        using HoloBuffer n = _ex.Buffer(DType.I64, 3);
        using HoloBuffer truths = _ex.Buffer(true, false, true);
        HoloNumber[] results = program.Launch(_ex, 3, [i, truths, n], long.MinValue + 1);
        Assert.Equal(["s", "at", "m", "l", "f"], program.Parameters.Where(each => each.Kind == HoloParameterKind.Result).Select(each => each.Name));
        Assert.Equal([DType.I64, DType.I64, DType.U64, DType.I64, DType.F32], results.Select(each => each.DType));
        Assert.Equal([long.MinValue + 1, 1, -1, long.MinValue + 3], results[..4].Select(each => each.ToInt64()));
        Assert.Equal(["-9223372036854775807", "1", "18446744073709551615", "-9223372036854775805", "2"], results.Select(each => each.ToString()));
        Assert.Equal(Math.Pow(2, 64), results[2].ToDouble());
        Assert.Throws<InvalidOperationException>(() => results[4].ToInt64());
    }

    [Fact]
    public void TellsItsParametersAndText()
    {
        const string Text = ".program p\n.in f64 x\n.result f64 s\n    ldg.f64 r0, [x + lane]\n    red.add.f64 s, r0\n    exit\n";
        using HoloProgram program = HoloProgram.FromText(Text);
        using HoloProgram again = HoloProgram.FromText(Text.Replace("f64 x", "f64 input").Replace("[x", "[input"));
        using HoloProgram nothing = HoloProgram.FromText(".program p\nexit");
        using HoloProgram axpy = HoloProgram.FromExpression(Axpy, OfAxpy);
        using HoloBuffer x = _ex.Buffer(1.0, 2.0);
        Assert.Equal(Text, program.Text());
        Assert.NotEqual(Text, again.Text());
        Assert.Equal(program.CanonicalText(), again.CanonicalText());
        Assert.NotEqual(program.CanonicalText(), axpy.CanonicalText());
        Assert.Equal(["In F32 x", "In F32 y", "Scalar F32 a", "Out F32 z", "Result F32 s"], axpy.Parameters.Select(each => each.ToString()));
        Assert.Equal([3.0], Numbers(program.Launch(_ex, 2, [x])));
        Assert.Empty(nothing.Launch(_ex, 3, []));
    }

    [Fact]
    public void BoundLaunchesRunAgainAndOutliveTheRest()
    {
        HoloLaunch launch;
        Memory<float> given;
        using (var own = new HoloExecutor())
        using (HoloProgram program = HoloProgram.FromExpression(Axpy, OfAxpy))
        using (HoloBuffer x = own.Buffer(1f, 2f))
        using (HoloBuffer y = own.Buffer(10f, 10f))
        {
            launch = program.Bind(own, 2, x, y, y);
            given = y.AsMemory<float>();
            Assert.Equal([23.0], Numbers(launch.Run(1)));
            Refused(HologramStatus.OutOfRange, "holo_launch_create", () => program.Bind(own, 3, x, y, y));
            Wrong("2 buffers, where the program has 3: [x, y, z]", () => program.Bind(own, 2, x, y));
        }

        Assert.Equal([29.0], Numbers(launch.Run(2)));
        Assert.Equal([13f, 16f], given.ToArray());
        Wrong("0 scalars, where the program has 1: [a]", () => launch.Run());
        launch.Dispose();
        launch.Dispose();
        Refused(HologramStatus.InvalidHandle, "holo_launch_run", () => launch.Run(1));
    }

    [Fact]
    public void WrongTextIsToldByLineAndColumn()
    {
        Refused(HologramStatus.InvalidArgument, "1:10: expected the program's name", () => HoloProgram.FromText(".program 1"));
        Refused(HologramStatus.InvalidArgument, "2:5: \"q\" is no parameter", () => HoloProgram.FromExpression("\nz = q", "in f32 x; out z"));
        Refused(HologramStatus.InvalidArgument, "1:1: parameters: expected in, out", () => HoloProgram.FromExpression("z = x", "f32 x"));
        Refused(HologramStatus.InvalidArgument, "1:", () => HoloProgram.FromText("größer"));
        Assert.Equal("text", Assert.Throws<ArgumentException>(() => HoloProgram.FromText(".program p\nexit\0")).ParamName);
        Assert.Equal("parameters", Assert.Throws<ArgumentException>(() => HoloProgram.FromExpression("z = x", "\0")).ParamName);
        Assert.Equal("text", Assert.Throws<ArgumentNullException>(() => HoloProgram.FromText(null!)).ParamName);
        Assert.Equal("expression", Assert.Throws<ArgumentNullException>(() => HoloProgram.FromExpression(null!, "")).ParamName);
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        using HoloProgram program = HoloProgram.FromExpression("z = i*k", "in i32 i; scalar u8 u; scalar i32 k; out z");
        using var other = new HoloExecutor();
        using HoloBuffer foreign = other.Buffer(1, 2);
        using HoloBuffer i = _ex.Buffer(1, 2);
        using HoloBuffer z = _ex.Buffer(DType.I32, 2);
        using HoloBuffer f = _ex.Buffer(1f, 2f);
        Assert.Empty(program.Launch(_ex, 2, [i, z], 255, -2));
        Assert.Equal([-2, -4], z.ToArray<int>());
        Wrong("1 buffers, where the program has 2: [i, z]", () => program.Launch(_ex, 2, [i], 1, 2));
        Wrong("3 buffers", () => program.Launch(_ex, 2, [i, z, z], 1, 2));
        Wrong("1 scalars, where the program has 2: [u, k]", () => program.Launch(_ex, 2, [i, z], 1));
        Wrong("3 scalars", () => program.Launch(_ex, 2, [i, z], 1, 2, 3));
        Wrong("0.5 cannot be given as I32. (Parameter 'k')", () => program.Launch(_ex, 2, [i, z], 1, 0.5));
        Refused(HologramStatus.OutOfRange, "256", () => program.Launch(_ex, 2, [i, z], 256, 2));
        Refused(HologramStatus.OutOfRange, "holo_program_launch", () => program.Launch(_ex, 3, [i, z], 1, 2));
        Refused(HologramStatus.InvalidArgument, "negative", () => program.Launch(_ex, -1, [i, z], 1, 2));
        Refused(HologramStatus.DType, "f32", () => program.Launch(_ex, 2, [f, z], 1, 2));
        Refused(HologramStatus.WrongExecutor, "", () => program.Launch(_ex, 2, [foreign, z], 1, 2));
        Assert.Equal("z", Assert.Throws<ArgumentNullException>(() => program.Launch(_ex, 2, [i, null!], 1, 2)).ParamName);
        Assert.Equal("executor", Assert.Throws<ArgumentNullException>(() => program.Launch(null!, 2, [i, z], 1, 2)).ParamName);
        Assert.Equal("scalars", Assert.Throws<ArgumentNullException>(() => program.Launch(_ex, 2, [i, z], null!)).ParamName);
        Assert.Equal("buffers", Assert.Throws<ArgumentNullException>(() => program.Bind(_ex, 2, null!)).ParamName);
    }

    [Fact]
    public void WhatWasDisposedIsRefused()
    {
        HoloProgram program = HoloProgram.FromText(".program p\n.scalar f32 a\nexit");
        program.Dispose();
        program.Dispose();
        Refused(HologramStatus.InvalidHandle, "holo_program_launch", () => program.Launch(_ex, 1, [], 1));
        Refused(HologramStatus.InvalidHandle, "holo_launch_create", () => program.Bind(_ex, 1));
        Refused(HologramStatus.InvalidHandle, "holo_program_to_text", () => program.Text());
        Refused(HologramStatus.InvalidHandle, "holo_program_canonical_text", () => program.CanonicalText());
        Assert.Equal("a", program.Parameters[0].Name);
        using HoloProgram sum = HoloProgram.FromExpression("s = sum(x)", "in f32 x");
        var own = new HoloExecutor();
        HoloBuffer x = own.Buffer(1f);
        Assert.Equal([1.0], Numbers(sum.Launch(own, 1, [x])));
        x.Dispose();
        Refused(HologramStatus.InvalidHandle, "buffers", () => sum.Launch(own, 1, [x]));
        own.Dispose();
        Refused(HologramStatus.InvalidHandle, "executor", () => sum.Launch(own, 1, [x]));
    }
}

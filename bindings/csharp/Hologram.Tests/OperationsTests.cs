// OperationsTests.cs — each kind of method on buffers, every type of elements, scalars.
using System;

namespace Hologram.Tests;

public sealed class OperationsTests : IDisposable
{
    private readonly HoloExecutor _ex = new();

    public void Dispose() => _ex.Dispose();

    private T[] Run<T>(long count, Action<HoloBuffer> operation)
        where T : unmanaged
    {
        using HoloBuffer destination = _ex.Buffer(new T[count]);
        operation(destination);
        return destination.ToArray<T>();
    }

    [Fact]
    public void MapsOfBuffersAndScalars()
    {
        using HoloBuffer a = _ex.Buffer(1f, 2f, 3f);
        using HoloBuffer b = _ex.Buffer(10f, 20f, 30f);
        using HoloBuffer c = _ex.Buffer(5f, 5f, 5f);
        Assert.Equal([11f, 22f, 33f], Run<float>(3, to => _ex.Add(a, b, to)));
        Assert.Equal([11f, 22f, 0f], Run<float>(3, to => _ex.Add(a, b, to, 2)));
        Assert.Equal([2.5f, 5f, 7.5f], Run<float>(3, to => _ex.Mul(a, 2.5, to)));
        Assert.Equal([0f, -1f, -2f], Run<float>(3, to => _ex.Sub(1, a, to)));
        Assert.Equal([0f, 1f, 2f], Run<float>(3, to => _ex.Sub(a, 1, to)));
        Assert.Equal([15f, 20f, 25.5f], Run<float>(3, to => _ex.Clip(b, 15, 25.5, to)));
        Assert.Equal([15f, 45f, 95f], Run<float>(3, to => _ex.Fma(a, b, c, to)));
        Assert.Equal([-1f, -2f, -3f], Run<float>(3, to => _ex.Neg(a, to)));
        Assert.Equal([false, true, true], Run<bool>(3, to => _ex.Gt(a, 1, to)));
        using HoloBuffer choice = _ex.Buffer(true, false, true);
        Assert.Equal([1f, 20f, 3f], Run<float>(3, to => _ex.Where(choice, a, b, to)));
        Assert.Equal([1, 2, 3], Run<int>(3, to => _ex.ToI32(a, to)));
    }

    [Fact]
    public void ReductionsGiveNumbers()
    {
        using HoloBuffer x = _ex.Buffer(10f, 20f, 30f);
        using HoloBuffer y = _ex.Buffer(1f, 2f, 3f);
        Assert.Equal(60, _ex.Sum(x));
        Assert.Equal(30, _ex.Sum(x, 2));
        Assert.Equal(140, _ex.Dot(x, y));
        Assert.Equal(20, _ex.Mean(x));
        Assert.Equal(2L, _ex.Argmax(x));
        Assert.Equal(3L, _ex.CountNonzero(x));
        Assert.True(_ex.All(x));
        Assert.False(_ex.Any(x, 0));
        using HoloBuffer large = _ex.Buffer(ulong.MaxValue);
        Assert.Equal((double)ulong.MaxValue, _ex.Sum(large));
        using HoloBuffer negative = _ex.Buffer<sbyte>(-100, -100);
        Assert.Equal(-200, _ex.Sum(negative));
        Assert.Equal(-100, _ex.Amin(negative));
    }

    [Fact]
    public void RowsAndColumnsOfMatrices()
    {
        using HoloBuffer x = _ex.Buffer(1.0, 2, 3, 4, 5, 6);
        using HoloBuffer ones = _ex.Buffer(1.0, 1, 1);
        Assert.Equal([5.0, 7, 9], Run<double>(3, to => _ex.SumAxis(x, 2, 3, 0, to)));
        Assert.Equal([6.0, 15], Run<double>(2, to => _ex.SumAxis(x, 2, 3, 1, to)));
        Assert.Equal([14.0, 77], Run<double>(2, to => _ex.DotAxis(x, x, 2, 3, 1, to)));
        using HoloBuffer to = _ex.Buffer(DType.F64, 6);
        _ex.SoftmaxRows(x, to, 2, 3);
        Assert.Equal(2, _ex.Sum(to), 1e-15);
        _ex.LayerNormRows(x, ones, ones, 1e-5, to, 2, 3);
        Assert.Equal(6, _ex.Sum(to), 1e-12);
        _ex.RmsNorm(ones, ones, 0, to, 3);
        Assert.Equal([1.0, 1, 1], to.ToArray<double>()[..3]);
    }

    [Fact]
    public void ArraysSequencesAndIndices()
    {
        using HoloBuffer x = _ex.Buffer<short>(10, 20, 30);
        Assert.Equal(new short[] { 30, 20, 10 }, Run<short>(3, to => _ex.Reverse(x, to)));
        Assert.Equal([10L, 30, 60], Run<long>(3, to => _ex.Cumsum(x, to)));
        Assert.Equal([5, 3, 1], Run<int>(3, to => _ex.Iota(5L, -2L, to)));
        Assert.Equal([0.5, 0.75], Run<double>(2, to => _ex.Iota(0.5, 0.25, to)));
        using HoloBuffer index = _ex.Buffer(2L, 0L);
        Assert.Equal(new short[] { 30, 10, 0 }, Run<short>(3, to => _ex.Gather(x, index, to)));
        Assert.Equal(new short[] { 20, 0, 10 }, Run<short>(3, to => _ex.Scatter(x, index, to)));
        using HoloBuffer narrow = _ex.Buffer(1, 1, 2);
        Assert.Equal(new short[] { 20, 20, 30 }, Run<short>(3, to => _ex.Gather(x, narrow, to)));
    }

    [Fact]
    public void EveryTypeOfElements()
    {
        CheckAdd<float>(1.5f, 2.25f, 3.75f);
        CheckAdd(1.5, 2.25, 3.75);
        CheckAdd((Half)1.5, (Half)2.25, (Half)3.75);
        CheckAdd<sbyte>(127, 1, -128);
        CheckAdd<short>(short.MaxValue, 1, short.MinValue);
        CheckAdd(int.MaxValue, 1, int.MinValue);
        CheckAdd(long.MaxValue, 1, long.MinValue);
        CheckAdd<byte>(255, 2, 1);
        CheckAdd<ushort>(65535, 2, 1);
        CheckAdd<uint>(uint.MaxValue, 2, 1);
        CheckAdd<ulong>(ulong.MaxValue, 2, 1);
        using HoloBuffer a = _ex.Buffer(true, false);
        Assert.Equal([false, true], Run<bool>(2, to => _ex.BitNot(a, to)));
        using HoloBuffer brain = _ex.Buffer(DType.BF16, 1);
        brain.Fill(1.5);
        Assert.Equal((ushort)0x3fc0, brain.AsSpan<ushort>()[0]);
        _ex.Add(brain, brain, brain);
        Assert.Equal(3, _ex.Sum(brain));
    }

    private void CheckAdd<T>(T a, T b, T sum)
        where T : unmanaged
    {
        using HoloBuffer x = _ex.Buffer(a);
        using HoloBuffer y = _ex.Buffer(b);
        using HoloBuffer to = _ex.Buffer(x.DType, 1);
        _ex.Add(x, y, to);
        Assert.Equal([sum], to.ToArray<T>());
        Assert.Equal(System.Runtime.CompilerServices.Unsafe.SizeOf<T>(), x.DType.Size());
    }

    [Fact]
    public void ScalarsAreExactOrRefused()
    {
        using HoloBuffer x = _ex.Buffer(long.MaxValue, 1L);
        Assert.Equal([long.MinValue, 2], Run<long>(2, to => _ex.Add(x, 1, to)));
        Assert.Equal([long.MinValue, 2], Run<long>(2, to => _ex.Add(x, 1.0, to)));
        Assert.Equal([-2, long.MinValue], Run<long>(2, to => _ex.Add(x, long.MaxValue, to)));
        using HoloBuffer wide = _ex.Buffer(1UL);
        Assert.Equal([0UL], Run<ulong>(1, to => _ex.Add(wide, unchecked((long)ulong.MaxValue), to)));
        Assert.Contains("0.5 is no element of I64", Assert.Throws<ArgumentException>(() => _ex.Add(x, 0.5, x)).Message);
        Assert.Contains("I64 takes a long", Assert.Throws<ArgumentException>(() => _ex.Add(x, 1e18, x)).Message);
        Assert.Throws<ArgumentException>(() => _ex.Add(x, double.NaN, x));
        using HoloBuffer f = _ex.Buffer(1f);
        Assert.Throws<ArgumentException>(() => _ex.Add(f, (1L << 53) + 1, f));
        using HoloBuffer b = _ex.Buffer<byte>(1);
        Assert.Equal(HologramStatus.OutOfRange, Assert.Throws<HologramException>(() => _ex.Add(b, 256, b)).Status);
    }

    [Fact]
    public void OptionsReachTheLibrary()
    {
        float[] inputs = new float[1000];
        for (int i = 0; i < inputs.Length; ++i) inputs[i] = (i - 500) * 0.0137f;
        using var correct = new HoloExecutor(new HoloExecutorOptions { Correct = true, Isolated = true });
        using HoloBuffer x = correct.Wrap(inputs);
        using HoloBuffer y = correct.Buffer(DType.F32, inputs.Length);
        correct.Exp(x, y);
        for (int i = 0; i < inputs.Length; ++i) Assert.Equal((float)Math.Exp(inputs[i]), y.AsSpan<float>()[i]);
    }

    [Fact]
    public void SimdIsCapped()
    {
        using var scalar = new HoloExecutor(new HoloExecutorOptions { Simd = SimdLevel.Scalar });
        Assert.Equal(SimdLevel.Scalar, scalar.SimdLevel);
        float[] e = new float[1];
        scalar.Exp<float>([1], e);
        Assert.Equal(MathF.E, e[0], MathF.BitIncrement(MathF.E) - MathF.E);
        var best = new HoloExecutor();
        SimdLevel level = best.SimdLevel;
        Assert.NotEqual(SimdLevel.Best, level);
        best.Dispose();
        Assert.Equal(SimdLevel.Best, best.SimdLevel);
        var foreign = new HoloExecutorOptions { Simd = level is SimdLevel.Neon or SimdLevel.Sve ? SimdLevel.Avx2 : SimdLevel.Neon };
        Assert.Contains("another architecture", Assert.Throws<HologramException>(() => new HoloExecutor(foreign)).Message);
    }
}

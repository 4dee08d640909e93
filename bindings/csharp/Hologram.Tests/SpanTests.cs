// SpanTests.cs — operations on spans: what they give, what they refuse, and that they allocate nothing.
using System;
using System.Runtime.InteropServices;

namespace Hologram.Tests;

public sealed class SpanTests : IDisposable
{
    private readonly HoloExecutor _ex = new();

    public void Dispose() => _ex.Dispose();

    [Fact]
    public void MapsReductionsAndMatrices()
    {
        ReadOnlySpan<float> a = [1, 2, 3, 4];
        ReadOnlySpan<float> b = [10, 20, 30, 40];
        Span<float> to = new float[5];
        _ex.Add(a, b, to);
        Assert.Equal([11f, 22, 33, 44, 0], to.ToArray());
        _ex.Sub(1, a, to);
        Assert.Equal([0f, -1, -2, -3, 0], to.ToArray());
        _ex.Sub(a, 1, to);
        Assert.Equal([0f, 1, 2, 3, 0], to.ToArray());
        _ex.Clip(b, 15, 25.5f, to);
        Assert.Equal([15f, 20, 25.5f, 25.5f, 0], to.ToArray());
        _ex.Where([true, false, true, false], a, b, to);
        Assert.Equal([1f, 20, 3, 40, 0], to.ToArray());
        Span<bool> truths = new bool[4];
        _ex.Gt(a, 2, truths);
        Assert.Equal([false, false, true, true], truths.ToArray());
        Assert.Equal(10, _ex.Sum(a));
        Assert.Equal(300, _ex.Dot(a, b));
        Assert.Equal(3L, _ex.Argmax(b));
        Assert.True(_ex.Any(a));
        Span<float> two = new float[2];
        _ex.SumAxis(a, 2, 2, 0, two);
        Assert.Equal([4f, 6], two.ToArray());
        _ex.SumAxis(a, 2, 2, 1, two);
        Assert.Equal([3f, 7], two.ToArray());
        _ex.SoftmaxRows(a, to, 2, 2);
        Assert.Equal(2, _ex.Sum<float>(to[..4]), 1e-6);
        _ex.LayerNormRows(a, [1, 1], [0.5f, 0.5f], 1e-5, to, 2, 2);
        Assert.Equal(2, _ex.Sum<float>(to[..4]), 1e-5);
        Span<long> sums = new long[3];
        _ex.Cumsum<sbyte, long>([100, 100, 100], sums);
        Assert.Equal([100L, 200, 300], sums.ToArray());
        _ex.Iota(7L, -3L, sums);
        Assert.Equal([7L, 4, 1], sums.ToArray());
        _ex.Gather(a, [3L, 0], to);
        Assert.Equal([4f, 1], to[..2].ToArray());
        _ex.Scatter([8f, 9f], [4L, 0L], to);
        Assert.Equal((9f, 8f), (to[0], to[4]));
    }

    [Fact]
    public void ScalarsAreExact()
    {
        Span<ulong> to = new ulong[1];
        _ex.Add([1UL], ulong.MaxValue - 1, to);
        Assert.Equal(ulong.MaxValue, to[0]);
        Span<Half> halves = new Half[1];
        _ex.Mul([(Half)3], (Half)0.5, halves);
        Assert.Equal((Half)1.5, halves[0]);
        Span<bool> truths = new bool[2];
        _ex.Eq([true, false], false, truths);
        Assert.Equal([false, true], truths.ToArray());
    }

    [Fact]
    public void MemoryOfEveryKind()
    {
        Span<int> onStack = stackalloc int[100];
        onStack.Fill(2);
        _ex.Mul<int>(onStack, onStack, onStack); // in place
        Assert.Equal(400, _ex.Sum<int>(onStack));
        Span<int> odd = MemoryMarshal.Cast<byte, int>(MemoryMarshal.AsBytes(onStack)[1..^3]); // of any alignment
        _ex.Neg<int>(odd, odd);
        using HoloBuffer buffer = _ex.Buffer(DType.I32, 99);
        _ex.Neg<int>(odd, buffer.AsSpan<int>());
        Assert.Equal(99.0 * 0x0400_0000, _ex.Sum(buffer));
        unsafe
        {
            void* native = NativeMemory.Alloc(400);
            _ex.Iota(0, 1, new Span<int>(native, 100));
            Assert.Equal(4950, _ex.Sum(new ReadOnlySpan<int>(native, 100)));
            NativeMemory.Free(native);
        }
    }

    [Fact]
    public void NothingIsNothing()
    {
        _ex.Add(ReadOnlySpan<float>.Empty, ReadOnlySpan<float>.Empty, Span<float>.Empty);
        Assert.Equal(0, _ex.Sum(ReadOnlySpan<double>.Empty));
        Assert.Throws<HologramException>(() => _ex.Amax(ReadOnlySpan<double>.Empty));
        _ex.SumAxis(ReadOnlySpan<int>.Empty, 0, 3, 1, Span<long>.Empty);
    }

    [Fact]
    public void LengthsNameTheirParameter()
    {
        float[] three = new float[3], four = new float[4];
        Assert.Equal("b", Assert.Throws<ArgumentException>(() => _ex.Add<float>(three, four, four)).ParamName);
        Assert.Equal("destination", Assert.Throws<ArgumentException>(() => _ex.Add<float>(four, four, three)).ParamName);
        Assert.Equal("c", Assert.Throws<ArgumentException>(() => _ex.Fma<float>(four, four, three, four)).ParamName);
        Assert.Equal("b", Assert.Throws<ArgumentException>(() => _ex.Dot<float>(three, four)).ParamName);
        Assert.Equal("x", Assert.Throws<ArgumentException>(() => _ex.SumAxis<float, float>(three, 2, 2, 0, four)).ParamName);
        Assert.Equal("destination", Assert.Throws<ArgumentException>(() => _ex.SumAxis<float, float>(four, 1, 4, 0, three)).ParamName);
        Assert.Equal("weight", Assert.Throws<ArgumentException>(() => _ex.RmsNormRows<float>(four, three, 0, four, 2, 2)).ParamName);
        Assert.Equal("rows", Assert.Throws<ArgumentOutOfRangeException>(() => _ex.SoftmaxRows<float>(four, four, -2, -2)).ParamName);
        Assert.Equal("x", Assert.Throws<ArgumentException>(() => _ex.SoftmaxRows<float>(four, four, long.MaxValue, 4)).ParamName);
        Assert.Equal("destination", Assert.Throws<ArgumentException>(() => _ex.Gather<float>(four, [0L, 0, 0, 0], three)).ParamName);
        Assert.Equal("x", Assert.Throws<ArgumentException>(() => _ex.Scatter<float>(four, [0L], three)).ParamName);
        Assert.Contains("4 elements, not 3", Assert.Throws<ArgumentException>(() => _ex.Add<float>(three, four, four)).Message);
    }

    [Fact]
    public void TheLibraryRefusesTheRest()
    {
        float[] four = new float[4];
        Assert.Equal(HologramStatus.Overlap, Refused(() => _ex.Add<float>(four.AsSpan(0, 3), four.AsSpan(0, 3), four.AsSpan(1))));
        Assert.Equal(HologramStatus.DType, Refused(() => _ex.SumAxis<float, double>(four, 2, 2, 0, new double[2])));
        Assert.Equal(HologramStatus.DType, Refused(() => _ex.Exp<int>([1], new int[1])));
        Assert.Equal(HologramStatus.InvalidArgument, Refused(() => _ex.SumAxis<float, float>(four, 2, 2, 2, four)));
        Assert.Equal(HologramStatus.OutOfRange, Refused(() => _ex.Gather<float>(four, [4L], new float[1])));
        Assert.Equal(HologramStatus.OutOfRange, Refused(() => _ex.Gather<float>(four, [-1L], new float[1])));
        Assert.Throws<NotSupportedException>(() => _ex.Add<char>(new char[1], new char[1], new char[1]));
        Assert.Throws<NotSupportedException>(() => _ex.Sum<DateTime>(new DateTime[1]));
        var ended = new HoloExecutor();
        ended.Dispose();
        Assert.Equal(HologramStatus.InvalidHandle, Refused(() => ended.Add<float>(four, four, four)));
        Assert.Equal(HologramStatus.InvalidHandle, Refused(() => ended.Sum<float>(four)));
        Assert.All(four, each => Assert.Equal(0, each));
    }

    private static HologramStatus Refused(Action call)
    {
        var refused = Assert.Throws<HologramException>(call);
        Assert.StartsWith("holo_apply_arrays", refused.Message);
        return refused.Status;
    }

    [Fact]
    public void NothingIsAllocated()
    {
        float[] x = new float[100], y = new float[100];
        using HoloBuffer buffer = _ex.Wrap(y);
        Repeat(x, y, buffer);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Repeat(x, y, buffer);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void Repeat(float[] x, float[] y, HoloBuffer buffer)
    {
        for (int i = 0; i < 1000; ++i)
        {
            _ex.Add<float>(x, y, y);
            _ex.Mul<float>(x, 2, y);
            _ex.Sum<float>(x);
            _ex.SumAxis<float, float>(x, 10, 10, 0, y);
            _ex.Add(buffer, 1, buffer);
            _ex.Sum(buffer);
        }
    }
}

// RefusalTests.cs — what is wrong is an exception that says so.
using System;

namespace Hologram.Tests;

public sealed class RefusalTests
{
    [Fact]
    public void TheLibraryTellsInItsOwnWords()
    {
        using var ex = new HoloExecutor();
        using HoloBuffer x = ex.Buffer(DType.F32, 4);
        using HoloBuffer y = ex.Buffer(DType.F64, 4);
        var refused = Assert.Throws<HologramException>(() => ex.Add(x, y, x));
        Assert.Equal("holo_add: argument 3 (b): has dtype f64, but argument 2 (a) has f32", refused.Message);
        Assert.Equal(HologramStatus.DType, refused.Status);
        Assert.Equal(3, refused.Argument);
        refused = Assert.Throws<HologramException>(() => ex.Add(x, x, x, 5));
        Assert.Equal(HologramStatus.OutOfRange, refused.Status);
        Assert.Equal(HologramStatus.InvalidArgument, Assert.Throws<HologramException>(() => ex.Sum(x, -1)).Status);
        using HoloBuffer part = x.View(1, 3);
        Assert.Equal(HologramStatus.Overlap, Assert.Throws<HologramException>(() => ex.Neg(x, part, 3)).Status);
        using HoloBuffer index = ex.Buffer(4L);
        using HoloBuffer one = ex.Buffer(DType.F32, 1);
        Assert.Equal(HologramStatus.OutOfRange, Assert.Throws<HologramException>(() => ex.Gather(x, index, one)).Status);
        Assert.Throws<HologramException>(() => ex.SumAxis(x, 2, 2, 2, y));
        Assert.Throws<HologramException>(() => ex.SumAxis(x, long.MaxValue, long.MaxValue, 1, x));
        using HoloBuffer nothing = ex.Buffer(DType.F32, 0);
        Assert.Throws<HologramException>(() => ex.Amin(nothing));
    }

    [Fact]
    public void BuffersOfAnotherExecutorAreRefused()
    {
        using var ex = new HoloExecutor();
        using var other = new HoloExecutor();
        using HoloBuffer x = ex.Buffer(1f);
        using HoloBuffer y = other.Buffer(1f);
        var refused = Assert.Throws<HologramException>(() => ex.Add(x, y, x));
        Assert.Equal(HologramStatus.WrongExecutor, refused.Status);
        Assert.Equal(3, refused.Argument);
    }

    [Fact]
    public void NullNamesItsParameter()
    {
        using var ex = new HoloExecutor();
        using HoloBuffer x = ex.Buffer(1f);
        Assert.Equal("x", Assert.Throws<ArgumentNullException>(() => ex.Neg(null!, x)).ParamName);
        Assert.Equal("destination", Assert.Throws<ArgumentNullException>(() => ex.Neg(x, null!)).ParamName);
        Assert.Equal("a", Assert.Throws<ArgumentNullException>(() => ex.Mul((HoloBuffer)null!, 1, x)).ParamName);
        Assert.Equal("elements", Assert.Throws<ArgumentNullException>(() => ex.Buffer((float[])null!)).ParamName);
        Assert.Equal("elements", Assert.Throws<ArgumentNullException>(() => ex.Wrap((float[])null!)).ParamName);
        Assert.Equal("options", Assert.Throws<ArgumentNullException>(() => new HoloExecutor(null!)).ParamName);
    }

    [Fact]
    public void CountsAndTypesAreChecked()
    {
        using var ex = new HoloExecutor();
        Assert.Throws<ArgumentOutOfRangeException>(() => ex.Buffer(DType.F32, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ex.Buffer((DType)99, 1));
        Assert.Throws<OverflowException>(() => ex.Buffer(DType.F64, long.MaxValue));
        Assert.Throws<NotSupportedException>(() => ex.Buffer('a'));
        Assert.Throws<NotSupportedException>(() => ex.Wrap(new Guid[1]));
        using HoloBuffer x = ex.Buffer(1f);
        var refused = Assert.Throws<InvalidOperationException>(() => { x.AsSpan<double>(); });
        Assert.Equal("The buffer has elements of F32, which System.Double does not hold.", refused.Message);
        Assert.Throws<InvalidOperationException>(() => x.AsMemory<int>());
        Assert.Throws<InvalidOperationException>(() => x.ToArray<uint>());
        Assert.Throws<InvalidOperationException>(() => x.CopyFrom<double>([1]));
        Assert.Throws<NotSupportedException>(() => x.AsMemory<char>());
    }

    [Fact]
    public void WhatWasDisposedIsRefused()
    {
        var ex = new HoloExecutor();
        HoloBuffer x = ex.Buffer(1f, 2f);
        HoloBuffer y = ex.Buffer(1f, 2f);
        Memory<float> memory = y.AsMemory<float>();
        x.Dispose();
        x.Dispose();
        var refused = Assert.Throws<HologramException>(() => ex.Neg(x, y));
        Assert.Equal(HologramStatus.InvalidHandle, refused.Status);
        Assert.StartsWith("holo_neg: argument 2 (x): ", refused.Message);
        Assert.Throws<HologramException>(() => x.View(0, 1));
        Assert.Throws<HologramException>(() => x.Fill(1.0));
        Assert.Throws<ObjectDisposedException>(() => { x.AsSpan<float>(); });
        Assert.Throws<ObjectDisposedException>(() => x.AsMemory<float>());
        Assert.Throws<ObjectDisposedException>(() => x.CopyTo<float>(new float[2]));
        ex.Dispose();
        ex.Dispose();
        Assert.Equal(HologramStatus.InvalidHandle, Assert.Throws<HologramException>(() => ex.Neg(y, y)).Status);
        Assert.Throws<HologramException>(() => ex.Buffer(1f));
        Assert.Equal(2f, y.AsSpan<float>()[1]);
        y.Dispose();
        Assert.Equal(2f, memory.Span[1]);
    }
}

// BufferTests.cs — elements as spans and memory, copies, views, wrapped memory.
using System;
using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hologram.Tests;

public sealed class BufferTests : IDisposable
{
    private readonly HoloExecutor _ex = new();

    public void Dispose() => _ex.Dispose();

    [Fact]
    public unsafe void AreZeroAndAligned()
    {
        foreach (DType dtype in Enum.GetValues<DType>())
        {
            using HoloBuffer x = _ex.Buffer(dtype, 1001);
            Assert.Equal(dtype, x.DType);
            Assert.Equal(1001, x.Count);
            Assert.False(x.IsReadOnly);
            Assert.Equal(0L, _ex.CountNonzero(x));
        }

        for (int n = 1; n < 70; ++n)
        {
            using HoloBuffer x = _ex.Buffer(DType.U8, n);
            using MemoryHandle pin = x.AsMemory<byte>().Pin();
            Assert.Equal(0, (nint)pin.Pointer % 64);
            x.Fill(1L);
            Assert.Equal(n, _ex.Sum(x));
        }

        using HoloBuffer nothing = _ex.Buffer(DType.F64, 0);
        Assert.True(nothing.AsSpan<double>().IsEmpty);
        Assert.True(nothing.AsMemory<double>().Span.IsEmpty);
        Assert.Equal(0, _ex.Sum(nothing));
    }

    [Fact]
    public void SpansAndMemoryAreTheElements()
    {
        using HoloBuffer x = _ex.Buffer(DType.F32, 100);
        x.AsSpan<float>()[7] = 2.5f;
        x.AsMemory<float>().Span[8] = 1;
        Assert.Equal(3.5, _ex.Sum(x));
        Assert.Equal(2.5f, x.AsReadOnlySpan<float>()[7]);
        Assert.Equal(1f, x.AsReadOnlyMemory<float>().Span[8]);
        Memory<float> part = x.AsMemory<float>()[7..9];
        part.Span.Reverse();
        Assert.Equal([1f, 2.5f], x.ToArray<float>()[7..9]);
    }

    [Fact]
    public unsafe void MemoryIsPinnedAndStaysWhenAllElseIsGone()
    {
        MemoryHandle pin = PinnedOfNothingElse(out WeakReference buffer);
        Churn();
        Assert.False(buffer.IsAlive);
        Assert.Equal(12.5f, ((float*)pin.Pointer)[0]);
        Assert.Equal(13.5f, ((float*)pin.Pointer)[1]);
        pin.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private MemoryHandle PinnedOfNothingElse(out WeakReference buffer)
    {
        HoloBuffer x = _ex.Buffer(1f, 12.5f, 13.5f);
        buffer = new WeakReference(x);
        return x.AsMemory<float>()[1..].Pin();
    }

    [Fact]
    public void SpansStayWhenTheirBufferIsDisposedOrCollected()
    {
        Span<float> disposed = SpanOfNothingElse(dispose: true);
        Span<float> collected = SpanOfNothingElse(dispose: false);
        Churn();
        foreach (float each in disposed) Assert.Equal(0.5f, each);
        foreach (float each in collected) Assert.Equal(0.5f, each);
        disposed.Fill(1);
        collected.Fill(1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Span<float> SpanOfNothingElse(bool dispose)
    {
        var ex = new HoloExecutor();
        HoloBuffer x = ex.Buffer(DType.F32, 100_000);
        x.Fill(0.5);
        Span<float> elements = x.AsSpan<float>();
        if (!dispose) return elements;
        x.Dispose();
        ex.Dispose();
        return elements;
    }

    // Makes what was freed be used again.
    internal static void Churn()
    {
        for (int i = 0; i < 10; ++i)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            for (int j = 0; j < 20; ++j) GC.AllocateUninitializedArray<byte>(400_000, pinned: true).AsSpan().Fill(0xff);
        }
    }

    [Fact]
    public void CopiesGoBothWays()
    {
        using HoloBuffer x = _ex.Buffer(DType.I32, 3);
        x.CopyFrom<int>([1, 2]);
        Assert.Equal([1, 2, 0], x.ToArray<int>());
        int[] there = [9, 9, 9, 9];
        x.CopyTo<int>(there);
        Assert.Equal([1, 2, 0, 9], there);
        Assert.Equal("source", Assert.Throws<ArgumentException>(() => x.CopyFrom<int>([1, 2, 3, 4])).ParamName);
        Assert.Equal("destination", Assert.Throws<ArgumentException>(() => x.CopyTo<int>(there.AsSpan(2))).ParamName);
        x.Fill(7L);
        Assert.Equal([7, 7, 7], x.ToArray<int>());
        x.Fill(-8.0);
        Assert.Equal([-8, -8, -8], x.ToArray<int>());
        Assert.Throws<ArgumentException>(() => x.Fill(0.5));
    }

    [Fact]
    public void ViewsShareElementsAndOutliveTheBuffer()
    {
        HoloBuffer x = _ex.Buffer(1f, 2f, 3f, 4f);
        using HoloBuffer view = x.View(1, 2);
        using HoloBuffer inner = view.View(1, 1);
        x.AsSpan<float>()[2] = 30;
        x.Dispose();
        Assert.Equal([2f, 30f], view.ToArray<float>());
        Assert.Equal(32, _ex.Sum(view));
        inner.AsSpan<float>()[0] = 5;
        Assert.Equal(7, _ex.Sum(view));
        Assert.Equal(HologramStatus.OutOfRange, Assert.Throws<HologramException>(() => view.View(1, 2)).Status);
        Assert.Throws<HologramException>(() => view.View(-1, 1));
    }

    [Fact]
    public void WrapsMemoryAsItIs()
    {
        float[] elements = [1, 2, 3, 4];
        using (HoloBuffer x = _ex.Wrap(elements.AsMemory(1, 2)))
        {
            _ex.Mul(x, 10, x);
            Assert.Equal([1f, 20f, 30f, 4f], elements);
            Assert.True(MemoryMarshal.TryGetArray<float>(x.AsMemory<float>(), out ArraySegment<float> same));
            Assert.Same(elements, same.Array);
            using HoloBuffer view = x.View(1, 1);
            view.AsSpan<float>()[0] = 3;
            Assert.Equal(3, elements[2]);
        }

        using HoloBuffer brain = _ex.Wrap(DType.BF16, new ushort[] { 0x3f80 }.AsMemory());
        Assert.Equal(1, _ex.Sum(brain));
        Assert.Throws<ArgumentException>(() => _ex.Wrap(DType.F64, elements.AsMemory()));
        using HoloBuffer nothing = _ex.Wrap(Memory<int>.Empty);
        Assert.Equal(0, _ex.Sum(nothing));
        using HoloBuffer native = _ex.Buffer(DType.F32, 8);
        using HoloBuffer again = _ex.Wrap(native.AsMemory<float>());
        again.Fill(1.0);
        Assert.Equal(8, _ex.Sum(native));
    }

    [Fact]
    public void ReadOnlyMemoryStaysAsItIs()
    {
        float[] elements = [1, 2];
        using HoloBuffer constant = _ex.WrapReadOnly<float>(elements);
        using HoloBuffer view = constant.View(0, 1);
        Assert.True(constant.IsReadOnly && view.IsReadOnly);
        Assert.Equal(3, _ex.Sum(constant));
        var refused = Assert.Throws<HologramException>(() => _ex.Neg(constant, constant));
        Assert.Equal(HologramStatus.ReadOnly, refused.Status);
        Assert.Contains("read-only", refused.Message);
        Assert.Throws<HologramException>(() => constant.Fill(1.0));
        Assert.Throws<InvalidOperationException>(() => { constant.AsSpan<float>(); });
        Assert.Throws<InvalidOperationException>(() => view.AsMemory<float>());
        Assert.Throws<InvalidOperationException>(() => constant.CopyFrom<float>([1]));
        Assert.Equal([1f, 2f], constant.AsReadOnlySpan<float>().ToArray());
        Assert.Equal(1f, view.AsReadOnlyMemory<float>().Span[0]);
        Assert.Equal([1f, 2f], elements);
    }

    [Fact]
    public void WrappedMemoryIsPinnedUntilTheLastViewEnds()
    {
        var memory = new CountingMemory();
        HoloBuffer x = _ex.Wrap(memory.Memory);
        HoloBuffer view = x.View(2, 3);
        Assert.Equal(1, memory.Pins);
        x.Dispose();
        Assert.Equal(1, memory.Pins);
        view.Dispose();
        Assert.Equal(0, memory.Pins);
        HoloBuffer kept = _ex.Wrap(memory.Memory);
        using (HoloExecutor ended = new())
        {
            ended.Dispose();
            Assert.Throws<HologramException>(() => ended.Wrap(memory.Memory));
        }

        Assert.Equal(1, memory.Pins);
        memory.ThrowsOnUnpin = true; // nobody to tell
        kept.Dispose();
        Assert.Equal(0, memory.Pins);
    }

    private sealed class CountingMemory : MemoryManager<int>
    {
        private readonly int[] _elements = GC.AllocateArray<int>(10, pinned: true);

        public int Pins { get; private set; }

        public bool ThrowsOnUnpin { get; set; }

        public override Span<int> GetSpan() => _elements;

        public override unsafe MemoryHandle Pin(int elementIndex = 0)
        {
            ++Pins;
            return new MemoryHandle(Unsafe.AsPointer(ref _elements[elementIndex]), default, this);
        }

        public override void Unpin()
        {
            --Pins;
            if (ThrowsOnUnpin) throw new InvalidOperationException("unpin");
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}

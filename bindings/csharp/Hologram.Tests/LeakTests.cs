// LeakTests.cs — after all tests no handle of the library is alive.
using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace Hologram.Tests;

[Collection(RunOrder.Last)]
public sealed class LeakTests
{
    [Fact]
    public void WhatNobodyDisposesOfIsCollected()
    {
        MakeAndForget();
        for (int i = 0; i < 500 && HoloExecutor.LiveHandles > 0; ++i)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(1);
        }

        Assert.Equal(0, HoloExecutor.LiveHandles); // of other tests too
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MakeAndForget()
    {
        for (int i = 0; i < 2000; ++i)
        {
            var ex = new HoloExecutor();
            HoloBuffer x = ex.Buffer(DType.F32, 100);
            x.View(1, 2).AsMemory<float>().Span[0] = 1;
            ex.Wrap(new float[3]);
            HoloProgram.FromExpression("s = sum(x)", "in f32 x").Bind(ex, 100, x).Run();
            var finalizer = new DisposesInItsFinalizer(x);
            GC.KeepAlive(finalizer);
        }

        Assert.True(HoloExecutor.LiveHandles > 0);
    }

    // What finalizers find may have been finalized itself.
    private sealed class DisposesInItsFinalizer(HoloBuffer buffer)
    {
        ~DisposesInItsFinalizer()
        {
            try
            {
                buffer.Fill(1.0);
            }
            catch (HologramException)
            {
                // It has ended already.
            }

            buffer.Dispose();
        }
    }
}

// RaceTests.cs — disposing in the middle of calls, and a collector that never rests.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Threading;

namespace Hologram.Tests;

public sealed class RaceTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(
        double.Parse(Environment.GetEnvironmentVariable("HOLO_STRESS_SECONDS") ?? "1", CultureInfo.InvariantCulture));

    // Runs the work on threads until the time is over and enough has happened, which on a busy machine takes longer; what it
    // throws fails the test.
    private static void OnThreads(int threads, Func<bool> enough, Action work, Action meanwhile)
    {
        Exception? surprise = null;
        var watch = Stopwatch.StartNew();
        bool Goes() => (watch.Elapsed < Duration || !enough()) && Volatile.Read(ref surprise) == null;
        void Repeat(Action each)
        {
            try
            {
                while (Goes()) each();
            }
            catch (Exception other)
            {
                Volatile.Write(ref surprise, other);
            }
        }

        var started = new List<Thread>();
        for (int i = 0; i < threads; ++i)
        {
            started.Add(new Thread(() => Repeat(work)));
            started[i].Start();
        }

        Repeat(meanwhile);
        foreach (Thread each in started) each.Join();
        Assert.Null(surprise);
    }

    [Fact]
    public void DisposingDuringACallIsAnExceptionAtMost()
    {
        using var ex = new HoloExecutor();
        HoloBuffer shared = ex.Buffer(DType.F32, 4096);
        long calls = 0, refused = 0, disposed = 0;
        OnThreads(
            3,
            () => Volatile.Read(ref calls) > 100 && Volatile.Read(ref disposed) > 100 && Volatile.Read(ref refused) > 0,
            () =>
            {
                HoloBuffer x = Volatile.Read(ref shared);
                try
                {
                    ex.Exp(x, x);
                    Interlocked.Increment(ref calls);
                }
                catch (HologramException failure) when (failure.Status == HologramStatus.InvalidHandle)
                {
                    Interlocked.Increment(ref refused);
                }
            },
            () =>
            {
                HoloBuffer next = ex.Buffer(DType.F32, 4096);
                shared.Dispose();
                if (++disposed % 16 == 0) Thread.Sleep(0); // lets the others see the old one, also on a single core
                Volatile.Write(ref shared, next);
            });
        shared.Dispose();
        Assert.True(calls > 100 && disposed > 100 && refused > 0, $"{calls} {disposed} {refused}");
    }

    [Fact]
    public void DisposingOfWrapsAndExecutorsDuringCalls()
    {
        var ex = new HoloExecutor();
        HoloBuffer shared = ex.Wrap(new float[4096]);
        long calls = 0, rounds = 0;
        OnThreads(
            3,
            () => Volatile.Read(ref calls) > 0 && Volatile.Read(ref rounds) > 100,
            () =>
            {
                HoloExecutor on = Volatile.Read(ref ex);
                HoloBuffer x = Volatile.Read(ref shared);
                try
                {
                    on.Tanh(x, x);
                    x.View(1, 2).AsSpan<float>()[0] = 1;
                    Interlocked.Increment(ref calls);
                }
                catch (Exception failure) when (failure is HologramException or ObjectDisposedException)
                {
                }
            },
            () =>
            {
                var next = new HoloExecutor();
                Interlocked.Exchange(ref shared, next.Wrap(new float[4096])).Dispose();
                Interlocked.Exchange(ref ex, next).Dispose();
                ++rounds;
            });
        shared.Dispose();
        ex.Dispose();
        Assert.True(calls > 0 && rounds > 100, $"{calls} {rounds}");
    }

    [Fact]
    public void DisposingOfProgramsDuringLaunchesIsAnExceptionAtMost()
    {
        static HoloProgram Made() => HoloProgram.FromExpression("z = tanh(x)*a; s = sum(x)", "in f32 x; scalar f32 a; out z");
        using var ex = new HoloExecutor();
        using HoloBuffer x = ex.Buffer(Filled(4096, 1f));
        HoloProgram program = Made();
        HoloLaunch launch = program.Bind(ex, 4096, x, ex.Buffer(DType.F32, 4096));
        long calls = 0, refused = 0, disposed = 0;
        OnThreads(
            3,
            () => Volatile.Read(ref calls) > 100 && Volatile.Read(ref disposed) > 100 && Volatile.Read(ref refused) > 0,
            () =>
            {
                try
                {
                    Assert.Equal(4096, Volatile.Read(ref program).Launch(ex, 4096, [x, ex.Buffer(DType.F32, 4096)], 0.5)[0].ToDouble());
                    Assert.Equal(4096, Volatile.Read(ref launch).Run(2)[0].ToDouble());
                    Interlocked.Increment(ref calls);
                }
                catch (HologramException failure) when (failure.Status == HologramStatus.InvalidHandle)
                {
                    Interlocked.Increment(ref refused);
                }
            },
            () =>
            {
                HoloProgram next = Made();
                Interlocked.Exchange(ref launch, next.Bind(ex, 4096, x, ex.Buffer(DType.F32, 4096))).Dispose();
                Interlocked.Exchange(ref program, next).Dispose();
                ++disposed;
            });
        launch.Dispose();
        program.Dispose();
        Assert.True(calls > 100 && disposed > 100 && refused > 0, $"{calls} {disposed} {refused}");
    }

    [Fact]
    public void TheCollectorTakesNothingThatIsInUse()
    {
        using var ex = new HoloExecutor();
        long rounds = 0;
        OnThreads(
            2,
            () => Volatile.Read(ref rounds) > 10,
            () =>
            {
                // Nobody keeps any of these but the calls themselves, and the span at the end.
                Assert.Equal(6000, ex.Sum(ex.Wrap(Filled(3000, 2f))));
                Assert.Equal(50, ex.Sum(ex.Buffer(Filled(100, 1f)).View(10, 50)));
                Assert.Equal(200, Sums().Launch(ex, 100, [ex.Buffer(Filled(100, 2f))])[0].ToDouble());
                Assert.Equal(300, Sums().Bind(ex, 100, ex.Buffer(Filled(100, 3f))).Run()[0].ToDouble());
                Span<float> elements = new HoloExecutor().Buffer(Filled(2000, 3f)).View(500, 1000).AsSpan<float>();
                Thread.Yield();
                foreach (float each in elements) Assert.True(each == 3f);
                Span<float> wrapped = ex.Wrap(Filled(2000, 4f)).AsMemory<float>().Span;
                Thread.Yield();
                foreach (float each in wrapped) Assert.True(each == 4f);
                Interlocked.Increment(ref rounds);
            },
            () =>
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
                Thread.Sleep(1); // one collection right after another would hardly let the others run
            });
        Assert.True(rounds > 10, $"{rounds}");
    }

    private static HoloProgram Sums() => HoloProgram.FromExpression("s = sum(x)", "in f32 x");

    private static float[] Filled(int count, float value)
    {
        var elements = new float[count];
        Array.Fill(elements, value);
        return elements;
    }
}

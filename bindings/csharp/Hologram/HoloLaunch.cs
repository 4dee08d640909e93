// HoloLaunch.cs — a program with the buffers that it runs on.
using System;

namespace Hologram;

/// <summary>A program that <see cref="HoloProgram.Bind"/> has bound to buffers, to be run many times.</summary>
/// <remarks>
/// It keeps executor, program and buffers alive, also those that were disposed. Threads may run one at the same time, and
/// dispose of it in the middle of a run.
/// </remarks>
public sealed unsafe class HoloLaunch : IDisposable
{
    private readonly LaunchHandle _owner;
    private readonly nint _handle;
    private readonly HoloSignature _signature;

    internal HoloLaunch(nint made, HoloSignature signature)
    {
        _owner = new LaunchHandle(made);
        _handle = made;
        _signature = signature;
    }

    /// <summary>Runs the program once.</summary>
    /// <param name="scalars">Its scalars, in the order of the text.</param>
    /// <returns>Its results, likewise.</returns>
    /// <exception cref="ArgumentException">The program has another number of scalars, or one is no number of its type.</exception>
    public HoloNumber[] Run(params HoloNumber[] scalars)
    {
        Span<HoloScalar> numbers = stackalloc HoloScalar[_signature.ScalarCount];
        Span<HoloScalar> results = stackalloc HoloScalar[_signature.ResultCount];
        _signature.Load(scalars, numbers);
        fixed (HoloScalar* taken = numbers, made = results)
        {
            HologramNative.holo_launch_run(_handle, taken, numbers.Length, made, results.Length);
        }

        GC.KeepAlive(this);
        return HoloSignature.Numbers(results);
    }

    /// <summary>Ends the launch. Runs that are inside finish first.</summary>
    public void Dispose() => _owner.Dispose();
}

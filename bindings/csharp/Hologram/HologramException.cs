// HologramException.cs — a status that is not OK.
using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Hologram;

/// <summary>What the library refused, in its own words: the function, the argument's name, and the value that was wrong.</summary>
public sealed class HologramException : Exception
{
    private const int MessageBytes = 240;

    private HologramException(HologramStatus status, int argument, string message)
        : base(message)
    {
        Status = status;
        Argument = argument;
    }

    /// <summary>Why it was refused.</summary>
    public HologramStatus Status { get; }

    /// <summary>Which argument of the C function was wrong, the first being 1; 0 if it was none of them.</summary>
    public int Argument { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void ThrowIfFailed(int status)
    {
        if (status != 0) Throw(status);
    }

    // With a message that says more than the library's last one, unless that is empty.
    internal static unsafe void ThrowIfFailed(int status, byte* message)
    {
        if (status != 0 && *message != 0) throw new HologramException((HologramStatus)status, 0, Marshal.PtrToStringUTF8((nint)message)!);
        ThrowIfFailed(status);
    }

    // Nothing of the library ran on this thread since the call that failed: the story is still that call's.
    [DoesNotReturn]
    private static unsafe void Throw(int status)
    {
        byte* message = stackalloc byte[MessageBytes];
        int argument;
        int length = HologramNative.holo_csharp_last_error(message, &argument);
        throw new HologramException((HologramStatus)status, argument, Encoding.UTF8.GetString(message, length));
    }
}

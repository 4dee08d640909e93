// SpanLengths.cs — spans are as long as they must be, or an exception names the one that is not.
using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Hologram;

internal static class SpanLengths
{
    /// <summary>Not fewer elements than are written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Room(long needed, int length, string name)
    {
        if (length < needed) Throw($"{length} elements are fewer than the {needed} of the result.", name);
    }

    /// <summary>As many elements as the others have.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Same(long expected, int length, string name)
    {
        if (length != expected) Throw($"It has {length} elements, not {expected}.", name);
    }

    public static void Matrix(long rows, long cols, int length, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(cols);
        if (Math.BigMul(rows, cols, out long low) != 0 || low != length) Throw($"It has {length} elements, not {rows} * {cols}.", name);
    }

    [DoesNotReturn]
    private static void Throw(string message, string name) => throw new ArgumentException(message, name);
}

// DType.cs — types of elements, and which of C#'s types hold them.
using System;
using System.Runtime.CompilerServices;

namespace Hologram;

/// <summary>The type of a buffer's elements, and the C# type that holds one.</summary>
public enum DType
{
    /// <summary><see cref="float"/></summary>
    F32 = 1,

    /// <summary><see cref="double"/></summary>
    F64 = 2,

    /// <summary><see cref="Half"/></summary>
    F16 = 3,

    /// <summary>The upper half of a <see cref="float"/>, in a <see cref="ushort"/>.</summary>
    BF16 = 4,

    /// <summary><see cref="sbyte"/></summary>
    I8 = 5,

    /// <summary><see cref="short"/></summary>
    I16 = 6,

    /// <summary><see cref="int"/></summary>
    I32 = 7,

    /// <summary><see cref="long"/></summary>
    I64 = 8,

    /// <summary><see cref="byte"/></summary>
    U8 = 9,

    /// <summary><see cref="ushort"/></summary>
    U16 = 10,

    /// <summary><see cref="uint"/></summary>
    U32 = 11,

    /// <summary><see cref="ulong"/></summary>
    U64 = 12,

    /// <summary><see cref="bool"/>: a byte; 0 is false, everything else true.</summary>
    Bool8 = 13,
}

/// <summary>What there is to know about a <see cref="DType"/>.</summary>
public static class DTypeExtensions
{
    /// <summary>Bytes of one element.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is no type of elements.</exception>
    public static int Size(this DType dtype) => dtype switch
    {
        DType.I8 or DType.U8 or DType.Bool8 => 1,
        DType.F16 or DType.BF16 or DType.I16 or DType.U16 => 2,
        DType.F32 or DType.I32 or DType.U32 => 4,
        DType.F64 or DType.I64 or DType.U64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "This is no type of elements."),
    };

    /// <summary>Whether elements are floating-point numbers.</summary>
    public static bool IsFloat(this DType dtype) => dtype is DType.F32 or DType.F64 or DType.F16 or DType.BF16;

    // The JIT knows what T is, and leaves one of these numbers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static DType Of<T>()
        where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return DType.F32;
        if (typeof(T) == typeof(double)) return DType.F64;
        if (typeof(T) == typeof(Half)) return DType.F16;
        if (typeof(T) == typeof(sbyte)) return DType.I8;
        if (typeof(T) == typeof(short)) return DType.I16;
        if (typeof(T) == typeof(int)) return DType.I32;
        if (typeof(T) == typeof(long)) return DType.I64;
        if (typeof(T) == typeof(byte)) return DType.U8;
        if (typeof(T) == typeof(ushort)) return DType.U16;
        if (typeof(T) == typeof(uint)) return DType.U32;
        if (typeof(T) == typeof(ulong)) return DType.U64;
        if (typeof(T) == typeof(bool)) return DType.Bool8;
        throw new NotSupportedException($"{typeof(T)} is no type of elements.");
    }

    internal static bool IsHeldBy<T>(this DType dtype)
        where T : unmanaged => Of<T>() == (dtype == DType.BF16 ? DType.U16 : dtype);
}

// HoloScalar.cs — one number with its type, as holo_scalar of the C headers.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hologram;

[StructLayout(LayoutKind.Sequential)]
internal struct HoloScalar
{
    public int Code; // a DType
    public int Reserved;
    public long Value; // the bits of a double, or an integer

    // Beyond it neighbours of a whole number are no doubles.
    private const long ExactLimit = 1L << 53;

    public static long Bits(DType dtype, double value)
    {
        if (dtype.IsFloat()) return BitConverter.DoubleToInt64Bits(value);
        if (Math.Abs(value) <= ExactLimit && value == Math.Truncate(value)) return (long)value;
        throw new ArgumentException(
            Math.Abs(value) > ExactLimit ? $"{value} may have been rounded: {dtype} takes a long." : $"{value} is no element of {dtype}.",
            nameof(value));
    }

    public static long Bits(DType dtype, long value)
    {
        if (!dtype.IsFloat()) return value;
        if (value is >= -ExactLimit and <= ExactLimit) return BitConverter.DoubleToInt64Bits(value);
        throw new ArgumentException($"{value} is not exact as a double.", nameof(value));
    }

    // Of integers the nearest number.
    public readonly double ToDouble()
    {
        if (((DType)Code).IsFloat()) return BitConverter.Int64BitsToDouble(Value);
        return (DType)Code is DType.I8 or DType.I16 or DType.I32 or DType.I64
            ? Value
            : (ulong)Value;
    }

    public readonly long ToInt64() => Value;

    public readonly bool ToBoolean() => Value != 0;
}

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

    // Every T is exact.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HoloScalar Of<T>(T value)
        where T : unmanaged
    {
        DType dtype = DTypeExtensions.Of<T>();
        var scalar = new HoloScalar { Code = (int)dtype };
        if (typeof(T) == typeof(float)) scalar.Value = BitConverter.DoubleToInt64Bits(Unsafe.As<T, float>(ref value));
        else if (typeof(T) == typeof(double)) scalar.Value = BitConverter.DoubleToInt64Bits(Unsafe.As<T, double>(ref value));
        else if (typeof(T) == typeof(Half)) scalar.Value = BitConverter.DoubleToInt64Bits((double)Unsafe.As<T, Half>(ref value));
        else if (typeof(T) == typeof(sbyte)) scalar.Value = Unsafe.As<T, sbyte>(ref value);
        else if (typeof(T) == typeof(short)) scalar.Value = Unsafe.As<T, short>(ref value);
        else if (typeof(T) == typeof(int)) scalar.Value = Unsafe.As<T, int>(ref value);
        else if (typeof(T) == typeof(long)) scalar.Value = Unsafe.As<T, long>(ref value);
        else if (typeof(T) == typeof(byte)) scalar.Value = Unsafe.As<T, byte>(ref value);
        else if (typeof(T) == typeof(ushort)) scalar.Value = Unsafe.As<T, ushort>(ref value);
        else if (typeof(T) == typeof(uint)) scalar.Value = Unsafe.As<T, uint>(ref value);
        else if (typeof(T) == typeof(ulong)) scalar.Value = (long)Unsafe.As<T, ulong>(ref value);
        else if (typeof(T) == typeof(bool)) scalar.Value = Unsafe.As<T, bool>(ref value) ? 1 : 0;
        return scalar;
    }

    // A number for elements of a floating-point type; the library refuses others.
    public static HoloScalar OfFloat<T>(double value)
        where T : unmanaged => new() { Code = (int)DTypeExtensions.Of<T>(), Value = BitConverter.DoubleToInt64Bits(value) };

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

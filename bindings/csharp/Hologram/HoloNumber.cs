// HoloNumber.cs — a number of some type, as programs take and give them.
using System;
using System.Globalization;

namespace Hologram;

/// <summary>A number that a program takes or gives.</summary>
/// <remarks>What converts to <see cref="double"/> or <see cref="long"/>, and <see cref="bool"/>, is one without a cast; a
/// program refuses it unless it is a number of the parameter's type.</remarks>
public readonly struct HoloNumber
{
    private readonly HoloScalar _scalar;

    internal HoloNumber(HoloScalar scalar) => _scalar = scalar;

    /// <summary>Its type.</summary>
    public DType DType => (DType)_scalar.Code;

    /// <summary>A floating-point number.</summary>
    public static implicit operator HoloNumber(double value) => new(HoloScalar.Of(value));

    /// <summary>An integer.</summary>
    public static implicit operator HoloNumber(long value) => new(HoloScalar.Of(value));

    /// <summary>A truth.</summary>
    public static implicit operator HoloNumber(bool value) => new(HoloScalar.Of(value));

    /// <summary>The number; of integers the nearest one.</summary>
    public double ToDouble() => _scalar.ToDouble();

    /// <summary>The integer, exactly; of <see cref="DType.U64"/> its bits.</summary>
    /// <exception cref="InvalidOperationException">It is a floating-point number.</exception>
    public long ToInt64() => !DType.IsFloat() ? _scalar.ToInt64() : throw new InvalidOperationException($"The number is of {DType}, no integer.");

    /// <summary>The number's digits, in any culture alike.</summary>
    public override string ToString()
    {
        if (DType.IsFloat()) return ToDouble().ToString(CultureInfo.InvariantCulture);
        return DType == DType.U64
            ? ((ulong)_scalar.Value).ToString(CultureInfo.InvariantCulture)
            : _scalar.Value.ToString(CultureInfo.InvariantCulture);
    }

    internal HoloScalar As(HoloParameter parameter)
    {
        DType dtype = parameter.DType;
        try
        {
            long bits = DType.IsFloat() ? HoloScalar.Bits(dtype, ToDouble()) : HoloScalar.Bits(dtype, _scalar.Value);
            return new HoloScalar { Code = (int)dtype, Value = bits };
        }
        catch (ArgumentException wrong)
        {
            throw new ArgumentException($"{this} cannot be given as {dtype}.", parameter.Name, wrong);
        }
    }
}

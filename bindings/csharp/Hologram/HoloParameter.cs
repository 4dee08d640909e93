// HoloParameter.cs — what a program says of its parameters.
namespace Hologram;

/// <summary>What a launch gives for a parameter.</summary>
public enum HoloParameterKind
{
    /// <summary>A buffer that is read.</summary>
    In = 1,

    /// <summary>A buffer that is written.</summary>
    Out = 2,

    /// <summary>A buffer that is both.</summary>
    InOut = 3,

    /// <summary>A number.</summary>
    Scalar = 4,

    /// <summary>Nothing: the launch gives a number.</summary>
    Result = 5,
}

/// <summary>A parameter of a program.</summary>
public sealed class HoloParameter
{
    internal HoloParameter(string name, HoloParameterKind kind, DType dtype)
    {
        Name = name;
        Kind = kind;
        DType = dtype;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What a launch gives for it.</summary>
    public HoloParameterKind Kind { get; }

    /// <summary>The type of the elements, or of the number.</summary>
    public DType DType { get; }

    /// <summary>As a program's text has it, in short.</summary>
    public override string ToString() => $"{Kind} {DType} {Name}";
}

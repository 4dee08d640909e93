// SimdLevel.cs — sets of vector instructions.
namespace Hologram;

/// <summary>The vector instructions that an executor uses.</summary>
public enum SimdLevel
{
    /// <summary>The best that the CPU has.</summary>
    Best = 0,

    /// <summary>None: plain C++.</summary>
    Scalar = 1,

    /// <summary>SSE4.2.</summary>
    Sse4 = 2,

    /// <summary>AVX2, FMA, F16C, BMI1 and BMI2.</summary>
    Avx2 = 3,

    /// <summary>AVX-512 F, BW, CD, DQ and VL.</summary>
    Avx512 = 4,

    /// <summary>Arm's Neon.</summary>
    Neon = 5,

    /// <summary>Arm's SVE.</summary>
    Sve = 6,
}

// HoloExecutorOptions.cs — how an executor is made.
namespace Hologram;

/// <summary>How an executor is made.</summary>
public sealed class HoloExecutorOptions
{
    /// <summary>No level above this one is used. One of another architecture is refused.</summary>
    public SimdLevel Simd { get; init; }

    /// <summary>Approximated operations are rounded correctly where the library can, in three to ten times the time.</summary>
    public bool Correct { get; init; }

    /// <summary>Calls compute in the default floating-point environment, whatever the thread's is.</summary>
    public bool Isolated { get; init; }
}

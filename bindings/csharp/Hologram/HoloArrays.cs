// HoloArrays.cs — holo_array of the C headers, and what a call takes of them and of scalars: on the stack, like locals.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[module: SkipLocalsInit] // what the library does not look at need not be zero

namespace Hologram;

[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct HoloArray(void* data, long count, DType dtype)
{
    public readonly void* Data = data;
    public readonly long Count = count;
    public readonly int Code = (int)dtype;
    public readonly int Reserved = 0;
}

// Inputs, and behind them the output. The default stands for a scalar.
[StructLayout(LayoutKind.Sequential)]
internal struct HoloArrays
{
    public HoloArray Item0;
    public HoloArray Item1;
    public HoloArray Item2;
    public HoloArray Item3;
    public HoloArray Item4;
}

[StructLayout(LayoutKind.Sequential)]
internal struct HoloScalars
{
    public HoloScalar Item0;
    public HoloScalar Item1;
}

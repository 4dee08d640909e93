// HologramStatus.cs — the statuses of the C headers.
namespace Hologram;

/// <summary>Why the library refused something.</summary>
public enum HologramStatus
{
    /// <summary>Nothing was refused.</summary>
    Ok = 0,

    /// <summary>Null where that is not allowed, negative, or an unknown value of an enumeration.</summary>
    InvalidArgument = 1,

    /// <summary>An executor or a buffer that was disposed.</summary>
    InvalidHandle = 2,

    /// <summary>The buffer belongs to another executor.</summary>
    WrongExecutor = 3,

    /// <summary>Types of elements differ, or the operation does not take this one.</summary>
    DType = 4,

    /// <summary>Past the end of a buffer, or a number outside its range.</summary>
    OutOfRange = 5,

    /// <summary>The size in bytes does not fit in 63 bits.</summary>
    SizeOverflow = 6,

    /// <summary>The destination overlaps an input without being the same.</summary>
    Overlap = 7,

    /// <summary>A write to a buffer that is read-only.</summary>
    ReadOnly = 8,

    /// <summary>Nothing was changed; the call may be tried again.</summary>
    OutOfMemory = 9,

    /// <summary>The library, the CPU or the backend does not have it.</summary>
    Unsupported = 10,

    /// <summary>A fixed limit is reached.</summary>
    Limit = 11,

    /// <summary>A guard released by a thread that did not acquire it.</summary>
    WrongThread = 12,

    /// <summary>The library does not know this version of a struct.</summary>
    StructSize = 13,

    /// <summary>An unmap without a map.</summary>
    NotMapped = 14,

    /// <summary>A bug in libhologram.</summary>
    Internal = 15,
}

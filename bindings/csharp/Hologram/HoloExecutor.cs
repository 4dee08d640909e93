// HoloExecutor.cs — where operations run. The operations themselves are printed from the library's list of them.
//
// A call passes bare handles and ends with GC.KeepAlive, which costs nothing, so that no finalizer ends one inside of it.
// DangerousAddRef would take two interlocked instructions for each handle and prevent nothing more: a handle that another
// thread ends in the middle of a call the library tells from live ones, whatever is in its place by then; calls that are
// inside finish on memory that stays.
using System;
using System.Runtime.CompilerServices;

namespace Hologram;

/// <summary>Runs operations, on spans or on buffers that it made.</summary>
/// <remarks>
/// Threads may use one at the same time, and dispose of it in the middle of a call: calls that are inside finish, later ones
/// throw. Without <c>n</c> a method works on as many elements as the destination has, a reduction's first input, or as there
/// are indices. What the library refuses is a <see cref="HologramException"/>.
/// </remarks>
public sealed unsafe partial class HoloExecutor : IDisposable
{
    private readonly ExecutorHandle _owner;
    private readonly nint _handle;

    /// <summary>With the CPU's best SIMD level and the fastest kernels.</summary>
    /// <exception cref="DllNotFoundException">The native library cannot be loaded; the message lists all that was tried.</exception>
    public HoloExecutor()
        : this(new HoloExecutorOptions())
    {
    }

    /// <summary>As the options say.</summary>
    /// <inheritdoc cref="HoloExecutor()" path="/exception"/>
    public HoloExecutor(HoloExecutorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        NativeLoader.Register();
        HologramNative.holo_binding_executor_create((int)options.Simd, options.Correct ? 1 : 0, options.Isolated ? 1 : 0, out _handle);
        _owner = new ExecutorHandle(_handle);
    }

    /// <summary>How many handles of the library are alive in this process.</summary>
    public static long LiveHandles
    {
        get
        {
            NativeLoader.Register();
            return HologramNative.holo_live_handles();
        }
    }

    /// <summary>The vector instructions that operations use; <see cref="SimdLevel.Best"/> after <see cref="Dispose"/>.</summary>
    public SimdLevel SimdLevel
    {
        get
        {
            int level = HologramNative.holo_binding_simd_level(_handle);
            GC.KeepAlive(this);
            return (SimdLevel)level;
        }
    }

    // The bare handle, for programs.
    internal nint Handle => _handle;

    /// <summary>A buffer of <paramref name="count"/> elements, all zero, aligned to 64 bytes.</summary>
    public HoloBuffer Buffer(DType dtype, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Make(new OwnStorage(checked(count * dtype.Size())), dtype, count);
    }

    /// <summary>A buffer with a copy of these elements.</summary>
    public HoloBuffer Buffer<T>(params T[] elements)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(elements);
        return Buffer((ReadOnlySpan<T>)elements);
    }

    /// <summary>A buffer with a copy of these elements.</summary>
    public HoloBuffer Buffer<T>(ReadOnlySpan<T> elements)
        where T : unmanaged
    {
        HoloBuffer made = Buffer(DTypeExtensions.Of<T>(), elements.Length);
        made.CopyFrom(elements);
        return made;
    }

    /// <summary>These elements themselves, without a copy. They stay pinned as long as the library uses them: until the buffer
    /// and all views of it have ended.</summary>
    public HoloBuffer Wrap<T>(Memory<T> memory)
        where T : unmanaged => Wrap(DTypeExtensions.Of<T>(), memory);

    /// <inheritdoc cref="Wrap{T}(Memory{T})"/>
    public HoloBuffer Wrap<T>(T[] elements)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(elements);
        return Wrap(elements.AsMemory());
    }

    /// <inheritdoc cref="Wrap{T}(Memory{T})"/>
    /// <param name="dtype">A type that T holds: <see cref="DType.BF16"/> in <see cref="ushort"/>, say.</param>
    /// <param name="memory">The elements.</param>
    public HoloBuffer Wrap<T>(DType dtype, Memory<T> memory)
        where T : unmanaged => Wrap<T>(dtype, memory, isReadOnly: false);

    /// <summary>These elements themselves, without a copy; the library refuses to write to them. They stay pinned as long as
    /// it uses them: until the buffer and all views of it have ended.</summary>
    public HoloBuffer WrapReadOnly<T>(ReadOnlyMemory<T> memory)
        where T : unmanaged => WrapReadOnly(DTypeExtensions.Of<T>(), memory);

    /// <inheritdoc cref="WrapReadOnly{T}(ReadOnlyMemory{T})"/>
    /// <param name="dtype">A type that T holds: <see cref="DType.BF16"/> in <see cref="ushort"/>, say.</param>
    /// <param name="memory">The elements.</param>
    public HoloBuffer WrapReadOnly<T>(DType dtype, ReadOnlyMemory<T> memory)
        where T : unmanaged => Wrap(dtype, memory, isReadOnly: true);

    /// <summary>Ends the executor. Its buffers stay until they are disposed, but no operation runs on them any more.</summary>
    public void Dispose() => _owner.Dispose();

    private HoloBuffer Wrap<T>(DType dtype, ReadOnlyMemory<T> memory, bool isReadOnly)
        where T : unmanaged
    {
        if (!dtype.IsHeldBy<T>()) throw new ArgumentException($"{typeof(T)} does not hold elements of {dtype}.", nameof(dtype));
        return Make(new PinnedStorage<T>(memory, isReadOnly), dtype, memory.Length);
    }

    // The library lets go of the storage by the callback, unless it has not taken it.
    private HoloBuffer Make(Storage storage, DType dtype, long count)
    {
        nint kept = storage.Keep();
        nint made;
        try
        {
            HologramNative.holo_csharp_wrap(
                _handle, (int)dtype, count, storage.Data, storage.IsReadOnly ? 1 : 0, Storage.ReleaseCallback, (void*)kept, out made);
        }
        catch
        {
            Storage.Release(kept);
            throw;
        }

        GC.KeepAlive(this);
        return new HoloBuffer(made, dtype, count, storage);
    }

    private static nint HandleOf(HoloBuffer buffer, [CallerArgumentExpression(nameof(buffer))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(buffer, name);
        return buffer.Handle;
    }

    private static int DTypeOf(HoloBuffer buffer, [CallerArgumentExpression(nameof(buffer))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(buffer, name);
        return (int)buffer.DType;
    }

    private static long CountOf(HoloBuffer buffer, [CallerArgumentExpression(nameof(buffer))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(buffer, name);
        return buffer.Count;
    }
}

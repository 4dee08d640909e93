// HoloBuffer.cs — elements of one type.
using System;

namespace Hologram;

/// <summary>An array of elements of one type, in memory of its own or wrapped.</summary>
/// <remarks>
/// Threads may use one at the same time, and dispose of it in the middle of a call: calls that are inside finish. Spans and
/// memory of the elements stay valid after <see cref="Dispose"/>.
/// </remarks>
public sealed class HoloBuffer : IDisposable
{
    private readonly BufferHandle _owner;
    private readonly Storage _storage;
    private readonly long _first; // of the storage

    internal HoloBuffer(nint made, DType dtype, long count, Storage storage, long first = 0)
    {
        _owner = new BufferHandle(made);
        _storage = storage;
        _first = first;
        Handle = made;
        DType = dtype;
        Count = count;
    }

    /// <summary>The elements' type.</summary>
    public DType DType { get; }

    /// <summary>How many elements it has.</summary>
    public long Count { get; }

    /// <summary>Whether writing is refused.</summary>
    public bool IsReadOnly => _storage.IsReadOnly;

    // The bare handle, as in HoloExecutor.
    internal nint Handle { get; }

    /// <summary>The elements from <paramref name="offset"/> on, which both buffers share; it may outlive this one.</summary>
    /// <exception cref="HologramException">There are not as many elements, or the buffer was disposed.</exception>
    public HoloBuffer View(long offset, long count)
    {
        HologramNative.holo_buffer_view(Handle, offset, count, out nint made);
        GC.KeepAlive(this);
        return new HoloBuffer(made, DType, count, _storage, _first + offset);
    }

    /// <summary>The elements themselves.</summary>
    /// <exception cref="InvalidOperationException">T does not hold the elements, the buffer is read-only, or a span is too
    /// short for it.</exception>
    /// <exception cref="ObjectDisposedException">The buffer was disposed.</exception>
    public Span<T> AsSpan<T>()
        where T : unmanaged
    {
        CheckWritable();
        return Elements<T>(CheckedCount());
    }

    /// <summary>The elements themselves, to be read.</summary>
    /// <inheritdoc cref="AsSpan{T}" path="/exception"/>
    public ReadOnlySpan<T> AsReadOnlySpan<T>()
        where T : unmanaged => Elements<T>(CheckedCount());

    /// <summary>The elements themselves; those of a wrapped buffer are the memory that was wrapped.</summary>
    /// <inheritdoc cref="AsSpan{T}" path="/exception"/>
    public Memory<T> AsMemory<T>()
        where T : unmanaged
    {
        CheckWritable();
        Check<T>();
        return _storage.Slice<T>(_first, CheckedCount());
    }

    /// <summary>The elements themselves, to be read.</summary>
    /// <inheritdoc cref="AsSpan{T}" path="/exception"/>
    public ReadOnlyMemory<T> AsReadOnlyMemory<T>()
        where T : unmanaged
    {
        Check<T>();
        return _storage.Slice<T>(_first, CheckedCount());
    }

    /// <summary>Copies all of these to the first elements.</summary>
    /// <exception cref="ArgumentException">The buffer has fewer elements.</exception>
    /// <inheritdoc cref="AsSpan{T}" path="/exception"/>
    public void CopyFrom<T>(ReadOnlySpan<T> source)
        where T : unmanaged
    {
        CheckWritable();
        Check<T>();
        if (source.Length > Count) throw new ArgumentException($"{source.Length} elements are more than the buffer's {Count}.", nameof(source));
        source.CopyTo(Elements<T>(source.Length));
    }

    /// <summary>Copies all elements to the first ones there.</summary>
    /// <exception cref="ArgumentException">There are fewer.</exception>
    /// <inheritdoc cref="AsSpan{T}" path="/exception"/>
    public void CopyTo<T>(Span<T> destination)
        where T : unmanaged
    {
        Check<T>();
        if (destination.Length < Count) throw new ArgumentException($"{destination.Length} elements are fewer than the buffer's {Count}.", nameof(destination));
        Elements<T>((int)Count).CopyTo(destination);
    }

    /// <summary>A copy of the elements.</summary>
    /// <inheritdoc cref="AsSpan{T}" path="/exception"/>
    public T[] ToArray<T>()
        where T : unmanaged => AsReadOnlySpan<T>().ToArray();

    /// <summary>All elements become this number.</summary>
    /// <exception cref="ArgumentException">The buffer's type does not have it.</exception>
    /// <exception cref="HologramException">The buffer is read-only, or was disposed.</exception>
    public void Fill(double value) => FillWith(HoloScalar.Bits(DType, value));

    /// <inheritdoc cref="Fill(double)"/>
    public void Fill(long value) => FillWith(HoloScalar.Bits(DType, value));

    /// <summary>Ends the buffer; views of it stay. Calls that are using it finish first.</summary>
    public void Dispose() => _owner.Dispose();

    private void FillWith(long bits)
    {
        HologramNative.holo_binding_fill(Handle, (int)DType, bits);
        GC.KeepAlive(this);
    }

    private Span<T> Elements<T>(int count)
        where T : unmanaged
    {
        Check<T>();
        return _storage.Span<T>(_first, count);
    }

    private void Check<T>()
        where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(_owner.IsClosed, this);
        if (!DType.IsHeldBy<T>()) throw new InvalidOperationException($"The buffer has elements of {DType}, which {typeof(T)} does not hold.");
    }

    private void CheckWritable()
    {
        if (IsReadOnly) throw new InvalidOperationException("The buffer is read-only.");
    }

    private int CheckedCount()
    {
        if (Count <= int.MaxValue) return (int)Count;
        throw new InvalidOperationException($"{Count} elements are more than a span has: take a view first.");
    }
}

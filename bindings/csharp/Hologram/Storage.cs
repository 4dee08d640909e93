// Storage.cs — the memory of buffers. It is .NET's own and does not move, so that a span of it keeps it alive, also after
// the buffer has ended: of memory that is the library's nobody would know whether a span is still in use.
using System;
using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hologram;

internal abstract unsafe class Storage
{
    /// <summary>The first element; null if there is none.</summary>
    public byte* Data { get; protected init; }

    public virtual bool IsReadOnly => false;

    /// <summary>Elements, also when the library has let go; the caller has checked T.</summary>
    // Not virtual: .NET looks generic ones up in a table, at each call.
    public Span<T> Span<T>(long first, int count)
        where T : unmanaged => this is OwnStorage own ? own.OwnSpan<T>(first, count) : ((PinnedStorage<T>)this).OwnMemory(first, count).Span;

    /// <summary>The same as the memory that they are.</summary>
    public Memory<T> Slice<T>(long first, int count)
        where T : unmanaged => this is OwnStorage own ? own.OwnMemory<T>(first, count) : ((PinnedStorage<T>)this).OwnMemory(first, count);

    // The library's end of it, a GCHandle: the storage stays as it is until Release.
    public nint Keep() => GCHandle.ToIntPtr(GCHandle.Alloc(this));

    public static void Release(nint kept)
    {
        GCHandle handle = GCHandle.FromIntPtr(kept);
        Storage? storage = (Storage?)handle.Target;
        handle.Free();
        storage?.LetGo();
    }

    /// <summary>What the library calls when it has done with the memory.</summary>
    public static readonly void* ReleaseCallback = (delegate* unmanaged[Cdecl]<nint, nint, void>)&OnRelease;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnRelease(nint kept, nint data)
    {
        try
        {
            Release(kept);
        }
        catch (Exception)
        {
            // The Unpin of somebody's MemoryManager threw. There is no caller to tell: this is C's thread, or the finalizer's.
        }
    }

    protected virtual void LetGo()
    {
    }
}

/// <summary>An array of .NET's that was made to stay in its place, all zero.</summary>
internal sealed unsafe class OwnStorage : Storage
{
    private const int Alignment = 64;

    // Of whole lines: the most elements of an array are 2^31, but of any size.
    [StructLayout(LayoutKind.Sequential, Size = Alignment)]
    private struct Line
    {
    }

    private readonly Line[] _lines;

    public OwnStorage(long sizeBytes)
    {
        // One more than needed, for .NET aligns to 8 bytes only.
        _lines = sizeBytes == 0 ? [] : GC.AllocateArray<Line>(checked((int)(((sizeBytes - 1) / Alignment) + 2)), pinned: true);
        if (sizeBytes == 0) return;
        nint start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_lines));
        Data = (byte*)((start + Alignment - 1) & -Alignment);
    }

    // From the pointer a reference into the array is made, which keeps it alive like any other.
    public Span<T> OwnSpan<T>(long first, int count)
        where T : unmanaged
    {
        var span = new Span<T>((T*)Data + first, count);
        GC.KeepAlive(_lines);
        return span;
    }

    public Memory<T> OwnMemory<T>(long first, int count)
        where T : unmanaged => new Part<T>(this, first, count).Memory;

    private sealed class Part<T> : MemoryManager<T>
        where T : unmanaged
    {
        private readonly OwnStorage _storage;
        private readonly long _first;
        private readonly int _count;

        public Part(OwnStorage storage, long first, int count)
        {
            _storage = storage;
            _first = first;
            _count = count;
        }

        public override Span<T> GetSpan() => _storage.OwnSpan<T>(_first, _count);

        // It is pinned already: the handle only has to keep the array alive, by this object.
        public override MemoryHandle Pin(int elementIndex = 0)
        {
            if ((uint)elementIndex > (uint)_count) throw new ArgumentOutOfRangeException(nameof(elementIndex));
            return new MemoryHandle((T*)_storage.Data + _first + elementIndex, default, this);
        }

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}

/// <summary>Somebody's memory, pinned as long as the library uses it.</summary>
internal sealed unsafe class PinnedStorage<TElement> : Storage
    where TElement : unmanaged
{
    private readonly Memory<TElement> _memory;
    private readonly MemoryHandle _pin;

    public PinnedStorage(ReadOnlyMemory<TElement> memory, bool isReadOnly)
    {
        IsReadOnly = isReadOnly;
        _memory = MemoryMarshal.AsMemory(memory);
        _pin = _memory.Pin();
        Data = memory.IsEmpty ? null : (byte*)_pin.Pointer;
    }

    public override bool IsReadOnly { get; }

    // Not from the pointer: the library may have let go on another thread, and the array have moved.
    public Memory<TElement> OwnMemory(long first, int count) => _memory.Slice((int)first, count);

    protected override void LetGo() => _pin.Dispose();
}

// OwnedHandles.cs — the handles of the library that objects own; what nobody disposes of ends when it is collected.
using System.Runtime.InteropServices;

namespace Hologram;

internal sealed class ExecutorHandle : SafeHandle
{
    public ExecutorHandle(nint made)
        : base(0, ownsHandle: true) => SetHandle(made);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        HologramNative.holo_binding_executor_end(handle);
        return true;
    }
}

internal sealed class BufferHandle : SafeHandle
{
    public BufferHandle(nint made)
        : base(0, ownsHandle: true) => SetHandle(made);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        HologramNative.holo_binding_buffer_end(handle);
        return true;
    }
}

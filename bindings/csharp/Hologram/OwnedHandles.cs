// OwnedHandles.cs — the handles of the library that objects own; what nobody disposes of ends when it is collected.
using System.Runtime.InteropServices;

namespace Hologram;

internal abstract class OwnedHandle : SafeHandle
{
    protected OwnedHandle(nint made)
        : base(0, ownsHandle: true) => SetHandle(made);

    public override bool IsInvalid => handle == 0;
}

internal sealed class ExecutorHandle(nint made) : OwnedHandle(made)
{
    protected override bool ReleaseHandle()
    {
        HologramNative.holo_binding_executor_end(handle);
        return true;
    }
}

internal sealed class BufferHandle(nint made) : OwnedHandle(made)
{
    protected override bool ReleaseHandle()
    {
        HologramNative.holo_binding_buffer_end(handle);
        return true;
    }
}

internal sealed class ProgramHandle(nint made) : OwnedHandle(made)
{
    protected override bool ReleaseHandle()
    {
        HologramNative.holo_binding_program_end(handle);
        return true;
    }
}

internal sealed class LaunchHandle(nint made) : OwnedHandle(made)
{
    protected override bool ReleaseHandle()
    {
        HologramNative.holo_binding_launch_end(handle);
        return true;
    }
}

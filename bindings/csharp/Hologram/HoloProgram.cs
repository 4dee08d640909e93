// HoloProgram.cs — vector code of one's own, made of text or of expressions.
using System;
using System.Collections.Generic;
using System.Text;

namespace Hologram;

/// <summary>Vector code, made once and launched on any buffers, of any executor.</summary>
/// <remarks>
/// The library's page on programs tells what they and expressions are. Threads may use one at the same time, and dispose of it
/// in the middle of a call: calls that are inside finish, later ones throw. What the library refuses is a
/// <see cref="HologramException"/>.
/// </remarks>
public sealed unsafe class HoloProgram : IDisposable
{
    private const int WrongBytes = 280; // as program_maker.h has it

    private readonly ProgramHandle _owner;
    private readonly nint _handle;
    private readonly HoloSignature _signature;

    private HoloProgram(string text, string? parameters)
    {
        NativeLoader.Register();
        byte* wrong = stackalloc byte[WrongBytes];
        fixed (byte* first = Terminated(text), second = parameters == null ? null : Terminated(parameters))
        {
            HologramException.ThrowIfFailed(HologramNative.holo_csharp_program_make(first, second, wrong, out _handle), wrong);
        }

        _owner = new ProgramHandle(_handle);
        _signature = new HoloSignature(_handle);
    }

    /// <summary>The parameters, in the order of the text.</summary>
    public IReadOnlyList<HoloParameter> Parameters => _signature.Parameters;

    /// <summary>A program of its text, verified.</summary>
    /// <exception cref="HologramException">The text is none: the message begins with line and column, <c>2:7: </c>.</exception>
    public static HoloProgram FromText(string text)
    {
        Check(text, nameof(text));
        return new HoloProgram(text, null);
    }

    /// <summary>A program of expressions, verified.</summary>
    /// <param name="expression">What is computed, such as <c>"z = gelu(x*w + b); s = sum(z)"</c>.</param>
    /// <param name="parameters">Of what, such as <c>"in f32 x, w, b; out z"</c>.</param>
    /// <exception cref="HologramException">One of the texts is wrong: the message begins with line and column.</exception>
    public static HoloProgram FromExpression(string expression, string parameters)
    {
        Check(expression, nameof(expression));
        Check(parameters, nameof(parameters));
        return new HoloProgram(expression, parameters);
    }

    /// <summary>The program in its plainest form, of which <see cref="FromText"/> makes the same one.</summary>
    public string Text() => TextOf(canonical: false);

    /// <summary>The program's canonical form, which programs have in common that differ only in how they are written.</summary>
    public string CanonicalText() => TextOf(canonical: true);

    /// <summary>Runs the program.</summary>
    /// <param name="executor">Where; the buffers are its own.</param>
    /// <param name="lanes">Over how many lanes.</param>
    /// <param name="buffers">The program's buffers, in the order of the text.</param>
    /// <param name="scalars">Its scalars, likewise.</param>
    /// <returns>Its results, likewise.</returns>
    /// <exception cref="ArgumentException">The program has another number of buffers or scalars, or a scalar is no number of its
    /// type.</exception>
    public HoloNumber[] Launch(HoloExecutor executor, long lanes, ReadOnlySpan<HoloBuffer> buffers, params HoloNumber[] scalars)
    {
        ArgumentNullException.ThrowIfNull(executor);
        Span<nint> handles = stackalloc nint[_signature.BufferCount];
        Span<HoloScalar> numbers = stackalloc HoloScalar[_signature.ScalarCount];
        Span<HoloScalar> results = stackalloc HoloScalar[_signature.ResultCount];
        _signature.Load(buffers, handles);
        _signature.Load(scalars, numbers);
        fixed (nint* given = handles)
        fixed (HoloScalar* taken = numbers, made = results)
        {
            HologramNative.holo_program_launch(
                executor.Handle, _handle, given, handles.Length, taken, numbers.Length, lanes, made, results.Length);
        }

        KeepAlive(executor, buffers);
        return HoloSignature.Numbers(results);
    }

    /// <summary>Binds the program to buffers, for many runs, each of which costs a fraction of what a launch does beside the
    /// work.</summary>
    /// <param name="executor">Where it will run; the buffers are its own.</param>
    /// <param name="lanes">Over how many lanes.</param>
    /// <param name="buffers">The program's buffers, in the order of the text.</param>
    /// <returns>The launch, which may outlive all of them.</returns>
    /// <exception cref="ArgumentException">The program has another number of buffers.</exception>
    public HoloLaunch Bind(HoloExecutor executor, long lanes, params HoloBuffer[] buffers)
    {
        ArgumentNullException.ThrowIfNull(executor);
        ArgumentNullException.ThrowIfNull(buffers);
        Span<nint> handles = stackalloc nint[_signature.BufferCount];
        _signature.Load(buffers, handles);
        nint launch;
        fixed (nint* given = handles)
        {
            HologramNative.holo_launch_create(executor.Handle, _handle, given, handles.Length, lanes, out launch);
        }

        KeepAlive(executor, buffers);
        return new HoloLaunch(launch, _signature);
    }

    /// <summary>Ends the program; launches that were bound stay. Calls that are using it finish first.</summary>
    public void Dispose() => _owner.Dispose();

    private void KeepAlive(HoloExecutor executor, ReadOnlySpan<HoloBuffer> buffers)
    {
        foreach (HoloBuffer each in buffers) GC.KeepAlive(each);
        GC.KeepAlive(executor);
        GC.KeepAlive(this);
    }

    private string TextOf(bool canonical)
    {
        long needed = 0;
        Write(canonical, null, 0, &needed);
        byte[] bytes = new byte[needed];
        fixed (byte* text = bytes) Write(canonical, text, needed, &needed);
        GC.KeepAlive(this);
        return Encoding.UTF8.GetString(bytes, 0, bytes.Length - 1);
    }

    private void Write(bool canonical, byte* text, long capacity, long* needed)
    {
        if (canonical) HologramNative.holo_program_canonical_text(_handle, text, capacity, needed);
        else HologramNative.holo_program_to_text(_handle, text, capacity, needed);
    }

    private static void Check(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text, name);
        if (text.Contains('\0', StringComparison.Ordinal)) throw new ArgumentException("The text has a NUL.", name);
    }

    // As C has texts.
    private static byte[] Terminated(string text) => Encoding.UTF8.GetBytes(text + '\0');
}

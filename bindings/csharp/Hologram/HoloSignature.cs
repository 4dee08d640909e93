// HoloSignature.cs — what a program takes and gives, in the form in which it crosses to C.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;

namespace Hologram;

internal sealed unsafe class HoloSignature
{
    private const int NameBytes = 72;

    private readonly HoloParameter[] _buffers;
    private readonly HoloParameter[] _scalars;
    private readonly HoloParameter[] _results;

    // Of a program that nobody else has yet.
    public HoloSignature(nint program)
    {
        var found = new HoloParameter[HologramNative.holo_binding_parameter_count(program)];
        byte* name = stackalloc byte[NameBytes];
        for (int i = 0; i < found.Length; ++i)
        {
            int kind, dtype;
            HologramNative.holo_csharp_parameter(program, i, name, &kind, &dtype);
            found[i] = new HoloParameter(Marshal.PtrToStringUTF8((nint)name)!, (HoloParameterKind)kind, (DType)dtype);
        }

        Parameters = Array.AsReadOnly(found);
        _scalars = found.Where(each => each.Kind == HoloParameterKind.Scalar).ToArray();
        _results = found.Where(each => each.Kind == HoloParameterKind.Result).ToArray();
        _buffers = found.Except(_scalars).Except(_results).ToArray();
    }

    public IReadOnlyList<HoloParameter> Parameters { get; }

    // Each is at most 64: they fit on the stack.
    public int BufferCount => _buffers.Length;

    public int ScalarCount => _scalars.Length;

    public int ResultCount => _results.Length;

    public void Load(ReadOnlySpan<HoloBuffer> buffers, Span<nint> handles)
    {
        Check(nameof(buffers), buffers.Length, _buffers);
        for (int i = 0; i < handles.Length; ++i)
        {
            ArgumentNullException.ThrowIfNull(buffers[i], _buffers[i].Name);
            handles[i] = buffers[i].Handle;
        }
    }

    public void Load(HoloNumber[] scalars, Span<HoloScalar> numbers)
    {
        ArgumentNullException.ThrowIfNull(scalars);
        Check(nameof(scalars), scalars.Length, _scalars);
        for (int i = 0; i < numbers.Length; ++i) numbers[i] = scalars[i].As(_scalars[i]);
    }

    public static HoloNumber[] Numbers(ReadOnlySpan<HoloScalar> results)
    {
        var numbers = new HoloNumber[results.Length];
        for (int i = 0; i < numbers.Length; ++i) numbers[i] = new HoloNumber(results[i]);
        return numbers;
    }

    private static void Check(string what, int count, HoloParameter[] expected)
    {
        if (count == expected.Length) return;
        string names = string.Join(", ", expected.Select(each => each.Name));
        throw new ArgumentException($"{count} {what}, where the program has {expected.Length}: [{names}]", what);
    }
}

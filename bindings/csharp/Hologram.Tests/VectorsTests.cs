// VectorsTests.cs — C# gives the bits of operations.vectors: tests/vectors/vectors_test.cc says what is in it.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Hologram.Tests;

public sealed class VectorsTests : IDisposable
{
    private readonly HoloExecutor _ex = new();

    public void Dispose() => _ex.Dispose();

    // Elements, or one number of 64 bits.
    private sealed record Operand(DType DType, byte[]? Elements, long Bits)
    {
        public static Operand Of(string text)
        {
            string[] parts = text.Split(':', '=');
            DType dtype = Enum.Parse<DType>(parts[0], ignoreCase: true);
            if (text.Contains('=')) return new Operand(dtype, null, long.Parse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            return new Operand(dtype, Convert.FromHexString(parts[1]), 0);
        }
    }

    [Fact]
    public void BuffersGiveTheBitsOfAllLines()
    {
        string path = Environment.GetEnvironmentVariable("HOLOGRAM_VECTORS")!;
        string[] lines = File.ReadAllLines(path).Where(line => !line.StartsWith('#')).ToArray();
        Assert.True(lines.Length > 1300, $"{path} has {lines.Length} lines");
        foreach (string line in lines) Check(line);
    }

    private void Check(string line)
    {
        string[] sides = line.Split(" -> ");
        string[] call = sides[0].Split(' ');
        Operand want = Operand.Of(sides[1]);
        var arguments = new List<object>();
        foreach (string text in call.Skip(2))
        {
            Operand input = Operand.Of(text);
            if (input.Elements != null) arguments.Add(Filled(input.DType, input.Elements));
            else arguments.Add(input.DType.IsFloat() ? BitConverter.Int64BitsToDouble(input.Bits) : input.Bits);
        }

        if (want.Elements != null) arguments.Add(Filled(want.DType, new byte[want.Elements.Length]));
        MethodInfo? method = typeof(HoloExecutor).GetMethod(MethodName(call[0]), arguments.Select(each => each.GetType()).ToArray());
        Assert.True(method != null, line);
        object? got = method.Invoke(_ex, arguments.ToArray());
        if (want.Elements != null)
        {
            var result = (HoloBuffer)arguments[^1];
            Assert.True(want.Elements.AsSpan().SequenceEqual(Bytes(result)), $"{line}\nnot {Convert.ToHexString(Bytes(result))}");
        }
        else
        {
            Assert.True(Number(want, got!).Equals(got), $"{line}\nnot {got}"); // Equals: of doubles the bits, or NaN
        }

        foreach (HoloBuffer each in arguments.OfType<HoloBuffer>()) each.Dispose();
    }

    private HoloBuffer Filled(DType dtype, byte[] elements)
    {
        HoloBuffer made = _ex.Buffer(dtype, elements.Length / dtype.Size());
        elements.CopyTo(Bytes(made));
        return made;
    }

    // In the type of what a reduction gave.
    private static object Number(Operand want, object got) => got switch
    {
        bool => want.Bits != 0,
        long => want.Bits,
        _ when want.DType.IsFloat() => BitConverter.Int64BitsToDouble(want.Bits),
        _ => want.DType is DType.U64 ? (double)(ulong)want.Bits : (double)want.Bits,
    };

    private static Span<byte> Bytes(HoloBuffer buffer) => buffer.DType switch
    {
        DType.F32 => MemoryMarshal.AsBytes(buffer.AsSpan<float>()),
        DType.F64 => MemoryMarshal.AsBytes(buffer.AsSpan<double>()),
        DType.F16 => MemoryMarshal.AsBytes(buffer.AsSpan<Half>()),
        DType.I8 => MemoryMarshal.AsBytes(buffer.AsSpan<sbyte>()),
        DType.I16 => MemoryMarshal.AsBytes(buffer.AsSpan<short>()),
        DType.I32 => MemoryMarshal.AsBytes(buffer.AsSpan<int>()),
        DType.I64 => MemoryMarshal.AsBytes(buffer.AsSpan<long>()),
        DType.U8 => buffer.AsSpan<byte>(),
        DType.U32 => MemoryMarshal.AsBytes(buffer.AsSpan<uint>()),
        DType.U64 => MemoryMarshal.AsBytes(buffer.AsSpan<ulong>()),
        DType.Bool8 => MemoryMarshal.AsBytes(buffer.AsSpan<bool>()),
        _ => MemoryMarshal.AsBytes(buffer.AsSpan<ushort>()),
    };

    // "cross_entropy" is CrossEntropy in C#.
    private static string MethodName(string operation) =>
        string.Concat(operation.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}

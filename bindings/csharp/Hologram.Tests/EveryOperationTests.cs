// EveryOperationTests.cs — each method on spans, with every type of elements, gives the bits of the one on buffers, or is
// refused for the same reason.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Hologram.Tests;

public sealed class EveryOperationTests : IDisposable
{
    private const int Rows = 3;
    private const int Cols = 4;

    private static readonly Type[] ElementTypes =
    [
        typeof(float), typeof(double), typeof(Half), typeof(sbyte), typeof(short), typeof(int), typeof(long), typeof(byte),
        typeof(ushort), typeof(uint), typeof(ulong), typeof(bool),
    ];

    private readonly HoloExecutor _ex = new();

    public void Dispose() => _ex.Dispose();

    public static TheoryData<string> Operations()
    {
        var data = new TheoryData<string>();
        foreach (string name in SpanMethods().Select(each => each.Name).Distinct()) data.Add(name);
        return data;
    }

    private static IEnumerable<MethodInfo> SpanMethods() =>
        typeof(HoloExecutor).GetMethods().Where(each => each.IsGenericMethod && each.Name is not ("Buffer" or "Wrap" or "WrapReadOnly"));

    private static IEnumerable<MethodInfo> BufferMethods() =>
        typeof(HoloExecutor).GetMethods().Where(each => !each.IsGenericMethod && each.GetParameters().Any(one => one.ParameterType == typeof(HoloBuffer)));

    [Fact]
    public void BuffersAndSpansHaveTheSameOperations()
    {
        string[] onSpans = SpanMethods().Select(each => each.Name).Distinct().Order().ToArray();
        Assert.Equal(BufferMethods().Select(each => each.Name).Distinct().Order(), onSpans);
        Assert.True(onSpans.Length > 140, $"{onSpans.Length}");
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void SpansGiveWhatBuffersGive(string name)
    {
        int done = 0;
        foreach (MethodInfo onSpans in SpanMethods().Where(each => each.Name == name))
        {
            foreach (Type element in ElementTypes)
            {
                for (int axis = 0; axis < (onSpans.GetParameters().Any(each => each.Name == "axis") ? 2 : 1); ++axis)
                {
                    if (Agree(onSpans, element, axis)) ++done;
                }
            }
        }

        Assert.True(done >= 3, $"{done}"); // with float, double and Half at least, or with integers
    }

    // Whether the operation takes this type.
    private bool Agree(MethodInfo generic, Type element, int axis)
    {
        Type[] types = generic.GetGenericArguments().Length == 1 ? [element] : [element, Wide(element)];
        MethodInfo onSpans = generic.MakeGenericMethod(types);
        ParameterInfo[] parameters = onSpans.GetParameters();
        object[] arguments = parameters.Select(each => Argument(each, axis, onSpans.Name)).ToArray();
        object[] copies = arguments.Select(each => each is Array array ? array.Clone() : each).ToArray();
        object first = Outcome(() => CallOnSpans(onSpans, parameters, arguments));
        object second = Outcome(() => CallOnBuffers(onSpans, element, copies));
        Assert.Equal(first, second);
        for (int i = 0; i < arguments.Length; ++i)
        {
            if (arguments[i] is Array array) Assert.Equal(Bytes(array), Bytes((Array)copies[i]));
        }

        if (first is HologramStatus status) Assert.Equal(HologramStatus.DType, status);
        return first is not HologramStatus;
    }

    private static object Outcome(Func<object?> call)
    {
        try
        {
            return call() ?? "done";
        }
        catch (HologramException refused)
        {
            return refused.Status;
        }
    }

    private object? CallOnSpans(MethodInfo method, ParameterInfo[] parameters, object[] arguments)
    {
        IEnumerable<Expression> passed = parameters.Select(
            (each, i) => arguments[i] is Array ? (Expression)Expression.Convert(Expression.Constant(arguments[i]), each.ParameterType) : Expression.Constant(arguments[i]));
        Expression call = Expression.Call(Expression.Constant(_ex), method, passed);
        if (method.ReturnType != typeof(void)) return Expression.Lambda<Func<object>>(Expression.Convert(call, typeof(object))).Compile()();
        Expression.Lambda<Action>(call).Compile()();
        return null;
    }

    private object? CallOnBuffers(MethodInfo onSpans, Type element, object[] arguments)
    {
        bool whole = element != typeof(float) && element != typeof(double) && element != typeof(Half);
        bool norm = onSpans.Name.Contains("Norm", StringComparison.Ordinal);
        Type[] signature = onSpans.GetParameters().Zip(arguments, (each, argument) =>
            argument is Array ? typeof(HoloBuffer) : each.ParameterType == element && !IsCount(each) && !norm ? typeof(double) : each.ParameterType).ToArray();
        if (whole && signature.Contains(typeof(double)) && !norm)
        {
            Type[] withLong = signature.Select(each => each == typeof(double) ? typeof(long) : each).ToArray();
            if (typeof(HoloExecutor).GetMethod(onSpans.Name, withLong) != null) signature = withLong;
        }

        MethodInfo method = typeof(HoloExecutor).GetMethod(onSpans.Name, signature)!;
        Assert.NotNull(method);
        var buffers = new List<HoloBuffer>();
        object[] passed = new object[arguments.Length];
        for (int i = 0; i < arguments.Length; ++i)
        {
            passed[i] = arguments[i];
            if (arguments[i] is Array array)
            {
                bool brain = onSpans.Name == "ToBf16" && i == arguments.Length - 1;
                buffers.Add(brain ? _ex.Wrap(DType.BF16, ((ushort[])array).AsMemory()) : Wrap(array));
                passed[i] = buffers[^1];
            }
            else if (signature[i] == typeof(double) || (signature[i] == typeof(long) && !IsCount(onSpans.GetParameters()[i])))
            {
                object number = arguments[i] is Half half ? (double)half : arguments[i];
                passed[i] = Convert.ChangeType(number, signature[i]);
            }
        }

        try
        {
            return method.Invoke(_ex, passed);
        }
        catch (TargetInvocationException failed)
        {
            throw failed.InnerException!;
        }
        finally
        {
            buffers.ForEach(each => each.Dispose());
        }
    }

    private static bool IsCount(ParameterInfo parameter) => parameter.Name is "rows" or "cols" or "axis";

    private HoloBuffer Wrap(Array array) => (HoloBuffer)typeof(HoloExecutor).GetMethods()
        .Single(each => each.Name == "Wrap" && each.GetParameters() is [{ ParameterType.IsArray: true }])
        .MakeGenericMethod(array.GetType().GetElementType()!).Invoke(_ex, [array])!;

    // In what sums of the type are given.
    private static Type Wide(Type element)
    {
        if (element == typeof(Half)) return typeof(float);
        if (element == typeof(float) || element == typeof(double)) return element;
        return element == typeof(sbyte) || element == typeof(short) || element == typeof(int) ? typeof(long) : element == typeof(long) ? element : typeof(ulong);
    }

    private static object Argument(ParameterInfo parameter, int axis, string method)
    {
        Type type = parameter.ParameterType;
        if (!type.IsGenericType)
        {
            return parameter.Name switch
            {
                "rows" => (long)Rows,
                "cols" => (long)Cols,
                "axis" => axis,
                "epsilon" => 1.0,
                _ => Number(type, parameter.Position),
            };
        }

        int length = Rows * Cols;
        bool rows = method.EndsWith("Rows", StringComparison.Ordinal);
        if (rows && parameter.Name is ("weight" or "bias")) length = Cols;
        if (method.EndsWith("Axis", StringComparison.Ordinal) && parameter.Name == "destination") length = axis == 0 ? Cols : Rows;
        Type element = type.GetGenericArguments()[0];
        var elements = Array.CreateInstance(element, length);
        for (int i = 0; i < length; ++i)
        {
            int value = parameter.Name == "index" ? ((i * 5) + 3) % length : ((i * 7) + parameter.Position) % 11;
            elements.SetValue(Number(element, value), i);
        }

        return elements;
    }

    private static object Number(Type type, int value)
    {
        if (type == typeof(Half)) return (Half)(value * 0.125);
        if (type == typeof(float) || type == typeof(double)) return Convert.ChangeType(value * 0.125, type);
        return type == typeof(bool) ? value % 3 != 0 : Convert.ChangeType(value, type);
    }

    private static byte[] Bytes(Array array) => MemoryMarshal.CreateReadOnlySpan(
        ref MemoryMarshal.GetArrayDataReference(array), array.Length * Marshal.SizeOf(array.GetType().GetElementType()! == typeof(bool) ? typeof(byte) : array.GetType().GetElementType()!)).ToArray();
}

// SignatureTests.cs — the public signatures name nothing that is private to the binding.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace Hologram.Tests;

public sealed class SignatureTests
{
    private static readonly Assembly Built = typeof(HoloExecutor).Assembly;

    private const BindingFlags Members = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void OnlyTheBindingIsPublic()
    {
        string[] expected =
        [
            "DType", "DTypeExtensions", "HoloBuffer", "HoloExecutor", "HoloExecutorOptions", "HoloLaunch", "HoloNumber",
            "HoloParameter", "HoloParameterKind", "HoloProgram", "HologramException", "HologramStatus", "SimdLevel",
        ];
        Assert.Equal(expected, Built.GetExportedTypes().Select(each => each.Name).Order(StringComparer.Ordinal));
        Assert.All(Built.GetExportedTypes(), each => Assert.Equal("Hologram", each.Namespace));
        Assert.DoesNotContain(Built.GetTypes(), each => each.Name.Contains("SWIG", StringComparison.Ordinal));
    }

    [Fact]
    public void TypesAreThoseOfDotNet()
    {
        var plain = new HashSet<Type>();
        var elements = new HashSet<Type>();
        foreach (MethodBase method in Built.GetExportedTypes().SelectMany(each => each.GetMethods(Members).Cast<MethodBase>().Concat(each.GetConstructors(Members))))
        {
            foreach (ParameterInfo parameter in method.GetParameters()) Collect(parameter.ParameterType, plain, elements);
            if (method is MethodInfo { ReturnType: Type result }) Collect(result, plain, elements);
        }

        Type[] expected =
        [
            typeof(void), typeof(bool), typeof(int), typeof(long), typeof(double), typeof(string),
            typeof(DType), typeof(HologramStatus), typeof(HoloBuffer), typeof(HoloExecutorOptions), typeof(SimdLevel),
            typeof(HoloExecutor), typeof(HoloProgram), typeof(HoloLaunch), typeof(HoloNumber), typeof(HoloParameterKind),
            typeof(Span<>), typeof(ReadOnlySpan<>), typeof(Memory<>), typeof(ReadOnlyMemory<>), typeof(IReadOnlyList<>),
        ];
        Assert.Empty(plain.Except(expected)); // sizes are long, never unsigned
        Type[] numbers =
        [
            typeof(float), typeof(double), typeof(Half), typeof(sbyte), typeof(short), typeof(int), typeof(long), typeof(byte),
            typeof(ushort), typeof(uint), typeof(ulong), typeof(bool),
        ];
        Assert.Empty(elements.Except(numbers).Except([typeof(HoloBuffer), typeof(HoloParameter)])); // of a program
    }

    private static void Collect(Type type, HashSet<Type> plain, HashSet<Type> elements)
    {
        if (type.IsGenericType)
        {
            plain.Add(type.GetGenericTypeDefinition());
            elements.UnionWith(type.GetGenericArguments().Where(each => !each.IsGenericParameter));
        }
        else if (!type.IsGenericParameter && !type.IsArray)
        {
            plain.Add(type);
        }
    }
}

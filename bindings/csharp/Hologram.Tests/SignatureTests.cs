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
        string[] expected = ["DType", "DTypeExtensions", "HoloBuffer", "HoloExecutor", "HoloExecutorOptions", "HologramException", "HologramStatus"];
        Assert.Equal(expected, Built.GetExportedTypes().Select(each => each.Name).Order(StringComparer.Ordinal));
        Assert.All(Built.GetExportedTypes(), each => Assert.Equal("Hologram", each.Namespace));
        Assert.DoesNotContain(Built.GetTypes(), each => each.Name.Contains("SWIG", StringComparison.Ordinal));
    }

    [Fact]
    public void TypesAreThoseOfDotNet()
    {
        var types = new HashSet<Type>();
        foreach (MethodBase method in Built.GetExportedTypes().SelectMany(each => each.GetMethods(Members).Cast<MethodBase>().Concat(each.GetConstructors(Members))))
        {
            foreach (ParameterInfo parameter in method.GetParameters()) Collect(parameter.ParameterType, types);
            if (method is MethodInfo { ReturnType: Type result }) Collect(result, types);
        }

        Type[] expected =
        [
            typeof(void), typeof(bool), typeof(int), typeof(long), typeof(double), typeof(string), typeof(object), typeof(Type),
            typeof(DType), typeof(HologramStatus), typeof(HoloBuffer), typeof(HoloExecutorOptions),
            typeof(Span<>), typeof(ReadOnlySpan<>), typeof(Memory<>), typeof(ReadOnlyMemory<>),
        ];
        Assert.Empty(types.Except(expected));
    }

    private static void Collect(Type type, HashSet<Type> types)
    {
        if (type.HasElementType)
        {
            Collect(type.GetElementType()!, types);
        }
        else if (type.IsGenericType)
        {
            types.Add(type.GetGenericTypeDefinition());
            foreach (Type argument in type.GetGenericArguments()) Collect(argument, types);
        }
        else if (!type.IsGenericParameter)
        {
            types.Add(type);
        }
    }
}

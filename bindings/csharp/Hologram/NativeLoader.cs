// NativeLoader.cs — finds the native library.
//
// At the path in the setting or the variable below, if there is one, and nowhere else. Else in this order: where the host
// says that an application's native files are; beside this assembly, as in a package; wherever the system looks.
using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hologram;

internal static class NativeLoader
{
    private const string Name = "hologram_csharp";
    private const string PathSetting = "Hologram.NativeLibraryPath";
    private const string PathVariable = "HOLOGRAM_CSHARP_LIBRARY";

    static NativeLoader() => NativeLibrary.SetDllImportResolver(typeof(NativeLoader).Assembly, Resolve);

    /// <summary>What comes before the first call of the library; the constructor above does it once.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Register()
    {
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != Name) return 0;
        var tried = new List<string>();
        nint library;
        string? path = AppContext.GetData(PathSetting) as string ?? Environment.GetEnvironmentVariable(PathVariable);
        if (!string.IsNullOrEmpty(path))
        {
            if (TryFile(path, tried, out library)) return library;
            throw Failure(tried);
        }

        foreach (string folder in Folders())
        {
            if (TryFile(Path.Combine(folder, FileName()), tried, out library)) return library;
        }

        try
        {
            return NativeLibrary.Load(FileName());
        }
        catch (Exception failed) when (failed is DllNotFoundException or BadImageFormatException)
        {
            tried.Add($"where the system looks: {failed.Message}");
            throw Failure(tried);
        }
    }

    private static bool TryFile(string path, List<string> tried, out nint library)
    {
        library = 0;
        if (!File.Exists(path))
        {
            tried.Add($"{path}: no such file");
            return false;
        }

        try
        {
            library = NativeLibrary.Load(Path.GetFullPath(path));
            return true;
        }
        catch (Exception failed) when (failed is DllNotFoundException or BadImageFormatException)
        {
            tried.Add($"{path}: {failed.Message}");
            return false;
        }
    }

    private static List<string> Folders()
    {
        var folders = new List<string>();
        if (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") is string known)
        {
            folders.AddRange(known.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries));
        }

        foreach (string? folder in new[] { AppContext.BaseDirectory, Path.GetDirectoryName(typeof(NativeLoader).Assembly.Location) })
        {
            if (string.IsNullOrEmpty(folder)) continue;
            folders.Add(Path.Combine(folder, "runtimes", Platform(), "native"));
            folders.Add(folder);
        }

        var distinct = new List<string>();
        foreach (string folder in folders)
        {
            string plain = Path.TrimEndingDirectorySeparator(folder);
            if (!distinct.Contains(plain)) distinct.Add(plain);
        }

        return distinct;
    }

    private static DllNotFoundException Failure(List<string> tried) =>
        new($"the native library of libhologram cannot be loaded on {Platform()} ({RuntimeInformation.OSDescription}):\n  " + string.Join("\n  ", tried));

    private static string FileName() =>
        OperatingSystem.IsWindows() ? $"{Name}.dll" : OperatingSystem.IsMacOS() ? $"lib{Name}.dylib" : $"lib{Name}.so";

    // RuntimeInformation.RuntimeIdentifier may name a distribution, which folders of packages do not.
    private static string Platform()
    {
        string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
    }
}

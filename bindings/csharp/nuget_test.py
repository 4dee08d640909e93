"""The package by itself: in an empty folder, with nothing else of the build, a program that refers to it runs."""
import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

PROGRAM = """
using System;
using Hologram;

using (var ex = new HoloExecutor())
using (HoloBuffer x = ex.Buffer(1f, 2f, 3f))
using (HoloBuffer y = ex.Buffer(DType.F32, 3))
{
    ex.Mul(x, 2.5, y);
    Console.WriteLine(ex.Sum(y));
    Span<float> sums = stackalloc float[3];
    ex.Add<float>(x.AsSpan<float>(), y.AsSpan<float>(), sums);
    Console.WriteLine(sums[2]);
}
Console.WriteLine(HoloExecutor.LiveHandles);
Documented();

static void Documented()
{
    System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.InvariantCulture;
%s
}
"""
PROJECT = """
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>{framework}</TargetFramework>
    <Nullable>enable</Nullable>
    <UseAppHost>false</UseAppHost>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
    <RestorePackagesPath>packages</RestorePackagesPath>
    <RestoreSources>{source}</RestoreSources>
  </PropertyGroup>
  <ItemGroup><PackageReference Include="Hologram" Version="{version}" /></ItemGroup>
</Project>
"""
NATIVE = ["libcpuid.so.16", "libhologram_csharp.so"]
ARGUMENTS = None


class PackageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        """Builds the program once."""
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        cls.folder = pathlib.Path(directory.name)
        package = pathlib.Path(ARGUMENTS.package)
        shutil.copy(package, cls.folder)
        version = package.name.removeprefix("Hologram.").removesuffix(".nupkg")
        project = PROJECT.format(framework=ARGUMENTS.framework, source=cls.folder, version=version)
        (cls.folder / "Program.csproj").write_text(project, encoding="utf-8")
        text = (pathlib.Path(ARGUMENTS.sources) / "docs" / "bindings.md").read_text(encoding="utf-8")
        printed, documented = (re.findall(pattern, text) for pattern in (r"print `(.*)`", r"\nC#:\n\n((?: {4}.*\n)+)"))
        assert len(printed) == len(documented) == 2
        cls.printed = "\n".join(["15", "10.5", "0", *printed, ""])
        blocks = "\n".join(f"    {{\n{code}    }}" for code in documented)  # of which each has its own names
        (cls.folder / "Program.cs").write_text(PROGRAM % blocks, encoding="utf-8")
        cls.build(cls.folder)

    @staticmethod
    def build(folder, *properties):
        built = subprocess.run([ARGUMENTS.dotnet, "msbuild", "-restore", "-v:quiet", "-nologo", "-p:OutputPath=out/",
                                "-p:AppendTargetFrameworkToOutputPath=false", *properties], cwd=folder,
                               capture_output=True, text=True, check=False,
                               env={**os.environ, "MSBUILDDISABLENODEREUSE": "1"})
        assert built.returncode == 0, built.stdout

    def run_program(self, folder, **variables):
        return subprocess.run([ARGUMENTS.dotnet, folder / "Program.dll"], cwd=folder, capture_output=True, text=True,
                              env={"PATH": "/usr/bin:/bin", "HOME": str(self.folder), **variables}, check=False)

    def copy_of_program(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        return pathlib.Path(shutil.copytree(self.folder / "out", pathlib.Path(directory.name) / "out"))

    def test_a_program_needs_nothing_else(self):
        result = self.run_program(self.folder / "out")
        self.assertEqual((result.stdout, result.stderr), (self.printed, ""))
        native = next((self.folder / "out" / "runtimes").rglob("libhologram_csharp.so")).parent
        self.assertEqual(sorted(path.name for path in native.iterdir()), NATIVE)

    def test_the_examples_print_what_they_should(self):
        examples = pathlib.Path(ARGUMENTS.sources) / "examples"
        data = examples / "data"
        for name, expected, *files in (("Classify", "iris_expected.txt", data / "iris.csv", data / "iris_network.csv"),
                                       ("Mandelbrot", "mandelbrot_expected.txt", examples / "programs" / "mandelbrot.holo")):
            with self.subTest(name=name):
                directory = tempfile.TemporaryDirectory()
                self.addCleanup(directory.cleanup)
                folder = pathlib.Path(shutil.copytree(examples / "csharp" / name, pathlib.Path(directory.name) / name))
                self.build(folder, f"-p:TargetFramework={ARGUMENTS.framework}", f"-p:RestoreSources={self.folder}",
                           f"-p:RestorePackagesPath={self.folder / 'packages'}", "-p:UseAppHost=false",
                           "-p:TreatWarningsAsErrors=true")
                result = subprocess.run([ARGUMENTS.dotnet, folder / "out" / f"{name}.dll", *files], capture_output=True,
                                        text=True, check=False)
                self.assertEqual((result.stdout, result.stderr), ((data / expected).read_text(encoding="utf-8"), ""))

    def test_the_files_may_stand_beside_the_assembly(self):
        folder = self.copy_of_program()
        for path in list((folder / "runtimes").rglob("*.so*")):
            shutil.move(path, folder)
        shutil.rmtree(folder / "runtimes")
        self.assertEqual(self.run_program(folder).stdout, self.printed)

    def test_a_missing_library_is_told_with_all_that_was_tried(self):
        folder = self.copy_of_program()
        shutil.rmtree(folder / "runtimes")
        result = self.run_program(folder)
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("the native library of libhologram cannot be loaded on linux-", result.stderr)
        self.assertIn(f"{folder}/libhologram_csharp.so: no such file", result.stderr)
        self.assertIn("where the system looks: ", result.stderr)

    def test_a_given_path_is_the_only_one(self):
        result = self.run_program(self.folder / "out", HOLOGRAM_CSHARP_LIBRARY="/nowhere.so")
        self.assertIn("/nowhere.so: no such file", result.stderr)
        self.assertNotIn("where the system looks", result.stderr)
        folder = self.copy_of_program()
        (folder / "damaged.so").write_bytes(b"no library")
        result = self.run_program(folder, HOLOGRAM_CSHARP_LIBRARY="damaged.so")
        self.assertIn("damaged.so: ", result.stderr)
        native = next((folder / "runtimes").rglob("libhologram_csharp.so"))
        result = self.run_program(folder, HOLOGRAM_CSHARP_LIBRARY=str(native))
        self.assertEqual(result.stdout, self.printed)

    def test_the_setting_goes_before_the_variable(self):
        folder = self.copy_of_program()
        configuration = folder / "Program.runtimeconfig.json"
        content = json.loads(configuration.read_text(encoding="utf-8"))
        content["runtimeOptions"].setdefault("configProperties", {})["Hologram.NativeLibraryPath"] = "/elsewhere.so"
        configuration.write_text(json.dumps(content), encoding="utf-8")
        result = self.run_program(folder, HOLOGRAM_CSHARP_LIBRARY="/nowhere.so")
        self.assertIn("/elsewhere.so: no such file", result.stderr)
        self.assertNotIn("/nowhere.so", result.stderr)

    def test_the_package_has_what_it_should_and_no_path_of_the_machine_that_built_it(self):
        with zipfile.ZipFile(ARGUMENTS.package) as archive:
            names = archive.namelist()
            native = [name for name in names if name.startswith("runtimes/")]
            self.assertEqual(sorted(pathlib.Path(name).name for name in native), NATIVE)
            self.assertIn("README.md", names)
            assembly = next(name for name in names if name.endswith("/Hologram.dll"))
            self.assertIn(assembly.replace(".dll", ".xml"), names)
            for name in names:
                with self.subTest(file=name):
                    self.assertNotIn(ARGUMENTS.sources.encode(), archive.read(name))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--dotnet", required=True)
    parser.add_argument("--framework", required=True)
    parser.add_argument("--package", required=True)
    parser.add_argument("--sources", required=True)
    ARGUMENTS = parser.parse_args()
    unittest.main(argv=sys.argv[:1])

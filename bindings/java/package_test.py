"""The jars by themselves: copied to an empty folder, with nothing else of the build, they compile and run a program; and
their public signatures name nothing that is private to the binding."""
import argparse
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

PROGRAM = """
import org.libhologram.*;

public class Program {
  public static void main(String[] arguments) {
    try (var ex = new HoloExecutor(); var x = ex.buffer(1f, 2f, 3f); var y = ex.buffer(DType.F32, 3)) {
      ex.mul(x, 2.5, y);
      System.out.println(ex.sum(y));
    }
    System.out.println(HoloExecutor.liveHandles());
  }
}
"""
DOCUMENTED = '''
import java.nio.FloatBuffer;
import org.libhologram.*;

public class Program {
  public static void main(String[] arguments) {
%s
  }
}
'''
ARGUMENTS = None


class PackageTest(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        self.folder = pathlib.Path(self.directory.name)
        for jar in ARGUMENTS.jars:
            shutil.copy(jar, self.folder)
        self.jars = sorted(str(path) for path in self.folder.glob("*.jar"))

    def run_program(self, jars, *options, program=PROGRAM):
        (self.folder / "Program.java").write_text(program, encoding="utf-8")
        subprocess.run([ARGUMENTS.javac, "-cp", ":".join(self.jars), "Program.java"], cwd=self.folder, check=True)
        command = [ARGUMENTS.java, "-Duser.home=" + str(self.folder), *options, "-cp", ":".join([*jars, "."]), "Program"]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True,
                              env={"PATH": "/usr/bin:/bin"}, check=False)

    def test_a_program_needs_nothing_else(self):
        for _ in range(2):  # the second one finds the files where the first one put them
            result = self.run_program(self.jars)
            self.assertEqual((result.stdout, result.stderr), ("15.0\n0\n", ""))
        cached = list((self.folder / ".cache" / "libhologram").rglob("*"))
        self.assertEqual(sorted(path.name for path in cached if path.is_file()), ["libcpuid.so.16", "libhologram_java.so"])

    def test_the_documentation_runs(self):
        text = (ARGUMENTS.examples.parent / "docs" / "bindings.md").read_text(encoding="utf-8")
        documented = re.findall(r"print `(.*)`. Java:\n\n((?: {4}.*\n)+)", text)
        self.assertEqual(len(documented), 2)
        for printed, code in documented:
            result = self.run_program(self.jars, program=DOCUMENTED % code)
            self.assertEqual((result.stdout, result.stderr), (printed + "\n", ""))

    def test_damaged_files_are_replaced(self):
        self.assertEqual(self.run_program(self.jars).returncode, 0)
        library = next((self.folder / ".cache" / "libhologram").rglob("libhologram_java.so"))
        library.write_bytes(b"no library")
        self.assertEqual(self.run_program(self.jars).stdout, "15.0\n0\n")

    def test_another_folder_is_tried_if_the_first_cannot_be_written(self):
        (self.folder / ".cache").write_text("not a folder", encoding="utf-8")
        result = self.run_program(self.jars, "-Djava.io.tmpdir=" + str(self.folder))
        self.assertEqual(result.stdout, "15.0\n0\n")

    def test_a_missing_library_is_told_with_all_that_was_tried(self):
        classes = [jar for jar in self.jars if "natives" not in jar]
        result = self.run_program(classes)
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("the native library of libhologram cannot be loaded on linux-", result.stderr)
        self.assertIn("the class path has no /META-INF/native/linux-", result.stderr)
        self.assertIn("java.library.path: ", result.stderr)
        result = self.run_program(self.jars, "-Dorg.libhologram.path=/nowhere.so")
        self.assertIn("/nowhere.so: ", result.stderr)

    def test_the_examples_print_what_they_should(self):
        data = ARGUMENTS.examples / "data"
        for name, expected, *files in (
                ("Classify", "iris_expected.txt", data / "iris.csv", data / "iris_network.csv"),
                ("Mandelbrot", "mandelbrot_expected.txt", ARGUMENTS.examples / "programs" / "mandelbrot.holo")):
            with self.subTest(name=name):
                command = [ARGUMENTS.java, "-Duser.home=" + str(self.folder), "-cp", ":".join(self.jars),
                           ARGUMENTS.examples / "java" / f"{name}.java", *files]
                result = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
                self.assertEqual((result.stdout, result.stderr), ((data / expected).read_text(encoding="utf-8"), ""))

    def test_public_signatures_name_nothing_private(self):
        jar = next(jar for jar in self.jars if "natives" not in jar)
        with zipfile.ZipFile(jar) as archive:
            classes = [name[:-6].replace("/", ".") for name in archive.namelist() if name.endswith(".class")]
        self.assertTrue(all(name.startswith("org.libhologram.") for name in classes), classes)
        text = subprocess.run([pathlib.Path(ARGUMENTS.javac).with_name("javap"), "-public", "-cp", jar, *classes],
                              check=True, capture_output=True, text=True).stdout
        public = "".join(block for block in re.split(r"(?m)^(?=Compiled from)", text)
                         if re.search(r"(?m)^public ", block))
        self.assertIn("public void add(org.libhologram.HoloBuffer, double, org.libhologram.HoloBuffer)", text)
        self.assertIn("public void add(float[], double, float[])", text)
        for word in ("SWIGTYPE", "BigInteger", "finalize", "HologramNative", "JNI"):
            self.assertNotIn(word, public)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--java", required=True)
    parser.add_argument("--javac", required=True)
    parser.add_argument("--jars", nargs="+", required=True)
    parser.add_argument("--examples", type=pathlib.Path, required=True)
    ARGUMENTS = parser.parse_args()
    unittest.main(argv=sys.argv[:1])

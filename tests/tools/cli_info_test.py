"""`hologram info` and the command line as such."""

import json
import os
import subprocess

from cli_support import CliTestCase, Program
from numpy_oracle import DTYPES


class InfoTest(CliTestCase):
    def test_json_describes_library_machine_and_operations(self):
        info = json.loads(self.succeed("info", "--json"))
        self.assertRegex(info["version"], r"^\d+\.\d+\.\d+$")
        self.assertGreaterEqual(info["cpu"]["usable_cpus"], 1)
        self.assertLessEqual(info["cpu"]["usable_cpus"], len(os.sched_getaffinity(0)))
        self.assertIn(info["simd"]["chosen"], info["simd"]["supported"])
        ops = {op["name"]: op for op in info["ops"]}
        self.assertEqual([op["code"] for op in info["ops"]], list(range(1, len(ops) + 1)))
        self.assertEqual([t["dtype"] for t in ops["add"]["dtypes"]], list(DTYPES)[:-1])
        self.assertEqual([t["result_dtype"] for t in ops["sum"]["dtypes"]],
                         ["f32", "f64", "f32", "f32"] + 4 * ["i64"] + 4 * ["u64"])
        self.assertEqual(ops["where"]["dtypes"][0]["input_dtypes"], ["bool8", "f32", "f32"])
        self.assertEqual((ops["fma"]["shape"], ops["fma"]["input_count"]), ("map", 3))
        self.assertEqual((ops["dot"]["shape"], ops["dot"]["input_count"]), ("reduce", 2))

    def test_text_names_every_operation(self):
        text = self.succeed("info")
        for op in json.loads(self.succeed("info", "--json"))["ops"]:
            self.assertRegex(text, rf"\b{op['name']}\b")

    def test_the_environment_caps_the_level(self):
        environment = {**os.environ, "HOLOGRAM_SIMD": "scalar"}
        info = json.loads(self.succeed("info", "--json", env=environment))
        self.assertEqual(info["simd"]["chosen"], "scalar")


class CommandLineTest(CliTestCase):
    def test_help_and_version_succeed(self):
        self.assertIn("apply", self.succeed("--help"))
        self.assertIn("-o", self.succeed("apply", "--help"))
        self.assertRegex(self.succeed("--version"), r"^hologram \d+\.\d+\.\d+\n$")

    def test_no_command_an_unknown_one_or_an_unknown_option_is_a_usage_error(self):
        for arguments in ([], ["info", "--frobnicate"], ["bench", "--json", "--csv"], ["apply"], ["apply", "-o"],
                          ["--"], ["info", "extra"], ["apply", "--frobnicate"]):
            self.fail_with(2, *arguments)
        self.assertIn("did you mean 'info'?", self.fail_with(2, "inf"))
        self.assertIn("info ops apply eval asm canon run bench", self.fail_with(2, "frobnicate"))

    def test_output_that_cannot_be_written_is_a_failure(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([Program.path, "info"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("No space left", done.stderr)

"""`hologram bench --quick`: that every form of its report is whole. How fast it is belongs to bench/."""

import csv
import io
import json
import os
import shutil
import stat
import unittest
import xml.etree.ElementTree

from cli_support import CliTestCase

SIZES = [256, 1024, 3072, 4096, 16384, 65536, 1048576, 16777216]


class BenchTest(CliTestCase):
    def test_json_and_plot(self):
        before = os.sched_getaffinity(0)
        picture = self.file("a 'strange' \"$(name)\".svg")
        drawn = shutil.which("gnuplot") is not None
        report = json.loads(self.succeed("bench", "--quick", "--json", *(["--plot", picture] if drawn else [])))
        self.assertEqual([row["n"] for row in report["results"]], SIZES)
        for row in report["results"]:
            for way in ("handles", "kernel", "plain_loop", "stream"):
                self.assertGreater(row[way]["ns"], 0)
                self.assertLessEqual(row[way]["low_quartile_ns"], row[way]["high_quartile_ns"])
                self.assertAlmostEqual(row[way]["gb_per_s"] * row[way]["ns"] / row["size_bytes"], 1)
            self.assertAlmostEqual(row["stream"]["share_of_stream"], 1)
        ancestor = {row["n"]: row["ancestor"] for row in report["results"]}
        self.assertEqual(ancestor[1024], {"simd_ns": 245, "isa_ns": 1.07e6})
        self.assertEqual(ancestor[16384], {"simd_ns": None, "isa_ns": 141e6})
        self.assertEqual(report["call_overhead"]["n"], 16)
        self.assertEqual(os.sched_getaffinity(0), before)
        if drawn:
            root = xml.etree.ElementTree.parse(picture).getroot()
            self.assertTrue(root.tag.endswith("svg"))
            text = "".join(root.itertext())
            for words in ("through handles", "bare kernel", "plain loop", "ancestor, SIMD", "ancestor, ISA"):
                self.assertIn(words, text)

    def test_csv_at_a_capped_level(self):
        rows = list(csv.DictReader(io.StringIO(self.succeed("bench", "--quick", "--csv", "--simd", "scalar"))))
        self.assertEqual([int(row["n"]) for row in rows], SIZES)
        self.assertEqual((rows[0]["ancestor_simd_ns"], rows[3]["ancestor_simd_ns"]), ("195", ""))
        for row in rows:
            self.assertAlmostEqual(float(row["stream_ns"]) / float(row["handles_ns"]),
                                   float(row["handles_share_of_stream"]), 3)

    def test_programs(self):
        report = json.loads(self.succeed("bench", "--programs", "--quick", "--json"))
        rows = report["results"]
        self.assertEqual(len({row["program"] for row in rows}), 6)
        for row in rows:
            self.assertGreater(row["program_ns"], 0)
            self.assertGreater(row["kernels_ns"], 0)
        self.assertEqual({row["ancestor_isa_ns"] for row in rows if row["program"] == "x + w" and row["n"] == 16384},
                         {141e6})
        self.assertGreater(report["from_text_ns"], report["remembered_ns"])
        table = self.succeed("bench", "--programs", "--quick")
        self.assertRegex(table, r"relu\(x\*w \+ b\) +16384 ")
        self.assertIn("141 ms", table)
        self.fail_with(2, "bench", "--programs", "--csv")

    def test_the_table_has_a_line_per_size(self):
        table = self.succeed("bench", "--quick")
        for n in SIZES:
            self.assertRegex(table, rf"(?m)^ *{n} ")
        self.assertIn("10.0 ms", table)  # the ancestor's ISA at 4096


class PlotRefusesTest(CliTestCase):
    """Found before the measurements begin, so each case is quick."""

    def test_no_gnuplot(self):
        message = self.fail_with(1, "bench", "--plot", self.file("out.svg"), env={"PATH": self.directory.name})
        self.assertIn("gnuplot", message)

    def test_no_place_for_the_picture(self):
        if shutil.which("gnuplot") is None:
            raise unittest.SkipTest("gnuplot is not installed")
        self.assertIn("No such file", self.fail_with(1, "bench", "--plot", self.file("absent/out.svg")))

    def test_a_gnuplot_that_fails(self):
        fake = self.file("gnuplot")
        with open(fake, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\necho broken >&2\nexit 3\n")
        os.chmod(fake, stat.S_IRWXU)
        environment = {"PATH": f"{self.directory.name}:{os.environ['PATH']}"}
        done = self.run_program("bench", "--quick", "--csv", "--plot", self.file("out.svg"), env=environment)
        self.assertEqual(done.returncode, 1)
        self.assertIn("broken", done.stderr)
        self.assertFalse(os.path.exists(self.file("out.svg")))

"""`hologram ops`: the table, one operation, and JSON."""

import json
import os
import re
import shlex

import numpy as np

from cli_support import SAMPLE, CliTestCase
from numpy_oracle import DTYPES


class OpsTest(CliTestCase):
    def operations(self):
        return json.loads(self.succeed("ops", "--json"))

    def test_the_table_has_every_operation_and_fits_80_columns(self):
        table = self.succeed("ops")
        for op in self.operations():
            self.assertRegex(table, rf"(?m)^{op['name']}( |$)")
        for line in table.splitlines():
            self.assertLessEqual(len(line), 80, line)
        self.assertRegex(table, r"(?m)^sub +a\* b\* +numbers +same +exact +Subtracts the")
        self.assertRegex(table, r"(?m)^add +a b\* +numbers +same +exact +Adds two buffers\.$")
        self.assertRegex(table, r"(?m)^eq +a b\* +all +bool8 +exact ")
        self.assertRegex(table, r"(?m)^dot +a b +numbers +wider +bound ")
        self.assertRegex(table, r"(?m)^gather +x index +all +same +exact ")
        self.assertRegex(table, r"(?m)^iota +start\* step\* +numbers +same +exact ")

    def test_one_operation_is_told_whole(self):
        for op in self.operations()[::SAMPLE]:
            with self.subTest(op=op["name"]):
                text = self.succeed("ops", op["name"])
                self.assertTrue(text.startswith(f"{op['name']}: {op['summary']}\n"))
                words = " ".join(text.split())
                for part in (*op["functions"], op["formula"], op["special_values"], *(t["dtype"] for t in op["dtypes"]),
                             op["dtypes"][0]["accuracy"], f"hologram apply {op['name']} "):
                    self.assertIn(" ".join(part.split()), words)
        self.assertIn("a is bool8", self.succeed("ops", "where"))
        self.assertIn("i64 of i8 i16 i32", self.succeed("ops", "sum"))
        for name in ("gather", "scatter"):
            self.assertIn("index is i64 or i32", self.succeed("ops", name))
        self.assertIn("out[index[i]] = x[i]", self.succeed("ops", "scatter"))
        self.assertRegex(self.succeed("ops", "cumsum"), r"formula +out\[i\] = x\[0\] \+ ")

    def test_shapes_have_names(self):
        shapes = {op["name"]: op["shape"] for op in self.operations()}
        for name, shape in (("add", "map"), ("sum", "reduce"), ("reverse", "array"), ("cumsum", "array"),
                            ("iota", "sequence"), ("gather", "gather"), ("scatter", "scatter"), ("layer_norm", "norm")):
            self.assertEqual(shapes[name], shape)
            self.assertRegex(self.succeed("ops", name), rf"(?m)^shape +{shape}$")

    def test_the_examples_work(self):
        """On files of the names in them, with elements that the operation takes."""
        for op in self.operations()[::SAMPLE]:
            entry = op["dtypes"][0]
            names = re.search(r"\((.*)\)", op["functions"][0])[1].split(", ")
            for name, dtype in zip(names, entry["input_dtypes"]):
                shape = (4,) if name in ("weight", "bias") else (3, 4)
                self.save_typed(f"{name}.npy", np.zeros(shape, DTYPES[dtype]), dtype)
            text = re.sub(r"\n {8,}(?! |hologram)", " ", self.succeed("ops", op["name"]))  # long lines are broken
            examples = re.findall(r"hologram (apply .*)", text)
            self.assertEqual(len(examples), 2 if op["rows"] and op["shape"] != "norm" else 1)
            for example in examples:
                with self.subTest(example):
                    self.succeed(*shlex.split(example), cwd=self.directory.name)
                    if op["shape"] != "reduce" or "--axis" in example:
                        os.remove(self.file("out.npy"))

    def test_json_is_that_of_info(self):
        self.assertEqual(self.operations(), json.loads(self.succeed("info", "--json"))["ops"])
        self.assertEqual(json.loads(self.succeed("ops", "clip", "--json")),
                         next(op for op in self.operations() if op["name"] == "clip"))
        sub = json.loads(self.succeed("ops", "sub", "--json"))
        self.assertEqual(sub["functions"], ["holo_sub(a, b)", "holo_sub_scalar(a, &b)", "holo_scalar_sub(&a, b)"])
        for name, functions in (("iota", ["holo_iota(&start, &step)"]), ("gather", ["holo_gather(x, index)"]),
                                ("sum", ["holo_sum(x)", "holo_sum_axis(x, rows, cols, axis)"]),
                                ("softmax", ["holo_softmax(x)", "holo_softmax_rows(x, rows, cols)"]),
                                ("rms_norm", ["holo_rms_norm(x, weight, &epsilon)",
                                              "holo_rms_norm_rows(x, weight, &epsilon, rows, cols)"])):
            op = json.loads(self.succeed("ops", name, "--json"))
            self.assertEqual(op["functions"], functions)
            self.assertEqual((op["axis"], op["index_i32"]), (name == "sum", name == "gather"))

    def test_near_misses(self):
        self.assertIn("did you mean 'clip'?", self.fail_with(2, "ops", "clp"))
        self.assertIn("did you mean 'ops'?", self.fail_with(2, "op"))
        self.fail_with(2, "ops", "add", "sub")

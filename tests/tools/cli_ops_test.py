"""`hologram ops`: the table, one operation, and JSON."""

import json

from cli_support import SAMPLE, CliTestCase


class OpsTest(CliTestCase):
    def operations(self):
        return json.loads(self.succeed("ops", "--json"))

    def test_the_table_has_every_operation_and_fits_80_columns(self):
        table = self.succeed("ops")
        for op in self.operations():
            self.assertRegex(table, rf"(?m)^{op['name']} ")
        for line in table.splitlines():
            self.assertLessEqual(len(line), 80, line)
        self.assertRegex(table, r"(?m)^sub +a\* b\* +numbers +same +exact +Subtracts the")
        self.assertRegex(table, r"(?m)^add +a b\* +numbers +same +exact +Adds two buffers\.$")
        self.assertRegex(table, r"(?m)^eq +a b\* +all +bool8 +exact ")
        self.assertRegex(table, r"(?m)^dot +a b +numbers +wider +bound ")

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

    def test_json_is_that_of_info(self):
        self.assertEqual(self.operations(), json.loads(self.succeed("info", "--json"))["ops"])
        self.assertEqual(json.loads(self.succeed("ops", "clip", "--json")),
                         next(op for op in self.operations() if op["name"] == "clip"))
        sub = json.loads(self.succeed("ops", "sub", "--json"))
        self.assertEqual(sub["functions"], ["holo_sub(a, b)", "holo_sub_scalar(a, &b)", "holo_scalar_sub(&a, b)"])

    def test_near_misses(self):
        self.assertIn("did you mean 'clip'?", self.fail_with(2, "ops", "clp"))
        self.assertIn("did you mean 'ops'?", self.fail_with(2, "op"))
        self.fail_with(2, "ops", "add", "sub")

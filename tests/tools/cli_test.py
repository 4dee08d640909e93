"""Tests of the hologram program; usage: cli_test.py PROGRAM [unittest arguments].

The seed of the random arrays is fixed (cli_support.SEED), so that a failure comes again."""

import os
import sys
import unittest

from cli_apply_test import *  # noqa: F401,F403 the cases
from cli_array_test import *  # noqa: F401,F403
from cli_axis_test import *  # noqa: F401,F403
from cli_bench_test import *  # noqa: F401,F403
from cli_eval_test import *  # noqa: F401,F403
from cli_info_test import *  # noqa: F401,F403
from cli_large_test import *  # noqa: F401,F403
from cli_malformed_test import *  # noqa: F401,F403
from cli_operand_test import *  # noqa: F401,F403
from cli_ops_test import *  # noqa: F401,F403
from cli_program_test import *  # noqa: F401,F403
from cli_support import Program

if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    Program.path = os.path.abspath(sys.argv.pop(1))
    unittest.main()

#!/usr/bin/env bash
# exhaustive.sh — the largest error of every approximated operation over all inputs of f32 and four million
# of f64, on every SIMD level: `exhaustive.sh [OPERATION …]`, default all. One takes 2 to 10 minutes.
#
# It prints what docs/accuracy.md holds, and fails where a bound in lib/ops/ops.def is too small.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
tools/setup.sh test
cmake --preset release
cmake --build --preset release --target exhaustive_test
cases=()
for op in "$@"; do cases+=("$op" "${op}_f64"); done
wanted=$(IFS=,; echo "${cases[*]}")
HOLO_EXHAUSTIVE_STRIDE=1 build/release/tests/kernels/exhaustive_test --run_test="${wanted:-*}" --log_level=message --color_output=no

#!/usr/bin/env bash
# exhaustive.sh — the largest error of every approximated operation over all inputs of f32 and four million
# of f64, on every SIMD level, and its correct rounding in the mode `correct`: `exhaustive.sh [OPERATION …]`, default all.
# Each takes minutes.
#
# It prints what docs/accuracy.md holds, and fails where a bound in lib/ops/ops.def is too small or a case is missing in
# lib/kernels/hard_cases.inc. `exhaustive.sh --hashes` only compares all results with tests/kernels/block_hashes.txt, which
# takes a quarter of an hour.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
tools/setup.sh test
cmake --preset release
cmake --build --preset release --target exhaustive_test correct_test block_hash_test
tests=build/release/tests
if [ "${1:-}" = --hashes ]; then
  HOLO_BLOCKS=all exec "$tests/kernels/block_hash_test" --color_output=no
fi
cases=() unary=()
for op in "$@"; do cases+=("$op" "${op}_f64") unary+=("$op"); done
wanted=$(IFS=,; echo "${cases[*]}")
wanted_unary=$(IFS=,; echo "${unary[*]}")
export HOLO_EXHAUSTIVE_STRIDE=1
"$tests/kernels/exhaustive_test" --run_test="${wanted:-*}" --log_level=message --color_output=no
"$tests/accuracy/correct_test" --run_test="${wanted_unary:-*}" --color_output=no

#!/usr/bin/env bash
# fuzz.sh — the fuzz targets by libFuzzer, one after another: `fuzz.sh [SECONDS [TARGET…]]`, of each, default 600 and all of
# them. What they find stays in build/fuzz/found. `fuzz.sh merge` keeps of that what reaches more, in as few files as it takes,
# as tests/fuzz/corpus.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
tools/setup.sh build fuzz
export ASAN_OPTIONS=allocator_may_return_null=1:detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1
seconds=${1:-600}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(program_text program_expression program_launch)
cmake --preset fuzz
cmake --build --preset fuzz --target "${targets[@]/%/_fuzz}"
for target in "${targets[@]}"; do
  program=build/fuzz/tests/fuzz/${target}_fuzz corpus=tests/fuzz/corpus/$target found=build/fuzz/found/$target
  mkdir -p "$found"
  if [ "$seconds" = merge ]; then
    merged=$(mktemp -d)
    "$program" -merge=1 -max_len=600 "$merged" "$corpus" "$found"
    rm -f "$corpus"/*
    mv "$merged"/* "$corpus"
    rmdir "$merged"
  else
    "$program" -max_total_time="$seconds" -max_len=4096 -timeout=10 -malloc_limit_mb=4096 -dict=tests/fuzz/program_words.dict \
      -artifact_prefix="build/fuzz/$target-" -print_final_stats=1 "$found" "$corpus"
  fi
done

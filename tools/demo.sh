#!/usr/bin/env bash
# demo.sh — sets up, builds, and shows what this machine can do: its CPU, an operation on a data file, a benchmark.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

tools/setup.sh build

log=$(mktemp)
trap 'rm -f "$log"' EXIT
quietly() {
  if ! "$@" >"$log" 2>&1; then
    cat "$log" >&2
    echo "demo.sh: failed: $*" >&2
    exit 1
  fi
}
build() {  # ninja keeps to one line on a terminal; elsewhere it would fill pages
  if [ -t 1 ]; then cmake --build --preset release "$@"; else quietly cmake --build --preset release "$@"; fi
}

echo "Building …"
quietly cmake --preset release
build --target hologram_cli

PATH=$PWD/build/release/tools/hologram:$PATH
show() {
  printf '\n$ %s\n' "$*"
  "$@"
}
show hologram info
show hologram apply sub examples/data/elnino_sst.npy examples/data/elnino_usual.npy -o build/anomaly.npy
show hologram bench --quick

#!/usr/bin/env bash
# test.sh — sets up, builds, and runs every test: `test.sh [preset …]`, default release.
#
# Several presets are all built first; then one ctest run takes the tests of all, each named "preset: test", so that
# one summary speaks for everything.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

presets=("${@:-release}")
groups=(test bindings)
[[ " ${presets[*]} " != *" aarch64 "* ]] || groups+=(cross)
tools/setup.sh "${groups[@]}"

log=$(mktemp)
trap 'rm -f "$log"' EXIT
quietly() {
  if ! "$@" >"$log" 2>&1; then
    cat "$log" >&2
    echo "test.sh: failed: $*" >&2
    exit 1
  fi
}
build() {  # ninja keeps to one line on a terminal; elsewhere it would fill pages
  if [ -t 1 ]; then cmake --build --preset "$1"; else quietly cmake --build --preset "$1"; fi
}

for preset in "${presets[@]}"; do
  echo "Building $preset …"
  quietly cmake --preset "$preset"
  build "$preset"
done

if [ ${#presets[@]} -eq 1 ]; then
  ctest --preset "${presets[0]}"
  exit
fi

mkdir -p build/all
python3 - "${presets[@]}" >build/all/CTestTestfile.cmake <<'EOF'
# Prints one test file made of those of several build folders; names get their preset in front.
import json
import subprocess
import sys

NAMES = {"DEPENDS", "FIXTURES_CLEANUP", "FIXTURES_REQUIRED", "FIXTURES_SETUP"}


def quoted(value):
    items = value if isinstance(value, list) else [value]
    return "[====[" + ";".join(str(item).replace(";", "\\;") for item in items) + "]====]"


for preset in sys.argv[1:]:
    listing = subprocess.run(["ctest", "--preset", preset, "--show-only=json-v1"], check=True, capture_output=True)
    tests = json.loads(listing.stdout)["tests"]
    if not tests:
        sys.exit(f"test.sh: preset {preset} has no tests")
    for test in tests:
        name = quoted(f"{preset}: {test['name']}")
        print(f"add_test({name} {' '.join(quoted(word) for word in test.get('command', ['NOT_AVAILABLE']))})")
        for entry in test["properties"]:
            value = entry["value"]
            if entry["name"] in NAMES:
                value = [f"{preset}: {item}" for item in value]
            print(f"set_tests_properties({name} PROPERTIES {entry['name']} {quoted(value)})")
EOF
ctest --test-dir build/all --output-on-failure --no-tests=error --parallel 2

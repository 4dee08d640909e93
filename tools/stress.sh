#!/usr/bin/env bash
# stress.sh — the long runs that tools/test.sh leaves out: `stress.sh [SECONDS]`, the time of each race, default 60.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
tools/setup.sh test
cmake --preset release
cmake --build --preset release
HOLO_STRESS_SECONDS=${1:-60} ctest --test-dir build/release --build-config stress --label-regex 'race|stress' \
  --output-on-failure --no-tests=error

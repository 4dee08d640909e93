#!/usr/bin/env bash
# setup.sh — installs from Debian what is missing here: `setup.sh [build] [test] [bindings] [bench] [cross] [style]
# [fuzz]`, default all but the last.
#
# build: what `cmake --preset release` and building take; test: that, and what the tests run; bindings: the languages of
# bindings/, and SWIG (the .NET SDK is not Debian's: docs/bindings.md); bench: build, and the benchmarks; cross: what 64-bit
# ARM takes besides; style: what checks the layout of the sources; fuzz: clang and its libFuzzer. When nothing is missing it
# ends at once and needs neither network nor root.
set -euo pipefail

build=(g++ cmake make ninja-build pkg-config ccache libhwy-dev libcpuid-dev libboost-dev libboost-test-dev
  libcli11-dev nlohmann-json3-dev libfmt-dev gnuplot-nox python3)
test=("${build[@]}" binutils libmpfr-dev python3-numpy qemu-user)
bindings=(swig openjdk-17-jdk-headless junit5 python3-dev python3-numpy python3-pip python3-wheel mypy python3-distributed
  python3-matplotlib)
bench=("${build[@]}" libbenchmark-dev libeigen3-dev libsleef-dev libvolk2-dev libxnnpack-dev libpthreadpool-dev libcpuinfo-dev
  libdnnl-dev python3-dev python3-numpy python3-numexpr python3-matplotlib)
cross=(g++-aarch64-linux-gnu qemu-user)
style=(clang-format-14)
fuzz=("${build[@]}" clang-14 libclang-rt-14-dev)

[ $# -gt 0 ] || set -- build test bindings bench cross style
wanted=()
for group in "$@"; do
  case $group in
    build) wanted+=("${build[@]}") ;;
    test) wanted+=("${test[@]}") ;;
    bindings) wanted+=("${bindings[@]}") ;;
    bench) wanted+=("${bench[@]}") ;;
    cross) wanted+=("${cross[@]}") ;;
    style) wanted+=("${style[@]}") ;;
    fuzz) wanted+=("${fuzz[@]}") ;;
    *)
      echo "usage: tools/setup.sh [build] [test] [bindings] [bench] [cross] [style] [fuzz]" >&2
      exit 2
      ;;
  esac
done

if ! command -v dpkg-query >/dev/null; then
  echo "setup.sh: this is not Debian or a relative of it. Install these packages, or what they are called here:" >&2
  printf '%s\n' "${wanted[@]}" | sort -u | paste -sd ' ' >&2
  exit 1
fi

installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${wanted[@]}" 2>/dev/null | sed -n 's/ installed$//p' || true)
mapfile -t missing < <(comm -23 <(printf '%s\n' "${wanted[@]}" | sort -u) <(sort -u <<<"$installed"))
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! sudo -n true 2>/dev/null; then
    echo "setup.sh: packages are missing, and installing them takes root. Run this, then try again:" >&2
    echo "sudo apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo -n)
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
quietly() {
  if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive "$@" >"$log" 2>&1; then
    cat "$log" >&2
    echo "setup.sh: failed: $*" >&2
    exit 1
  fi
}
echo "Installing ${missing[*]} …"
quietly apt-get update
quietly apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}"

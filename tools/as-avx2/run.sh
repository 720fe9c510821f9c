#!/usr/bin/env bash
# Runs a command as on a processor that has AVX2 and nothing newer: no AVX-512, VNNI, BF16 or AMX. Linux on x64, where the processor can trap
# CPUID (the flag cpuid_fault in /proc/cpuinfo); otherwise it says so and exits with 3. Needs a C compiler. A .NET program in which a null reference
# is dereferenced may end under it with a segmentation fault: the runtime takes that signal too.
#   tools/as-avx2/run.sh dotnet test --project tests/Inference.Tests
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if ! grep -qm1 '^flags.* cpuid_fault' /proc/cpuinfo 2>/dev/null; then
    echo "This processor, or this system, cannot trap CPUID: a processor with AVX2 alone cannot be imitated here." >&2
    exit 3
fi
command -v cc >/dev/null || { echo "There is no C compiler (cc)." >&2; exit 3; }
library=$(mktemp -d)/libhide.so
trap 'rm -rf "$(dirname "$library")"' EXIT
cc -O2 -shared -fPIC -o "$library" "$here/hide.c" -ldl
LD_PRELOAD="$library" "$@"

#!/usr/bin/env bash
# One line: this machine's processor, and which of the features that decide the speed of products it has and lacks.
#   tools/cpu-features.sh [FILE]    FILE is in the form of /proc/cpuinfo, which is the default
set -uo pipefail
info=${1:-/proc/cpuinfo}
field() { sed -nE "s/^$1[[:space:]]*:[[:space:]]*(.*)$/\1/p" "$info" 2>/dev/null | sed -n 1p; }

# x86 says "flags", Arm "Features" and often no name.
if flags=$(field flags) && [[ -n $flags ]]; then
    wanted=(avx2 avx512f avx512_vnni avx_vnni avx512_bf16 amx_int8 amx_bf16)
elif flags=$(field Features) && [[ -n $flags ]]; then
    wanted=(asimddp i8mm bf16)
else
    echo "Processor: unknown"
    exit 0
fi

name=$(field "model name")
has=() lacks=()
for feature in "${wanted[@]}"; do
    if [[ " $flags " == *" $feature "* ]]; then has+=("$feature"); else lacks+=("$feature"); fi
done
echo "Processor: ${name:-unknown name}; has ${has[*]:-none} of the features that matter; lacks ${lacks[*]:-none}"

#!/usr/bin/env bash
# Measures how much the logits of the default models differ between this processor and one with AVX2 only, emulated by tools/as-avx2/run.sh.
#   bench/kernels.sh [TRANSLATION_TEXTS CLASSIFICATION_TEXTS]    files with one text per line; default: those of tests/Clients/sentences.json
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
dotnet build bench/Kernels -c Release -v quiet
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sentences() { node -e 'for (const text of JSON.parse(require("fs").readFileSync("tests/Clients/sentences.json"))[process.argv[1]]) console.log(text)' "$1"; }
translation=${1:-$work/translation} classification=${2:-$work/classification}
[[ $# -ge 1 ]] || sentences translation > "$translation"
[[ $# -ge 2 ]] || sentences text-classification > "$classification"
kernels=bench/Kernels/bin/Release/net10.0/TransformerService.Kernels
for model in en-fr sentiment intent; do
    texts=$classification
    [[ $model = en-fr ]] && texts=$translation
    for variant in student teacher; do
        "$kernels" record models/$model $variant "$texts" "$work/here" > "$work/cpu"
        tools/as-avx2/run.sh "$kernels" record models/$model $variant "$texts" "$work/avx2" "$work/here" > "$work/other"
        echo "$model $variant, $(cat "$work/cpu") against $(cat "$work/other"): $("$kernels" compare "$work/here" "$work/avx2")"
    done
done

#!/usr/bin/env bash
# Measures every figure of docs/benchmarks.md, one after the other (about 20 minutes on 2 idle cores), and leaves tables, JSON and charts in a folder:
#   bench/figures.sh FOLDER [MODELS]
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=${1:?Give the folder for the figures.}
models=${2:-$root/models}
mkdir -p "$out"
out=$(cd "$out" && pwd)
cd "$root"

# Each step's table goes to its file; a missed bound is a result and does not stop the script.
figure() {
    local name=$1
    shift
    echo "== $name" >&2
    "$@" >"$out/$name.txt" || echo "$name: ended with $?" >&2
}

bench/engine.sh write --folder "$out/engine-model"
figure engine bench/engine.sh --folder "$out/engine-model" --json "$out/engine.json"
figure profile bench/engine.sh --folder "$out/engine-model" --profile
for scenario in translation classification latency overload neighbour shadow; do
    figure "$scenario" bench/load.sh "$scenario" --models "$models" --json "$out/$scenario.json" --svg "$out/$scenario.svg"
done
figure overload-mix bench/load.sh overload --mix --models "$models" --json "$out/overload-mix.json"
figure door bench/load.sh door --models "$out/engine-model" --json "$out/door.json" --svg "$out/door.svg"
figure soak bench/soak.sh --seconds 600 --clients 32 --trouble 30 --mark-seconds 60 --growth 5 -- --Models:Path="$models" --Batching:MaxQueuedRows=128
figure micro dotnet run -c Release --project bench/Micro -- --filter '*' --job short

#!/usr/bin/env bash
# What a cascade gains on held-out texts, and what it costs. See bench/cascade.py.
#
#   bench/cascade.sh [DATA]
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
for project in src/Api bench/Micro; do
    dotnet build "$root/$project" -c Release --nologo -v quiet -clp:NoSummary || { echo "The build of $project failed." >&2; exit 1; }
done

exec python3 "$root/bench/cascade.py" "$@"

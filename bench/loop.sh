#!/usr/bin/env bash
# The whole circle in small, about two minutes: a student that knows one domain serves traffic of another one too, shadow mode finds that
# it strays, improve makes its next version, which becomes a canary and is promoted by evidence. See bench/loop.py.
#
#   bench/loop.sh [seed] [share of the second domain, 0.5]
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export CONFIGURATION=${CONFIGURATION:-Release}
for project in src/Api src/Distillation; do
    dotnet build "$root/$project" -c "$CONFIGURATION" --nologo -v quiet -clp:NoSummary || { echo "The build of $project failed." >&2; exit 1; }
done

exec python3 "$root/bench/loop.py" "$@"

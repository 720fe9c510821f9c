#!/usr/bin/env bash
# Builds the service and the load generator, installs the Node peer if a scenario needs it, and runs a scenario:
#   bench/load.sh translation|classification|latency|overload|neighbour|door|shadow|cache [--seconds 10] [--rounds 3] [--json FILE] [--svg FILE]
#   bench/load.sh compare rest engine --clients 8
#   bench/load.sh tokens --build before=DIR now=DIR --texts FILE
#   bench/load.sh --help
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
for project in src/Api bench/Load; do
    dotnet build "$root/$project" -c Release --nologo -v quiet -clp:NoSummary
done

if [[ ${1:-} == translation || ${1:-} == classification || " $* " == *" node "* ]]; then
    "$root/bench/peers/install.sh"
fi

exec dotnet "$root/bench/Load/bin/Release/net10.0/TransformerService.Load.dll" "$@"

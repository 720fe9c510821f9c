#!/usr/bin/env bash
# Ends the server by SIGTERM under the load of 32 clients (16 REST, 12 gRPC, 4 streams), again and again, and counts the outcome of each call:
#   bench/shutdown.sh [ROUNDS]     20 rounds without and 20 with Shutdown:Delay by default
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
dotnet build tests/Api.Tests --nologo -v quiet -clp:NoSummary
SHUTDOWN_ROUNDS=${1:-20} dotnet test --project tests/Api.Tests --no-build --filter-class '*ShutdownTests' --output Detailed |
    grep -E 'round|failed|succeeded'

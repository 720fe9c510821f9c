#!/usr/bin/env bash
# Writes docs/api.md anew from the server's OpenAPI document and transformer.proto.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
dotnet build tests/Api.Tests --nologo -v quiet -clp:NoSummary
WRITE_API_REFERENCE=1 dotnet test --project tests/Api.Tests --no-build --filter-class '*ApiReferenceTests'

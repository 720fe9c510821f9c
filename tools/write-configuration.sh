#!/usr/bin/env bash
# Writes docs/configuration.md from the server's options classes and their doc comments.
#   tools/write-configuration.sh --check    writes nothing and fails if the page is not current, or if an option or its doc comment is missing
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
dotnet build tests/Api.Tests --nologo -v quiet -clp:NoSummary
[[ ${1:-} == --check ]] || export WRITE_CONFIGURATION=1
dotnet test --project tests/Api.Tests --no-build --filter-class '*ConfigurationReferenceTests'

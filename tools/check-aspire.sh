#!/usr/bin/env bash
# Builds the sample of an Aspire app host with warnings as errors, and has it write its manifest. Containers need an engine, so that it is not run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
manifest=$(mktemp -d)
trap 'rm -rf "$manifest"' EXIT
dotnet build samples/Aspire -warnaserror
dotnet run --project samples/Aspire --no-build -- --publisher manifest --output-path "$manifest/manifest.json" > "$manifest/log" || { cat "$manifest/log"; exit 1; }
grep -q '"TransformerService__Url": "{translator.bindings.http.url}"' "$manifest/manifest.json" || { cat "$manifest/manifest.json"; exit 1; }
echo "The sample of an Aspire app host builds, and its manifest names the service."

#!/usr/bin/env bash
# Publishes the service for the systems that it is built for and not run on (docs/platforms.md). Fails if one of them cannot be published.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# The build has run the analyzers.
publish() {
    local runtime=$1 native=$2
    dotnet publish src/Api -c Release -r "$runtime" --self-contained false --artifacts-path "$out/artifacts" -o "$out/$runtime" \
        --nologo -v quiet -clp:NoSummary -p:RunAnalyzers=false
    for file in "$native" TransformerService.Api.dll appsettings.json models/en-fr/model.json sbom.cdx.json; do
        [[ -f $out/$runtime/$file ]] || { echo "$runtime: $file is missing in what was published." >&2; exit 1; }
    done
    echo "ok: $runtime"
}

publish win-x64 onnxruntime.dll
publish osx-arm64 libonnxruntime.dylib
publish linux-arm64 libonnxruntime.so

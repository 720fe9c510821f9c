#!/usr/bin/env bash
# Compares the server's engine with a plain loop over ONNX Runtime at one fixed shape, in one run on the same weights:
#   bench/engine.sh [--seconds 4] [--rounds 3] [--json FILE]
#   bench/engine.sh --profile                  where ONNX Runtime's time goes
#   bench/engine.sh decoders                   students of other decoders and layers, with and without a lexical shortlist
#   bench/engine.sh write --folder FOLDER      writes the model only, for bench/load.sh door --models FOLDER
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
dotnet build "$root/bench/Engine" -c Release --nologo -v quiet -clp:NoSummary
exec dotnet "$root/bench/Engine/bin/Release/net10.0/TransformerService.Engine.dll" "$@"

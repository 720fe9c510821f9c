#!/usr/bin/env bash
# Writes the software bills of materials (CycloneDX 1.6): sbom/service.cpu.cdx.json and sbom/service.cuda.cdx.json, which every publish puts beside
# the service as sbom.cdx.json, and sbom/trainer.cdx.json. They are the same on every machine: no time, no serial number.
#   tools/write-sbom.sh --check    writes nothing and fails where one is not current; the one for NVIDIA only where its packages were restored before
# Packages, their hashes, licences and dependencies are listed by CycloneDX's own tool (.config/dotnet-tools.json), from what is restored;
# added are the native libraries inside packages, the models' files, and that packages of which nothing is published serve the build alone.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
packages=${NUGET_PACKAGES:-$HOME/.nuget/packages}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
command -v jq >/dev/null || { echo "write-sbom: jq is not on the PATH (Debian: jq)." >&2; exit 1; }
dotnet tool restore >"$work/log" || { cat "$work/log" >&2; exit 1; }

# FOLDER PATTERN… → a JSON list of the files that fit, with their hashes.
files() {
    local folder=$1
    shift
    (cd "$folder" && find . -type f \( "$@" \) -printf '%P\n' | LC_ALL=C sort | xargs -r -d '\n' sha256sum) |
        jq -R -s '[split("\n")[] | select(. != "") | { type: "file", name: .[66:], hashes: [{ alg: "SHA-256", content: .[:64] }] }]'
}

# The native libraries of each package, as { "name/version": [file…] }.
natives() {
    local package
    jq -r '.libraries | to_entries[] | select(.value.type == "package") | .key' "$1" | while read -r package; do
        files "$packages/$(tr '[:upper:]' '[:lower:]' <<<"$package")" -path 'runtimes/*/native/*' -o -path './runtimes/*/native/*' |
            jq --arg package "$package" '{ ($package): map(select(.name | test("\\.(so|dylib|dll)(\\.[0-9.]+)?$"))) }'
    done | jq -s 'add'
}

# Every variant of every model, with its files.
models() {
    local folder
    for folder in models/*/*/; do
        files "$folder" -name '*' | jq --arg model "$(cut -d/ -f2,3 <<<"$folder")" --slurpfile manifest "$(dirname "$folder")/model.json" \
            '{ type: "machine-learning-model", "bom-ref": "model:\($model)", name: $model, description: $manifest[0].description, licenses: [{ license: { name: $manifest[0].license } }], components: . }'
    done | jq -s '.'
}

# PROJECT NAME FILE MODELS
write() {
    local project=$1 name=$2 file=$3 assets=src/$1/obj/project.assets.json
    dotnet tool run dotnet-CycloneDX -- "src/$project/$project.csproj" -o "$work" -fn "$file" -F UnsafeJson -spv 1.6 -dpr -ns -ilt -sn "$name" \
        -sv "$(sed -nE 's/.*<VersionPrefix>(.*)<.*/\1/p' Directory.Build.props)" >"$work/log" || { cat "$work/log" >&2; exit 1; }
    natives "$assets" >"$work/natives"
    echo "$4" >"$work/models"
    jq --slurpfile assets "$assets" --slurpfile natives "$work/natives" --slurpfile models "$work/models" '
        ([$assets[0].targets["net10.0"] | to_entries[] | select(.value | has("build") and (has("runtime") or has("native") or has("runtimeTargets") or has("dependencies") | not)) | .key]) as $buildOnly
        | del(.metadata.timestamp)
        | .components |= (map("\(.name)/\(.version)" as $key
            | (if $buildOnly | index($key) then .scope = "excluded" else . end)
            | (if ($natives[0][$key] // []) != [] and .scope != "excluded" then .components = $natives[0][$key] else . end)) | sort_by(.purl))
        | .components += $models[0]' "$work/$file" >"$work/new"
    mv "$work/new" "$work/$file"
    if [[ $check == yes ]]; then
        diff -u "sbom/$file" "$work/$file" || { echo "write-sbom: sbom/$file is not current; run tools/write-sbom.sh." >&2; exit 1; }
    else
        mv "$work/$file" "sbom/$file"
    fi
    echo "ok: sbom/$file"
}

check=$([[ ${1:-} == --check ]] && echo yes || echo no)
restore() { OnnxRuntimeBuild=$1 dotnet restore "src/$2" -v quiet; }
all=$(models)
cuda=$packages/microsoft.ml.onnxruntime.gpu/$(sed -nE 's/.*"Microsoft.ML.OnnxRuntime.Gpu" Version="([^"]+)".*/\1/p' Directory.Packages.props)
if [[ $check == no || -d $cuda ]]; then
    restore Cuda Api
    write Api TransformerService service.cuda.cdx.json "$all"
fi

restore Cpu Api
write Api TransformerService service.cpu.cdx.json "$all"
restore Cpu Distillation
write Distillation TransformerService.Distillation trainer.cdx.json '[]'

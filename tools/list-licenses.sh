#!/usr/bin/env bash
# Writes docs/licenses.md: every NuGet package that the program or its tools are restored with, direct or not, and its licence, as the
# package itself says. Needs a restored solution (dotnet restore).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
packages=${NUGET_PACKAGES:-$HOME/.nuget/packages}

# Of each project.assets.json the libraries of type package.
list() {
    cat "$@" | grep -oE '^      "path": "[a-z0-9._-]+/[^"]+"' | sed -E 's/.*: "(.*)"/\1/' | sort -u
}

license() {
    local nuspec
    nuspec=$(echo "$packages/$1"/*.nuspec)
    [[ -f $nuspec ]] || { echo "not restored here"; return; }
    local expression url
    expression=$(sed -nE 's/.*<license type="expression">([^<]+)<.*/\1/p' "$nuspec" | head -n 1)
    url=$(sed -nE 's/.*<licenseUrl>([^<]+)<.*/\1/p' "$nuspec" | head -n 1)
    if [[ -n $expression ]]; then echo "$expression"
    elif grep -q '<license type="file">' "$nuspec"; then echo "in the package: $(sed -nE 's/.*<license type="file">([^<]+)<.*/\1/p' "$nuspec" | head -n 1)"
    else echo "${url:-none stated}"; fi
}

table() {
    echo "| package | version | licence |"
    echo "|---|---|---|"
    list "$@" | grep -v '^\.\.' | while read -r path; do echo "| ${path%/*} | ${path#*/} | $(license "$path") |"; done
}

{
    echo "# Licences of the dependencies"
    echo
    echo "Written by \`tools/list-licenses.sh\` from what is restored. This repository is MIT; models and data have licences of their own, in their model cards."
    echo
    echo "## In the service"
    echo
    table src/{Models,Inference,Api}/obj/project.assets.json
    echo
    echo "The build for NVIDIA has Microsoft.ML.OnnxRuntime.Gpu (MIT) in place of Microsoft.ML.OnnxRuntime; its image also CUDA and cuDNN, under NVIDIA's terms."
    echo
    echo "## In the trainer besides"
    echo
    table src/Distillation/obj/project.assets.json
} >docs/licenses.md
echo "docs/licenses.md lists $(grep -c '^| [a-z]' docs/licenses.md) packages."

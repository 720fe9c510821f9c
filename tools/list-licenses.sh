#!/usr/bin/env bash
# Writes docs/licenses.md: every package that the program, its tests and tools are restored with, direct or not, and its licence, as the
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
    echo "Written by \`tools/list-licenses.sh\` from what is restored. sbom/ lists the same packages with their hashes (\`tools/write-sbom.sh\`); a test compares the two. This repository is MIT; models and data have licences of their own, in their model cards."
    echo
    echo "## In the service"
    echo
    table src/Api/obj/project.assets.json
    echo
    echo "The language profiles in src/Inference/Detection/Profiles are made from the models of Lingua (Apache-2.0)."
    echo
    echo "The console has files of htm, Preact and uPlot: src/Api/WebConsole/Site/vendor/README.md. The build for NVIDIA has Microsoft.ML.OnnxRuntime.Gpu (MIT) in place of Microsoft.ML.OnnxRuntime; its image also CUDA and cuDNN, under NVIDIA's terms."
    echo
    echo "## In the trainer besides"
    echo
    table src/Distillation/obj/project.assets.json
    echo
    echo "## In the client package besides"
    echo
    table src/Client/obj/project.assets.json
    echo
    echo "## In the command-line tool besides"
    echo
    table src/Cli/obj/project.assets.json
    echo
    echo "## In the Aspire integration besides"
    echo
    table src/Aspire.Hosting/obj/project.assets.json
    echo
    echo "## In tests, benchmarks and samples (nothing of it is shipped; with those above)"
    echo
    table tests/*/obj/project.assets.json bench/*/obj/project.assets.json samples/*/obj/project.assets.json
    echo
    echo "From npm, of clients and peers that the server is tested and compared with:"
    echo
    echo "| package | version | licence |"
    echo "|---|---|---|"
    awk -F'"' '/^    "node_modules\// { name = $2; sub(/.*node_modules\//, "", name) }
        /^      "version"/ { version = $4 }
        /^      "license"/ { print "| " name " | " version " | " $4 " |" }' tests/Clients/package-lock.json bench/peers/node/package-lock.json | sort -u
    echo
    echo "## Known vulnerabilities"
    echo
    echo "\`dotnet list package --vulnerable --include-transitive\` names none for any project. **That says nothing where this was run**: the package source there has no vulnerability data (it names none for"
    echo "Newtonsoft.Json 12.0.1 either, which has one). Run it against the public package gallery before a release."
} >docs/licenses.md
echo "docs/licenses.md lists $(grep -c '^| [a-z]' docs/licenses.md) packages."

#!/usr/bin/env bash
# Writes every packages.lock.json, and packages.cuda.lock.json for the build for NVIDIA, from Directory.Packages.props and the project files.
# Run it after a version or a reference was changed, and read what it changed (git diff): a restore in locked mode takes nothing else.
#   tools/lock-packages.sh --verify    also checks the signatures of the packages that are locked (nuget.org signs every package)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
packages=${NUGET_PACKAGES:-$HOME/.nuget/packages}

for build in Cpu Cuda; do
    dotnet restore TransformerService.sln --force-evaluate -p:OnnxRuntimeBuild="$build" -p:RestoreLockedMode=false -v quiet
done
dotnet restore TransformerService.sln -p:RestoreLockedMode=true -v quiet # what is built next is what is built without this script
echo "ok: $(git ls-files --cached --others --exclude-standard '*.lock.json' | grep -c 'packages\(\.cuda\)\?\.lock\.json$') lock files"

[[ ${1:-} == --verify ]] || exit 0
mapfile -t locked < <(git ls-files --cached --others --exclude-standard '*packages*.lock.json' | xargs cat |
    awk -F'"' '/^      "[^"]+": \{/ { name = tolower($2) } $2 == "resolved" { print name "/" tolower($4) }' | sort -u)
for package in "${locked[@]}"; do
    dotnet nuget verify --all -v quiet "$packages/$package/${package/\//.}.nupkg" || { echo "$package is not signed as it should be." >&2; exit 1; }
done
echo "ok: ${#locked[@]} packages are signed"

#!/usr/bin/env bash
# Publishes the service with ONNX Runtime for CUDA, as the Dockerfile's gpu target does, and tries it: the native files are there; with
# Inference:ExecutionProvider=Cuda it refuses to start on a machine without a GPU; with Auto it serves on the CPU there.
#   tools/check-cuda-build.sh [FOLDER]     publishes to FOLDER (a temporary one unless said otherwise)
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
server=
stop() {
    [[ -z $server ]] || { kill "$server" 2>/dev/null && wait "$server" || true; } # it writes its files as it ends
    rm -rf "$work"
}
trap stop EXIT
fail() { echo "check-cuda-build: $1" >&2; exit 1; }

# From a copy, so that the checkout's own restore stays as it is.
mkdir "$work/source"
tar -C "$root" --exclude=bin --exclude=obj -c src sbom LICENSE NuGet.config global.json .editorconfig Directory.Build.props Directory.Build.targets Directory.Packages.props build | tar -C "$work/source" -x
ln -s "$root/models" "$work/source/models"
app=${1:-$work/app}
(cd "$work/source" && dotnet publish src/Api -c Release -o "$app" -p:OnnxRuntimeBuild=Cuda -p:UseAppHost=false -p:RestoreLockedMode=true --nologo -v quiet) || fail "The build for CUDA fails."

for file in libonnxruntime.so libonnxruntime_providers_cuda.so libonnxruntime_providers_shared.so; do
    [[ -n $(find "$app" -path "*linux-x64*" -name "$file") ]] || fail "$file is not in the published folder."
done

port() { echo $((20000 + RANDOM % 20000)); }
rest=http://127.0.0.1:$(port)
settings=("--Kestrel:Endpoints:Http:Url=$rest" "--Kestrel:Endpoints:Grpc:Url=http://127.0.0.1:$(port)" "--Models:Path=$root/models" "--Shadow:Store:Path=$work/shadow.db")

if ldconfig -p | grep -q 'libcuda\.so\.1'; then
    echo "This machine has an NVIDIA driver: what happens without one was not tried."
else
    status=0
    (cd "$app" && timeout 60 dotnet TransformerService.Api.dll "${settings[@]}" --Inference:ExecutionProvider=Cuda) > "$work/refused" 2>&1 || status=$?
    [[ $status == 1 ]] || { cat "$work/refused" >&2; fail "With Cuda it must end with 1 on this machine; it ended with $status."; }
    grep -qF "Inference:ExecutionProvider is Cuda, but this machine has no NVIDIA driver" "$work/refused" || { cat "$work/refused" >&2; fail "It does not say why it does not start."; }
fi

(cd "$app" && exec dotnet TransformerService.Api.dll "${settings[@]}" --Inference:ExecutionProvider=Auto) > "$work/log" 2>&1 &
server=$!
for _ in {1..120}; do
    curl -sf "$rest/health/ready" > /dev/null && break
    kill -0 "$server" 2>/dev/null || { cat "$work/log" >&2; fail "With Auto it does not start."; }
    sleep 0.5
done
answer=$(curl -sS --fail-with-body -H 'Content-Type: application/json' -d '{"text":"Two dogs are playing in the snow."}' "$rest/v1/translate") || fail "It does not translate: $answer"
grep -m 1 'they run on' "$work/log"
echo "The build for CUDA: published, refuses Cuda without a driver, and serves with Auto."

#!/usr/bin/env bash
# Compares the service on CUDA with the service on the CPU of the same machine, on the default models: equal answers, then output tokens/s of
# en-fr's student and teacher at 1, 32 and 256 rows a call.
#   bench/gpu.sh [--seconds 10] [--sentences FILE]     FILE: a sentence a line; default: tests/Clients/sentences.json
# Needs an NVIDIA GPU with its driver, CUDA 12 and cuDNN 9. Without a driver it ends with 3 and says so, after the build was tried.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
servers=()
trap 'for server in "${servers[@]}"; do kill "$server" 2>/dev/null || true; done; rm -rf "$work"' EXIT

if ! ldconfig -p | grep -q 'libcuda\.so\.1'; then
    "$root/tools/check-cuda-build.sh"
    echo "bench/gpu.sh: this machine has no NVIDIA driver (libcuda.so.1): nothing was measured." >&2
    exit 3
fi

"$root/tools/check-cuda-build.sh" "$work/app"
start() {
    local provider=$1 port=$2
    (cd "$work/app" && exec dotnet TransformerService.Api.dll "--Inference:ExecutionProvider=$provider" "--Models:Path=$root/models" \
        "--Kestrel:Endpoints:Http:Url=http://127.0.0.1:$port" "--Kestrel:Endpoints:Grpc:Url=http://127.0.0.1:$((port + 1))" \
        "--Shadow:Store:Path=$work/$provider.db" --Cache:Enabled=false) >"$work/$provider.log" 2>&1 &
    servers+=($!)
    for _ in {1..240}; do
        curl -sf "http://127.0.0.1:$port/health/ready" >/dev/null && return
        kill -0 "${servers[-1]}" 2>/dev/null || { cat "$work/$provider.log" >&2; exit 1; }
        sleep 0.5
    done
    echo "bench/gpu.sh: the server on $provider is not ready after 120 s." >&2
    exit 1
}
start Cuda 23410
start Cpu 23420
nvidia-smi --query-gpu=name,driver_version --format=csv,noheader || true
python3 "$root/bench/gpu.py" --cuda http://127.0.0.1:23410 --cpu http://127.0.0.1:23420 "$@"

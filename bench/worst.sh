#!/usr/bin/env bash
# The worst that callers may legally ask for, each alone and beside eight small callers (same address, another, a key at its rate limit, no key), against
# a server in a memory control group of 1 GiB: what the small callers, the probes and the attackers got, and what it took. Fails on what the tests assert.
#
#   bench/worst.sh                       every row in every company: about two hours
#   bench/worst.sh --quick               one company or two of most rows, a few seconds each: about five minutes, and no table
#   bench/worst.sh 'teacher|largest'     those whose name has one of these parts
#   bench/worst.sh --table FILE …        the table goes there too
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
table=$(mktemp)
trap 'rm -f "$table"' EXIT
keep= quick=
while (($#)); do
    case $1 in
        --table) keep=${2:?--table needs a file}; shift 2 ;;
        --quick) quick=1; shift ;;
        --help | -h) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; exit 0 ;;
        *) break ;;
    esac
done

dotnet build tests/Api.Tests -c Release --nologo -v quiet -clp:NoSummary
if [[ -n $quick ]]; then
    WORST_LEGAL=1 WORST_ROWS=${1:-} exec dotnet test --project tests/Api.Tests -c Release --no-build --filter-class '*WorstLegalTests'
fi

status=0
WORST_TABLE=$table WORST_ROWS=${1:-} dotnet test --project tests/Api.Tests -c Release --no-build --filter-class '*WorstLegalTests' || status=$?
{
    echo '| row | dearest in | company | attackers | small callers | probes | the process |'
    echo '|---|---|---|---|---|---|---|'
    cat "$table"
} | tee ${keep:+"$keep"}
exit "$status"

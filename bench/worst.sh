#!/usr/bin/env bash
# Measures the most expensive requests that are allowed, each alone and beside eight small callers (same address, another, a key at its rate limit, no key), against
# a server in a memory control group of 1 GiB: the results of the small callers, the probes and the attackers, and the resources used. Fails if the tests' assertions fail.
#
#   bench/worst.sh                       every row in every combination: about two hours
#   bench/worst.sh --quick               one or two combinations of most rows, a few seconds each: about five minutes, and no table
#   bench/worst.sh 'teacher|largest'     rows whose name contains one of these parts
#   bench/worst.sh --table FILE …        also writes the table to FILE
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

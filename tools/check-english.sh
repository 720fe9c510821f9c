#!/usr/bin/env bash
# Finds the phrases that CONTRIBUTING.md lists under "English", and prints what to write instead.
#   tools/check-english.sh             in every Markdown file that is not generated; ends with 1 on a finding
#   tools/check-english.sh --source    in comments and strings of src/**/*.cs
# In a phrase, … stands for one word. Code blocks, `code` and links' addresses in Markdown are skipped.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The table's rows: | `phrase`, `phrase` | instead | and, where there are some, exceptions: phrases that are fine.
# Rows that begin with "docs:" or "comments:" hold for Markdown or for source alone.
rules=$(mktemp) text=$(mktemp)
trap 'rm -f "$rules" "$text"' EXIT
awk '
    /^## / { inside = ($0 == "## English") }
    inside && /^\| (docs: |comments: )?`/ {
        split($0, cells, "|")
        where = cells[2] ~ /^ docs:/ ? "docs" : cells[2] ~ /^ comments:/ ? "source" : "all"
        instead = cells[3]; gsub(/^ +| +$|`/, "", instead)
        exceptions = phrases(cells[4])
        print where "\t" phrases(cells[2]) "\t" instead "\t" exceptions
    }
    function phrases(cell,   n, parts, i, result) {
        n = split(cell, parts, "`")
        result = ""
        for (i = 2; i <= n; i += 2) {
            gsub(/[.()?*+]/, "\\\\&", parts[i])
            gsub(/…/, "[[:alpha:]]+", parts[i])
            gsub(/ /, "[[:space:]]+", parts[i])
            result = result (result == "" ? "" : "|") parts[i]
        }
        return result
    }' CONTRIBUTING.md >"$rules"
[[ -s $rules ]] || { echo "CONTRIBUTING.md has no table of phrases under '## English'." >&2; exit 1; }

# Lines as FILE:LINE:TEXT with all that is not English taken out.
mode=docs
if [[ ${1:-} == --source ]]; then
    mode=source
    find src -name '*.cs' -not -path '*/bin/*' -not -path '*/obj/*' -print0 | xargs -0 awk '
        FNR == 1 { inside = 0 }
        {
            line = $0; words = ""
            comment = match(line, /(^|[^:"])\/\//) ? substr(line, RSTART) : ""
            code = comment == "" ? line : substr(line, 1, RSTART)
            if (inside) { words = line; if (line ~ /"""/) inside = 0 }
            else if (split(code, raw, "\"\"\"") == 2) { inside = 1; words = raw[2] }
            else { n = split(code, parts, "\""); for (i = 2; i <= n; i += 2) words = words " " parts[i] }
            words = words " " comment
            gsub(/<summary>/, "\001", words); gsub(/<c>[^<]*<\/c>|<[^>]*>/, " ", words); gsub(/\001/, "<summary>", words)
            if (words !~ /^ *$/) print FILENAME ":" FNR ": " words
        }' >"$text"
else
    find . \( -name .git -o -name bin -o -name obj -o -name node_modules -o -name artifacts \) -prune -o -name '*.md' -print0 |
        xargs -0 awk '
        FNR == 1 { fenced = 0; generated = FILENAME ~ /docs\/(api|licenses|configuration)\.md$|models\/[^\/]+\/[^\/]+\/README\.md$/ }
        generated { next }
        /^ *```/ { fenced = !fenced; next }
        fenced { next }
        {
            line = $0
            gsub(/`[^`]*`/, "x", line); gsub(/\]\([^)]*\)/, "]", line)
            if (line !~ /^ *$/) print substr(FILENAME, 3) ":" FNR ": " line
        }' >"$text"
fi

found=0
while IFS=$'\t' read -r where phrase instead exceptions; do
    [[ $where == all || $where == "$mode" ]] || continue
    # docs/benchmarks.md and CHANGELOG.md are where dates stand.
    lines=$(grep -iE ":( .*[^[:alnum:]_]| )($phrase)([^[:alnum:]_]|$)" "$text" || true)
    [[ $where == docs && -n $lines ]] && lines=$(grep -vE '^(docs/benchmarks\.md|CHANGELOG\.md):' <<<"$lines" || true)
    if [[ -n $exceptions && -n $lines ]]; then
        lines=$(paste -d'\t' <(sed -E "s/(^|[^[:alnum:]_])($exceptions)([^[:alnum:]_]|$)/\1x\3/gI" <<<"$lines") <(cat <<<"$lines") |
            grep -iE "^[^	]*:( [^	]*[^[:alnum:]_]| )($phrase)([^[:alnum:]_]|	)" | cut -f2 || true)
    fi
    [[ -n $lines ]] || continue
    count=$(wc -l <<<"$lines")
    found=$((found + count))
    echo "== $count × $(sed 's/\[\[:space:\]\]+/ /g; s/\[\[:alpha:\]\]+/…/g' <<<"$phrase") → $instead"
    cut -c1-200 <<<"$lines"
done <"$rules"

((found == 0)) || { echo "$found lines to reword: see \"English\" in CONTRIBUTING.md." >&2; exit 1; }
echo "The English is plain ($(cut -d: -f1 "$text" | sort -u | wc -l) files)."

#!/usr/bin/env bash
# Checks the Markdown files: every relative link and its anchor exists, every path of the repository that stands in backticks exists, every
# command of a bash block names a script or project that exists, and README.md has at most 8,192 bytes. Ends with 1 on a finding.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
found=0
report() { echo "$1" >&2; found=$((found + 1)); }

size=$(wc -c <README.md)
((size <= 8192)) || report "README.md has $size bytes; at most 8,192 are allowed."

mapfile -t files < <(find . \( -name .git -o -name bin -o -name obj -o -name node_modules -o -name artifacts \) -prune -o -name '*.md' -print | sed 's|^\./||' | sort)

# One pass over all files: anchors of headings, links, paths in backticks, commands.
awk '
    function anchor(text) {
        gsub(/`|\*/, "", text); text = tolower(text)
        while (match(text, /\]\([^)]*\)/)) text = substr(text, 1, RSTART - 1) substr(text, RSTART + RLENGTH)
        gsub(/\[/, "", text)
        gsub(/[^a-z0-9 _\x80-\xff-]/, "", text); gsub(/–|—|…|×|→|·|’/, "", text); gsub(/ /, "-", text)
        return text
    }
    FNR == 1 { fenced = 0; bash = 0; continued = 0; split("", seen) }
    /^ *```/ { fenced = !fenced; bash = fenced && $0 ~ /```bash/; continued = 0; next }
    fenced {
        if (bash && !continued) print "command\t" FILENAME "\t" FNR "\t" $0
        continued = $0 ~ /\\$/
        next
    }
    /^#+ / {
        text = $0; sub(/^#+ +/, "", text); name = anchor(text)
        print "anchor\t" FILENAME "\t" FNR "\t" name (name in seen ? "-" seen[name] : ""); seen[name]++
    }
    {
        line = $0
        while (match(line, /`[^`]+`/)) {
            print "path\t" FILENAME "\t" FNR "\t" substr(line, RSTART + 1, RLENGTH - 2)
            line = substr(line, 1, RSTART - 1) "x" substr(line, RSTART + RLENGTH)
        }
        while (match(line, /\]\([^)]+\)/)) {
            print "link\t" FILENAME "\t" FNR "\t" substr(line, RSTART + 2, RLENGTH - 3)
            line = substr(line, 1, RSTART - 1) "x" substr(line, RSTART + RLENGTH)
        }
    }' "${files[@]}" >"$work/all"

declare -A anchors
while IFS=$'\t' read -r _ file _ name; do anchors["$file#$name"]=1; done < <(grep -P '^anchor\t' "$work/all")

# Links: to a file or folder, from the file's own folder, and to a heading in a Markdown file.
while IFS=$'\t' read -r _ file line target; do
    target=${target%% *}
    case $target in http://* | https://* | mailto:* | '') continue ;; esac
    path=${target%%#*} name=""
    [[ $target != *'#'* ]] || name=${target#*#}
    folder=$(dirname "$file")
    if [[ -z $path ]]; then full=$file; else full=$folder/$path; fi
    while [[ $full == ./* ]]; do full=${full#./}; done
    while [[ $full =~ (^|/)[^/.][^/]*/\.\./ ]]; do full=${full/"${BASH_REMATCH[0]#/}"/}; done
    if [[ ! -e $full ]]; then
        report "$file:$line: the link to $target leads nowhere."
    elif [[ -n $name && $full == *.md && -z ${anchors["$full#$name"]:-} ]]; then
        report "$file:$line: $full has no heading for #$name."
    fi
done < <(grep -P '^link\t' "$work/all")

# Paths in backticks: those that begin with a folder of the repository. What holds <…>, *, …, $ or {…} is a pattern.
mapfile -t tops < <(git ls-files 2>/dev/null | sed -n 's|/.*||p' | sort -u)
((${#tops[@]} > 0)) || tops=(bench deploy docs models recipes samples sbom src tests tools)
tops+=(samples)
is_top=" ${tops[*]} "
while IFS=$'\t' read -r _ file line text; do
    path=${text%% *} # a command: its first word
    path=${path%%:[0-9]*}
    [[ $path == */* && $is_top == *" ${path%%/*} "* && ! $path =~ [\<\>\*…\$\{\|] ]] || continue
    [[ $path != models/* || $path =~ ^models/(en-fr|intent|sentiment)?(/|$) ]] || continue # others are examples
    path=${path%%#*} path=${path%[.,;:]}
    [[ -e $path || -e $path.cs ]] || report "$file:$line: \`$path\` does not exist."
done < <(grep -P '^path\t' "$work/all")

# Commands: a script of the repository, `dotnet … --project X`, `dotnet build|publish|test X`.
while IFS=$'\t' read -r _ file line text; do
    read -ra words <<<"$text"
    for i in "${!words[@]}"; do
        word=${words[$i]}
        if [[ $word == --project ]]; then
            project=${words[$((i + 1))]:-}
            [[ -f $project ]] || compgen -G "$project/*.csproj" >/dev/null || report "$file:$line: there is no project in $project."
        elif [[ $word =~ ^(bash|python3)$ && ${words[$((i + 1))]:-} == */* ]] || { ((i == 0)) && [[ $word == */* ]]; }; then
            script=$word
            [[ $word == */* ]] || script=${words[$((i + 1))]}
            [[ $script != /* && $script != ./* && $is_top == *" ${script%%/*} "* ]] || continue
            [[ -f $script ]] || report "$file:$line: there is no $script."
        elif [[ $word =~ ^(build|publish|test|pack)$ && ${words[$((i - 1))]:-} == dotnet && ${words[$((i + 1))]:-} == */* ]]; then
            project=${words[$((i + 1))]}
            [[ -f $project ]] || compgen -G "$project/*.csproj" >/dev/null || report "$file:$line: there is no project in $project."
        fi
    done
done < <(grep -P '^command\t' "$work/all")

((found == 0)) || { echo "$found findings in the documents." >&2; exit 1; }
echo "The documents hold: ${#files[@]} files, README.md $size bytes, $(grep -cP '^link\t' "$work/all") links, $(grep -cP '^command\t' "$work/all") command lines."

#!/usr/bin/env bash
# Asks the registries for the digests of the images that the Dockerfile and docker-compose.yml start from, and writes them as NAME=image:tag@digest.
#   tools/resolve-images.sh [FILE]     images.env unless said otherwise; docs/containers.md says how builds take it
# An image can be named otherwise in the environment: SDK_IMAGE=registry.example/dotnet/sdk:10.0 tools/resolve-images.sh
# Needs curl; keys for a registry come from ~/.netrc. The digest is computed from the manifest that the registry sends, so none is invented:
# where an image cannot be asked for, the script fails and FILE stays as it was.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
out=${1:-images.env}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() { echo "resolve-images: $1 No digest was written." >&2; exit 1; }
command -v curl >/dev/null || fail "curl is not on the PATH; install it."

# Of "ARG SDK_IMAGE=…" in the Dockerfile and "image: ${GRAFANA_IMAGE:-…}" in docker-compose.yml the name and the image.
named() {
    sed -nE 's/^ARG ([A-Z]+_IMAGE)=(.+)$/\1 \2/p' Dockerfile
    sed -nE 's/^ *image: \$\{([A-Z]+_IMAGE):-(.+)\}$/\1 \2/p' docker-compose.yml
}

# An index of all processors, otherwise a manifest of one.
accept='Accept: application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json'

# GET url → $work/body and $work/head; prints the status.
get() {
    local url=$1
    shift
    curl -sS --netrc-optional --connect-timeout 10 --max-time 60 -D "$work/head" -o "$work/body" -w '%{http_code}' "$@" "$url" 2>"$work/error" ||
        fail "$image cannot be resolved: $(tail -n 1 "$work/error")."
}

# The value of one parameter of "WWW-Authenticate: Bearer realm="…",service="…",scope="…"".
challenge() { tr -d '\r' <"$work/head" | sed -nE "s/^www-authenticate: bearer .*$1=\"([^\"]*)\".*/\1/Ip" | head -n 1; }

digest() {
    local image=$1 host rest tag repository scheme=https url status realm token
    host=${image%%/*}
    rest=${image#*/}
    [[ $image == */* && ($host == *.* || $host == *:* || $host == localhost) ]] || { host=docker.io rest=$image; }
    tag=latest
    [[ $rest != *:* ]] || { tag=${rest##*:} rest=${rest%:*}; }
    repository=$rest
    if [[ $host == docker.io ]]; then
        host=registry-1.docker.io
        [[ $repository == */* ]] || repository=library/$repository
    fi
    [[ $host =~ ^(localhost|127\.[0-9.]+)(:[0-9]+)?$ ]] && scheme=http # as container engines do

    url=$scheme://$host/v2/$repository/manifests/$tag
    status=$(get "$url" -H "$accept") || exit 1
    if [[ $status == 401 ]]; then
        realm=$(challenge realm)
        [[ $realm == https://* || ($scheme == http && $realm == http://*) ]] || fail "$image cannot be resolved: $host asks for a key but names no https address that gives one."
        status=$(get "$realm" -G --data-urlencode "service=$(challenge service)" --data-urlencode "scope=repository:$repository:pull") || exit 1
        [[ $status == 200 ]] || fail "$image cannot be resolved: $realm answered $status."
        token=$(sed -nE 's/.*"(access_)?token" *: *"([^"]+)".*/\2/p' "$work/body" | head -n 1)
        printf 'header = "Authorization: Bearer %s"\n' "$token" >"$work/token" # not on the command line, where every process sees it
        status=$(get "$url" -H "$accept" -K "$work/token") || exit 1
    fi
    [[ $status == 200 ]] || fail "$image cannot be resolved: $host answered $status. Is the tag right?"

    local computed said
    computed=sha256:$(sha256sum "$work/body" | cut -d' ' -f1)
    said=$(tr -d '\r' <"$work/head" | sed -nE 's/^docker-content-digest: *(.+)$/\1/Ip' | tail -n 1)
    grep -q '"schemaVersion" *: *2' "$work/body" || fail "$image cannot be resolved: what $host sent is not a manifest."
    [[ -z $said || $said == "$computed" ]] || fail "$image cannot be resolved: $host names the digest $said, but what it sent has $computed."
    echo "$computed"
}

mapfile -t images < <(named) # all at once: a failure below must not leave sed without a reader
for line in "${images[@]}"; do
    read -r name image <<<"$line"
    image=${!name:-$image}
    if [[ $image != *@sha256:* ]]; then
        found=$(digest "$image") || exit 1
        image=$image@$found
    fi
    [[ $image =~ @sha256:[0-9a-f]{64}$ ]] || fail "$name is '$image', which is not an image with a digest."
    echo "$name=$image"
done >"$work/images"
mv "$work/images" "$out"
cat "$out"

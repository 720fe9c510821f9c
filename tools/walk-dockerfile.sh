#!/usr/bin/env bash
# Walks a target of the Dockerfile on this machine, for want of a container engine: reads its own lines and does what they say.
#   tools/walk-dockerfile.sh [TARGET]      cpu unless said otherwise
# Each stage is a folder that is the root of the file system of its RUN lines (chroot in a mount namespace of its own); of the base images
# this machine's programs take the place. Then the last stage's entry point runs with its ENV, as its USER, on a read-only root with /data
# and /tmp beside it and a network of its own, and is asked for its health by HEALTHCHECK's command, for a translation, and to stop.
# Needs root. What differs from a real container: docs/containers.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
target=${1:-cpu}

if [[ -z ${WALK_STAGES:-} ]]; then
    if [[ $(id -u) != 0 ]] || ! unshare -m -n true 2>/dev/null || ! command -v ip >/dev/null; then
        echo "Skipped: walking the Dockerfile needs root, namespaces (unshare) and ip (Debian: iproute2)."
        exit 0
    fi

    WALK_STAGES=$(mktemp -d)
    export WALK_STAGES
    trap 'rm -rf "$WALK_STAGES"' EXIT # the mounts are gone with their namespace
    unshare -m --propagation private bash "${BASH_SOURCE[0]}" "$@"
    exit
fi

fail() { echo "walk-dockerfile: $1" >&2; exit 1; }

# The Dockerfile as lines of "STAGE<tab>BASE<tab>INSTRUCTION<tab>REST".
lines() {
    local stage= base= instruction rest
    while read -r instruction rest; do
        case $instruction in
            '' | '#'*) continue ;;
            FROM) read -r base _ stage <<<"$rest" ;;
        esac
        printf '%s\t%s\t%s\t%s\n' "$stage" "$base" "$instruction" "$rest"
    done <Dockerfile
}

is_stage() { lines | cut -f1 | grep -qx -- "$1"; }

# Of the ENV, USER and so on of a stage and those that it is built on, the last; of ENV all.
setting() {
    local base
    base=$(lines | awk -F'\t' -v stage="$1" '$1 == stage { print $2; exit }')
    if is_stage "$base"; then setting "$base" "$2"; fi
    lines | awk -F'\t' -v stage="$1" -v name="$2" '$1 == stage && $3 == name { print $4 }'
}

# Puts this machine's programs into a stage's root; with $2 also what a build may write to.
furnish() {
    local root=$1 folder
    for folder in bin sbin lib lib32 lib64 usr etc ${2:+opt var root}; do
        if [[ -L /$folder ]]; then
            ln -sfn "$(readlink "/$folder")" "$root/$folder"
        elif [[ -d /$folder ]]; then
            mkdir -p "$root/$folder"
            mountpoint -q "$root/$folder" || mount --rbind "/$folder" "$root/$folder"
        fi
    done
    mkdir -p "$root/proc" "$root/dev" "$root/tmp"
    mountpoint -q "$root/dev" || mount --rbind /dev "$root/dev"
    mountpoint -q "$root/proc" || mount --rbind /proc "$root/proc"
    mountpoint -q "$root/tmp" || mount -t tmpfs tmpfs "$root/tmp"
    chmod 1777 "$root/tmp"
}

copy() {
    local root=$1 folder=$2 from= source destination
    shift 2
    if [[ $1 == --from=* ]]; then
        from=${1#--from=}
        shift
        build "$from"
    fi
    destination=${*: -1}
    [[ $destination == /* ]] || destination=$folder/$destination
    mkdir -p "$root/$destination"
    for source in "${@:1:$#-1}"; do
        if [[ -n $from ]]; then
            cp -a "$WALK_STAGES/$from$source/." "$root/$destination"
        else
            grep -qxF "!$source" .dockerignore || fail ".dockerignore keeps $source from the builder."
            if [[ -d $source ]]; then
                tar -C "$source" --exclude=bin --exclude=obj -c . | tar -C "$root/$destination" -x
            else
                cp "$source" "$root/$destination"
            fi
        fi
    done
}

build() {
    local stage=$1 root=$WALK_STAGES/$1 folder=/ of base instruction rest
    [[ -e $root.done ]] && return
    while IFS=$'\t' read -r of base instruction rest; do
        [[ $of == "$stage" ]] || continue
        echo "[$stage] $instruction $rest"
        case $instruction in
            FROM)
                mkdir -p "$root"
                if is_stage "$base"; then
                    build "$base"
                    tar -C "$WALK_STAGES/$base" --one-file-system -c . | tar -C "$root" -x
                    [[ ! -e $WALK_STAGES/$base.folder ]] || folder=$(<"$WALK_STAGES/$base.folder")
                fi
                ;;
            WORKDIR) folder=$rest && mkdir -p "$root$folder" ;;
            COPY) copy "$root" "$folder" $rest ;;
            RUN) furnish "$root" writable && chroot "$root" /bin/sh -c "cd $folder && $rest" || fail "RUN failed." ;;
        esac
    done < <(lines)
    echo "$folder" >"$root.folder"
    touch "$root.done"
}

# A JSON list of words, as ENTRYPOINT and CMD have it, one a line.
words() { sed -E 's/^\[ *"//; s/" *\]$//; s/", *"/\n/g' <<<"$1"; }

serve() {
    local root=$WALK_STAGES/root folder user environment entry health server answer status=0
    mkdir -p "$root" && cp -a "$WALK_STAGES/$target/app" "$WALK_STAGES/$target/data" "$root/"
    furnish "$root"
    mount --bind "$root" "$root" && mount -o remount,ro,bind "$root"
    mount -t tmpfs tmpfs "$root/data" -o "uid=$(stat -c %u "$WALK_STAGES/$target/data"),gid=$(stat -c %g "$WALK_STAGES/$target/data")"
    mount --rbind /proc "$root/proc" && mount --rbind /dev "$root/dev" && mount -t tmpfs tmpfs "$root/tmp"
    for folder in usr etc; do mount --rbind "/$folder" "$root/$folder"; done
    ip link set lo up

    user=$(setting "$target" USER | tail -n 1)
    mapfile -t environment < <(setting "$target" ENV | tr ' ' '\n')
    mapfile -t entry < <(words "$(setting "$target" ENTRYPOINT | tail -n 1)")
    mapfile -t health < <(words "$(setting "$target" HEALTHCHECK | tail -n 1 | sed -E 's/^.* CMD //')")
    inside() { chroot --userspec="$user:$user" "$root" env -i PATH="$PATH" "${environment[@]}" Access__AllowAnonymous=true Shadow__SampleRate=1 "$@"; }
    in_app() { inside sh -c 'cd /app && exec "$@"' sh "$@"; }

    [[ $user =~ ^[1-9][0-9]*$ ]] || fail "USER must be a number other than 0, so that Kubernetes can see that it is not root; it is '$user'."
    if inside sh -c 'touch /app/x || touch /x' 2>/dev/null; then fail "The root file system can be written to."; fi
    in_app "${entry[@]}" --check || fail "--check finds faults."
    if in_app "${health[@]}" >/dev/null 2>&1; then fail "The health check passes without a server."; fi

    chroot --userspec="$user:$user" "$root" env -i PATH="$PATH" "${environment[@]}" Access__AllowAnonymous=true Shadow__SampleRate=1 \
        sh -c 'cd /app && exec "$@"' sh "${entry[@]}" >"$WALK_STAGES/log" 2>&1 &
    server=$!
    for _ in {1..120}; do
        in_app "${health[@]}" >/dev/null 2>&1 && break
        kill -0 "$server" 2>/dev/null || { cat "$WALK_STAGES/log" >&2; fail "The server ended."; }
        sleep 0.5
    done
    in_app "${health[@]}" || { cat "$WALK_STAGES/log" >&2; fail "It is not healthy after a minute."; }
    [[ $(stat -c %u "/proc/$server") == "$user" ]] || fail "It does not run as $user."
    answer=$(curl -sS --fail-with-body -H 'Content-Type: application/json' -d '{"text":"Two dogs are playing in the snow."}' http://127.0.0.1:8080/v1/translate)
    echo "$answer"
    [[ $answer == *'"translations"'* ]] || fail "It does not translate."

    kill -TERM "$server"
    wait "$server" || status=$?
    tail -n 3 "$WALK_STAGES/log"
    [[ $status == 0 ]] || fail "It ended with $status after SIGTERM."
    [[ -s $root/data/shadow.db ]] || fail "Nothing was written to /data."
    echo "The target $target: built, healthy as user $user on a read-only root, answered, and ended with 0 after SIGTERM."
}

if [[ ${WALK_SERVE:-} == yes ]]; then
    serve
else
    build "$target"
    WALK_SERVE=yes unshare -m -n bash "${BASH_SOURCE[0]}" "$target"
fi

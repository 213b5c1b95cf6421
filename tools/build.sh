#!/usr/bin/env bash
# Configure once, then build: build.sh dev|asan. Says little when all is well.
set -euo pipefail
cd "$(dirname "$0")/.."
kind=$1 dir=build/$1
options=()
[[ $kind != asan ]] || options=(-Db_sanitize=address,undefined -Db_lundef=false)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if [[ ! -f $dir/build.ninja ]]; then
  meson setup "$dir" "${options[@]}" >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
fi
ninja -C "$dir" >"$log" 2>&1 || { grep -v '^ninja: Entering' "$log" >&2; exit 1; }

#!/usr/bin/env bash
# ./dev bench, inside the root: every executable of bench/ (or those named) prints its figures, one JSON object a line.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/build.sh dev
status=0 ran=0
for file in bench/*; do
  name=$(basename "${file%.*}")
  [[ -f $file && -x $file ]] || continue
  (($# == 0)) || [[ " $* " == *" $name "* ]] || continue
  ran=$((ran + 1))
  tools/desk-session "$file" || { echo "bench: $name failed" >&2; status=1; }
done
((ran)) || { echo "bench: nothing to run${*:+ for: $*}" >&2; exit 1; }
exit $status

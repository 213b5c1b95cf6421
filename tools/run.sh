#!/usr/bin/env bash
# ./dev run, inside the root: on the caller's screen, Marbre for a person; without one, the main job driven through the window.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/build.sh dev
mkdir -p build/run
if [[ -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]]; then
  exec tools/desk-session --screen tests/e2e/main-job --stay
fi
exec tools/desk-session tests/e2e/main-job build/run

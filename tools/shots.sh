#!/usr/bin/env bash
# ./dev shots DIR, inside the root: every screen as a PNG.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/build.sh dev
exec tools/desk-session tests/e2e/shots "$1"

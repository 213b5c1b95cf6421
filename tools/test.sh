#!/usr/bin/env bash
# ./dev test, inside the root: build with sanitizers, then run the suites.
set -euo pipefail
cd "$(dirname "$0")/.."
start=$SECONDS
tools/build.sh asan
echo "built in $((SECONDS - start)) s"
exec tools/run-tests "$@"

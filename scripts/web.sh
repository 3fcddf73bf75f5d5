#!/usr/bin/env bash
# Builds the pages into web/out, when Node is there and anything changed since.
set -euo pipefail
cd "$(dirname "$0")/../web"

if ! ../scripts/node.sh -e 0; then
  echo "Node 20.19 or newer is missing: the server is built without its pages and says so. With Node, run \`make web\`." >&2
  [ -z "${REQUIRE_WEB:-}" ] || exit 1
  exit 0
fi
if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  ../scripts/node.sh npm ci --no-audit --no-fund
fi
stamp=out/.built
if [ -f "$stamp" ] && [ -z "$(find . -path ./node_modules -prune -o -path ./out -prune -o -path ./test-results -prune -o -type f -newer "$stamp" -print -quit)" ]; then
  exit 0
fi
../scripts/node.sh npm run build
touch "$stamp"

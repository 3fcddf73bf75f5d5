#!/usr/bin/env bash
# Runs a command with a Node new enough for the pages first in PATH, or with `-e 0` only asks for one.
# Prints nothing; fails when there is none.
set -euo pipefail
new_enough='const [a,b]=process.versions.node.split(".").map(Number);process.exit(a>20||(a===20&&b>=19)?0:1)'
own="${WARMLINE_NODE:-$HOME/.cache/warmline-node}/node_modules/node/bin"
if ! node -e "$new_enough" 2>/dev/null; then
  PATH="$own:$PATH"
  node -e "$new_enough" 2>/dev/null || exit 1
fi
[ "${1:-}" = -e ] || exec "$@"

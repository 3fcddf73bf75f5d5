#!/usr/bin/env bash
# The pages in Chromium: each screen on the development mock, then the story on the real server.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --locked --bin warmline
binary=$(realpath "$(scripts/built.sh)")
cd web
../scripts/node.sh npx playwright test
../scripts/node.sh npx playwright test -c visitor/e2e/playwright.visitor.config.ts
WARMLINE_BINARY="$binary" ../scripts/node.sh npx playwright test -c story/playwright.story.config.ts

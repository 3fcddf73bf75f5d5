#!/usr/bin/env bash
# Prints where cargo put the binary.
set -euo pipefail
echo "${CARGO_TARGET_DIR:-target}/${1:-debug}/warmline"

#!/usr/bin/env bash
# Runs the Rust tests: all of them, or with --databases only the integration tests that touch a database.
set -euo pipefail
select=()
if [ "${1:-}" = --databases ]; then
  # Unit tests and engines do not know which database there is.
  select=(--test it)
fi
# The same sources meet the same verdict. To search further: PROPTEST_RNG_SEED=$RANDOM PROPTEST_CASES=20000.
export PROPTEST_RNG_SEED=${PROPTEST_RNG_SEED:-20261123}
if cargo nextest --version >/dev/null 2>&1; then
  cargo nextest run --locked --workspace --profile ci "${select[@]}"
else
  cargo test --locked --workspace "${select[@]}"
fi

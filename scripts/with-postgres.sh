#!/usr/bin/env bash
# Runs a command beside a PostgreSQL server of its own, which is gone afterwards. The command finds it in
# WARMLINE_TEST_DATABASE_URL. Without the postgresql package it says so and fails in CI, skips elsewhere.
set -euo pipefail
bin=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1 || true)
if [ -z "$bin" ]; then
  echo "PostgreSQL is not installed: the database tests ran on SQLite only (apt-get install postgresql)" >&2
  [ -z "${CI:-}" ] || exit 1
  exit 0
fi
folder=$(mktemp -d /tmp/warmline-postgres.XXXXXX)
port=$(( 20000 + RANDOM % 20000 ))
as() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
[ "$(id -u)" != 0 ] || chown postgres "$folder"
cleanup() { as "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true; rm -rf "$folder"; }
trap cleanup EXIT
cd /
as "$bin/initdb" -D "$folder/data" -U postgres -A trust --no-sync -E UTF8 --locale=C.UTF-8 >/dev/null
as "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w \
  -o "-p $port -k $folder -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off -c max_connections=400" start >/dev/null
cd "$OLDPWD"
WARMLINE_TEST_DATABASE_URL="postgres://postgres@127.0.0.1:$port/postgres" "$@"

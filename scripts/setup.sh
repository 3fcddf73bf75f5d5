#!/usr/bin/env bash
# Installs what is missing: as root by apt, otherwise it prints the one line to run.
set -euo pipefail
want=${1:-demo}
cd "$(dirname "$0")/.."

if ! command -v cargo >/dev/null && [ -r "$HOME/.cargo/env" ]; then . "$HOME/.cargo/env"; fi
command -v cargo >/dev/null || { echo "Rust is missing: install it from https://rustup.rs, then run this again." >&2; exit 1; }

packages=()
need() { command -v "$1" >/dev/null 2>&1 || packages+=("$2"); }
need cc gcc
need make make
if [ "$want" = test ]; then
  [ -x /usr/bin/chromium ] || packages+=(chromium)
  fc-list 2>/dev/null | grep -qi 'noto.*cjk' || packages+=(fonts-noto-cjk fonts-noto-color-emoji)
  # The telephone is proven with telephones that are not ours.
  need sipp sip-tester
  need baresip baresip-core
  need openssl openssl
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || packages+=(postgresql)
fi
command -v node >/dev/null 2>&1 || packages+=(nodejs npm)

if [ ${#packages[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ]; then
    echo "installing ${packages[*]}"
    apt-get -o DPkg::Lock::Timeout=300 update -qq
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
  else
    echo "these are missing; install them, then run this again:" >&2
    echo "  sudo apt-get install --no-install-recommends ${packages[*]}" >&2
    exit 1
  fi
fi

# Debian 12's own Node is 18, the pages want 20.19: a newer one comes as a package of the npm registry.
if ! scripts/node.sh -e 0 2>/dev/null && command -v npm >/dev/null 2>&1; then
  echo "installing Node 22 beside the system's"
  npm install --silent --no-audit --no-fund --no-save --prefix "${WARMLINE_NODE:-$HOME/.cache/warmline-node}" node@22.23.3 >/dev/null
fi

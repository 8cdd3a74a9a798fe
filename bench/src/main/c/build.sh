#!/bin/sh
# Compiles the launcher. Usage: build.sh <directory for the binary>
set -eu
cd "$(dirname "$0")"
if ! command -v musl-gcc >/dev/null; then
  echo "the launcher needs musl-gcc: install the Debian package musl-tools" >&2
  exit 1
fi
mkdir -p "$1"
musl-gcc -std=c11 -O2 -static -Wall -Wextra -Werror -Wl,--build-id=none -s -o "$1/launch" ./*.c

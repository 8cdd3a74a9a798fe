#!/bin/sh
# Compiles the launcher and the source of traffic. Usage: build.sh <directory for the binaries>
set -eu
cd "$(dirname "$0")"
if ! command -v musl-gcc >/dev/null; then
  echo "the launcher needs musl-gcc: install the Debian package musl-tools" >&2
  exit 1
fi
mkdir -p "$1"
compile() {
  musl-gcc -std=c11 -O2 -static -Wall -Wextra -Werror -Wl,--build-id=none -s -o "$@"
}
compile "$1/launch" ./*.c common/*.c
compile "$1/traffic" traffic/*.c common/*.c

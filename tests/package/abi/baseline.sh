#!/bin/sh
# Writes the baseline anew: tests/package/abi/baseline.sh
# For a release, or after a change that breaks or grows a struct on purpose; it belongs into one commit with that change
# and a line in CHANGELOG.md. docs/abi.md says when that may be.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
SOURCE=$(cd "$here/../../.." && pwd)
. "$here/common.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
library "$work/build"
interface "$built" "$here/libincubator.abixml"
echo "$here/libincubator.abixml: $(grep -c '<elf-symbol ' "$here/libincubator.abixml") symbols"

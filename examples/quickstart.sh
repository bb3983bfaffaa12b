#!/bin/sh
# Installs what is missing, builds, installs into build/release/install, and runs the installed command on the data that
# ships. Debian 12, Ubuntu 24.04.
set -eu
cd "$(dirname "$0")/.."
. examples/install.sh
need build-essential cmake ninja-build pkg-config libcjson-dev libmd-dev

build=build/quickstart
mkdir -p $build
{
  cmake --preset release -B $build -D INCUBATOR_TESTS=OFF -D INCUBATOR_DOCS=OFF &&
    cmake --build $build && cmake --install $build --prefix $build/install
} > $build/log 2>&1 || { tail -n 50 $build/log; exit 1; }

incubator=$build/install/bin/incubator
data="--policy wuhan-2021 --registry examples/data/synthetic --as-of 2022-06-30"
out=$build/results
mkdir -p $out

echo "Wuhan 2021, on a SYNTHETIC registry of 364 carriers (only their number per managing unit is the annex's)"
echo
$incubator classify $data --by kind,level,orientation
echo
$incubator target $data
echo
$incubator explain $data --subject carriers:WH-0042 --rule orientation
echo
echo "Assessment of 2022, on points that are made up; weights, lines and places are ASSUMED (see README)"
$incubator assess $data --by kind,grade
$incubator explain $data --subject carriers:WH-0042 --rule score --brief | head -n 8
echo
money="--policy wuhan-2021-illustration --registry examples/data/synthetic --as-of 2022-06-30"
echo "Subsidies of 2022: the opinion sets no rates and no sums, so those here are MADE UP or borrowed from other cities (each says where it is from)"
$incubator subsidise $money --totals | sed -n '/^Assumed/q;p'
$incubator explain $money --subject services:S00001 --rule testing_subsidy --brief | head -n 18
$incubator subsidise $money --format csv --out $out/ledger.csv
$incubator subsidise $money --payments --columns name,credit_code --format csv --out $out/payments.csv
$incubator classify $data --format csv --out $out/carriers.csv
$incubator classify $data --format json --out $out/carriers.json
$incubator assess $data --format csv --out $out/grades.csv
$incubator target $data --format csv --out $out/targets.csv
$incubator target $data --format json --out $out/targets.json
$incubator describe wuhan-2021 --lang zh --out $out/wuhan-2021.zh.md
echo
echo "Fuller results in $out: carriers.csv, carriers.json, grades.csv, ledger.csv, payments.csv, targets.csv, targets.json, and the policy in words: wuhan-2021.zh.md"

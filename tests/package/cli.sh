# cli.sh PREFIX: the installed command finds its library by itself, from any folder.
. "${0%/*}/common.sh"
incubator=$1/bin/incubator
cd /
"$incubator" --version
"$incubator" check wuhan-2021 > /dev/null
"$incubator" classify --policy "$1/share/incubator/policies/wuhan-2021.json" --registry "$SOURCE/examples/data/synthetic" \
  --as-of 2022-06-30 --by level > /dev/null
readelf -d "$incubator" | sed -n 's/.*R.*PATH.*\[\(.*\)\]/\1/p' | grep -qx '$ORIGIN/[^:]*' ||
  fail "it looks for its library elsewhere than beside itself"
ldd "$incubator" | grep -q "libincubator.so.* => .*$LIBDIR/libincubator.so" || fail "it runs with another library"

# A test of the test: on a small library, what breaks users is found, and what does not, passes.
. "${0%/*}/../common.sh"
. "${0%/*}/common.sh"
command -v abidiff > /dev/null || missing abidiff
fake=$here/abi/fake

build() { # build NAME [option…]: NAME.abixml of the library as these options make it
  name=$1 node=FAKE_1 soname=libfake.so.0
  shift
  [ "$name" != NODE_CHANGED ] || node=FAKE_2
  [ "$name" != SONAME_CHANGED ] || soname=libfake.so.1
  echo "$node { global: fake_*; local: *; };" > "$WORK/fake.map"
  $CC -std=c11 -g -O0 -fPIC -shared -D "$name" "-ffile-prefix-map=$fake/=" "-I$fake/include" "$fake/lib/fake.c" "$@" \
    "-Wl,-soname,$soname" "-Wl,--version-script=$WORK/fake.map" -o "$WORK/$name.so"
  interface "$WORK/$name.so" "$WORK/$name.abixml"
}

build OLD
for change in OLD FUNCTION_ADDED ENUMERATOR_ADDED PRIVATE_CHANGED; do
  build $change
  compare "$WORK/OLD.abixml" "$WORK/$change.abixml" > "$WORK/report" || { cat "$WORK/report"; fail "$change must pass"; }
done
for change in FUNCTION_REMOVED STRUCT_GROWN MEMBERS_SWAPPED MEMBER_TYPE_CHANGED ENUMERATOR_RENUMBERED PARAMETER_CHANGED \
  OPAQUE_CHANGED RETURN_CHANGED NODE_CHANGED SONAME_CHANGED; do
  build $change
  compare "$WORK/OLD.abixml" "$WORK/$change.abixml" > "$WORK/report" && fail "$change must not pass"
done
grep -E "$SOURCE|$WORK" "$WORK"/*.abixml && fail "a path of this machine"
exit 0

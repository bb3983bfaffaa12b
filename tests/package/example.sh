# example.sh PREFIX: the example is built against the installed package and prints what is stored.
. "${0%/*}/common.sh"
build_project "$SOURCE/examples" "$WORK/build" "$1"
"$WORK/build/classify" "$SOURCE/examples/data/synthetic" > "$WORK/classify.out"
diff -u "$here/classify.expected" "$WORK/classify.out" || fail "after a wanted change: cp $WORK/classify.out $here/classify.expected"

expect() { # expect CODE WORD [argument…]
  code=$1 word=$2 found=0
  shift 2
  "$WORK/build/classify" "$@" > /dev/null 2> "$WORK/classify.err" || found=$?
  [ $found = "$code" ] && grep -q "$word" "$WORK/classify.err" || fail "classify $*: exit $found, $(head -n 3 "$WORK/classify.err")"
}
expect 2 usage
expect 1 'io: ' "$WORK/no such folder"

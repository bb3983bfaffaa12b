# example.sh PREFIX: the example is built against the installed package and prints what is stored.
. "${0%/*}/common.sh"
build_project "$SOURCE/examples" "$WORK/build" "$1"
"$WORK/build/classify" "$SOURCE/examples/data/synthetic" > "$WORK/classify.out"
diff -u "$here/classify.expected" "$WORK/classify.out" || fail "after a wanted change: cp $WORK/classify.out $here/classify.expected"

"$WORK/build/record" | grep -v '"digest"\|"library"' > "$WORK/record.out"
diff -u "$here/record.expected" "$WORK/record.out" || fail "after a wanted change: cp $WORK/record.out $here/record.expected"

expect() { # expect CODE WORD [argument…]
  code=$1 word=$2 found=0
  shift 2
  "$WORK/build/classify" "$@" > /dev/null 2> "$WORK/classify.err" || found=$?
  [ $found = "$code" ] && grep -q "$word" "$WORK/classify.err" || fail "classify $*: exit $found, $(head -n 3 "$WORK/classify.err")"
}
expect 2 usage
expect 1 'io: ' "$WORK/no such folder"

# The C of the README, as it stands there, prints the word that the README says it prints.
command -v pkg-config > /dev/null || missing pkg-config
export PKG_CONFIG_PATH="$1/$LIBDIR/pkgconfig"
sed -n '/^```c$/,/^```$/{/^```/!p}' "$SOURCE/README.md" > "$WORK/readme.c"
quietly $CC "$WORK/readme.c" -o "$WORK/readme" $(pkg-config --cflags --libs libincubator) "-Wl,-rpath,$1/$LIBDIR"
printed=$(cd "$SOURCE" && "$WORK/readme") || fail "the example of README.md leaves with $?"
grep -q "^prints \`$printed\`" "$SOURCE/README.md" || fail "the example of README.md prints $printed"

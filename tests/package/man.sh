# man.sh INCUBATOR: the man page is without a warning, names every option of the command and no other, and its examples run.
. "${0%/*}/common.sh"
incubator=$1
page=$SOURCE/docs/incubator.1

options() { grep -oE -e '--[a-z][a-z-]*' | sort -u; }
commands=$("$incubator" --help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p' | grep -v '^incubator$')
[ -n "$commands" ] || fail "--help names no command"
{ "$incubator" --help; for command in $commands; do "$incubator" "$command" --help; done; } | options > "$WORK/help.options"
sed 's/\\-/-/g' "$page" | options > "$WORK/page.options"
diff "$WORK/help.options" "$WORK/page.options" || fail "options of --help (<) and of the page (>) differ"
for command in $commands; do
  grep -q "^\.BR* \(incubator \)*\"*$command\b" "$page" || fail "the page does not describe $command"
done

# The examples: lines between .EX and .EE, run in a folder where `data` is a registry.
rm -rf "$WORK/run"
mkdir "$WORK/run"
cd "$WORK/run"
ln -s "$SOURCE/examples/data/synthetic" data
mkdir bin
ln -s "$incubator" bin/incubator
PATH=$PWD/bin:$PATH
sed -n '/^\.EX/,/^\.EE/p' "$page" | grep -v '^\.E' | sed 's/\\-/-/g; s/\\e$/\\/' > "$WORK/examples.sh"
[ "$(grep -c '^incubator ' "$WORK/examples.sh")" -ge 5 ] || fail "fewer than five examples"
sh -e "$WORK/examples.sh" > "$WORK/examples.out" || fail "an example, in $WORK/examples.sh"

command -v groff > /dev/null || missing groff
groff -man -ww -rLL=78n -Tutf8 "$page" 2>&1 > "$WORK/page.txt" | tee "$WORK/page.warnings"
[ ! -s "$WORK/page.warnings" ] || fail "groff has warnings"

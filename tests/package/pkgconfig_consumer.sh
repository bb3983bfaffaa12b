# pkgconfig_consumer.sh PREFIX: compiles and runs with the flags of the .pc file, and not without them.
. "${0%/*}/common.sh"
command -v pkg-config > /dev/null || missing pkg-config
export PKG_CONFIG_PATH="$1/$LIBDIR/pkgconfig"
use=$here/consumer/use.c
cflags=$(pkg-config --cflags libincubator)
libs=$(pkg-config --libs libincubator)
private=$(pkg-config --static --libs libincubator)

if echo '#include <incubator/incubator.h>' | $CC -E - > /dev/null 2>&1; then
  echo "The system has a libincubator of its own: not tried without flags."
else
  $CC -c "$use" -o "$WORK/without.o" 2> /dev/null && fail "it compiles without --cflags"
  $CC $cflags "$use" -o "$WORK/without" 2> /dev/null && fail "it links without --libs"
fi

$CC $cflags "$use" $libs "-Wl,-rpath,$1/$LIBDIR" -o "$WORK/shared"
"$WORK/shared"
needs "$WORK/shared" | grep -q '^libincubator\.so\.' || fail "the shared library is not what was linked"
needs "$WORK/shared" | grep -qE 'cjson|libmd' && fail "--libs gives away what only a static link needs"

# Debian has no static libcjson: so the archive is named, and what it needs is linked shared.
archive() { echo "$1" | sed 's/-lincubator/-l:libincubator.a/'; }
$CC $cflags "$use" $(archive "$libs") -o "$WORK/static" 2> /dev/null && fail "the archive links without --static"
$CC $cflags "$use" $(archive "$private") -o "$WORK/static"
"$WORK/static"
needs "$WORK/static" | grep '^libincubator' && fail "the archive is not what was linked"
exit 0

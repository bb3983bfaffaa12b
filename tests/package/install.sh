# install.sh PREFIX: the installed tree: every public header and no other, and no path of this build in what others read.
. "${0%/*}/common.sh"
prefix=$1
install_to "$prefix"

{ ls "$SOURCE/include/incubator"/*.h "$BUILD/include/incubator"/*.h | sed 's/.*\///'; } | sort > "$WORK/headers.expected"
(cd "$prefix/include" && find . -type f | sed 's/^.\/incubator\///') | sort | diff "$WORK/headers.expected" - ||
  fail "the installed headers are not the public ones"

for file in bin/incubator "$LIBDIR/libincubator.so" "$LIBDIR/libincubator.a" "$LIBDIR/pkgconfig/libincubator.pc" \
  "$LIBDIR/cmake/incubator/incubatorConfig.cmake" "$LIBDIR/cmake/incubator/incubatorConfigVersion.cmake" \
  share/man/man1/incubator.1 share/incubator/policies/wuhan-2021.json share/incubator/policies/wuhan-etdz-2019.json \
  share/incubator/schema/policy-1.json; do
  [ -e "$prefix/$file" ] || fail "$file is not installed"
done

grep -rIlF -e "$SOURCE/" -e "$BUILD/" "$prefix" && fail "these installed files name folders of this build"
exit 0

# The .pc file leads to prefix and library wherever the library folder lies: as Fedora and as Debian place it.
. "${0%/*}/common.sh"
command -v pkg-config > /dev/null || missing pkg-config
for libdir in lib64 lib/x86_64-linux-gnu; do
  rm -rf "$WORK/build" "$WORK/prefix"
  quietly "$CMAKE" -S "$SOURCE" -B "$WORK/build" -D "CMAKE_INSTALL_LIBDIR=$libdir" -D INCUBATOR_TESTS=OFF -D INCUBATOR_CLI=OFF
  quietly "$CMAKE" -D "CMAKE_INSTALL_PREFIX=$WORK/prefix" -P "$WORK/build/pkgconfig/cmake_install.cmake"
  for variable in prefix: libdir:/$libdir includedir:/include policydir:/share/incubator/policies; do
    found=$(PKG_CONFIG_PATH=$WORK/prefix/$libdir/pkgconfig pkg-config --variable="${variable%%:*}" libincubator)
    [ "$(realpath -m "$found")" = "$(realpath -m "$WORK/prefix${variable#*:}")" ] ||
      fail "$libdir: ${variable%%:*} is $found, expected $WORK/prefix${variable#*:}"
  done
done

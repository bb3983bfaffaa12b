# The installed folder moved elsewhere: the command, CMake and pkg-config find everything from where it now lies.
. "${0%/*}/common.sh"
install_to "$WORK/first"
rm -rf "$WORK/elsewhere"
mkdir "$WORK/elsewhere"
mv "$WORK/first" "$WORK/elsewhere/moved"
for test in cli cmake_consumer pkgconfig_consumer; do
  sh "$here/$test.sh" "$WORK/elsewhere/moved" || fail "$test"
done

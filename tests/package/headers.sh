# Each public header compiles alone, as C99, C11 and C++17, without a warning.
. "${0%/*}/common.sh"
strict="-Wall -Wextra -Wpedantic -Werror -fsyntax-only"
for header in "$SOURCE/include/incubator"/*.h "$BUILD/include/incubator"/*.h; do
  line="#include <incubator/${header##*/}>"
  for standard in c99 c11 c++17; do
    case $standard in
      c++*) [ -n "$CXX" ] || continue; compiler=$CXX language=c++ ;;
      *) compiler=$CC language=c ;;
    esac
    printf '%s\nint some(void);\n' "$line" | $compiler -std=$standard -x $language $strict "-I$SOURCE/include" "-I$BUILD/include" - ||
      fail "${header##*/} as $standard"
  done
done
[ -n "$CXX" ] || missing "a C++ compiler"

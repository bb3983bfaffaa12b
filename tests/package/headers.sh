# Each public header compiles alone, and what it sets structs up with does, as C99, C11 and C++17, without a warning.
. "${0%/*}/common.sh"
strict="-Wall -Wextra -Wpedantic -Werror -fsyntax-only"
for header in "$SOURCE/include/incubator"/*.h "$BUILD/include/incubator"/*.h; do
  line="#include <incubator/${header##*/}>"
  # "#define X_INIT … {sizeof(x), …": a function for each that sets one up
  uses=$(sed -e ':a' -e '/\\$/{N;s/ *\\\n */ /;ba' -e '}' "$header" |
    sed -n 's/^#define \(INCUBATOR_[A-Z_]*_INIT\) *{[^(]*sizeof(\([a-z_]*\)).*/static inline \2 use_\2(void) { \2 x = \1; return x; }/p')
  for standard in c99 c11 c++17; do
    case $standard in
      c++*) [ -n "$CXX" ] || continue; compiler=$CXX language=c++ ;;
      *) compiler=$CC language=c ;;
    esac
    printf '%s\n%s\nint some(void);\n' "$line" "$uses" | $compiler -std=$standard -x $language $strict "-I$SOURCE/include" "-I$BUILD/include" - ||
      fail "${header##*/} as $standard"
  done
done
[ -n "$CXX" ] || missing "a C++ compiler"

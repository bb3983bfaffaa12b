# reference.sh [HEADER]: Doxygen finds nothing missing in the public headers, or in this one.
. "${0%/*}/common.sh"
command -v doxygen > /dev/null || missing doxygen
{
  cat "$BUILD/docs/Doxyfile"
  echo "OUTPUT_DIRECTORY = \"$WORK\""
  [ $# = 0 ] || printf 'INPUT = "%s"\nUSE_MDFILE_AS_MAINPAGE =\n' "$1"
} | doxygen - || fail "a comment is missing or wrong"

# Values of enums, which Doxygen before 1.9.8 lets pass: each on its line, with its comment.
[ $# -gt 0 ] || set -- "$SOURCE/include/incubator"/*.h
awk '/^typedef enum/ { inside = 1; next } /^}/ { inside = 0 }
     inside && /^ *[A-Z]/ && !/\/\*\*</ { print FILENAME ":" FNR ": no comment: " $1; wrong = 1 }
     END { exit wrong }' "$@" || fail "a value of an enum has no comment"

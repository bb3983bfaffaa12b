# A test of the test: with the Doxyfile as it is, each thing left out of a comment fails, and a whole comment passes.
. "${0%/*}/common.sh"
command -v doxygen > /dev/null || missing doxygen

reference() { # reference LINE…: is this header taken?
  printf '%s\n' '/** @file a.h' ' * @brief A header. */' "$@" > "$WORK/a.h"
  sh "$here/reference.sh" "$WORK/a.h" > "$WORK/report" 2>&1
}
passes() { reference "$@" || { cat "$WORK/report"; fail "does not pass: $*"; }; }
fails() { if reference "$@"; then fail "passes: $*"; fi; }

function='INCUBATOR_API int a(int b, int c);'
passes '/** @brief Does. @param b one @param c two @return three */' "$function"
fails "$function"
fails '/** @brief Does. */' "$function"
fails '/** @brief Does. @param b one @param c two */' "$function"
fails '/** @brief Does. @param b one @return three */' "$function"
fails '/** @brief Does. @param b one @param c two @param d no @return three */' "$function"
fails '/** @brief Does ::what_is_not(). @param b one @param c two @return three */' "$function"

passes '/** @brief A struct. */' 'typedef struct a {' '  int b; /**< a member */' '} a;'
fails '/** @brief A struct. */' 'typedef struct a {' '  int b;' '} a;'
fails 'typedef struct a {' '  int b; /**< a member */' '} a;'
passes '/** @brief Opaque. */' 'typedef struct a a;'
fails 'typedef struct a a;'
passes '/** @brief An enum. */' 'typedef enum a {' '  A_B = 0 /**< a value */' '} a;'
fails '/** @brief An enum. */' 'typedef enum a {' '  A_B = 0' '} a;'
passes '/** A macro. */' '#define A_B 1'
fails '#define A_B 1'

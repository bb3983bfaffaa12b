# Sourced: how a library's interface is written down, and compared. Needs abidw and abidiff of Debian's abigail-tools.
rules=$SOURCE/tests/package/abi/public.abignore

# library INTO: the shared library built with debug information, whatever the build type of the build that is tested;
# sets `built`. The map strips the source folder from what the debug information says.
library() {
  "${CMAKE:-cmake}" -S "$SOURCE" -B "$1" -D CMAKE_BUILD_TYPE=Debug -D INCUBATOR_TESTS=OFF -D INCUBATOR_CLI=OFF \
    -D INCUBATOR_DOCS=OFF -D INCUBATOR_SANITIZE= -D "CMAKE_C_FLAGS=-ffile-prefix-map=$SOURCE/=" > "$1.log" 2>&1 &&
    "${CMAKE:-cmake}" --build "$1" --target incubator -j 2 >> "$1.log" 2>&1 || { tail -n 40 "$1.log" >&2; exit 1; }
  built=$1/lib/libincubator.so
}

# interface LIBRARY FILE: what it exports, and the public types of that. No path, place or machine in it.
interface() {
  abidw --no-corpus-path --no-comp-dir-path --no-show-locs --no-architecture --no-elf-needed --exported-interfaces-only \
    --no-parameter-names --type-id-style hash --suppressions "$rules" --out-file "$2" "$1"
}

# compare OLD NEW: fails on what was removed or changed; what was added passes.
compare() { abidiff --no-added-syms "$1" "$2"; }

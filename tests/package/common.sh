# Sourced by the tests here. CTest gives them SOURCE, BUILD (this project's folders), WORK (where to write), CMAKE, CC,
# CXX and LIBDIR in the environment.
set -eu
export LC_ALL=C
unset LD_LIBRARY_PATH PKG_CONFIG_PATH CMAKE_PREFIX_PATH CFLAGS CXXFLAGS LDFLAGS DESTDIR
here=$SOURCE/tests/package
mkdir -p "$WORK"

fail() { echo "FAILED: $*" >&2; exit 1; }

# Runs a command, shows its output only when it fails.
quietly() { "$@" > "$WORK/$$.log" 2>&1 || { tail -n 40 "$WORK/$$.log" >&2; fail "$*"; }; rm "$WORK/$$.log"; }

# missing TOOL: the test is skipped; where CI is set, it fails, since there every tool must be.
missing() { echo "$1 is missing" >&2; [ -z "${CI:-}" ] || exit 1; exit 77; }

# install_to PREFIX: a fresh copy of what `cmake --install` lays down.
install_to() { rm -rf "$1"; quietly "$CMAKE" --install "$BUILD" --prefix "$1"; }

# build_project FOLDER INTO PREFIX [option…]: configures and builds it as a user of the package at PREFIX would.
build_project() {
  project=$1 into=$2 prefix=$3
  shift 3
  rm -rf "$into"
  quietly "$CMAKE" -S "$project" -B "$into" -D "CMAKE_PREFIX_PATH=$prefix" "$@"
  quietly "$CMAKE" --build "$into"
}

# needs PROGRAM: the names of the shared libraries that it asks the loader for.
needs() { readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'; }

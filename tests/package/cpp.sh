# cpp.sh PREFIX: a C++17 project uses the package, without a warning.
. "${0%/*}/common.sh"
build_project "$here/consumer/cpp" "$WORK/cpp" "$1"
"$WORK/cpp/use"

# The library has everything that the baseline has, unchanged.
. "${0%/*}/../common.sh"
. "${0%/*}/common.sh"
command -v abidiff > /dev/null || missing abidiff
library "$WORK/build"
interface "$built" "$WORK/built.abixml"
compare "$here/abi/libincubator.abixml" "$WORK/built.abixml" ||
  fail "the interface differs from the baseline; docs/abi.md says what may change, and how a new baseline is made"

# cmake_consumer.sh PREFIX: another project finds the package, links it shared and static, and runs.
. "${0%/*}/common.sh"
for kind in incubator static; do
  into=$WORK/cmake-$kind
  build_project "$here/consumer" "$into" "$1" -D "TARGET=incubator::$kind"
  "$into/use"
  case $kind:$(needs "$into/use" | grep -c '^libincubator\.so\.[0-9]*$' || true) in
    incubator:1 | static:0) ;;
    *) fail "incubator::$kind: linked the other way" ;;
  esac
done

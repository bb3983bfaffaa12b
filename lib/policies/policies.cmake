# The policies that ship inside the library, and beside it under share. Included by lib/CMakeLists.txt.
set(policies
  chengdu-angel cn-national-2018 hefei-instruments jiangan-recognition qingdao-instruments wuchang-2020 wuhan-2021 wuhan-2021-illustration
  wuhan-etdz-2019)
list(TRANSFORM policies PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/policies/ OUTPUT_VARIABLE files)
list(TRANSFORM files APPEND .json)
set(made ${CMAKE_CURRENT_BINARY_DIR}/builtin_policies.c)
add_custom_command(OUTPUT ${made}
  COMMAND ${CMAKE_COMMAND} -D OUTPUT=${made} -D "FILES=${files}" -P ${CMAKE_CURRENT_SOURCE_DIR}/policies/embed.cmake
  DEPENDS ${files} policies/embed.cmake VERBATIM)
target_sources(incubator_objects PRIVATE ${made})
install(FILES ${files} DESTINATION ${CMAKE_INSTALL_DATADIR}/incubator/policies)

# The server's types are made from the contract while building: they cannot drift from it.
add_executable(cityloop_wire ${CMAKE_SOURCE_DIR}/tools/wire/wire.cc)
target_link_libraries(cityloop_wire PRIVATE cityloop_engines)

set(wire_folder ${CMAKE_BINARY_DIR}/generated/cityloop/io/http)
set(wire_sources ${wire_folder}/wire_write.cc ${wire_folder}/wire_read.cc ${wire_folder}/wire_operations.cc)
add_custom_command(
  OUTPUT ${wire_folder}/wire.made
  BYPRODUCTS ${wire_folder}/wire.h ${wire_sources} # written only where they change, so that what includes them stays
  COMMAND ${CMAKE_COMMAND} -E make_directory ${wire_folder}
  COMMAND cityloop_wire ${CMAKE_SOURCE_DIR}/api/openapi.yaml ${wire_folder}
  COMMAND ${CMAKE_COMMAND} -E touch ${wire_folder}/wire.made
  DEPENDS cityloop_wire ${CMAKE_SOURCE_DIR}/api/openapi.yaml
  VERBATIM)
add_custom_target(cityloop_wire_made DEPENDS ${wire_folder}/wire.made)
target_sources(cityloop_core PRIVATE ${wire_sources})
target_include_directories(cityloop_core PUBLIC ${CMAKE_BINARY_DIR}/generated)
add_dependencies(cityloop_core cityloop_wire_made)

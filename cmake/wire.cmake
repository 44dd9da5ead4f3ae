# A server's types are made from its contract while building: they cannot drift from it.
add_executable(cityloop_wire ${CMAKE_SOURCE_DIR}/tools/wire/wire.cc ${CMAKE_SOURCE_DIR}/tools/wire/contract.cc)
target_include_directories(cityloop_wire PRIVATE ${CMAKE_SOURCE_DIR})
target_link_libraries(cityloop_wire PRIVATE cityloop_engines)

# Adds the types of a contract to a target: FOLDER/wire.h, in the namespace cityloop::NAMESPACE.
function(cityloop_add_wire target contract folder namespace)
  set(to ${CMAKE_BINARY_DIR}/generated/${folder})
  set(sources ${to}/wire_write.cc ${to}/wire_read.cc ${to}/wire_operations.cc)
  add_custom_command(
    OUTPUT ${to}/wire.made
    BYPRODUCTS ${to}/wire.h ${sources} # written only where they change, so that what includes them stays
    COMMAND ${CMAKE_COMMAND} -E make_directory ${to}
    COMMAND cityloop_wire ${CMAKE_SOURCE_DIR}/${contract} ${to} ${namespace}
    COMMAND ${CMAKE_COMMAND} -E touch ${to}/wire.made
    DEPENDS cityloop_wire ${CMAKE_SOURCE_DIR}/${contract}
    VERBATIM)
  add_custom_target(${target}_wire DEPENDS ${to}/wire.made)
  target_sources(${target} PRIVATE ${sources})
  target_include_directories(${target} PUBLIC ${CMAKE_BINARY_DIR}/generated)
  add_dependencies(${target} ${target}_wire)
endfunction()
cityloop_add_wire(cityloop_core api/openapi.yaml cityloop/io/http wire)

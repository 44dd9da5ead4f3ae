# tests/<folder>/**/*_test.cc → test_<folder>; tests/*_test.cc → test_architecture; bench/<name>.cc → bench_<name>.
find_package(GTest REQUIRED)

# The one source that knows where this checkout is; the others compile to the same objects everywhere.
add_library(cityloop_test_paths STATIC ${CMAKE_SOURCE_DIR}/tests/paths.cc)
target_include_directories(cityloop_test_paths PUBLIC ${CMAKE_SOURCE_DIR})
target_link_libraries(cityloop_test_paths PRIVATE cityloop_flags)
target_compile_definitions(cityloop_test_paths PRIVATE CITYLOOP_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
                                                       CITYLOOP_BINARY="$<TARGET_FILE:cityloop>")

function(cityloop_add_test name)
  add_executable(${name} ${ARGN})
  # Engines are tested without what lies above them.
  if(name MATCHES "^test_(base|geo|city|simulate|measure)$")
    set(library cityloop_engines)
  else()
    set(library cityloop_core)
  endif()
  target_link_libraries(${name} PRIVATE ${library} cityloop_test_paths GTest::gtest GTest::gmock GTest::gtest_main)
  cityloop_unity(${name})
  if(name MATCHES "^test_(cli|real)$")  # these call the binary
    add_dependencies(${name} cityloop)
  endif()
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
endfunction()

file(GLOB test_folders CONFIGURE_DEPENDS LIST_DIRECTORIES true ${CMAKE_SOURCE_DIR}/tests/*)
foreach(folder IN LISTS test_folders)
  if(IS_DIRECTORY ${folder})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/*_test.cc)
    if(sources)
      get_filename_component(name ${folder} NAME)
      cityloop_add_test(test_${name} ${sources})
    endif()
  endif()
endforeach()
# What the generator makes of a contract that says everything.
cityloop_add_wire(test_http tests/http/wire/contract.yaml tests/http/wire everything)
file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/*_test.cc)
if(sources)
  cityloop_add_test(test_architecture ${sources})
endif()

file(GLOB benches CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/bench/*.cc)
if(benches)
  find_package(benchmark REQUIRED)
  add_custom_target(bench)
  foreach(source IN LISTS benches)
    get_filename_component(name ${source} NAME_WE)
    add_executable(bench_${name} EXCLUDE_FROM_ALL ${source})
    target_link_libraries(bench_${name} PRIVATE cityloop_core cityloop_test_paths benchmark::benchmark
                                                benchmark::benchmark_main)
    add_dependencies(bench bench_${name})
  endforeach()
endif()

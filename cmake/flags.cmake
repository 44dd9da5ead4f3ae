# One set of flags for our own code.
add_library(cityloop_flags INTERFACE)
target_compile_definitions(cityloop_flags INTERFACE _GLIBCXX_ASSERTIONS)
target_compile_options(
  cityloop_flags
  INTERFACE -Wall
            -Wextra
            -Wpedantic
            -Wconversion
            -Wshadow
            -ffp-contract=off # the same bytes whether or not the processor fuses multiply and add
            $<$<BOOL:${CITYLOOP_WERROR}>:-Werror>
            # g++ 12 takes a std::optional that is looked at after a test for an uninitialised one; the sanitizers watch this.
            $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
            # Sources compiled together are no headers, though the compiler takes them for such.
            $<$<AND:$<CXX_COMPILER_ID:GNU>,$<BOOL:${CITYLOOP_UNITY}>>:-Wno-subobject-linkage>
            # std::stable_sort of libstdc++ 12 calls what C++17 deprecates.
            $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>)

if(CITYLOOP_SANITIZE)
  list(JOIN CITYLOOP_SANITIZE "," sanitizers)
  add_compile_options(-fsanitize=${sanitizers} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${sanitizers})
endif()
if(CITYLOOP_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()
if(CITYLOOP_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "CITYLOOP_FUZZ needs clang: use the preset asan")
  endif()
  # Every source tells the fuzzer where it has been; only fuzz targets have its main().
  add_compile_options(-fsanitize=fuzzer-no-link)
  add_link_options(-fsanitize=fuzzer-no-link)
endif()

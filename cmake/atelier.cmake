# How a room of the house becomes a library, and how its tests become programs.

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

# Warnings are errors in our code; foreign headers come in as system headers and keep their own habits.
add_library(atelier_flags INTERFACE)
target_compile_options(atelier_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
  -fstack-protector-strong -fno-omit-frame-pointer -pthread)
target_include_directories(atelier_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
# g++ 12 reports uninitialised and dangling values inside its own library headers when it inlines them.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(atelier_flags INTERFACE -Wno-maybe-uninitialized -Wno-stringop-overflow
    -Wno-restrict -Wno-array-bounds -Wno-stringop-overread -Wno-free-nonheap-object)
endif()
target_link_libraries(atelier_flags INTERFACE Threads::Threads)

set(ATELIER_SANITIZE "" CACHE STRING "Sanitizers, as in -fsanitize= (address,undefined or thread)")
if(ATELIER_SANITIZE)
  target_compile_options(atelier_flags INTERFACE -fsanitize=${ATELIER_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(atelier_flags INTERFACE -fsanitize=${ATELIER_SANITIZE})
  target_compile_definitions(atelier_flags INTERFACE ATELIER_SANITIZED=1)
  if(ATELIER_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(atelier_flags INTERFACE -Wno-tsan)  # Asio uses fences; tsan does not model them
  endif()
else()
  target_compile_options(atelier_flags INTERFACE $<$<CONFIG:Release>:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2>)
  target_link_options(atelier_flags INTERFACE -Wl,-z,relro,-z,now)
endif()

find_program(ATELIER_LLD ld.lld)
if(ATELIER_LLD)
  target_link_options(atelier_flags INTERFACE -fuse-ld=lld)
endif()

find_program(ATELIER_CCACHE ccache)
if(ATELIER_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${ATELIER_CCACHE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(atelier_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)
  endif()
endif()

option(ATELIER_PCH "Precompile the standard headers that nearly every file includes" ON)

# atelier_room(base LIBS fmt) makes the library atelier_base from every .cpp below src/base.
function(atelier_room name)
  cmake_parse_arguments(ROOM "" "" "ROOMS;LIBS;PACKAGES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  if(NOT sources)  # the room is still empty
    file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/empty.cpp "")
    set(sources ${CMAKE_CURRENT_BINARY_DIR}/empty.cpp)
  endif()
  add_library(atelier_${name} STATIC ${sources})
  target_link_libraries(atelier_${name} PUBLIC atelier_flags)
  foreach(room IN LISTS ROOM_ROOMS)
    target_link_libraries(atelier_${name} PUBLIC atelier_${room})
  endforeach()
  foreach(package IN LISTS ROOM_PACKAGES)
    string(MAKE_C_IDENTIFIER "PKG_${package}" id)
    pkg_check_modules(${id} REQUIRED IMPORTED_TARGET GLOBAL ${package})
    # Private: who uses a room does not see the libraries behind it. Everybody sees fmt.
    if(package STREQUAL "fmt")
      target_link_libraries(atelier_${name} PUBLIC PkgConfig::${id})
    else()
      target_link_libraries(atelier_${name} PRIVATE PkgConfig::${id})
    endif()
  endforeach()
  target_link_libraries(atelier_${name} PUBLIC ${ROOM_LIBS})
  if(ATELIER_PCH)
    if(name STREQUAL "base")
      target_precompile_headers(atelier_base PRIVATE
        <algorithm> <array> <chrono> <cstdint> <filesystem> <functional> <map> <memory> <optional>
        <span> <string> <string_view> <vector> <fmt/format.h>)
    else()
      target_precompile_headers(atelier_${name} REUSE_FROM atelier_base)
    endif()
  endif()
endfunction()

# atelier_tests(vault ROOMS vault) makes one test program from every .cpp below tests/vault.
function(atelier_tests name)
  cmake_parse_arguments(TEST "" "" "ROOMS;LIBS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${name}/*.cpp)
  if(NOT sources)
    return()
  endif()
  add_executable(test_${name} ${sources})
  foreach(room IN LISTS TEST_ROOMS)
    target_link_libraries(test_${name} PRIVATE atelier_${room})
  endforeach()
  target_include_directories(test_${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(test_${name} PRIVATE GTest::gmock_main ${TEST_LIBS})
  target_compile_definitions(test_${name} PRIVATE ATELIER_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  # What is tested is optimised; the tests themselves need not be, and compile twice as fast.
  target_compile_options(test_${name} PRIVATE $<$<CONFIG:Release>:-O0 -U_FORTIFY_SOURCE>)
  if(ATELIER_PCH)
    if(name STREQUAL "base")
      target_precompile_headers(test_base PRIVATE
        <algorithm> <array> <chrono> <filesystem> <functional> <map> <memory> <optional> <span> <string>
        <string_view> <vector> <fmt/format.h> <gmock/gmock.h> <gtest/gtest.h>)
    else()
      target_precompile_headers(test_${name} REUSE_FROM test_base)
    endif()
  endif()
  add_test(NAME ${name} COMMAND test_${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES TIMEOUT 900)
endfunction()

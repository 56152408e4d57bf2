# How tests are found: by folder and name, so that a new one is one new file.
#   tests/unit/<folder>/*_test.cpp      one GoogleTest program a folder of lib/
#   tests/conformance/*_conformance.cpp one GoogleTest program each; foreign corpora from $PLUMB_CORPUS
#   tests/fuzz/*_fuzz.cpp               one program each, run over tests/fuzz/seeds/<name>/
#   tests/crash/                        programs that kill others and damage stores, by its own list
#   tests/bench/*_bench.cpp             Google Benchmark programs, target `bench`, run by hand
#   tests/cli/*.bats                    the command line
function(plumb_all_libraries out)
  file(GLOB lists ${PROJECT_SOURCE_DIR}/lib/*/CMakeLists.txt)
  set(found "")
  foreach(list IN LISTS lists)
    get_filename_component(folder ${list} DIRECTORY)
    get_filename_component(folder ${folder} NAME)
    list(APPEND found plumb_${folder})
  endforeach()
  set(${out} ${found} PARENT_SCOPE)
endfunction()

add_library(source_dir OBJECT ${PROJECT_SOURCE_DIR}/tests/source_dir.cpp)
target_compile_definitions(source_dir PRIVATE PLUMB_SOURCE_DIR="${PROJECT_SOURCE_DIR}")

# An executable test that may use any library of lib/.
function(plumb_test_program name)
  plumb_all_libraries(libraries)
  add_executable(${name} ${ARGN} $<TARGET_OBJECTS:source_dir>)
  target_link_libraries(${name} PRIVATE plumb_flags ${libraries})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
endfunction()

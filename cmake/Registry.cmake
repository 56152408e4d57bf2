# plumb_registry(TARGET DIR TYPE PREFIX): one row a file.
# Compiles every DIR/*.cpp into TARGET and writes <PREFIX>_registry.inc with one line
# PLUMB_ENTRY(TYPE, <PREFIX>_<file name>) a file: DIR/line.cpp must define `extern const TYPE chart_line`.
# Not done with static objects that register themselves: a linker drops those from a static library.
function(plumb_registry target dir type prefix)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${dir}/*.cpp)
  list(SORT files)
  set(text "")
  foreach(file IN LISTS files)
    get_filename_component(name ${file} NAME_WE)
    string(APPEND text "PLUMB_ENTRY(${type}, ${prefix}_${name})\n")
  endforeach()
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/gen/${prefix}_registry.inc CONTENT "${text}")
  target_sources(${target} PRIVATE ${files})
  target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/gen)
endfunction()

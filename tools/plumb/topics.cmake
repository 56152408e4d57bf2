# plumb_topics(TARGET PAGES...): writes topics.inc, one row a man page of sections 5 and 7: "stream" for
# man/plumb-stream.5.scd, "plumb" for man/plumb.7.scd.
function(plumb_topics target)
  set(text "")
  foreach(page IN LISTS ARGN)
    get_filename_component(name ${page} NAME)
    string(REGEX REPLACE "^plumb-|\\.[57]\\.scd$" "" name ${name})
    file(READ ${page} source)
    string(APPEND text "{\"${name}\", R\"scdoc(${source})scdoc\"},\n")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${page})
  endforeach()
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/gen/topics.inc CONTENT "${text}" @ONLY)
  target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/gen)
endfunction()

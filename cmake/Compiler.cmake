# Flags every target of ours is compiled with: plumb_flags (link it PRIVATE).
add_library(plumb_flags INTERFACE)
target_compile_options(plumb_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion
  # Sums must not be contracted into fused multiply-adds: results would differ from Prometheus'.
  -ffp-contract=off
  # The same sources give the same bytes, wherever they lie.
  -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.
  -ffunction-sections -fdata-sections)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # g++ 12 warns of omitted members in designated initialisers even where they have a default (PR 96868),
  # and has false alarms in inlined std::string and std::variant code (PR 105329, PR 105593).
  target_compile_options(plumb_flags INTERFACE
    -Wno-missing-field-initializers -Wno-restrict -Wno-maybe-uninitialized)
endif()
if(PLUMB_DEV)
  target_compile_options(plumb_flags INTERFACE -Werror)
endif()
target_include_directories(plumb_flags INTERFACE ${PROJECT_SOURCE_DIR}/lib)
target_link_options(plumb_flags INTERFACE -Wl,--gc-sections)

find_program(PLUMB_CCACHE ccache)
if(PLUMB_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${PLUMB_CCACHE})
endif()
# mold links the static tools twice as fast as GNU ld.
find_program(PLUMB_MOLD mold)
if(PLUMB_MOLD)
  target_link_options(plumb_flags INTERFACE -fuse-ld=mold)
endif()

# Outside libraries, all from Debian packages. Which lib/ folder may use which is in lib/floors.txt.
find_package(PkgConfig REQUIRED)
find_package(CLI11 CONFIG REQUIRED)
find_package(fmt CONFIG REQUIRED)
find_package(RapidJSON CONFIG REQUIRED)
find_package(Threads REQUIRED)

if(PLUMB_STATIC)
  set(plumb_saved_suffixes ${CMAKE_FIND_LIBRARY_SUFFIXES})
  set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
endif()
pkg_check_modules(LMDB REQUIRED IMPORTED_TARGET lmdb)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(LIBZSTD REQUIRED IMPORTED_TARGET libzstd)
if(PLUMB_STATIC)
  set(CMAKE_FIND_LIBRARY_SUFFIXES ${plumb_saved_suffixes})
endif()
# Of net tools only, which are linked dynamically.
pkg_check_modules(CURL REQUIRED IMPORTED_TARGET libcurl)
pkg_check_modules(CARES REQUIRED IMPORTED_TARGET libcares)
pkg_check_modules(ZLIB REQUIRED IMPORTED_TARGET zlib)
# Of plumb-raster only.
pkg_check_modules(CAIRO REQUIRED IMPORTED_TARGET cairo cairo-ft cairo-pdf freetype2)
pkg_check_modules(DEFLATE REQUIRED IMPORTED_TARGET libdeflate)
pkg_check_modules(FRIBIDI REQUIRED IMPORTED_TARGET fribidi)
find_path(XXHASH_INCLUDE_DIR xxhash.h REQUIRED)

# Debian has no libfmt.a, and the header-only form doubles the build time: fmt's own source, compiled once.
add_library(plumb_fmt STATIC ${CMAKE_CURRENT_LIST_DIR}/fmt.cpp)
get_target_property(plumb_fmt_include fmt::fmt INTERFACE_INCLUDE_DIRECTORIES)
target_include_directories(plumb_fmt SYSTEM PUBLIC ${plumb_fmt_include})
target_compile_options(plumb_fmt PRIVATE -ffunction-sections -fdata-sections)

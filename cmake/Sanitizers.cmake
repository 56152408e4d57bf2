# -DPLUMB_SANITIZE=address,undefined or thread; linked through plumb_flags.
if(PLUMB_SANITIZE)
  target_compile_options(plumb_flags INTERFACE
    -fsanitize=${PLUMB_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(plumb_flags INTERFACE -fsanitize=${PLUMB_SANITIZE})
endif()
if(PLUMB_FUZZ)
  target_compile_options(plumb_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

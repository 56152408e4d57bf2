# Programs, man pages, completions. tests/cli/install.bats compares what an install put down.
include(GNUInstallDirs)
function(plumb_install)
  get_property(programs GLOBAL PROPERTY PLUMB_TOOLS)
  install(TARGETS ${programs} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  # Where tools look for it: ../libexec/plumb from their own folder.
  get_property(helpers GLOBAL PROPERTY PLUMB_HELPERS)
  install(TARGETS ${helpers} RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/plumb)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/completions/bash/ DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/completions/zsh/ DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/completions/fish/ DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
endfunction()

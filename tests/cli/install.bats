# What an install puts down, all of it and nothing else.
setup() { load frame.bash; }

@test "install puts down the programs, man pages and completions" {
  DESTDIR="$BATS_TEST_TMPDIR/root" cmake --install "$PLUMB_BUILD" --prefix /usr >/dev/null
  cd "$BATS_TEST_TMPDIR/root/usr"
  {
    for tool in $TOOLS; do
      echo "bin/$tool"
      echo "share/man/man1/$tool.1"
      echo "share/bash-completion/completions/$tool"
      echo "share/zsh/vendor-completions/_$tool"
      echo "share/fish/vendor_completions.d/$tool.fish"
    done
    echo "libexec/plumb/plumb-fetch"
    echo "libexec/plumb/plumb-raster"
    for page in "$PLUMB_ROOT"/man/*.[57].scd; do
      name=$(basename "$page" .scd)
      echo "share/man/man${name##*.}/$name"
    done
  } | sort >"$BATS_TEST_TMPDIR/expected"
  find . -type f -printf '%P\n' | sort >"$BATS_TEST_TMPDIR/installed"
  run diff "$BATS_TEST_TMPDIR/expected" "$BATS_TEST_TMPDIR/installed"
  assert_success
}

@test "local tools are fully static" {
  grep -q 'PLUMB_STATIC:BOOL=ON' "$PLUMB_BUILD/CMakeCache.txt" || skip "this build is not static"
  for tool in $TOOLS; do
    [ "$tool" != plumb-scrape ] || continue # speaks HTTP
    run ldd "$PLUMB_BIN/$tool"
    assert_output --partial "not a dynamic executable"
  done
}

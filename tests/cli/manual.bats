# Man pages and completions say what the programs say.
setup() { load frame.bash; }

# The long names of every option of a tool and of its verbs, from its help: a line each, or a line of a group's names.
options_of() {
  commands | grep -E "^$1( |$)" | while read -r command; do $command --help; done | grep -oE '^ +(-[a-zA-Z0-9], )?--[a-z-]+|^[A-Z]+: .*\(see man\)' | grep -oE -- '--[a-z-]+' | sort -u
}

@test "each tool has a man page that names each of its options" {
  for tool in $TOOLS; do
    page="$PLUMB_BUILD/man/$tool.1"
    [ -s "$page" ] || fail "no man page: $page"
    text=$(mandoc -T ascii "$page" | col -bx 2>/dev/null || mandoc -T ascii "$page" | sed 's/.\x08//g')
    for option in $(options_of "$tool"); do
      [[ "$text" == *"$option"* ]] || fail "$tool.1 lacks $option"
    done
    for section in NAME SYNOPSIS DESCRIPTION OPTIONS "EXIT STATUS" "SEE ALSO"; do
      [[ "$text" == *"$section"* ]] || fail "$tool.1 lacks $section"
    done
  done
}

@test "man pages are clean for mandoc" {
  for page in "$PLUMB_BUILD"/man/*.[157]; do
    # A date in another form and long literal lines are not errors of ours.
    run mandoc -T lint -W error "$page"
    assert_success
  done
}

@test "completions are those of the programs; scripts/update-golden renews them" {
  "$PLUMB_ROOT/scripts/make-completions" "$PLUMB_BIN" "$BATS_TEST_TMPDIR/completions"
  run diff -r "$PLUMB_ROOT/completions" "$BATS_TEST_TMPDIR/completions"
  assert_success
}

@test "bash loads the completions and completes an option and a word" {
  run bash -c 'source "$PLUMB_ROOT/completions/bash/plumb-chart"
    COMP_WORDS=(plumb-chart --col) COMP_CWORD=1; _plumb_chart; echo "${COMPREPLY[*]}"
    COMP_WORDS=(plumb-chart --color n) COMP_CWORD=2; _plumb_chart; echo "${COMPREPLY[*]}"'
  assert_success
  assert_line "--color"
  assert_line "never"
}

@test "bash completes verbs, then what the verb takes" {
  run bash -c 'source "$PLUMB_ROOT/completions/bash/plumb-store"
    COMP_WORDS=(plumb-store ver) COMP_CWORD=1; _plumb_store; echo "${COMPREPLY[*]}"
    COMP_WORDS=(plumb-store compact --bud) COMP_CWORD=2; _plumb_store; echo "${COMPREPLY[*]}"
    COMP_WORDS=(plumb-store verify --bud) COMP_CWORD=2; _plumb_store; echo "<${COMPREPLY[*]}>"
    COMP_WORDS=(plumb-store verify --color n) COMP_CWORD=3; _plumb_store; echo "${COMPREPLY[*]}"'
  assert_success
  assert_line "verify"
  assert_line "--budget"
  assert_line "<>"
  assert_line "never"
}

@test "bash completes the tools behind plumb" {
  run bash -c 'source "$PLUMB_ROOT/completions/bash/plumb"
    COMP_WORDS=(plumb q) COMP_CWORD=1; _plumb; echo "${COMPREPLY[*]}"
    COMP_WORDS=(plumb h) COMP_CWORD=1; _plumb; echo "${COMPREPLY[*]}"'
  assert_success
  assert_line "query"
  assert_line "help"
}

@test "zsh and fish accept the completions" {
  if command -v zsh >/dev/null; then
    for file in "$PLUMB_ROOT"/completions/zsh/_*; do zsh -n "$file"; done
  fi
  if command -v fish >/dev/null; then
    for file in "$PLUMB_ROOT"/completions/fish/*.fish; do fish --no-execute "$file"; done
  fi
}

@test "plumb runs a tool, and hands its arguments on" {
  run --separate-stderr plumb node --version
  assert_success
  assert_output --regexp '^plumb-node '
  run --separate-stderr plumb query --definitely-not
  assert_failure 2
  assert_stderr_has "plumb-query:"
}

@test "plumb help lists tools and topics, shows a page, and knows a typo" {
  run --separate-stderr plumb help
  assert_success
  assert_line "  query"
  assert_line "  stream"
  run --separate-stderr plumb help exit
  assert_success
  assert_line --partial "the exit status of every plumb tool"
  refute_output --partial "*0*"
  run --separate-stderr plumb help strem
  assert_failure 2
  assert_stderr_has "did you mean 'stream'?"
  run --separate-stderr plumb qurey
  assert_failure 2
  assert_stderr_has "did you mean 'query'?"
}

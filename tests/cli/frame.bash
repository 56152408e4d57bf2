# Shared by the command line tests: where the programs are, and a folder of our own.
bats_require_minimum_version 1.5.0
bats_load_library bats-support
bats_load_library bats-assert

PATH="$PLUMB_BIN:$PATH"
TOOLS="plumb plumb-node plumb-scrape plumb-ingest plumb-query plumb-check plumb-chart plumb-store"
# Those that take a verb.
VERB_TOOLS="plumb-store"
export XDG_STATE_HOME="$BATS_TEST_TMPDIR/state"
unset PLUMB_DATA NO_COLOR COLORTERM
cd "$BATS_TEST_TMPDIR" || exit 1

# The verbs of a tool, from its help.
verbs_of() { "$1" --help | sed -n '/^Verbs:/,/^$/s/^  \([a-z-]*\) .*/\1/p'; }

# Each tool, and each tool with each of its verbs: a line a command.
commands() {
  local tool verb
  for tool in $TOOLS; do echo "$tool"; done
  for tool in $VERB_TOOLS; do
    for verb in $(verbs_of "$tool"); do echo "$tool $verb"; done
  done
}

# stderr equals / begins with a text; `run --separate-stderr` leaves it in $stderr.
assert_stderr() { assert_equal "$stderr" "$1"; }
assert_stderr_has() {
  [[ "$stderr" == *"$1"* ]] || fail "stderr lacks: $1
stderr: $stderr"
}

# All types of charts, as the answer to a wrong one lists them.
chart_types() { plumb-chart -t wrong /dev/null 2>&1 | sed -n 's/.*there are \(.*\))/\1/p' | tr -d ,; }

# What the frame promises for every tool.
setup() { load frame.bash; }

@test "--help begins with the name, then two examples, and fits 80 columns" {
  while read -r tool; do
    run --separate-stderr $tool --help
    assert_success
    assert_stderr ""
    [[ "${lines[0]}" == "$tool: "* ]]
    while IFS= read -r line; do
      [ "${#line}" -le 80 ] || fail "$tool --help: too wide: $line"
    done <<<"$output"
    [ "$tool" = plumb ] || [[ "${lines[1]}" == "  "* && "${lines[3]}" == "  "* ]]
  done < <(commands)
}

@test "--help has at most 40 lines" {
  while read -r tool; do
    run $tool --help
    [ "${#lines[@]}" -le 40 ] || fail "$tool --help: ${#lines[@]} lines that are not empty"
  done < <(commands)
}

@test "--version names the tool" {
  while read -r tool; do
    run --separate-stderr $tool --version
    assert_success
    assert_output --regexp "^${tool%% *} [0-9]+\.[0-9]+\.[0-9]+$"
  done < <(commands)
}

@test "a typo in an option is answered with the right one, exit 2" {
  while read -r tool; do
    run --separate-stderr $tool --verbsoe
    assert_failure 2
    assert_output ""
    assert_stderr_has "unknown option '--verbsoe', did you mean '--verbose'?"
  done < <(commands)
}

@test "an option without its value says so, exit 2" {
  run --separate-stderr plumb-query up --last
  assert_failure 2
  assert_stderr "plumb-query: option '--last' needs a value"
}

@test "an expression that begins with a minus gets the hint" {
  run --separate-stderr plumb-query '-up'
  assert_failure 2
  assert_stderr_has "--"
  assert_stderr_has "'-up'"
}

@test "a full output is exit 4" {
  for tool in $TOOLS; do
    run --separate-stderr bash -c "$tool --help > /dev/full"
    assert_failure 4
    assert_stderr "$tool: cannot write standard output: no space left on device"
  done
}

@test "a closed pipe ends quietly" {
  for tool in $TOOLS; do
    run --separate-stderr bash -c "set -o pipefail; $tool --help | true; exit \${PIPESTATUS[0]}"
    [ "$status" -eq 0 ] || [ "$status" -eq 141 ]
    assert_stderr ""
  done
}

@test "a closed pipe ends quietly where SIGPIPE is ignored" {
  run --separate-stderr bash -c "trap '' PIPE; { seq 100000 | sed 's/.*/m{i=\"&\"} & 1000/' | plumb-query -d - m -o prom; echo \$? >code; } | head -1 >/dev/null; cat code"
  assert_output 141
  assert_stderr ""
}

@test "--color takes only its words" {
  run --separate-stderr plumb-chart --color sometimes
  assert_failure 2
  assert_stderr "plumb-chart: --color: 'sometimes' is not known (one of: auto, always, never)"
}

@test "a verb is always needed, and comes first; a typo is answered with the right one" {
  for tool in $VERB_TOOLS; do
    run --separate-stderr "$tool"
    assert_failure 2
    assert_output ""
    assert_stderr_has "a verb is missing (one of: "
    verb=$(verbs_of "$tool" | head -1)
    run --separate-stderr "$tool" -v "$verb"
    assert_failure 2
    assert_stderr "$tool: the verb comes first: $tool $verb …"
    run --separate-stderr "$tool" "${verb}x"
    assert_failure 2
    assert_stderr_has "there is no verb '${verb}x', did you mean '$verb'?"
  done
}

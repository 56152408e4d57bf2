# plumb-store retain and delete, and what compact does by the rules.
setup() {
  load frame.bash
  export PLUMB_MAP_SIZE=1073741824
  # Six days of two series, a sample an hour, up to an hour ago.
  awk -v now="$(date +%s)" 'BEGIN {
    for (i = 144; i > 0; i--) {
      printf "a{job=\"x\"} %d %d000\n", i, now - 3600 * i
      printf "b{job=\"y\"} %d %d000\n", i, now - 3600 * i
    }
  }' | plumb-ingest -d t.plumb
}

samples() { plumb-query -d t.plumb -o value "sum(count_over_time($1[30d]))"; }

@test "retain: rules are added, listed, replaced and removed" {
  run --separate-stderr plumb-store retain -v -d t.plumb
  assert_success
  assert_output ""
  assert_stderr_has "no rules"
  plumb-store retain -d t.plumb --raw 30d --rollup 1h:5y --rollup 5m:1y
  plumb-store retain -d t.plumb '{job="x", __name__="a"}' --raw 2d
  run --separate-stderr plumb-store retain -d t.plumb
  assert_line --index 0 --regexp '^SELECTOR +RAW +ROLLUPS$'
  assert_line --index 1 --regexp '^\{job="x", __name__="a"\} +2d +none$'
  assert_line --index 2 --regexp '^\(every series\) +30d +5m:1y 1h:5y$'
  # The same series in other words.
  plumb-store retain -d t.plumb 'a{job="x"}' --raw forever
  run --separate-stderr plumb-store retain -d t.plumb -o json
  assert_output '{"rules":[{"selector":"a{job=\"x\"}","raw_ms":null,"rollups":[]},{"selector":"","raw_ms":2592000000,"rollups":[{"resolution_ms":300000,"keep_ms":31536000000},{"resolution_ms":3600000,"keep_ms":157680000000}]}]}'
  plumb-store retain -d t.plumb --remove
  plumb-store retain -d t.plumb --remove 'a{job="x"}'
  run --separate-stderr plumb-store retain -d t.plumb
  assert_output ""
}

@test "retain: what is called wrong is said before anything changes" {
  wrong() {
    local says=$1
    shift
    run --separate-stderr plumb-store retain -d t.plumb "$@"
    assert_failure 2
    assert_output ""
    assert_stderr_has "$says"
  }
  wrong '  {job="x"
          ^' '{job="x"' --raw 1d
  wrong "'7m:1y' is no rollup" --rollup 7m:1y
  wrong "'soon' is no time" --raw soon
  wrong "is there twice" --rollup 5m:1d --rollup 5m:2d
  wrong "what of 'up'" up
  wrong "there is no rule for 'up'" --remove up
  wrong "--remove takes" --remove --raw 1d
  run plumb-store retain -d t.plumb
  assert_output ""
}

@test "rules take effect with compact, and -n says what would go" {
  run --separate-stderr plumb-store retain -n -d t.plumb 'a' --raw 2d
  assert_success
  assert_output --regexp '^[0-9]+ samples of 1 series, from '
  run plumb-store retain -d t.plumb
  assert_output ""
  run --separate-stderr plumb-store retain -v -d t.plumb 'a' --raw 2d
  assert_stderr_has "from the next plumb-store compact on"
  assert_equal "$(samples a)" 144
  plumb-store compact -d t.plumb
  [ "$(samples a)" -ge 47 ] && [ "$(samples a)" -le 73 ]
  assert_equal "$(samples b)" 144
  plumb-store verify -d t.plumb
  run plumb-store retain -n -d t.plumb
  assert_output "nothing"
}

@test "delete: a selector, a range, and what goes" {
  run --separate-stderr plumb-store delete -n -d t.plumb a
  assert_output --regexp '^144 samples of 1 series, from '
  assert_equal "$(samples a)" 144
  run --separate-stderr plumb-store delete -d t.plumb a --from -10h
  assert_success
  assert_output ""
  assert_stderr ""
  [ "$(samples a)" -ge 134 ] && [ "$(samples a)" -le 135 ]
  run --separate-stderr plumb-store delete -v -d t.plumb -o json a
  assert_success
  assert_output --regexp '^\{"samples":13[45],"series":1,"from":[0-9]+,"to":[0-9]+,"rollup_points":0,"bytes":[0-9]+\}$'
  assert_stderr_has "deleted 13"
  run plumb-query -d t.plumb --metrics
  assert_output --partial "b"
  refute_output --partial "TYPE a"
  assert_equal "$(samples b)" 144
  plumb-store verify -d t.plumb
}

@test "delete: everything goes by --all only, and nothing is exit 3" {
  for arguments in "" "--all a" "a --from now --to -1h" "{}"; do
    # shellcheck disable=SC2086 # words
    run --separate-stderr plumb-store delete -d t.plumb $arguments
    assert_failure 2
  done
  run --separate-stderr plumb-store delete -d t.plumb c
  assert_failure 3
  assert_stderr "plumb-store: no series matches 'c'"
  plumb-store delete -d t.plumb --all
  run --separate-stderr plumb-store verify -v -d t.plumb
  assert_stderr_has "0 samples in 0 rows and 0 segments, 0 series, 0 targets, 0 layouts"
}

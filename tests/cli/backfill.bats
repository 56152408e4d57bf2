# History into a store: closed hours go past rows, whatever order they come in, and however it ends.
setup_file() {
  # A million and a half samples: series by series, by time, and in no order: that is more than one run of the buffer.
  export HISTORY="$BATS_FILE_TMPDIR/history.prom" TIMED="$BATS_FILE_TMPDIR/timed.prom"
  export SHUFFLED="$BATS_FILE_TMPDIR/shuffled.prom"
  awk 'BEGIN { for (s = 0; s < 300; ++s) for (t = 0; t < 5000; ++t)
    printf "load{job=\"a\",cpu=\"%d\"} %d %.0f\n", s, (s * 7 + t * 3) % 1000, 1700006400000 + t * 15000 + t % 7 }' >"$HISTORY"
  awk 'BEGIN { for (t = 0; t < 5000; ++t) for (s = 0; s < 300; ++s)
    printf "load{job=\"a\",cpu=\"%d\"} %d %.0f\n", s, (s * 7 + t * 3) % 1000, 1700006400000 + t * 15000 + t % 7 }' >"$TIMED"
  shuf --random-source=<(yes) "$HISTORY" >"$SHUFFLED"
}

setup() {
  load frame.bash
  export PLUMB_DATA="$BATS_TEST_TMPDIR/m.plumb" PLUMB_MAP_SIZE=1073741824
}

# What is known of it: samples, a sum over all, and whether all fits together.
facts() {
  plumb-query --at 1700081400 -o value 'sum(count_over_time(load[1d]))'
  plumb-query --at 1700081400 -o value 'sum(sum_over_time(load[1d]))'
  "$PLUMB_BUILD/tests/store_check" "$PLUMB_DATA" >/dev/null && echo clean
}

@test "whatever the order, the same is stored; and again, nothing" {
  run --separate-stderr plumb-ingest -v "$HISTORY"
  assert_success
  assert_stderr_has "1500000 stored, 0 known already, 300 new series, 21 hours of targets past rows"
  run facts
  assert_success
  local first=$output
  [[ "$first" == 1500000* && "$first" == *clean ]]
  run --separate-stderr plumb-ingest -v "$TIMED"
  assert_success
  assert_stderr_has "0 stored, 1500000 known already"
  rm -r "$PLUMB_DATA"
  plumb-ingest "$TIMED"
  run facts
  assert_output "$first"
}

@test "nothing is said in a pipe, and nothing is left beside the store" {
  run --separate-stderr plumb-ingest "$HISTORY"
  assert_success
  [ -z "$output$stderr" ]
  [ "$(ls "$PLUMB_DATA" | wc -l)" -eq 3 ]
}

@test "killed in the middle it leaves a store that is whole, and again completes it" {
  plumb-ingest <<<'up 1 1700000000000'
  for wait in 0.05 0.15 0.3 0.45 0.6; do
    plumb-ingest "$HISTORY" 3>&- &
    local pid=$!
    sleep "$wait"
    kill -9 "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
    run "$PLUMB_BUILD/tests/store_check" "$PLUMB_DATA"
    assert_success
    [ "$(ls "$PLUMB_DATA" | wc -l)" -eq 3 ]
  done
  plumb-ingest "$HISTORY"
  run facts
  [[ "$output" == 1500000* && "$output" == *clean ]]
}

@test "Ctrl-C stores what was read" {
  mkfifo pipe
  plumb-ingest -v <pipe 2>words 3>&- &
  local pid=$!
  exec 7>pipe
  head -20000 "$TIMED" >&7
  # An idle second stores what waits, too: be quicker.
  sleep 0.3
  kill -INT "$pid"
  local status=0
  wait "$pid" || status=$?
  exec 7>&-
  [ "$status" -eq 0 ] || [ "$status" -eq 130 ]
  run plumb-query --at 1700081400 -o value 'sum(count_over_time(load[1d]))'
  assert_output 20000
}

@test "an idle second stores what waits" {
  mkfifo pipe
  plumb-ingest --ack <pipe >acks 3>&- &
  local pid=$!
  exec 7>pipe
  head -600 "$TIMED" >&7
  for _ in $(seq 100); do [ -s acks ] && break; sleep 0.1; done
  [ "$(cat acks)" = "#! ack samples=600 line=600" ]
  exec 7>&-
  wait "$pid"
}

@test "--ack tells no line safe before those that wait" {
  { head -3 "$TIMED"; echo "now 1"; echo "later 2"; } >mixed
  run --separate-stderr plumb-ingest --ack mixed
  assert_success
  assert_line --index 0 "#! ack samples=2 line=0"
  assert_line --index 1 "#! ack samples=3 line=5"
}

@test "another value is told with the first of its lines, and the first is kept" {
  head -300 "$TIMED" >page
  sed 's/} [0-9]* /} 5000 /' page >other
  run --separate-stderr plumb-ingest page other
  assert_failure 1
  assert_stderr_has "300 samples had another value in the store, which was kept"
  assert_stderr_has "lines 1, 2, 3, 4, 5, …"
  run plumb-query --at 1700006400 -o value 'max(load)'
  refute_output 5000
  plumb-ingest --replace other
  run plumb-query --at 1700006400 -o value 'min(load)'
  assert_output 5000
}

@test "scrapes of closed hours and loose samples keep their order" {
  cat >mixed <<'END'
x{job="a"} 1 1700006400000
#! scrape job=a time=1700006400000 samples=2
x{job="a"} 2
y{job="a"} 2
#! scrape job=a time=1700006460000 samples=1
y{job="a"} 2
y{job="a"} 3 1700006460000
END
  run --separate-stderr plumb-ingest mixed
  assert_failure 1
  assert_stderr_has "2 samples had another value"
  assert_stderr_has "lines 3, 7"
}

@test "no room to buffer or to write: 5, and what was acknowledged stays" {
  unshare -rm true 2>/dev/null || skip "may not make a mount namespace"
  mkdir disk
  cat >inside.sh <<'END_OF_SCRIPT'
set -u
mount -t tmpfs -o size=$1 none disk || exit 77
export PLUMB_DATA=disk/m.plumb
plumb-ingest --ack <<<'up 1 1700000000000'
plumb-ingest "$SHUFFLED"
echo "status $?"
plumb-query --at 1700000000 -o value 'up'
"$PLUMB_BUILD/tests/store_check" disk/m.plumb >/dev/null && echo clean
END_OF_SCRIPT
  for size in 8m 400k; do
    run unshare -rm bash inside.sh "$size"
    [ "$status" -ne 77 ] || skip "may not mount a tmpfs"
    assert_success
    assert_output --partial "ack samples=1 line=1"
    assert_output --partial "no space left on"
    assert_output --partial "status 5"
    assert_output --partial "clean"
  done
}

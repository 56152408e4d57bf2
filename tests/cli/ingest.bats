#!/usr/bin/env bats
# plumb-ingest: what the command line promises.
bats_require_minimum_version 1.5.0
bats_load_library bats-support
bats_load_library bats-assert

setup() {
  PATH="$PLUMB_BIN:$PATH"
  cd "$BATS_TEST_TMPDIR"
  export PLUMB_DATA="$BATS_TEST_TMPDIR/m.plumb"
  export PLUMB_MAP_SIZE=1073741824
  cat > scrape.prom <<'END'
#! scrape job=node target="http://web1:9100/metrics" time=1795343685293 duration=0.012 samples=2 status=ok
# TYPE node_load1 gauge
node_load1{instance="web1:9100",job="node"} 0.42 1795343685293
up{instance="web1:9100",job="node"} 1 1795343685293
END
}

@test "success is silent and makes the store" {
  run --separate-stderr plumb-ingest scrape.prom
  assert_success
  [ -z "$output$stderr" ]
  [ -f m.plumb/data.mdb ]
}

@test "the same file twice is no trouble" {
  plumb-ingest scrape.prom
  run --separate-stderr plumb-ingest -v scrape.prom
  assert_success
  [[ "$stderr" == *"2 samples read, 2 by hint, 0 stored, 2 known already"* ]]
}

@test "another value is told with its line, and kept" {
  plumb-ingest scrape.prom
  sed 's/0.42/0.43/' scrape.prom > changed.prom
  run --separate-stderr plumb-ingest changed.prom
  assert_failure 1
  [[ "$stderr" == *"1 sample had another value"*"line 3"* ]]
  run --separate-stderr plumb-ingest --replace changed.prom
  assert_success
}

@test "a bad line in the middle is rejected, the rest stored" {
  run --separate-stderr plumb-ingest <<< $'a 1 1795343685000\nthis is no sample\nb 2 1795343685000'
  assert_failure 1
  [[ "$stderr" == *"1 line rejected: line 2:"* ]]
  run --separate-stderr plumb-ingest -v <<< $'a 1 1795343685000\nb 2 1795343685000'
  [[ "$stderr" == *"2 known already"* ]]
}

@test "--strict stops at the first bad line and shows it" {
  run --separate-stderr plumb-ingest --strict <<< $'a 1\nthis is no sample\nb 2'
  assert_failure 1
  [[ "$stderr" == *"this is no sample"* ]]
}

@test "a line without a name needs --name" {
  run --separate-stderr plumb-ingest <<< '{job="x"} 1 1795343685000'
  assert_failure 1
  [[ "$stderr" == *"--name"* ]]
  run --separate-stderr plumb-ingest --name m <<< '{job="x"} 1 1795343685000'
  assert_success
  run --separate-stderr plumb-ingest -v <<< 'm{job="x"} 1 1795343685000'
  [[ "$stderr" == *"1 known already"* ]]
}

@test "--label sets a label" {
  plumb-ingest --label job=new <<< 'm{job="x"} 1 1795343685000'
  run --separate-stderr plumb-ingest -v <<< 'm{job="new"} 1 1795343685000'
  [[ "$stderr" == *"1 known already"* ]]
  run --separate-stderr plumb-ingest --label nonsense <<< 'm 1'
  assert_failure 2
}

@test "empty input is 3" {
  run --separate-stderr plumb-ingest < /dev/null
  assert_failure 3
  [ -z "$output" ]
}

@test "a file that is not there is 4" {
  run --separate-stderr plumb-ingest nothing.prom
  assert_failure 4
  [[ "$stderr" == *"nothing.prom"* ]]
}

@test "what is not a store is 5" {
  run --separate-stderr plumb-ingest -d scrape.prom scrape.prom
  assert_failure 5
  mkdir full && touch full/letter.txt
  run --separate-stderr plumb-ingest -d full scrape.prom
  assert_failure 5
  [[ "$stderr" == *"not a store"* ]]
}

@test "a damaged store is 5, and no crash" {
  plumb-ingest scrape.prom
  truncate -s 8192 m.plumb/data.mdb
  run --separate-stderr plumb-ingest scrape.prom
  assert_failure 5
  [[ "$stderr" == *"damaged"* ]]
}

@test "an unknown format is 2" {
  run --separate-stderr plumb-ingest -f promm scrape.prom
  assert_failure 2
  [[ "$stderr" == *"prom"* ]]
}

@test "-n stores nothing" {
  run --separate-stderr plumb-ingest -n scrape.prom
  assert_success
  [ ! -e m.plumb ]
}

@test "--ack says what is on the disk, as it comes" {
  mkfifo pipe
  plumb-ingest --ack < pipe > acks 3>&- &
  exec 7> pipe
  cat scrape.prom >&7
  for _ in $(seq 50); do [ -s acks ] && break; sleep 0.1; done
  run cat acks
  assert_output '#! ack samples=2 line=4'
  exec 7>&-
  wait
}

@test "loose lines are committed after a second of silence" {
  mkfifo pipe
  plumb-ingest --ack < pipe > acks 3>&- &
  exec 7> pipe
  echo 'a 1' >&7
  for _ in $(seq 50); do [ -s acks ] && break; sleep 0.1; done
  run cat acks
  assert_output '#! ack samples=1 line=1'
  exec 7>&-
  wait
}

@test "SIGINT commits what came" {
  mkfifo pipe
  plumb-ingest < pipe 3>&- &
  pid=$!
  exec 7> pipe
  printf 'a 1 1795343685000\nb 2 17953436' >&7
  sleep 0.3
  kill -INT $pid
  wait $pid
  exec 7>&-
  run --separate-stderr plumb-ingest -v <<< 'a 1 1795343685000'
  [[ "$stderr" == *"1 known already"* ]]
}

@test "CSV and ndjson are found out" {
  printf 'time,m\n2026-11-22T10:00:00Z,1\n2026-11-22T10:01:00Z,2\n' > wide.csv
  run --separate-stderr plumb-ingest -v --name m wide.csv
  [[ "$stderr" == *"2 samples read, 2 stored"* ]]
}

# plumb-store: what every verb keeps, and verify and compact.
setup() {
  load frame.bash
  export PLUMB_MAP_SIZE=1073741824
  printf 'up{job="a"} 1 1700000000000\nup{job="b"} 0 1700000000000\n' >page
  plumb-ingest -d t.plumb page
}

# fails_with STATUS TEXT COMMAND…
fails_with() {
  local status_wanted=$1 says=$2
  shift 2
  run --separate-stderr "$@"
  assert_failure "$status_wanted"
  assert_output ""
  assert_stderr_has "$says"
}

# hour START: an hour of 60 scrapes of 20 series.
hour() {
  awk -v start="$1" 'BEGIN {
    for (i = 0; i < 60; i++) {
      time = start + 60 * i "000"
      print "#! scrape job=node target=\"web1\" time=" time " samples=20 status=ok"
      for (s = 0; s < 20; s++) print "load{instance=\"web1\",job=\"node\",cpu=\"" s "\"} " i * s " " time
    }
  }'
}

@test "what is no store is answered with what to do" {
  for verb in $(verbs_of plumb-store); do
    fails_with 5 "plumb-node | plumb-ingest -d 'nothing.plumb'" plumb-store "$verb" -d nothing.plumb
    fails_with 5 "plumb-node | plumb-ingest" plumb-store "$verb"
    fails_with 5 "plumb-ingest -d NAME.plumb 'page'" plumb-store "$verb" -d page
    fails_with 2 "plumb-ingest -d NAME.plumb" plumb-store "$verb" -d -
    fails_with 2 "is a URL" plumb-store "$verb" -d http://nothing.invalid/x
    mkdir -p empty other
    touch other/thing
    fails_with 5 "plumb-node | plumb-ingest" plumb-store "$verb" -d empty
    fails_with 5 "plumb-store: " plumb-store "$verb" -d other
  done
  [ ! -e nothing.plumb ] && [ -z "$(ls empty)" ]
}

@test "verify: silent when all is well, a line with -v" {
  run --separate-stderr plumb-store verify -d t.plumb
  assert_success
  assert_output ""
  assert_stderr ""
  run --separate-stderr plumb-store verify -v -d t.plumb
  assert_success
  assert_output ""
  assert_stderr "plumb-store: 2 samples in 0 rows and 2 segments, 2 series, 2 targets, 2 layouts"
}

@test "verify: a damaged store is exit 5, a line a problem on stdout" {
  # A row of an hour that is not over; its value, 1, as a little-endian double.
  echo 'now 1' | plumb-ingest -d now.plumb
  offset=$(LC_ALL=C grep -obUaP '\x00\x00\x00\x00\x00\x00\xf0\x3f' now.plumb/data.mdb | tail -1 | cut -d: -f1)
  printf '\x3f' | dd of=now.plumb/data.mdb bs=1 seek=$((offset + 6)) conv=notrunc status=none
  run --separate-stderr plumb-store verify -d now.plumb
  assert_failure 5
  assert_line --partial "checksum"
  assert_stderr "plumb-store: the store 'now.plumb' is damaged: 1 problem"
}

@test "verify reads a bundle, which nothing may write to" {
  cp t.plumb/data.mdb t.bundle
  run --separate-stderr plumb-store verify -v -d t.bundle
  assert_success
  assert_stderr_has "2 samples"
  fails_with 5 "a bundle cannot be written to" plumb-store compact -d t.bundle
}

@test "compact makes late rows part of their segments, and answers stay the same" {
  hour 1700002800 | plumb-ingest -d c.plumb
  # Too few for ingest to write the hour again.
  {
    echo '#! scrape job=node target="web1" time=1700003000500 samples=3 status=ok'
    printf 'load{instance="web1",job="node",cpu="%d"} 7 1700003000500\n' 1 2 3
  } | plumb-ingest -d c.plumb
  before=$(plumb-query -d c.plumb --at 1700006400 'sum(sum_over_time(load[2h]))' -o value)
  run --separate-stderr plumb-store verify -v -d c.plumb
  assert_stderr_has "1203 samples in 1 row and "
  run --separate-stderr plumb-store compact -v -d c.plumb
  assert_success
  assert_output ""
  assert_stderr_has "1 row of 1 hour or day became "
  run --separate-stderr plumb-store compact -v -d c.plumb
  assert_success
  assert_stderr "plumb-store: nothing was due"
  run plumb-query -d c.plumb --at 1700006400 'sum(sum_over_time(load[2h]))' -o value
  assert_output "$before"
  run --separate-stderr plumb-store verify -v -d c.plumb
  assert_success
  assert_stderr_has "1203 samples in 0 rows and "
}

@test "compact says nothing when all went well" {
  run --separate-stderr plumb-store compact -d t.plumb --budget 10s
  assert_success
  assert_output ""
  assert_stderr ""
}

@test "compact: a budget is a duration that is not below zero" {
  fails_with 2 "--budget" plumb-store compact -d t.plumb --budget soon
  fails_with 2 "--budget" plumb-store compact -d t.plumb --budget -5s
}

# plumb-store: what takes samples out of a store and in again: dump, load, export, bundle.
setup() {
  load frame.bash
  export PLUMB_MAP_SIZE=1073741824
  {
    echo '# HELP load How busy.'
    echo '# TYPE load gauge'
    hour 1700002800
    # Lost: the last series ends here. Then the target fails, and at last a cut page.
    echo '#! scrape job=node target="web1" time=1700006400000 samples=1 status=ok'
    echo 'load{cpu="0",instance="web1",job="node"} 5 1700006400000'
    echo '#! scrape job=node target="web1" time=1700006460000 status=failed'
    echo '#! scrape job=node target="web1" time=1700006520000 samples=7 status=ok'
    echo 'load{cpu="1",instance="web1",job="node"} 6 1700006520000'
    echo 'load{cpu="9",instance="web1",job="node"} 6 1700006519000'
  } | plumb-ingest -q -d t.plumb
  # Loose ones: another job, and a time that is that of a scrape.
  {
    echo 'backup_seconds{job="cron"} 12.5 1700003000000'
    echo 'backup_seconds{job="cron"} NaN 1700089400000'
    echo 'backup_seconds{job="cron"} Stale 1700099400000'
    echo 'h{job="cron"} {{schema:1 count:3 sum:0.3 buckets:[1 2]}} 1700003000000'
  } | plumb-ingest -q -d t.plumb
}

# hour START: an hour of 60 scrapes of 20 series.
hour() {
  awk -v start="$1" 'BEGIN {
    for (i = 0; i < 60; i++) {
      time = start + 60 * i "000"
      print "#! scrape job=node target=\"web1\" time=" time " samples=20 status=ok"
      for (s = 0; s < 20; s++) print "load{cpu=\"" s "\",instance=\"web1\",job=\"node\"} " i * s " " time
    }
  }'
}

# fails_with STATUS TEXT COMMAND…
fails_with() {
  local status_wanted=$1 says=$2
  shift 2
  run --separate-stderr "$@"
  assert_failure "$status_wanted"
  assert_stderr_has "$says"
}

same_dump() { cmp <(plumb-store dump -d "$1") <(plumb-store dump -d "$2"); }

@test "dump and load make the same store" {
  plumb-store dump -d t.plumb -o t.dump
  run --separate-stderr plumb-store load -v -d new.plumb t.dump
  assert_success
  assert_output ""
  assert_stderr "plumb-store: 1207 samples of 22 series"
  same_dump t.plumb new.plumb
  plumb-store verify -d new.plumb
  [ "$(plumb-query -d new.plumb --from 1700002000 --to 1700010000 --step 30s load)" = \
    "$(plumb-query -d t.plumb --from 1700002000 --to 1700010000 --step 30s load)" ]
  [ "$(plumb-query -d new.plumb --metrics)" = "$(plumb-query -d t.plumb --metrics)" ]
}

@test "dump in a pipe, and what is no dump" {
  plumb-store dump -d t.plumb | plumb-store load -d new.plumb
  same_dump t.plumb new.plumb
  fails_with 5 "standard input is something else, not a dump of a store" plumb-store load -d x.plumb <<<"up 1"
  fails_with 5 "standard input is empty" plumb-store load -d x.plumb </dev/null
  fails_with 4 "cannot open 'nothing'" plumb-store load -d x.plumb nothing
  [ ! -e x.plumb ]
}

@test "a cut or damaged dump makes no store" {
  plumb-store dump -d t.plumb -o t.dump
  head -c 700 t.dump >cut.dump
  fails_with 4 "'cut.dump' ends at byte 700, before its end frame" plumb-store load -d x.plumb cut.dump
  cp t.dump bad.dump
  printf 'x' | dd of=bad.dump bs=1 seek=1200 conv=notrunc status=none
  fails_with 5 "'bad.dump' is damaged at byte " plumb-store load -d x.plumb bad.dump
  printf '\x07' | dd of=bad.dump bs=1 seek=8 conv=notrunc status=none
  fails_with 5 "has version 7 of the dump format" plumb-store load -d x.plumb bad.dump
  [ -z "$(ls -d x.plumb* 2>/dev/null)" ]
}

@test "load adds to a store only with --merge" {
  plumb-store dump -d t.plumb -o t.dump
  echo 'load{cpu="0",instance="web1",job="node"} 99 1700002800000' | plumb-ingest -d other.plumb
  echo 'more 1 1700002800000' | plumb-ingest -d other.plumb
  fails_with 2 "the store 'other.plumb' has 2 series already; name a new one, or give --merge" \
    plumb-store load -d other.plumb t.dump
  run --separate-stderr plumb-store load --merge -d other.plumb t.dump
  assert_success
  assert_equal "$(plumb-query -d other.plumb 'count({__name__=~".+"})' --at 1700002800 -o value)" 21
  plumb-store verify -d other.plumb
  # Once more changes nothing.
  plumb-store dump -d other.plumb -o first
  run --separate-stderr plumb-store load -v --merge -d other.plumb t.dump
  assert_stderr_has "1207 of which were there"
  plumb-store dump -d other.plumb | cmp - first
}

@test "export into ingest makes the same store" {
  plumb-store export -d t.plumb | plumb-ingest -d copy.plumb
  same_dump t.plumb copy.plumb
}

@test "export is not changed by what follows in the pipe" {
  run bash -c 'plumb-store export -d t.plumb | head -n 1'
  assert_output '# HELP load How busy.'
  [ "$(plumb-store export -d t.plumb -o csv 'load{cpu="3"}' | tail -n +2 | wc -l)" = 61 ]
  plumb-store export -d t.plumb -o load.ndjson 'load{cpu="3"}'
  [ "$(plumb-query -d load.ndjson 'count_over_time(load[2h])' -o value)" = 60 ]
}

@test "export of a part, and of nothing" {
  run --separate-stderr plumb-store export -d t.plumb 'load{cpu="3"}' --from 1700002800 --to 1700002860
  assert_success
  assert_output '# HELP load How busy.
# TYPE load gauge
#! scrape job=node target=web1 time=1700002800000 samples=1 status=ok
load{cpu="3",instance="web1",job="node"} 0 1700002800000
#! scrape job=node target=web1 time=1700002860000 samples=1 status=ok
load{cpu="3",instance="web1",job="node"} 3 1700002860000'
  fails_with 3 "nothing that 'nope' matches has a sample in that range" plumb-store export -d t.plumb nope
  fails_with 2 "unexpected end" plumb-store export -d t.plumb 'load{'
  fails_with 2 "cannot export as 'table'; the formats are csv, ndjson, openmetrics, prom" plumb-store export -d t.plumb -o table
  fails_with 2 "--from:" plumb-store export -d t.plumb --from nonsense
}

@test "what a format cannot say is counted" {
  run --separate-stderr plumb-store export -d t.plumb -o openmetrics
  assert_success
  assert_line "# EOF"
  # The twenty series that ended, and the marker that was stored.
  assert_stderr "plumb-store: 21 stale markers, 1 native histogram dropped: not possible in openmetrics"
}

@test "a bundle is one file that is read as a store" {
  plumb-store bundle 'load{cpu=~"1|2"}' --from 1700003000 --to 1700004000 -d t.plumb -o part.bundle
  [ -f part.bundle ] && [ "$(stat -c %a part.bundle)" = "$(printf '%o' $((0666 & ~0$(umask))))" ]
  [ "$(ls -d part.bundle*)" = part.bundle ]
  chmod a-w part.bundle
  plumb-store verify -d part.bundle
  run --separate-stderr plumb-query -d part.bundle --series
  assert_output 'load{cpu="1",instance="web1",job="node"}
load{cpu="2",instance="web1",job="node"}'
  run --separate-stderr plumb-query -d part.bundle 'count_over_time(load{cpu="2"}[2h])' -o value
  assert_output 17
  plumb-store bundle 'load{cpu=~"1|2"}' --from 1700003000 --to 1700004000 -d t.plumb -o - >second.bundle
  same_dump part.bundle second.bundle
  fails_with 2 "a bundle is a file; name it with -o" plumb-store bundle -d t.plumb
  fails_with 2 "'t.plumb' is a folder" plumb-store bundle -d t.plumb -o t.plumb
  fails_with 4 "cannot write standard output: no space left on device" bash -c 'TMPDIR=. plumb-store bundle -d t.plumb -o - >/dev/full'
  [ -z "$(find . -name 'plumb-bundle.*')" ]
  fails_with 3 "the bundle is empty" plumb-store bundle nope -d t.plumb -o empty.bundle
}

@test "promtool makes blocks of an export, with the same samples" {
  programs=$("$PLUMB_ROOT/scripts/peers" promtool 2>why) || skip "no promtool: $(cat why)"
  plumb-store export -d t.plumb -o all.om 2>words
  "$programs" tsdb create-blocks-from openmetrics all.om blocks >log 2>&1 || fail "$(cat log)"
  mkdir -p blocks/wal  # it asks for one
  "$programs" tsdb dump blocks | sed 's/^{__name__="\([^"]*\)", /\1{/; s/", /",/g' | LC_ALL=C sort >theirs
  # Seconds with a fraction there, milliseconds here.
  sed '/^#/d; s/ \([0-9]*\)$/ \1000/' all.om | LC_ALL=C sort >ours
  [ -s ours ]
  diff ours theirs
}

# aged_store STORE: a sample a minute for three days, so long ago that only rollups are left.
aged_store() {
  seq 0 4319 | awk '{ printf "jobs_total %d %d000\ntemperature %d %d000\n", $1 * 60, 1700006400 + $1 * 60, $1 % 30, 1700006400 + $1 * 60 }' |
    plumb-ingest -q -d "$1"
  plumb-store retain -d "$1" --raw 1d --rollup 5m:100y --rollup 1h:100y
  plumb-store compact -d "$1"
}

ask() {
  plumb-query "$@" 'rate(jobs_total[1h]) or max_over_time(temperature[2h])' \
    --from 2023-11-15T02:00:00Z --to 2023-11-17T00:00:00Z --step 1h -o csv 2>&1
}

@test "dump, load and bundle have the rollups, without a word" {
  aged_store s.plumb
  run --separate-stderr plumb-store dump -d s.plumb -o s.dump
  assert_success
  assert_stderr ""
  run --separate-stderr plumb-store load -v -d new.plumb s.dump
  assert_success
  assert_stderr "plumb-store: 0 samples of 2 series, 7498 points of rollups"
  same_dump s.plumb new.plumb
  plumb-store verify -d new.plumb
  ask -d s.plumb >wanted
  grep -q "are 5m rollups" wanted
  [ "$(ask -d new.plumb)" = "$(cat wanted)" ]
  # All of it is built: there is nothing to do.
  run --separate-stderr plumb-store compact -v -d new.plumb
  [[ "$stderr" != *"rollups of"* ]]
  same_dump s.plumb new.plumb
  plumb-store load --merge -d new.plumb s.dump
  same_dump s.plumb new.plumb
  run --separate-stderr plumb-store bundle -d s.plumb jobs_total --from 2023-11-14T22:00:00Z --to 2023-11-16T00:00:00Z -o part.bundle
  assert_success
  assert_stderr ""
  local rate=('rate(jobs_total[1h])' --at 2023-11-15T12:34:56Z)
  [ "$(plumb-query -d part.bundle "${rate[@]}" 2>&1)" = "$(plumb-query -d s.plumb "${rate[@]}" 2>&1)" ]
}

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
  for verb in verify compact info top 'copy copy.plumb' dump export bundle; do
    verb=($verb)
    fails_with 5 "plumb-node | plumb-ingest -d 'nothing.plumb'" plumb-store "${verb[@]}" -d nothing.plumb
    fails_with 5 "plumb-node | plumb-ingest" plumb-store "${verb[@]}"
    fails_with 5 "plumb-ingest -d NAME.plumb 'page'" plumb-store "${verb[@]}" -d page
    fails_with 2 "plumb-ingest -d NAME.plumb" plumb-store "${verb[@]}" -d -
    fails_with 2 "is a URL" plumb-store "${verb[@]}" -d http://nothing.invalid/x
    mkdir -p empty other
    touch other/thing
    fails_with 5 "plumb-node | plumb-ingest" plumb-store "${verb[@]}" -d empty
    fails_with 5 "plumb-store: " plumb-store "${verb[@]}" -d other
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
  assert_stderr_has "plumb-store: 2 samples in 0 rows and 2 segments, 2 series, 2 targets"
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
  hour 1700002800 >hour
  plumb-ingest -d c.plumb hour
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

@test "copy makes a store that verifies and answers the same, while others write" {
  hour 1700002800 >hour
  plumb-ingest -d c.plumb hour
  plumb-query -d c.plumb --at 1700006400 'load' >before
  while [ ! -e stop ]; do plumb-node | plumb-ingest -d c.plumb; done &
  run --separate-stderr plumb-store copy -d c.plumb d.plumb
  touch stop
  wait
  assert_success
  assert_output ""
  assert_stderr ""
  plumb-query -d d.plumb --at 1700006400 'load' >after
  run diff before after
  assert_success
  run --separate-stderr plumb-store verify -d d.plumb
  assert_success
  assert_stderr ""
}

@test "copy takes no other's place, and needs one of its own" {
  mkdir there
  fails_with 2 "'there' is there already" plumb-store copy -d t.plumb there
  fails_with 2 "DEST is missing" plumb-store copy -d t.plumb
  fails_with 4 "cannot copy to 'no/where': no such file or directory" plumb-store copy -d t.plumb no/where
  [ -z "$(ls there)" ]
  [ -z "$(find . -name '*.??????' -not -name '*.plumb')" ]
}

@test "copy: a full disk is exit 4 and leaves nothing" {
  unshare -rm true 2>/dev/null || skip "may not make a mount namespace"
  mkdir disk
  run unshare -rm sh -c 'mount -t tmpfs -o size=16k none disk || exit 77
    plumb-store copy -d t.plumb disk/c.plumb; echo "status $?"; ls disk | wc -l'
  [ "$status" -ne 77 ] || skip "may not mount a tmpfs"
  assert_line "plumb-store: cannot write 'disk/c.plumb': no space left on device"
  assert_line "status 4"
  assert_line 0
}

@test "a small copy is packed until somebody writes to it" {
  awk 'BEGIN { for (i = 0; i < 3000; ++i) printf "some_metric_%d{job=\"a\",path=\"/p/%d\"} %d 1700000000000\n", i % 50, i, i }' |
    plumb-ingest -d plain.plumb
  plumb-store dump -d plain.plumb >before
  plumb-store copy -d plain.plumb packed.plumb
  run plumb-store info -d packed.plumb
  assert_line --regexp '^file .*, packed, 0 bytes of it free'
  assert_line --regexp '^series +3000 of '
  assert_line --regexp '^label +3054 '
  run plumb-store info -d packed.plumb -o json
  assert_output --partial '"incompat":3}'
  cmp before <(plumb-store dump -d packed.plumb)
  [ "$(plumb-query -d packed.plumb --at 1700000000 'sum({job="a"})' -o value)" = 4498500 ]
  [ "$(stat -c %s packed.plumb/data.mdb)" -lt $(($(stat -c %s plain.plumb/data.mdb) / 3)) ]
  plumb-ingest -d packed.plumb page
  plumb-ingest -d plain.plumb page
  run plumb-store info -d packed.plumb
  refute_output --partial packed,
  run plumb-store info -d packed.plumb -o json
  assert_output --partial '"incompat":1}'
  plumb-store verify -d packed.plumb
  cmp <(plumb-store dump -d plain.plumb) <(plumb-store dump -d packed.plumb)
}

@test "copy: a disk that fills up on the way is exit 4 and leaves nothing" {
  unshare -rm true 2>/dev/null || skip "may not make a mount namespace"
  mkdir disk
  awk 'BEGIN { for (i = 0; i < 300000; ++i) printf "m%d{job=\"%d\"} 1 1700000000000\n", i, i * 7 }' |
    plumb-ingest -d wide.plumb
  run unshare -rm sh -c 'mount -t tmpfs -o size=25m none disk || exit 77
    plumb-store copy -d wide.plumb disk/c.plumb; echo "status $?"; ls disk | wc -l
    TMPDIR=disk plumb-store bundle -d wide.plumb -o disk/c.bundle; echo "status $?"; ls disk | wc -l'
  [ "$status" -ne 77 ] || skip "may not mount a tmpfs"
  assert_line "plumb-store: cannot write 'disk/c.plumb': no space left on device"
  assert_line "status 4"
  assert_line --partial "no space left on its disk"
  refute_line --regexp '^[1-9]$'
}

@test "copy: kill -9 at any moment leaves no store, or a whole one" {
  plumb-ingest -d wide.plumb < <(
    awk 'BEGIN { for (i = 0; i < 100000; ++i) printf "m{job=\"%d\"} 1 1700000000000\n", i * 7 }')
  for i in 1 2 3 4 5 6; do
    plumb-store copy -d wide.plumb "k$i.plumb" &
    sleep "0.0$((i * RANDOM % 10))"
    kill -9 $! 2>/dev/null || true
    wait $! 2>/dev/null || true
    [ ! -e "k$i.plumb" ] || plumb-store verify -d "k$i.plumb"
  done
  plumb-store copy -d wide.plumb whole.plumb
  plumb-store verify -d whole.plumb
}

@test "copy keeps a bundle's samples in a store that can be written to" {
  cp t.plumb/data.mdb t.bundle
  plumb-store copy -d t.bundle from.plumb
  plumb-ingest -d from.plumb page
  run plumb-store verify -d from.plumb
  assert_success
}

@test "info says what there is" {
  run --separate-stderr plumb-store info -d t.plumb
  assert_success
  assert_stderr ""
  assert_line --regexp "^store +t.plumb$"
  assert_line --regexp "^samples +2, [0-9.]+ bytes each"
  assert_line --regexp "^time +2023-11-14T22:13:20Z to 2023-11-14T22:13:20Z, 0s$"
  assert_line --regexp "^series +2 of 2 targets; 1 metric, 2 label names, 3 label values$"
  assert_line --regexp "^series +2 +1 +1 +4 KiB$"
  run plumb-store info -d t.plumb --tz Europe/Berlin
  assert_line --partial "2023-11-14T23:13:20+01:00"
  fails_with 2 "unknown time zone 'Mars'" plumb-store info -d t.plumb --tz Mars
}

@test "info -o json is one object with the keys of the manual" {
  plumb-store info -d t.plumb -o json >info.json
  run python3 -c '
import json, re
info = json.load(open("info.json"))
assert info["samples"] == 2 and info["samples_exact"] is True, info
assert info["oldest"] == info["newest"] == 1700000000000, info
assert info["due_since"] is None and info["reader_list"] == [] and info["retention"] == []
assert sum(t["bytes"] for t in info["tables"]) < info["file_bytes"]
page = open("'"$PLUMB_ROOT"'/man/plumb-store.1.scd.in").read()
for key in info: assert re.search(r"\*" + key.replace("_", r"\\_") + r"\*", page), key'
  assert_success
}

@test "info -o prom watches a store by itself" {
  plumb-store info -d t.plumb -o prom | plumb-ingest -d self.plumb
  run plumb-query -d self.plumb 'plumb_store_samples' -o value
  assert_output 2
  run plumb-query -d self.plumb 'sum(plumb_store_table_bytes) < plumb_store_file_bytes{}' -o value
  assert_success
  run plumb-check -d self.plumb 'plumb_store_newest_timestamp_seconds{store="t.plumb"} == 1700000000'
  assert_success
}

@test "top shows metrics, labels, pairs and values with most series" {
  {
    for i in 1 2 3 4 5; do echo "requests{code=\"20$i\",job=\"a\"} 1"; done
    printf 'up{job="%s"} 1\n' a b c
  } | plumb-ingest -d many.plumb
  run --separate-stderr plumb-store top -d many.plumb
  assert_success
  assert_stderr ""
  assert_line --index 1 --regexp '^requests +5 +62\.5 +5$'
  run plumb-store top -d many.plumb --by label --limit 1 -o csv
  assert_line --index 1 'code,5,15,5,62.5'
  run plumb-store top -d many.plumb --by pair --limit 1 -o csv
  assert_line --index 1 'job,a,6,75.0'
  run plumb-store top -d many.plumb --label job 'up' -o csv
  [ "${#lines[@]}" -eq 4 ]
  run plumb-store top -d many.plumb --by metric 'up{job=~"a|b"}' -o json
  assert_output --partial '"metric":"up","series":"2"'
  run --separate-stderr plumb-store top -v -d many.plumb --limit 1
  assert_stderr "plumb-store: 8 series, 8 of them new; 1 of 2 shown"
}

@test "top: what cannot be is said" {
  fails_with 3 "no series is selected" plumb-store top -d t.plumb nothing
  fails_with 2 "parse error" plumb-store top -d t.plumb 'up{'
  fails_with 2 "did you mean 'label'" plumb-store top -d t.plumb --by labl
  fails_with 2 "--limit" plumb-store top -d t.plumb --limit -1
  fails_with 2 "did you mean 'json'" plumb-store top -d t.plumb -o jsn
}

@test "verbs end quietly where nobody reads" {
  for verb in info top; do
    run --separate-stderr bash -c "plumb-store $verb -d t.plumb | true"
    assert_stderr ""
    run --separate-stderr bash -c "plumb-store $verb -d t.plumb >/dev/full"
    assert_failure 4
  done
}

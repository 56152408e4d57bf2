# What can be wrong with a store or its disk: status 5, a text that says what and what to do, and
# nothing that was acknowledged is lost.
setup() {
  load frame.bash
  export PLUMB_MAP_SIZE=1073741824
  printf 'up{job="a"} 1 1700000000000\n' >page
}

# samples FIRST LAST: new series all the time, so that every line takes room.
samples() {
  seq "$1" "$2" | sed 's/.*/filler{number="&",text="a label that takes some room in the index"} & 1700000000000/'
}

fails_with() {
  local says=$1
  shift
  run --separate-stderr "$@"
  assert_failure 5
  assert_stderr_has "$says"
}

clean() { run "$PLUMB_BUILD/tests/store_check" "$1"; assert_success; }

@test "a URL is no store to write to" {
  for writer in "plumb-ingest page" "plumb-scrape ./page"; do
    run --separate-stderr $writer -d http://nothing.invalid/x
    assert_failure 2
    assert_stderr_has "'http://nothing.invalid/x' is a URL, and a store is a folder on this machine"
  done
  [ ! -e http: ]
}

@test "a full disk: what was acknowledged is there, and with room it goes on" {
  unshare -rm true 2>/dev/null || skip "may not make a mount namespace"
  mkdir disk
  cat >inside.sh <<'END_OF_SCRIPT'
set -u
mount -t tmpfs -o size=4m none disk || exit 77
head -c 1000000 /dev/zero >disk/ballast
last=0
for batch in $(seq 100); do
  if plumb-ingest --ack -d disk/m.plumb "batch$batch" >ack 2>error; then last=$batch; else break; fi
done
echo "status $? last $last"
cat ack error
plumb-query -d disk/m.plumb --at 1700000000 'count(filler)' -o value
"$PLUMB_BUILD/tests/store_check" disk/m.plumb
plumb-ingest -d disk/m.plumb "batch$((last + 1))" 2>/dev/null
echo "again $?"
rm disk/ballast
plumb-ingest -d disk/m.plumb "batch$((last + 1))"
echo "with room $?"
plumb-query -d disk/m.plumb --at 1700000000 'count(filler)' -o value
"$PLUMB_BUILD/tests/store_check" disk/m.plumb
END_OF_SCRIPT
  for batch in $(seq 40); do samples $((batch * 500)) $((batch * 500 + 499)) >"batch$batch"; done
  run unshare -rm bash inside.sh
  [ "$status" -ne 77 ] || skip "may not mount a tmpfs"
  assert_success
  local last
  last=$(sed -n 's/^status .* last //p' <<<"$output")
  [ "$last" -gt 1 ] && [ "$last" -lt 40 ]
  assert_line --partial "no space left on its disk"
  assert_line --partial "what was acknowledged before is intact"
  assert_line "$((last * 500))"
  assert_line "again 5"
  assert_line "with room 0"
  assert_line "$((last * 500 + 500))"
  assert_line --regexp "^$((last * 500)) samples"
  assert_line --regexp "^$((last * 500 + 500)) samples"
}

@test "a disk that ingests have filled: deleting goes on, and then there is room" {
  unshare -rm true 2>/dev/null || skip "may not make a mount namespace"
  mkdir disk
  # day NUMBER SCRAPES: of 500 series, with values of which each takes its eight bytes.
  cat >day <<'END_OF_SCRIPT'
awk -v day="$1" -v scrapes="$2" 'BEGIN {
  srand(day)
  for (scrape = 0; scrape < scrapes; ++scrape) {
    time = 1700000000000 + day * 86400000 + scrape * 15000
    printf "#! scrape job=j target=t time=%.0f samples=500\n", time
    for (i = 0; i < 500; ++i) printf "filler{i=\"%d\",job=\"j\"} %.15g %.0f\n", i, rand(), time
  }
}'
END_OF_SCRIPT
  cat >inside.sh <<'END_OF_SCRIPT'
set -u
mount -t tmpfs -o size=16m none disk || exit 77
export PLUMB_DATA=disk/m.plumb
for day in $(seq 0 99); do sh day $day 200 | plumb-ingest -q 2>/dev/null || break; done
for day in $(seq 100 999); do sh day $day 1 | plumb-ingest -q 2>error || break; done
cat error
plumb-store delete filler --from 0 --to 1700300000
echo "deleted $?"
plumb-store verify >/dev/null
echo "verified $?"
sh day 1000 1 | plumb-ingest
echo "again $?"
plumb-query --at 1786400000 'count(last_over_time(filler[2d]))' -o value
END_OF_SCRIPT
  run unshare -rm bash inside.sh
  [ "$status" -ne 77 ] || skip "may not mount a tmpfs"
  assert_success
  assert_line --partial "no space left on its disk for the store 'disk/m.plumb': the last 2 MiB are kept for deleting"
  assert_line "deleted 0"
  assert_line "verified 0"
  assert_line "again 0"
  assert_line 500
}

@test "a full map: the same, and a larger one goes on" {
  export PLUMB_MAP_SIZE=1048576
  plumb-ingest -d m.plumb page
  samples 1 20000 >many
  fails_with "PLUMB_MAP_SIZE" plumb-ingest -d m.plumb many
  assert_stderr_has "what was acknowledged before is intact"
  run plumb-query -d m.plumb --at 1700000000 up -o value
  assert_output 1
  clean m.plumb
  plumb-ingest -d m.plumb - <<<'up{job="b"} 1 1700000000000'
  PLUMB_MAP_SIZE=1073741824 plumb-ingest -d m.plumb many
  run plumb-query -d m.plumb --at 1700000000 'count(filler)' -o value
  assert_output 20000
  clean m.plumb
}

@test "who may not read is told so, and not that there is no store" {
  plumb-ingest -d m.plumb page
  local other=""
  if [ "$(id -u)" -eq 0 ]; then
    other="setpriv --reuid 65534 --regid 65534 --clear-groups"
    chmod 755 . && $other test -x "$PLUMB_BIN/plumb-query" && $other ls >/dev/null || skip "no way here for others"
  fi
  chmod 000 m.plumb
  # shellcheck disable=SC2086  # a command and its options, or nothing
  fails_with "no permission for the store 'm.plumb'" $other "$PLUMB_BIN/plumb-query" -d m.plumb up
  # shellcheck disable=SC2086
  fails_with "no permission for the store 'm.plumb'" $other "$PLUMB_BIN/plumb-ingest" -d m.plumb page
  chmod 755 m.plumb
  chmod 000 m.plumb/lock.mdb
  # shellcheck disable=SC2086
  fails_with "permission" $other "$PLUMB_BIN/plumb-query" -d m.plumb up
}

@test "a read-only file system can be read" {
  unshare -rm true 2>/dev/null || skip "may not make a mount namespace"
  plumb-ingest -d m.plumb page
  run --separate-stderr unshare -rm sh -c 'mount --bind m.plumb m.plumb &&
    mount -o remount,ro,bind m.plumb || exit 77
    plumb-query -d m.plumb --at 1700000000 up -o value; plumb-ingest -d m.plumb page'
  [ "$status" -ne 77 ] || skip "may not mount"
  assert_equal "$status" 5
  assert_output 1
  assert_stderr_has "read-only file system"
}

@test "what is no store is told apart from a store that is not there" {
  mkdir empty
  fails_with "no store at 'empty' yet" plumb-query -d empty up
  fails_with "'/etc' is a folder with other things in it, not a store" plumb-query -d /etc up
  fails_with "'/etc' is a folder with other things in it, not a store" plumb-ingest -d /etc page
  plumb-ingest -d m.plumb page
  : >m.plumb/data.mdb
  fails_with "no store at 'm.plumb' yet" plumb-query -d m.plumb up
  assert_stderr_has "plumb-node | plumb-ingest -d 'm.plumb'"
  PLUMB_DATA=$PWD/default.plumb fails_with "no store at '$PWD/default.plumb' yet" plumb-query up
  assert_stderr_has "plumb-node | plumb-ingest
"
}

@test "a store of another version of LMDB" {
  plumb-ingest -d m.plumb page
  # The version stands 20 bytes into both meta pages: page head, then magic.
  for page in 0 4096; do
    printf '\002' | dd of=m.plumb/data.mdb bs=1 seek=$((page + 20)) conv=notrunc status=none
  done
  fails_with "another version of LMDB" plumb-query -d m.plumb up
  fails_with "another version of LMDB" plumb-ingest -d m.plumb page
}

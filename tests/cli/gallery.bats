# What the documents promise of pictures: the gallery's commands run, and the weekly report is silent.
setup() { load frame.bash; }

@test "the commands of the gallery draw the pictures that it shows" {
  ln -s "$PLUMB_ROOT/tests" tests
  mkdir -p docs/pictures
  run --separate-stderr "$PLUMB_ROOT/scripts/gallery" "$PLUMB_BIN"
  assert_success
  assert_output ""
  assert_stderr ""
  pictures=$(grep -o 'pictures/[a-z]*\.svg' "$PLUMB_ROOT/docs/gallery.md" | sort -u)
  for picture in $pictures; do
    [ -s "docs/$picture" ] || fail "no command draws $picture"
    [ -s "$PLUMB_ROOT/docs/$picture" ] || fail "$picture is not in the project; scripts/gallery draws it"
    [ "$(wc -c <"docs/$picture")" -le 61440 ] || fail "$picture is larger than 60 KB"
    if command -v xmllint >/dev/null; then xmllint --noout --nonet "docs/$picture"; fi
  done
  [ "$(ls docs/pictures | wc -l)" -eq "$(wc -w <<<"$pictures")" ] || fail "a picture that nobody shows"
}

@test "the gallery has every type of chart" {
  for type in $(plumb-chart -t wrong /dev/null 2>&1 | sed -n 's/.*there are \(.*\))/\1/p' | tr -d ,); do
    case $type in
      auto | line | step | points | bar | bars) ;; # what charts are by default, and their kin
      heatmap) grep -q 'heatmap.svg' "$PLUMB_ROOT/docs/gallery.md" ;;
      *) grep -q -- "-t $type " "$PLUMB_ROOT/docs/gallery.md" || fail "no picture of type $type" ;;
    esac
  done
}

@test "a week's report: three charts and a page, and not a word" {
  export PLUMB_DATA=$PWD/week.plumb
  now=$(date +%s)
  awk -v now="$now" 'BEGIN {
    for (t = now - 14 * 86400; t <= now; t += 1800) {
      n++
      printf "node_cpu_seconds_total{cpu=\"0\",instance=\"web1\",mode=\"idle\"} %d %d000\n", n * 1200 + 300 * sin(n / 8), t
      printf "node_memory_MemAvailable_bytes{instance=\"web1\"} %d %d000\n", 4e9 + 1e9 * sin(n / 20), t
      printf "node_filesystem_avail_bytes{fstype=\"ext4\",instance=\"web1\",mountpoint=\"/\"} %d %d000\n", 9e9 - n * 1e6, t
    }
  }' | plumb-ingest
  run --separate-stderr "$PLUMB_ROOT/docs/reports/week.sh" report
  assert_success
  assert_output ""
  assert_stderr ""
  for name in cpu memory disk; do
    grep -q "vs -1w" "report/$name.svg" || fail "$name.svg compares nothing"
    grep -qF "$(sed -n 's/<title>\(.*\)<\/title>/\1/p' "report/$name.svg" | head -1)" report/index.html
  done
  [ "$(grep -c '</svg>$' report/index.html)" -ge 3 ]
  [ "$(ls report | wc -l)" -eq 4 ]
}

@test "a report about nothing says so, and fails" {
  export PLUMB_DATA=$PWD/empty.plumb
  echo "something 1 $(date +%s)000" | plumb-ingest
  run --separate-stderr "$PLUMB_ROOT/docs/reports/week.sh" report
  assert_failure
  assert_stderr_has "node_cpu_seconds_total"
  [ ! -e report/index.html ]
}

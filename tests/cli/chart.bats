# What plumb-chart promises: outputs, exit codes, safety, sameness.
setup() { load frame.bash; }

# lines SERIES SAMPLES: the stream of that many series, a minute apart.
lines() {
  awk -v n="$1" -v m="$2" 'BEGIN {
    for (i = 1; i <= n; i++) for (k = 0; k < m; k++)
      printf "load{instance=\"web%d\",job=\"node\"} %.3f %.0f\n", i, i + sin(k / 9), 1774742400000 + k * 60000 }'
}

@test "a range is drawn as lines, one instant as bars" {
  lines 2 30 >range
  run --separate-stderr plumb-chart range
  assert_success
  assert_stderr ""
  assert_output --regexp "min +mean +max +last"
  lines 2 1 >instant
  run --separate-stderr plumb-chart instant
  assert_success
  assert_output --partial "█"
}

@test "standard input, -, and a file are the same" {
  lines 2 30 >data
  plumb-chart data >a
  plumb-chart <data >b
  plumb-chart - <data >c
  cmp a b && cmp a c
}

@test "bare numbers are drawn in their order" {
  run --separate-stderr bash -c "seq 10 | plumb-chart"
  assert_success
  assert_output --partial "value    1   5.5   10    10"
}

@test "-o names an output or a file" {
  lines 2 30 >data
  run --separate-stderr plumb-chart data -o cpu.svg
  assert_success
  assert_output ""
  plumb-chart data -o svg >other.svg
  plumb-chart data -o svg=third >none
  cmp cpu.svg other.svg && cmp cpu.svg third && [ ! -s none ]
}

@test "SVG is XML, also with hostile labels" {
  command -v xmllint >/dev/null || skip "no xmllint"
  lines 3 30 >data
  printf 'm{a="</text><script>alert(1)</script>"} %d %d000\n' 1 1774742400 2 1774742460 >hostile
  printf 'm{a="\033]0;x\007 & \302\233 \342\200\256"} %d %d000\n' 1 1774742400 2 1774742460 >>hostile
  for input in data hostile; do
    for theme in auto light dark; do
      plumb-chart "$input" -o "$input.svg" --theme "$theme" --title '</title>&"<'
      run xmllint --noout --nonet "$input.svg"
      assert_success
      assert_output ""
    done
    for type in $(chart_types); do
      plumb-chart "$input" -o "$input.svg" --type "$type" --title '</title>&"<'
      run xmllint --noout --nonet "$input.svg"
      assert_success
      assert_output ""
    done
  done
  run grep -c '<script' hostile.svg
  assert_output 0
}

@test "no escape reaches the terminal but our own colours" {
  printf 'm{a="\033]0;owned\007"} %d %d000\n' 1 1774742400 2 1774742460 >hostile
  run --separate-stderr plumb-chart hostile
  assert_success
  refute_output --partial $'\033'
  run --separate-stderr bash -c "plumb-chart hostile --color always | sed 's/\x1b\[[0-9;]*m//g'"
  refute_output --partial $'\033'
}

@test "no colours into a pipe, unless asked" {
  lines 2 30 >data
  run --separate-stderr plumb-chart data
  refute_output --partial $'\033'
  run --separate-stderr plumb-chart data --color always
  assert_output --partial $'\033['
}

@test "the width is kept and no blanks trail" {
  lines 12 200 >data
  for width in 20 37 80 133 200; do
    for glyphs in braille block ascii; do
      plumb-chart data --width "$width" --glyphs "$glyphs" >out
      [ "$(wc -L <out)" -le "$width" ] || fail "wider than $width: $(cat out)"
      run grep -c ' $' out
      assert_output 0
    done
  done
}

@test "more series than can be told apart are counted" {
  lines 30 20 >data
  run --separate-stderr plumb-chart data
  assert_output --partial "+22 more"
  run --separate-stderr plumb-chart data --top 5
  assert_output --partial "+25 more"
}

@test "the same input gives the same bytes, whatever the locale" {
  lines 4 100 >data
  for output in svg terminal; do
    plumb-chart data -o "$output" --tz UTC >first
    LC_ALL=C.UTF-8 LC_NUMERIC=de_DE.UTF-8 TZ=Asia/Tokyo plumb-chart data -o "$output" --tz UTC >second
    cmp first second
  done
}

@test "the zone is that of --tz, and is named" {
  lines 1 60 >data
  run --separate-stderr plumb-chart data --tz Asia/Tokyo
  assert_output --partial "09:00"
  assert_output --partial "Asia/Tokyo"
  run --separate-stderr plumb-chart data --tz Asia/Tokio
  assert_failure 2
}

@test "empty input is exit 3" {
  run --separate-stderr plumb-chart /dev/null
  assert_failure 3
  assert_output ""
  assert_stderr "plumb-chart: nothing to draw: the input has no values"
}

@test "lines that are wrong are counted, the rest is drawn, exit 1" {
  { lines 1 10; echo 'this is } no line'; } >data
  run --separate-stderr plumb-chart data
  assert_failure 1
  assert_output --partial "load"
  assert_stderr_has "1 line rejected: line 11"
}

@test "only lines that are wrong: exit 1, nothing drawn" {
  run --separate-stderr bash -c "echo 'a b } c' | plumb-chart"
  assert_failure 1
  assert_output ""
  assert_stderr_has "rejected"
}

@test "wrong options are exit 2 and say what is right" {
  lines 1 10 >data
  run --separate-stderr plumb-chart data -t lime
  assert_failure 2
  assert_stderr_has "line"
  run --separate-stderr plumb-chart data -o svgg
  assert_failure 2
  assert_stderr_has "did you mean 'svg'?"
  for bad in '--min abc' '--size 80' '--min 5 --max 1' '--width -4' '--log --max 0' '--top -1' '-f svg' '-t step --stack' '--log --stack'; do
    # shellcheck disable=SC2086  # options are meant to be split
    run --separate-stderr plumb-chart data $bad
    assert_failure 2
    assert_output ""
  done
}

@test "a file that is not there and an output that is full are exit 4" {
  run --separate-stderr plumb-chart missing
  assert_failure 4
  assert_stderr_has "missing"
  lines 2 30 >data
  run --separate-stderr bash -c "plumb-chart data >/dev/full"
  assert_failure 4
  run --separate-stderr plumb-chart data -o no/such/folder/a.svg
  assert_failure 4
}

@test "--describe says in a sentence what can be seen" {
  lines 2 30 >data
  for type in $(chart_types); do
    run --separate-stderr plumb-chart data --tz UTC --describe -t "$type"
    assert_success
    [ "${#lines[@]}" -eq 1 ] || fail "not one line: $output"
    plumb-chart data --tz UTC -o svg -t "$type" >picture.svg
    grep -qF "<desc>$output</desc>" picture.svg || fail "not what the picture says: $output"
  done
  run --separate-stderr plumb-chart data --tz UTC --describe
  assert_output --partial "2 series from 2026-03-29 00:00 UTC to 2026-03-29 00:29 UTC. Largest"
}

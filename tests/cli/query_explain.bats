# plumb-query --explain: the plan with its costs, and why points are missing.
setup() {
  load frame.bash
  for i in $(seq 0 9); do
    t=$((1700000000 + i * 30))000
    echo "up{job=\"a\",instance=\"x\"} 1 $t"
    echo "up{job=\"b\",instance=\"y\"} 0 $t"
    echo "c_total{job=\"a\"} $((i < 5 ? 100 + i * 10 : (i - 5) * 7)) $t"
    [ "$i" -gt 2 ] || echo "early 1 $t"
    [ "$i" -gt 3 ] || echo "ended $([ "$i" = 3 ] && echo Stale || echo 1) $t"
  done >page
}
explain() { plumb-query -d page --explain --tz UTC "$@"; }

@test "the tree: steps, series in and out, samples" {
  run explain 'sum by (job) (rate(c_total[5m])) > 1'
  assert_success
  assert_line --regexp '^node +steps +in +out +samples +self +total +read$'
  assert_line --regexp '^> +1 +1 +0 +10 '
  assert_line --regexp '^  sum by \(job\) +1 +1 +1 +10 '
  assert_line --regexp '^    rate\(\) +1 +1 +1 +10 '
  assert_line --regexp '^      c_total\[5m\] +1 +1 +10 '
  assert_line --regexp '^open .*, select .*, read and decode .*, compute .*, write '
  assert_line 'answer: 0 series, 0 points'
}

@test "what is pinned is evaluated once" {
  run explain 'up - on (job) up @ end() + 1' --last 2m --step 1m -o json
  assert_success
  run jq -c '[.nodes[] | {node, steps, once}]' <<<"$output"
  assert_output '[{"node":"+","steps":3,"once":false},{"node":"- on (job)","steps":3,"once":false},{"node":"up","steps":3,"once":false},{"node":"up @ end()","steps":1,"once":true}]'
}

@test "what stands there twice is evaluated once" {
  run explain 'sum(rate(c_total[5m])) / count(rate(c_total[5m]))'
  assert_success
  assert_line --regexp '^  sum +1 +1 +1 +10 '
  assert_line --regexp '^  count +1 +1 +1 +0 '
  assert_line --regexp '^    rate\(\) +kept +0 +1 +0 '
  assert_equal "$(grep -c 'c_total\[5m\]  ' <<<"$output")" 1
  assert_equal "$(grep -c '10 samples from' <<<"$output")" 1
}

@test "what a store was read for" {
  plumb-ingest -d s.plumb page
  run bash -c "plumb-query -d s.plumb --at 1700000270 'rate(c_total[5m])' --explain -o json | jq '.nodes[1] | .samples == 10 and .bytes > 0 and (.rows + .segments) > 0'"
  assert_output true
  run plumb-query -d s.plumb --at 1700000270 'rate(c_total[5m])' --explain
  assert_line --regexp '(row|segment)s?, [0-9.]+ '
}

@test "nothing matches: the nearest metric, the nearest value" {
  run explain 'c_totl'
  assert_line "    there is no such metric, did you mean 'c_total'?"
  run explain 'up{instance="x",job="aa"}'
  assert_line "    the metric is there, but not with these labels: nothing has job=\"aa\", did you mean 'a'?"
}

@test "too old, ended, later" {
  run explain early --at 1700000400
  assert_line "    early: its newest sample is 5m40s old (22:14:20), and the lookback 5m"
  run explain early --at 1700000200 --lookback 1m
  assert_line "    early: its newest sample is 2m20s old (22:14:20), and the lookback 1m"
  run explain ended
  assert_line "    ended: ended by a stale marker at 22:14:50, 3m before"
  run explain early --at 1600000000
  assert_line "    early: all its samples are later than 12:26:40"
}

@test "a comparison that does not hold, no match, unless" {
  run explain 'up == 1'
  assert_line '    up{instance="y",job="b"}: 0 == 1 does not hold'
  run explain '0.5 < up'
  assert_line '    up{instance="y",job="b"}: 0.5 < 0 does not hold'
  run explain 'up * on (job) c_total'
  assert_line '    up{instance="y",job="b"}: no element of the right side has {job="b"}; of the nearest differs: here {job="b"}, there {job="a"}'
  run explain 'up * c_total'
  assert_line '    up{instance="x",job="a"}: no element of the right side has {instance="x",job="a"}; of the nearest differs: {instance="x"} is only here'
  run explain 'up unless on (job) c_total'
  assert_line '    up{instance="x",job="a"}: the right side has c_total{job="a"}'
}

@test "a range that is too short, and what made a rate" {
  run explain 'rate(c_total[20s])'
  assert_line '    c_total{job="a"}: 1 sample in the range of 20s, and rate() needs 2; they come every 30s: use at least [1m]'
  run explain 'increase(c_total[5m])'
  assert_line '    c_total{job="a"}: 10 samples from 100 at 22:13:20 to 28 at 22:17:50; 1 reset adds 140 (at 22:15:50); grew 68 in 270s; extended 30s to the start and 0s to the end: 75.5556'
}

@test "one step of a range" {
  run explain 'up == 1' --from 1700000000 --to 1700000240 --at 1700000130 --step 1m
  assert_line "why, at 2023-11-14 22:15:20 UTC:"
  run --separate-stderr explain 'up == 1' --from 1700000000 --to 1700000240 --at 1700009999
  assert_failure 2
  assert_stderr_has "not inside the range"
}

@test "many are counted, and a list is none to explain" {
  for i in $(seq 1 12); do echo "n{i=\"$i\"} 0"; done >many
  run plumb-query -d many 'n > 0' --explain
  assert_line '    7 more of this kind (filtered)'
  run --separate-stderr plumb-query -d many --series --explain
  assert_failure 2
  run --separate-stderr plumb-query -d many n --explain -o csv
  assert_failure 2
  assert_stderr_has "it is a table or json"
}

@test "label values cannot speak to the terminal" {
  printf 'x{a="\033[31mred"} 0\n' >evil
  run plumb-query -d evil 'x > 0' --explain
  refute_output --partial $'\033'
}

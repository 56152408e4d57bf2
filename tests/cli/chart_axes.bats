# The axes of plumb-chart: their scales, ends, units, and the zone of times.
setup() { load frame.bash; }

# two UNIT-SUFFIX VALUE UNIT-SUFFIX VALUE: two series of an hour.
two() {
  awk -v a="$1" -v x="$2" -v b="$3" -v y="$4" 'BEGIN { for (k = 0; k < 60; k++) {
    t = 1774742400000 + k * 60000
    printf "a_%s %f %.0f\nb_%s %f %.0f\n", a, x * (1 + sin(k / 9) / 2), t, b, y * (1 + cos(k / 5) / 2), t } }'
}
chart() {
  run --separate-stderr plumb-chart --tz UTC --width 80 "$@"
  assert_success
  assert_stderr ""
}

@test "two units have two axes, and the legend says whose is the right one" {
  two bytes 2e9 ratio 0.4 >data
  chart data
  assert_output --partial "GiB ┤"
  assert_output --regexp '├ [0-9]+%'
  assert_output --partial "b_ratio (right)"
  refute_output --partial "a_bytes (right)"
  for type in line area step points; do chart data -t "$type" && assert_output --regexp '├ [0-9]+%'; done
  chart data -o svg
  assert_output --partial '>60%<'
  # One unit has one.
  two bytes 2e9 bytes 1e9 >same
  chart same
  refute_output --partial "├"
}

@test "--right names series by unit, name or label" {
  two bytes 2e9 bytes 1e6 >data
  chart data --right b_bytes
  assert_output --partial "b_bytes (right)"
  assert_output --partial "MiB"
  chart data --right bytes
  refute_output --partial "(right)"
  two bytes 2e9 ratio 0.4 >mixed
  chart mixed --right bytes
  assert_output --partial "a_bytes (right)"
  run --separate-stderr plumb-chart mixed --right '('
  assert_failure 2
  run --separate-stderr plumb-chart mixed --right b_ratio -t bar
  assert_failure 2
  assert_stderr_has "has no right axis"
  run --separate-stderr plumb-chart mixed --right b_ratio --stack
  assert_failure 2
}

@test "soft ends hold unless values lie beyond them" {
  two x 100 x 110 >data
  chart data --soft-min 0 --soft-max 500
  assert_output --partial "500 ┤"
  chart data --soft-max 20
  assert_output --partial "200 ┤"
  run --separate-stderr plumb-chart data --soft-min 5 --soft-max 1
  assert_failure 2
}

@test "--axis log, log2, symlog" {
  two bytes 2e9 bytes 1e3 >data
  chart data --axis log2
  assert_output --partial "1 GiB ┤"
  chart data --log -u short
  chart data --axis log -u short
  assert_output --partial "1 Mil ┤"
  { two x 2e6 x 1e3; echo 'a_x -500 1774742400001'; } >signs
  chart signs --axis symlog
  assert_output --regexp ' 0 ┤'
  assert_output --partial -- '-1 K ┤'
  chart signs --axis log
  assert_output --partial "1 value of 0 or less is not shown"
  run --separate-stderr plumb-chart data --axis log2 --log
  assert_failure 2
  run --separate-stderr plumb-chart data --axis log2 --stack
  assert_failure 2
}

@test "a tiny range is relative to a base that is named" {
  awk 'BEGIN { for (k = 0; k < 60; k++) printf "x_bytes %.0f %.0f\n", 8e9 + 100 * sin(k / 9), 1774742400000 + k * 60000 }' >data
  chart data
  assert_output --partial "+0 B ┤"
  assert_output --partial "values are relative to"
}

@test "the hour that comes twice has its zone's abbreviation, the zone stands in the corner" {
  awk 'BEGIN { for (k = 0; k <= 60; k++) printf "x %d %.0f\n", k, 1792879200000 + k * 360000 }' >data
  run --separate-stderr plumb-chart data --tz Europe/Berlin --width 100
  assert_success
  assert_output --partial "Europe/Berlin"
  assert_output --partial "CET"
  run --separate-stderr plumb-chart data --tz UTC --width 100
  refute_output --partial "UTC"
}

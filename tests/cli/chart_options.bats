# What plumb-chart's options do to a chart: legends, thresholds, marks, periods, several queries.
setup() { load frame.bash; }

# series NAME N: a stream of that many samples, a minute apart, of web1 to web3.
series() {
  awk -v name="$1" -v m="$2" 'BEGIN {
    for (i = 1; i <= 3; i++) for (k = 0; k < m; k++)
      printf "%s{instance=\"web%d\",job=\"node\"} %d %.0f\n", name, i, i * 10 + k % 7, 1774742400000 + k * 60000 }'
}

@test "--stats chooses the columns, a wrong one is answered" {
  series load 30 >data
  run --separate-stderr plumb-chart data --stats p95,count,diffperc
  assert_success
  assert_output --regexp "p95 +count +diffperc"
  run --separate-stderr plumb-chart data --stats p95,men
  assert_failure 2
  assert_stderr_has "unknown statistic 'men', did you mean"
}

@test "--sort and --name order and name the series" {
  series load 30 >data
  run --separate-stderr bash -c "plumb-chart data --name 'host {{instance}}' --sort name | grep -o 'host web.'"
  assert_output "$(printf 'host web1\nhost web2\nhost web3')"
  run --separate-stderr bash -c "plumb-chart data --name 'host {{instance}}' --sort max | grep -o 'host web.'"
  assert_output "$(printf 'host web3\nhost web2\nhost web1')"
  run --separate-stderr plumb-chart data --sort sideways
  assert_failure 2
}

@test "--others is the sum of what --top leaves out, and stacks have it always" {
  series load 30 >data
  run --separate-stderr plumb-chart data --top 1 --others
  assert_output --partial "others (2)"
  refute_output --partial "more"
  run --separate-stderr plumb-chart data --top 1 --stack
  assert_output --partial "others (2)"
}

@test "--stable-colors keeps the colour of a series" {
  series load 30 >data
  colour() { grep -o 'class="l s[0-7]" stroke-width="6"' | head -1; }
  alone=$(grep web2 data | plumb-chart -o svg --stable-colors --name x | colour)
  [ -n "$alone" ]
  plumb-chart data -o svg --stable-colors --name '{{instance}}' | sed -n '/<title>web2/,/<\/svg>/p' | grep -qF "$alone"
}

@test "--threshold draws lines, --bands bands, and colours numbers with a sign" {
  series load 30 >data
  run --separate-stderr plumb-chart data -o svg --threshold 15:warning,30:critical
  assert_output --partial 'class="l wa"'
  assert_output --partial 'class="l cr"'
  run --separate-stderr plumb-chart data -o svg --threshold 15:warning,30:critical --bands
  assert_output --partial 'class="f cr" opacity="0.1"'
  run --separate-stderr plumb-chart data -t stat --threshold 15:warning,30:critical
  assert_output --partial '!! 31'
  run --separate-stderr plumb-chart data --threshold 15:purple
  assert_failure 2
  assert_stderr_has "--threshold: 'purple' is no level"
}

@test "marks of the stream and samples of plumb_mark are lines with words" {
  { series load 30
    echo '#! mark time=1774743000000 text="deploy 7"'
    echo 'plumb_mark{text="reboot"} 1 1774743600000'; } >data
  run --separate-stderr plumb-chart data
  assert_success
  assert_output --partial "deploy 7"
  assert_output --partial "reboot"
  refute_output --partial "plumb_mark"
}

@test "--compare puts the earlier period under the later one" {
  series load 300 >data
  run --separate-stderr plumb-chart data --compare 3h --tz UTC
  assert_success
  assert_output --partial "vs -3h"
  assert_output --partial "03:00"
  refute_output --partial "01:00"
  run --separate-stderr plumb-chart data --compare 1w
  assert_failure 3
  assert_stderr_has "nothing to compare with"
  run --separate-stderr plumb-chart data --compare 1h -t bars
  assert_failure 2
}

@test "two periods of one query are compared as well as one long one" {
  { echo '#! query expr="load" start=1774742400000 end=1774746000000 step=60'; series load 61; } >before
  awk -v d=7200000 '/^#!/ { print "#! query expr=\"load\" start=1774749600000 end=1774753200000 step=60"; next } { $NF += d; printf "%s %s %.0f\n", $1, $2, $3 }' before >now
  run --separate-stderr bash -c "cat before now | plumb-chart --compare 2h --tz UTC"
  assert_success
  assert_output --partial "vs -2h"
  assert_output --partial "+0%"
}

@test "several queries are one chart, and what has the same labels stays apart" {
  { echo '#! query expr="rx" start=1774742400000 end=1774744140000 step=60'; echo '{} 1 1774742400000'; echo '{} 2 1774742460000'
    echo '#! query expr="tx" start=1774742400000 end=1774744140000 step=60'; echo '{} 5 1774742400000'; echo '{} 6 1774742460000'; } >data
  run --separate-stderr plumb-chart data
  assert_success
  assert_output --regexp "tx +5 +5.5 +6 +6"
  assert_output --regexp "rx +1 +1.5 +2 +2"
  run --separate-stderr plumb-chart data --mirror 't.*'
  assert_output --regexp "tx +5 +5.5 +6 +6"
  assert_output --partial "-6 ┤"
}

@test "--between fills between two series, and names those there are" {
  series load 30 >data
  run --separate-stderr plumb-chart data -o svg --between web1:web3
  assert_output --partial "<title>web1 to web3</title>"
  run --separate-stderr plumb-chart data --between web1:web9
  assert_failure 2
  assert_stderr_has "there are 'web3'"
}

@test "--by draws a chart for each value, with the same axis" {
  series load 30 >data
  run --separate-stderr bash -c "plumb-chart data --by instance --width 120 | grep -c '40 ┤.*40 ┤.*40 ┤'"
  assert_output 1
  run --separate-stderr plumb-chart data --by zone
  assert_failure 2
  assert_stderr_has "no series has a label 'zone'"
}

@test "--spark is a line of text a series" {
  series load 30 >data
  run --separate-stderr plumb-chart data --spark
  assert_success
  [ "${#lines[@]}" -eq 3 ]
  assert_line --regexp "^web3 .*█.* 31$"
  run --separate-stderr bash -c "grep web1 data | plumb-chart --spark"
  assert_output --regexp "^▁.*█.* 11$"
  run --separate-stderr bash -c "LC_ALL=C plumb-chart data --spark"
  refute_output --partial "█"
}

@test "--connect goes on over what is missing" {
  series load 30 | grep web1 | sed 10,20d >data
  gaps() { grep -o 'class="l s0" stroke-width="6" d="[^"]*"' | grep -o M | wc -l; }
  [ "$(plumb-chart data -o svg --legend none | gaps)" -gt "$(plumb-chart data -o svg --legend none --connect | gaps)" ]
}

@test "buckets are a heatmap by themselves, native histograms too" {
  for le in 0.1 1 +Inf; do for k in 1 2 3; do
    echo "{le=\"$le\"} $k $((1774742400000 + k * 60000))"
  done; done >buckets
  run --separate-stderr plumb-chart buckets --describe
  assert_output --partial "buckets from"
  for k in 1 2 3; do
    echo "{} {{schema:0 count:3 sum:2 buckets:[1 2] counter_reset_hint:gauge}} $((1774742400000 + k * 60000))"
  done >native
  run --separate-stderr plumb-chart native --describe
  assert_success
  assert_output --partial "2 buckets from"
  run --separate-stderr plumb-chart native -t line
  assert_failure 2
  assert_stderr_has "use '-t heatmap'"
}

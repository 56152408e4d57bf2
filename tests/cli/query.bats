# What plumb-query promises on the command line.
setup() {
  load frame.bash
  for i in 0 1 2 3 4 5; do
    echo "requests_total{job=\"a\"} $((i * 60)) $((1700000000 + i * 60))000"
    echo "requests_total{job=\"b\"} $((i * 30)) $((1700000000 + i * 60))000"
  done >page
}

@test "an instant of a file is its newest sample's time" {
  run --separate-stderr plumb-query -d page 'requests_total'
  assert_success
  assert_line 'requests_total{job="a"} 300 1700000300000'
  assert_stderr ""
}

@test "standard input, and a pipe into another plumb-query" {
  run bash -c "plumb-query -d - 'rate(requests_total[2m])' --last 3m --step 1m <page | plumb-query -d - 'sum({job=~\".+\"})' -o value"
  assert_success
  assert_output 1.5
}

@test "a range: every format" {
  ask() { plumb-query -d page 'sum by (job) (rate(requests_total[2m]))' --last 2m --step 1m "$@"; }
  run ask -o csv
  assert_line --index 0 "time,job,value"
  assert_line --index 1 "2023-11-14T22:16:20Z,a,1"
  run ask -o csv --wide --no-header
  assert_line --index 0 "2023-11-14T22:16:20Z,1,0.5"
  run ask -o tsv
  assert_line --index 1 "2023-11-14T22:16:20Z	a	1"
  run bash -c "plumb-query -d page 'requests_total' -o json | jq -r '.status, .data.resultType, .data.result[0].value[1]'"
  assert_output "success
vector
300"
  run ask -o ndjson
  assert_line '{"metric":{"job":"a"},"values":[1,1,1],"timestamps":[1700000180000,1700000240000,1700000300000]}'
  run ask -o md
  assert_line --index 0 --partial "| job |"
  run ask -o table --tz UTC
  assert_line --partial "mean"
}

@test "value is for shell substitution" {
  run plumb-query -d page 'sum(requests_total)' -o value
  assert_output 450
}

@test "a file by its extension, or FORMAT=FILE" {
  plumb-query -d page requests_total -o out.csv
  run head -1 out.csv
  assert_output "time,__name__,job,value"
  plumb-query -d page requests_total -o json=out.txt
  run jq -r .status out.txt
  assert_output success
}

@test "| head -1 is quiet" {
  run --separate-stderr bash -c "plumb-query -d page requests_total --last 5m --step 1s | head -1"
  assert_success
  assert_stderr ""
}

@test "listings" {
  run plumb-query -d page --series
  assert_output 'requests_total{job="a"}
requests_total{job="b"}'
  run plumb-query -d page --labels
  assert_output '__name__
job'
  run plumb-query -d page --values job
  assert_output 'a
b'
  run plumb-query -d page --metrics -o value
  assert_output requests_total
  run plumb-query -d page --series '{job="a"}' -o json
  assert_output --partial '"job":"a"'
}

@test "a parse error shows the place" {
  run --separate-stderr plumb-query -d page 'sum(rate(requests_total[5m]) by (job)'
  assert_failure 2
  assert_stderr_has "parse error"
  assert_stderr_has "^"
}

@test "a typo in a function is answered with the right one" {
  run --separate-stderr plumb-query -d page 'raet(requests_total[5m])'
  assert_failure 2
  assert_stderr_has "did you mean 'rate'?"
}

@test "--fmt, --ast, --functions" {
  run plumb-query --fmt 'sum(rate(x[5m]))by(job)'
  assert_output 'sum by (job) (rate(x[5m]))'
  run plumb-query --ast 'sum(rate(x[5m]))'
  assert_line --index 0 --partial "aggregate sum"
  run plumb-query --functions rate
  assert_line --index 0 "rate(range) vector"
  run plumb-query --functions group_left
  assert_line --index 0 "left * on (label…) group_left (label…) right"
  run plumb-query --functions OFFSET
  assert_line --index 2 --partial "offset 5m) => 300"
  run --separate-stderr plumb-query --functions raet
  assert_failure 2
  assert_stderr_has "did you mean 'rate'?"
}

@test "--enable-feature takes Prometheus' names" {
  ask() { plumb-query -d page 'label_replace(abs(requests_total{job="a"}), "was", "$1", "__name__", "(.*)")' "$@"; }
  run ask
  assert_line '{job="a"} 300 1700000300000'
  run ask --enable-feature promql-experimental-functions,promql-delayed-name-removal
  assert_line '{job="a",was="requests_total"} 300 1700000300000'
  # Always on: the type and the unit of a metric go with its name.
  echo 'm_total{__type__="counter",__unit__="s",i="1"} 6' >typed
  run --separate-stderr plumb-query -d typed 'abs(m_total)' --enable-feature type-and-unit-labels
  assert_success
  assert_line --partial '{i="1"} 6 '
  run --separate-stderr plumb-query -d page up --enable-feature promql-delayed-name-removl
  assert_failure 2
  assert_stderr_has "there is no 'promql-delayed-name-removl', did you mean 'promql-delayed-name-removal'?"
}

@test "hourly data does not vanish between its samples, unless asked" {
  for i in 0 1 2 3; do echo "x $i $((1700000000 + i * 3600))000"; done >hourly
  run plumb-query -d hourly x --at '2023-11-14T23:58:20Z' -o value
  assert_output 1
  run --separate-stderr plumb-query -d hourly x --at '2023-11-14T23:58:20Z' -o value --lookback 5m
  assert_failure 3
  assert_output ""
}

@test "the locale changes nothing" {
  run env LC_ALL=de_DE.UTF-8 plumb-query -d page 'sum(requests_total) / 4' -o value
  assert_output 112.5
}

# A query pasted from a Grafana panel.
setup() {
  load frame.bash
  for i in $(seq 0 20); do
    for job in a b; do echo "requests_total{job=\"$job\"} $((i * 30)) $((1700000000 + i * 30))000"; done
  done >page
}

@test "\$__rate_interval follows the data, \$__interval the step" {
  run --separate-stderr plumb-query -d page 'sum(rate(requests_total{job=~"$job"}[$__rate_interval]))' --var job=a --var job=b -v
  assert_success
  assert_line --index 0 --partial 'expr="sum(rate(requests_total{job=~\"(a|b)\"}[2m]))"'
  assert_line --index 1 --regexp "^\{\} (2|1.99999999)"
  assert_stderr 'plumb-query: $__rate_interval is 2m, $__interval 30s, $__range 1h, of data every 30s'
  run --separate-stderr plumb-query -d page 'rate(requests_total[${__interval}])' --last 10m --step 1m
  assert_success
  assert_line --index 0 --partial 'rate(requests_total[1m])'
  assert_stderr ""
}

@test "the recorded interval of a store counts" {
  plumb-ingest -d s.plumb page
  run plumb-query -d s.plumb --at 1700000600 'rate(requests_total[$__rate_interval])'
  assert_line --index 0 --partial "[2m]"
}

@test "an unknown variable shows its place, what is known, and how to set it" {
  run --separate-stderr plumb-query -d page 'rate(requests_total{job="$jbo"}[5m])' --var job=a
  assert_failure 2
  assert_stderr_has "unknown variable '\$jbo', did you mean 'job'?"
  assert_stderr_has '  rate(requests_total{job="$jbo"}[5m])
                           ^~~~'
  assert_stderr_has "set it with --var jbo=VALUE"
}

@test "errors and remarks point into what was written" {
  run --separate-stderr plumb-query -d page 'rate(requests_total[$__rate_interval]) + raet(x[5m])'
  assert_failure 2
  assert_stderr_has '  rate(requests_total[$__rate_interval]) + raet(x[5m])
                                           ^~~~'
  run --separate-stderr plumb-query -d page 'rate(requests_total[$__rate_interval]) * quantile($q, requests_total)' --var q=17 -v
  assert_stderr_has "(1:51)"
}

@test "--fmt and --ast show what it stands for" {
  run plumb-query --fmt 'rate(x[$__interval])'
  assert_output 'rate(x[15s])'
}

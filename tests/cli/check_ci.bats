# The CI job of docs/ci.md: a service is scraped under load and judged. Pass, breach, no data, dead service.
setup() {
  load frame.bash
  unset GITHUB_STEP_SUMMARY
  # The service: counters that grow with the time, $SLOW of 10 requests a second beyond 250 ms, $BAD of them failed.
  cat >service <<'END'
#!/bin/sh
[ -z "${DEAD:-}" ] || { echo 'connection refused' >&2; exit 1; }
seconds=$(($(date +%s) - 1700000000))
echo "http_requests_total{code=\"200\"} $((seconds * (10 - BAD)))"
[ "$BAD" = 0 ] || echo "http_requests_total{code=\"500\"} $((seconds * BAD))"
[ -z "${SLOW:-}" ] || cat <<PAGE
http_request_duration_seconds_bucket{le="0.25"} $((seconds * (10 - SLOW)))
http_request_duration_seconds_bucket{le="0.5"} $((seconds * 10))
http_request_duration_seconds_bucket{le="+Inf"} $((seconds * 10))
PAGE
END
  chmod +x service
  export GATE_WAIT=5s BAD=0 SLOW=0 DEAD=
}

gate() {
  run --separate-stderr "$PLUMB_ROOT/docs/ci/gate.sh" exec:./service sleep 2
}

valid_junit() { xmllint --noout --schema "$PLUMB_ROOT/tests/schemas/junit.xsd" slo.xml; }

@test "pass: 0, no annotation, a summary" {
  GITHUB_STEP_SUMMARY=$PWD/summary.md gate
  assert_success
  assert_output ""
  valid_junit
  run xmllint --xpath 'string(/testsuites/@tests)' slo.xml
  assert_output 3
  grep -q '### plumb-check: all 3 expectations hold' summary.md
}

@test "breach: 1, an annotation at its line for each, failures in the report" {
  SLOW=5 BAD=2 gate
  assert_failure 1
  assert_line --regexp "^::error file=.*/slo\.txt,line=7,title=errors below 1 %25::.*is 0\.2, expected < 0\.01: over by 0\.19 \(1900 %25\)"
  assert_line --regexp "^::error file=.*/slo\.txt,line=4,title=p99 below 300 ms::.*is 0\.49[0-9]*, expected < 0\.3: over by"
  [ "${#lines[@]}" -eq 2 ]
  valid_junit
  run xmllint --xpath 'count(//failure)' slo.xml
  assert_output 2
}

@test "no data: 3, the missing metric is named" {
  SLOW='' gate
  assert_failure 3
  assert_line --regexp "^::error .*title=p99 below 300 ms::.*no data%0A'http_request_duration_seconds_bucket' has no sample"
  valid_junit
}

@test "dead service: 1, what it waited for, and no load is put on it" {
  DEAD=1 GATE_WAIT=1s gate
  assert_failure 1
  assert_stderr_has "waited 1s for 'the service answers'"
  assert_output --partial "is 0, expected == 1"
  [ ! -e slo.xml ]
}

@test "what an earlier run left does not answer for a dead service" {
  echo 'up{instance="earlier",job="scrape"} 1' | plumb-ingest -d run.plumb
  touch slo.xml
  DEAD=1 GATE_WAIT=1s gate
  assert_failure 1
  refute_output --partial "of 2 elements"
  [ ! -e slo.xml ]
}

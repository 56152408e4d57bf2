# -d http://…: the same data in a store, in Prometheus and in VictoriaMetrics gives the same answers.
# The servers are real ones of build/peers, on loopback; VictoriaMetrics wants a password.
setup_file() {
  local programs
  if ! programs=$("$PLUMB_ROOT/scripts/peers" prometheus promtool victoria-metrics 2>"$BATS_FILE_TMPDIR/why"); then
    export WHY_NOT="no servers: $(cat "$BATS_FILE_TMPDIR/why")"
    return 0
  fi
  { read -r prometheus; read -r promtool; read -r victoria; } <<<"$programs"
  cd "$BATS_FILE_TMPDIR"
  write_page >page
  "$PLUMB_BIN/plumb-ingest" -d s.plumb page
  "$promtool" tsdb create-blocks-from openmetrics page tsdb >/dev/null 2>&1
  start_prometheus "$prometheus" || { export WHY_NOT="Prometheus did not start: $(tail -n 1 log)"; return 0; }
  start_victoria "$victoria" || export WHY_NOT="VictoriaMetrics did not start: $(tail -n 1 vlog)"
}

teardown_file() {
  for pid in "$BATS_FILE_TMPDIR"/*.pid; do
    [ ! -f "$pid" ] || kill "$(cat "$pid")" 2>/dev/null || true
  done
}

# Counters and gauges of three machines, a sample each 15 s for two hours.
write_page() {
  awk 'BEGIN {
    base = 1700000000
    print "# HELP requests Requests so far.\n# TYPE requests counter"
    for (i = 0; i < 3; i++) for (p = 0; p < 2; p++) for (t = 0; t <= 7200; t += 15)
      printf "requests_total{instance=\"web%d\",path=\"/%s\"} %d %d\n", i, p ? "a b" : "x\\\"y", t * (i + 1) + p, base + t
    print "# HELP temperature_celsius How warm it is.\n# TYPE temperature_celsius gauge"
    for (i = 0; i < 3; i++) for (t = 0; t <= 7200; t += 15)
      printf "temperature_celsius{instance=\"web%d\"} %.3f %d\n", i, 20 + i + sin(t / 300.0) * 5, base + t
    print "# HELP up Whether it is there.\n# TYPE up gauge"
    for (i = 0; i < 3; i++) for (t = 0; t <= 7200; t += 15)
      printf "up{instance=\"web%d\",job=\"web\"} 1 %d\n", i, base + t
    print "# EOF"
  }'
}

# A port is tried, and the next one if something else has it.
start_prometheus() {
  echo 'global: {}' >p.yml
  for port in $(seq $((20000 + $$ % 10000)) 7 $((20060 + $$ % 10000))); do
    "$1" --config.file=p.yml --storage.tsdb.path=tsdb --storage.tsdb.retention.time=100y \
      --web.listen-address="127.0.0.1:$port" >log 2>&1 3>&- &
    echo $! >prometheus.pid
    echo "http://127.0.0.1:$port" >prometheus.url
    answers prometheus.pid "http://127.0.0.1:$port/-/ready" && return 0
  done
  return 1
}

start_victoria() {
  printf 'machine 127.0.0.1 login me password geheim\n' >netrc
  for port in $(seq $((30000 + $$ % 10000)) 7 $((30060 + $$ % 10000))); do
    "$1" -storageDataPath=vm -httpListenAddr="127.0.0.1:$port" -retentionPeriod=100y \
      -httpAuth.username=me -httpAuth.password=geheim >vlog 2>&1 3>&- &
    echo $! >victoria.pid
    echo "http://127.0.0.1:$port" >victoria.url
    answers victoria.pid "http://127.0.0.1:$port/health" || continue
    sed '/EOF/d; s/ \([0-9]*\)$/ \1000/' page |
      curl -sf --netrc-file netrc --data-binary @- "http://127.0.0.1:$port/api/v1/import/prometheus"
    for _ in $(seq 100); do
      if plumb_victoria --at 1700003607 'count(up)' -o value 2>/dev/null | grep -qx 3; then return 0; fi
      sleep 0.1
    done
  done
  return 1
}

# Whether a server that was started answers, and is still alive.
answers() {
  for _ in $(seq 100); do
    kill -0 "$(cat "$1")" 2>/dev/null || return 1
    curl -sf --netrc-file netrc "$2" >/dev/null 2>&1 && return 0
    sleep 0.1
  done
  return 1
}

plumb_victoria() {
  "$PLUMB_BIN/plumb-query" -d "$(cat "$BATS_FILE_TMPDIR/victoria.url")" --netrc "$BATS_FILE_TMPDIR/netrc" "$@"
}

setup() {
  load frame.bash
  [ -z "${WHY_NOT:-}" ] || skip "$WHY_NOT"
  cd "$BATS_FILE_TMPDIR"
  url=$(cat prometheus.url)
  victoria=$(cat victoria.url)
}

# The same answer, words and status from the store and from Prometheus.
same() {
  run --separate-stderr plumb-query -d s.plumb "$@"
  local wanted=$output words=$stderr code=$status
  run --separate-stderr plumb-query -d "$url" "$@"
  assert_output "$wanted"
  assert_stderr "$words"
  assert_equal "$status" "$code"
}
same_as_victoria() {
  run --separate-stderr plumb-query -d s.plumb "$@"
  local wanted=$output code=$status
  run --separate-stderr plumb_victoria "$@"
  assert_output "$wanted"
  assert_equal "$status" "$code"
}

@test "instants: vectors, scalars, strings, raw samples" {
  for expr in up 'sum by (instance) (rate(requests_total[5m]))' 'sort_desc(temperature_celsius)' \
    'requests_total{path="/x\"y"}' '1 + 1' 'time()' '"a string"' 'temperature_celsius[2m]' 'up == 0' \
    'max_over_time(temperature_celsius[1h:1m] offset 10m)'; do
    same --at 1700003607 "$expr"
    assert_success
  done
}

@test "ranges, and every format" {
  for out in prom json csv ndjson table value openmetrics; do
    same --from 1700000007 --to 1700007200 --step 1m 'max by (instance) (temperature_celsius)' -o "$out" --tz UTC
    assert_success
  done
}

@test "more steps than a server takes are asked in parts" {
  ask() { plumb-query -d "$1" --from 1700000007 --to 1700007200 --step 200ms 'temperature_celsius' -o value; }
  ask s.plumb >ours
  ask "$url" >theirs
  [ "$(wc -l <theirs)" -gt 100000 ]
  cmp ours theirs
}

@test "listings" {
  same --series
  same --series 'up{instance=~"web[01]"}'
  same --labels
  same --labels up
  same --values instance
  same --values path 'requests_total{instance="web1"}'
  run --separate-stderr plumb-query -d "$url" --metrics
  assert_line --partial "requests_total"
}

# Prometheus takes it since 2.44, which Debian has not.
@test "a lookback that is given is the server's too" {
  for lookback in 5s 1m; do
    run --separate-stderr plumb_victoria --at 1700007220 'count(up) or vector(0)' -o value --lookback "$lookback"
    assert_output "$([ "$lookback" = 1m ] && echo 3 || echo 0)"
  done
}

@test "the answer flows on: into a store, and into a chart" {
  plumb-query -d "$url" --at 1700003607 'up' | plumb-ingest -d copy.plumb
  run plumb-query -d copy.plumb --at 1700003607 'count(up)' -o value
  assert_output 3
  run bash -c "plumb-query -d '$url' --from 1700000007 --to 1700007200 temperature_celsius | plumb-chart"
  assert_success
  assert_output --partial "web2"
}

@test "a filter that leaves nothing is 0, a metric that is not there 3 with the nearest name" {
  run --separate-stderr plumb-query -d "$url" --at 1700003607 'up == 0'
  assert_success
  assert_stderr ""
  same --at 1700003607 temperature_celsiu
  assert_failure 3
  assert_stderr_has "did you mean 'temperature_celsius'?"
  same --at 1700003607 'up{job="x"}'
  assert_stderr_has "but not with these labels"
  same --at 1800000000 'up'
  assert_stderr_has "other times only"
}

@test "what people paste as an address" {
  for form in "$url/" "$url/graph?g0.expr=up" "$url/api/v1" "$url/api/v1/query?query=up"; do
    run --separate-stderr plumb-query -d "$form" --at 1700003607 'count(up)' -o value
    assert_output 3
  done
  PLUMB_DATA=$url run --separate-stderr plumb-query --at 1700003607 'count(up)' -o value
  assert_output 3
}

@test "VictoriaMetrics: the same answers, with a password from a file" {
  for expr in up 'count by (job) (up)' 'temperature_celsius' '1 + 1' 'up == 0'; do
    same_as_victoria --at 1700003607 "$expr"
  done
  same_as_victoria --from 1700000007 --to 1700007200 --step 90s 'max by (instance) (temperature_celsius)'
  same_as_victoria --series up
  same_as_victoria --labels
  same_as_victoria --values instance
  same_as_victoria --at 1700003607 upp
}

@test "VictoriaMetrics: what only it understands is its to judge" {
  run --separate-stderr plumb_victoria --at 1700003607 'median(up)' -o value
  assert_success
  assert_output 1
  run --separate-stderr plumb_victoria --at 1700003607 'up keep +'
  assert_failure 2
  assert_stderr_has "parse error"
  assert_stderr_has "^"
}

@test "a server that wants to know who asks" {
  run --separate-stderr plumb-query -d "$victoria" up
  assert_failure 4
  assert_stderr_has "'$victoria' wants to know who asks (status 401)"
  assert_stderr_has "--netrc"
  printf 'Authorization: Basic %s\n' "$(printf 'me:geheim' | base64)" >header
  run --separate-stderr plumb-query -d "$victoria" -H @header --at 1700003607 'count(up)' -o value
  assert_output 3
  run --separate-stderr plumb-query -d "${victoria/\/\//\/\/me:falsch@}" up
  assert_failure 4
  [[ "$stderr" != *falsch* ]]
}

@test "what the server calls wrong: its words, a caret where it names a place, status 2" {
  run --separate-stderr plumb-query -d "$url" 'sort_by_label(up, "job")'
  assert_failure 2
  assert_stderr "plumb-query: 1:1: parse error: unknown function with name \"sort_by_label\"
  sort_by_label(up, \"job\")
  ^
  so says '$url'"
  run --separate-stderr plumb-query -d "$url" --at 1700003607 'up / on (instance) requests_total'
  assert_failure 2
  assert_stderr_has "'$url' says: found duplicate series"
}

@test "what both call wrong is said by our parser" {
  run --separate-stderr plumb-query -d "$url" 'sum(up'
  local theirs=$stderr
  run --separate-stderr plumb-query -d s.plumb 'sum(up'
  assert_failure 2
  assert_equal "$theirs" "$stderr"
}

@test "called wrong, before any work" {
  expect() {
    run --separate-stderr plumb-query -d http://127.0.0.1:1 up "${@:2}"
    assert_failure 2
    assert_stderr_has "$1"
  }
  expect "--header: a header is written 'Name: value'" -H secret
  [[ "$stderr" != *secret* ]]
  expect "cannot open 'nothing'" -H @nothing
  expect "--timeout" --timeout -1s
  expect "--last" --last soon
}

@test "no server, not that protocol, no such host, no API" {
  expect() {
    run --separate-stderr plumb-query -d "$2" up
    assert_failure 4
    assert_output ""
    assert_stderr_has "$1"
  }
  expect "cannot ask 'http://127.0.0.1:1': connection refused" http://127.0.0.1:1
  expect "does not speak TLS" "https${url#http}"
  expect "no such host 'nothing.invalid'" http://nothing.invalid:9090
  expect "there is no '/api/v1/query' (status 404)" "$url/somewhere"
  expect "if it is a server, write 'http://${url#http://}'" "${url#http://}"
  run --separate-stderr plumb-query -d htp://nothing.invalid up
  assert_failure 2
  assert_stderr "plumb-query: source 'htp://nothing.invalid': unknown scheme 'htp', did you mean 'http'?"
}

@test "an answer larger than --max-memory ends with a clear text" {
  run --separate-stderr plumb-query -d "$url" --from 1700000007 --to 1700007200 --step 250ms requests_total --max-memory 1 -o value=large
  assert_failure 4
  assert_stderr_has "is larger than 1 MiB"
  [ ! -e large ]
}

@test "without its helper a tool says where it looked" {
  mkdir -p elsewhere
  cp "$PLUMB_BIN/plumb-query" elsewhere/
  run --separate-stderr elsewhere/plumb-query -d "$url" up
  assert_failure 4
  assert_stderr_has "cannot find the program 'plumb-fetch'"
  assert_stderr_has "$PWD/elsewhere"
  PLUMB_LIBEXEC="$PLUMB_BUILD/libexec/plumb" run --separate-stderr elsewhere/plumb-query -d "$url" 1 -o value
  assert_output 1
}

@test "a helper that dies is an error, not a silence" {
  mkdir -p broken
  printf '#!/bin/sh\nkill -9 $$\n' >broken/plumb-fetch
  chmod +x broken/plumb-fetch
  PLUMB_LIBEXEC=broken run --separate-stderr plumb-query -d "$url" up
  assert_failure 4
  assert_stderr_has "the helper 'plumb-fetch' ended in the middle of its work: it was ended by SIGKILL"
  printf '#!/bin/sh\nhead -c 20 >/dev/null; echo hello\n' >broken/plumb-fetch
  PLUMB_LIBEXEC=broken run --separate-stderr plumb-query -d "$url" up
  assert_failure 4
  assert_stderr_has "plumb-fetch"
}

@test "no process is left behind" {
  mkdir -p own
  cp "$PLUMB_BUILD/libexec/plumb/plumb-fetch" own/
  PLUMB_LIBEXEC=own plumb-query -d "$url" --at 1700003607 up >/dev/null
  run grep -ls "^$PWD/own/plumb-fetch" /proc/[0-9]*/cmdline
  assert_output ""
}

@test "plumb-fetch is no tool for people" {
  run --separate-stderr "$PLUMB_BUILD/libexec/plumb/plumb-fetch" --help
  assert_success
  run --separate-stderr "$PLUMB_BUILD/libexec/plumb/plumb-fetch" <page
  assert_failure 4
  assert_stderr_has "do not understand each other"
}

# plumb-scrape: every kind of target, all that can be wrong with one, and what is stored and said.
setup() {
  load frame.bash
  export PLUMB_MAP_SIZE=268435456
}

teardown() {
  local pid
  [ ! -f "$BATS_TEST_TMPDIR/pids" ] || while read -r pid; do kill "$pid" 2>/dev/null || true; done <"$BATS_TEST_TMPDIR/pids"
}

# An HTTP server that does what the lines say (tests/server/script.h); $port is where.
serve() {
  printf '%s\n' "$@" >script
  : >ports
  "$PLUMB_SERVER" --log requests --unix sock --port "${want_port:-0}" script >ports 3>&- &
  server=$!
  echo "$server" >>pids
  for _ in $(seq 100); do [ ! -s ports ] || break; sleep 0.05; done
  port=$(cat ports)
}

# The data lines of a stream without their times, the durations left out.
data() { grep -v '^#' | grep -v '^scrape_duration_seconds' | sed 's/ [0-9]*$//'; }

# What a store shows at each scrape of its targets, oldest first: numbers instead of times.
story() {
  local time number=0
  for time in $(plumb-query -d "$1" 'up[1h]' -o prom | awk '!/^#/ { print $NF }' | sort -un); do
    number=$((number + 1))
    plumb-query -d "$1" --lookback 5m --at "$time" '{job="scrape"}' -o prom |
      data | sort | sed "s/^/$number /"
  done
}

@test "a page is a block of the stream, with job, instance and the report" {
  serve '/metrics text="# HELP a Some.\n# TYPE a gauge\na{x=\"1\"} 2\n"'
  run --separate-stderr plumb-scrape "127.0.0.1:$port"
  assert_success
  assert_stderr ""
  [[ "${lines[0]}" =~ ^"#! scrape job=scrape instance=\"127.0.0.1:$port\" target=\"http://127.0.0.1:$port/metrics\" time="([0-9]{13})" duration="[0-9.e-]+" samples=6 status=ok"$ ]]
  time=${BASH_REMATCH[1]}
  assert_equal "${lines[1]}" "# HELP a Some."
  assert_equal "${lines[3]}" "a{instance=\"127.0.0.1:$port\",job=\"scrape\",x=\"1\"} 2 $time"
  assert_line "up{instance=\"127.0.0.1:$port\",job=\"scrape\"} 1 $time"
  assert_line "scrape_samples_scraped{instance=\"127.0.0.1:$port\",job=\"scrape\"} 1 $time"
  assert_line "scrape_series_added{instance=\"127.0.0.1:$port\",job=\"scrape\"} 1 $time"
}

@test "it asks as Prometheus 3 does" {
  serve '/m type="application/openmetrics-text; version=1.0.0" text="a 1\n# EOF\n"'
  plumb-scrape --timeout 2500ms -H 'X-Team: ops' "127.0.0.1:$port/m?a=b" >out
  run tr -d '\r' <requests
  assert_line --index 0 "GET /m?a=b HTTP/1.1"
  assert_line "Accept: application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2"
  assert_line "X-Prometheus-Scrape-Timeout-Seconds: 2.5"
  assert_line --regexp "^Accept-Encoding: .*gzip"
  assert_line --regexp "^User-Agent: plumb-scrape/[0-9.]+$"
  assert_line "X-Team: ops"
}

@test "gzip, zstd, redirects and a unix socket are read like any page" {
  serve '/gzip encoding=gzip text="a 1\n"' '/zstd encoding=zstd text="a 1\n"' '/plain text="a 1\n"' \
    '/away status=302 header="Location: /plain"'
  for target in "127.0.0.1:$port/gzip" "127.0.0.1:$port/zstd" "127.0.0.1:$port/away" "unix:$PWD/sock:/plain"; do
    run --separate-stderr plumb-scrape "x=$target"
    assert_line --regexp '^a\{instance="x",job="scrape"\} 1 '
  done
}

@test "files, commands and pipes are targets too" {
  echo 'a 1' >page.prom
  run --separate-stderr plumb-scrape ./page.prom one=file:page.prom 'two=exec:cat page.prom; echo words >&2'
  assert_success
  assert_stderr ""
  assert_line --regexp '^a\{instance="./page.prom",job="scrape"\} 1 '
  assert_line --regexp '^a\{instance="one",job="scrape"\} 1 '
  assert_line --regexp '^a\{instance="two",job="scrape"\} 1 '
  printf 'a 1 1795343685.5\n# EOF\n' >page.om
  run --separate-stderr plumb-scrape ./page.om
  assert_line --regexp '^a\{.*\} 1 1795343685500$'
}

@test "a process substitution is a target" {
  run --separate-stderr plumb-scrape <(echo 'a 3')
  assert_success
  assert_line --regexp '^a\{.*\} 3 '
}

@test "a list of targets in a file, with comments; a target twice is one" {
  echo 'a 1' >page.prom
  printf '# ours\n\n  one=./page.prom\r\ntwo=exec:cat page.prom\none=./page.prom\n' >targets
  run --separate-stderr plumb-scrape @targets
  assert_equal "$(grep -c '^#! scrape' <<<"$output")" 2
}

@test "everything that can be wrong with a target is a failed block with its reason" {
  serve '/500 status=500 text=x' '/html type=text/html text="<html>a</html>"' '/none type="" text="a 1\n"' \
    '/pb type="application/vnd.google.protobuf" text="a 1\n"' '/cut cut=2 text="a 1\nb 1\n"' \
    '/long length=99 text="a 1\n"' '/half text="a 1\nb 2\n<garbage"' '/close close' '/hang hang' '/drip drip=1000 text="a 1\n"' \
    '/damaged header="Content-Encoding: gzip" text="no gzip"' '/loop status=302 header="Location: /loop"' \
    '/noeof type="application/openmetrics-text" text="a 1\n"'
  targets=()
  for name in 500 html none pb cut long half close hang drip damaged loop noeof 404; do targets+=("$name=127.0.0.1:$port/$name"); done
  targets+=(refused=127.0.0.1:1 nowhere=no-such-host.invalid:80 gone=./gone "failing=exec:echo 'a 1'; echo no db >&2; exit 3" slow='exec:sleep 60')
  run --separate-stderr plumb-scrape --timeout 500ms "${targets[@]}"
  assert_success
  assert_stderr ""
  assert_equal "$(grep -c '^#! scrape .* samples=5 status=failed error="' <<<"$output")" ${#targets[@]}
  assert_equal "$(grep -c '^up{.*} 0 ' <<<"$output")" ${#targets[@]}
  refute_line --regexp '^[ab]\{'
  reason() { assert_line --regexp "^#! scrape job=scrape instance=\"?$1\"? .* status=failed error=\"$2"; }
  reason 500 'HTTP status 500"'
  reason 404 'HTTP status 404"'
  reason html "Content-Type 'text/html': a page for people, not for metrics; is the path right?"
  reason none 'the answer has no Content-Type'
  reason pb "Content-Type 'application/vnd.google.protobuf'"
  reason cut 'the connection ended'
  reason long 'the connection ended'
  reason half 'line 3:1: '
  reason hang 'no whole answer within 500ms"'
  reason drip 'no whole answer within 500ms"'
  reason damaged 'the answer cannot be decompressed'
  reason noeof "line 2:1: .*# EOF"
  reason refused 'connection refused"'
  reason nowhere "no such host"
  reason gone 'no such file or directory"'
  reason failing 'exit status 3: no db"'
  reason slow 'no whole answer within 500ms"'
}

@test "--fallback-protocol reads pages without a right Content-Type" {
  serve '/html type=text/html text="a 1\n"' '/none type="" text="a 1 1795343685.5\n# EOF\n"'
  run --separate-stderr plumb-scrape --fallback-protocol PrometheusText0.0.4 "127.0.0.1:$port/html"
  assert_line --regexp '^a\{.*\} 1 '
  run --separate-stderr plumb-scrape --fallback-protocol OpenMetricsText1.0.0 "127.0.0.1:$port/none"
  assert_line --regexp '^a\{.*\} 1 1795343685500$'
  run --separate-stderr plumb-scrape --fallback-protocol OpenMetrics "127.0.0.1:$port/none"
  assert_failure 2
}

@test "each limit fails the whole page" {
  serve '/m text="a{long_label=\"valueof\"} 1\nb 1\nc 1\n"'
  try() { # option value reason scraped
    run --separate-stderr plumb-scrape "$1" "$2" "t=127.0.0.1:$port/m"
    assert_success
    assert_line --partial "status=failed error=\"$3"
    assert_line --regexp "^scrape_samples_scraped\{.*\} $4 "
  }
  try --sample-limit 2 'sample_limit exceeded: 3 samples, limit 2' 3
  try --label-limit 3 "line 1: label_limit exceeded: 4 labels of 'a', limit 3" 1
  try --label-name-limit 9 "line 1: label_name_length_limit exceeded: label 'long_label'" 1
  try --label-value-limit 6 "line 1: label_value_length_limit exceeded: the value of 'long_label'" 1
  try --body-limit 34 'body_size_limit exceeded: 34 bytes or more' 0
  run --separate-stderr plumb-scrape --sample-limit 3 --label-limit 4 --label-name-limit 10 --label-value-limit 7 --body-limit 35 "t=127.0.0.1:$port/m"
  assert_line --partial "status=ok"
}

@test "a page without an end and a bomb of 10 GiB end at the limit, in little memory" {
  serve '/endless endless text="a 1\n"' '/bomb bomb=10240'
  for page in endless bomb; do
    # The sanitizers want address space that no page can use up.
    run --separate-stderr bash -c "[ -n '${ASAN_OPTIONS:-}' ] || ulimit -v 600000; plumb-scrape --body-limit 16MB t=127.0.0.1:$port/$page"
    assert_success
    assert_line --partial 'status=failed error="body_size_limit exceeded: 16 MiB or more"'
  done
}

@test "a target that hangs delays no other" {
  serve '/slow hang' '/fast text="f 1\n"'
  run --separate-stderr plumb-scrape --every 800ms --count 4 "slow=127.0.0.1:$port/slow" "fast=127.0.0.1:$port/fast"
  assert_success
  assert_equal "$(grep -c '^f{' <<<"$output")" 4
  assert_equal "$(grep -c 'instance=slow .* status=failed' <<<"$output")" 4
}

@test "ticks that pass while the output is not taken are missed, and told with -v" {
  seq 20000 | sed 's/.*/a{i="&"} 1/' >page.prom
  run --separate-stderr bash -c 'plumb-scrape -v --every 100ms --count 3 ./page.prom | { sleep 1; cat >out; }'
  assert_success
  assert_equal "$(grep -c '^#! scrape .* status=ok$' out)" 3
  [[ "$stderr" =~ [1-9][0-9]*" missed" ]] || fail "$stderr"
}

@test "--every scrapes at aligned ticks, with an offset for each target" {
  echo 'a 1' >page.prom
  run --separate-stderr plumb-scrape --every 1s --count 3 one=./page.prom two=./page.prom
  assert_success
  for name in one two; do
    times=($(grep -oE "^#! scrape job=scrape instance=$name .* time=[0-9]+" <<<"$output" | grep -oE '[0-9]+$'))
    assert_equal "${#times[@]}" 3
  done
  assert_equal "$(grep -oE 'time=[0-9]+' <<<"$output" | head -2 | sort -u | wc -l)" 1
}

@test "labels of the target, of the page, and who wins" {
  printf 'a{job="x",exported_job="y",env="t"} 1 1795343685000\n' >page.prom
  run --separate-stderr plumb-scrape --job db --label env=prod ./page.prom
  assert_line 'a{env="prod",exported_env="t",exported_exported_job="x",exported_job="y",instance="./page.prom",job="db"} 1 1795343685000'
  run --separate-stderr plumb-scrape --job db --label env=prod --honor-labels ./page.prom
  assert_line 'a{env="t",exported_job="y",instance="./page.prom",job="x"} 1 1795343685000'
  assert_line --regexp '^up\{env="prod",instance="./page.prom",job="db"\} 1 '
  run --separate-stderr plumb-scrape --no-honor-timestamps ./page.prom
  refute_output --partial 1795343685000
}

@test "a header, one from a file and a bearer token are sent; a password in a URL is not taken" {
  serve '/bearer need="Authorization: Bearer t0k3n" text="a 1\n"' '/key need="X-Key: s3cret" text="a 1\n"'
  echo t0k3n >token
  printf 'X-Key: s3cret\n' >headers
  chmod 600 token headers
  run --separate-stderr plumb-scrape "127.0.0.1:$port/bearer"
  assert_line --partial 'error="HTTP status 401"'
  run --separate-stderr plumb-scrape --bearer-file token "127.0.0.1:$port/bearer"
  assert_line --partial 'status=ok'
  run --separate-stderr plumb-scrape -H @headers "127.0.0.1:$port/key"
  assert_line --partial 'status=ok'
  run --separate-stderr plumb-scrape "http://me:s3cret@127.0.0.1:$port/key"
  assert_failure 2
  assert_stderr_has "--netrc"
  [[ "$stderr" != *s3cret* ]]
}

@test "what is stored is the same through a pipe and with -d, and series end where they should" {
  # Seen twice by each way: first a and b, then b has gone and c come, then a failure, then all again.
  rules='/p* 1 text="a 1\nb{x=\"1\"} 1\nt 7 1700000000000\n"
/p* 2 text="a 2\nc 1\n"
/p* 3 status=500 text=x
/p* 4- text="a 3\nb{x=\"1\"} 2\na 9\n"'
  serve "$rules"
  plumb-scrape --every 400ms --count 4 "t=127.0.0.1:$port/pipe" 2>/dev/null | tee stream | plumb-ingest -d pipe.plumb
  plumb-scrape --every 400ms --count 4 -d direct.plumb "t=127.0.0.1:$port/puts" >out 2>err
  [ ! -s out ]
  run story pipe.plumb
  assert_line '1 b{instance="t",job="scrape",x="1"} 1'
  assert_line '2 a{instance="t",job="scrape"} 2'
  assert_line '2 c{instance="t",job="scrape"} 1'
  refute_line --regexp '^2 b'
  assert_line '3 up{instance="t",job="scrape"} 0'
  refute_line --regexp '^3 [abc]'
  assert_line '4 a{instance="t",job="scrape"} 3'
  refute_line --regexp '^4 c'
  assert_equal "$(grep -c '^4 ' <<<"$output")" 6
  assert_equal "$output" "$(story direct.plumb)"
  run plumb-query -d direct.plumb --at 1700000000000 t -o value
  assert_output 7
}

@test "a target that dies and returns on its port" {
  serve '/metrics text="a 1\n"'
  plumb-scrape -d s.plumb "t=127.0.0.1:$port"
  kill "$server"
  wait "$server" || true
  sleep 0.002
  plumb-scrape -d s.plumb "t=127.0.0.1:$port"
  want_port=$port serve '/metrics text="a 2\n"'
  sleep 0.002
  plumb-scrape -d s.plumb "t=127.0.0.1:$port"
  run story s.plumb
  assert_line '1 a{instance="t",job="scrape"} 1'
  refute_line --regexp '^2 a'
  assert_line '2 up{instance="t",job="scrape"} 0'
  assert_line '3 a{instance="t",job="scrape"} 2'
}

@test "two that store at once lose nothing" {
  echo 'a 1' >page.prom
  plumb-scrape --every 50ms --count 20 -d s.plumb one=./page.prom 3>&- &
  plumb-scrape --every 50ms --count 20 -d s.plumb two=./page.prom
  wait $!
  run plumb-query -d s.plumb 'count_over_time(up[1h])' -o value
  assert_line --index 0 20
  assert_line --index 1 20
}

@test "--store is the default store; it cannot be given with -d" {
  echo 'a 1' >page.prom
  PLUMB_DATA=$PWD/mine.plumb run --separate-stderr plumb-scrape --store ./page.prom
  assert_success
  assert_output ""
  [ -f mine.plumb/data.mdb ]
  run --separate-stderr plumb-scrape --store -d s.plumb ./page.prom
  assert_failure 2
  run --separate-stderr plumb-scrape -d - ./page.prom
  assert_failure 2
}

@test "a store that is damaged is exit 5, before anything is asked" {
  mkdir bad.plumb
  head -c 9000 /dev/zero | tr '\0' x >bad.plumb/data.mdb
  run --separate-stderr plumb-scrape -d bad.plumb 'exec:touch asked'
  assert_failure 5
  [ ! -e asked ]
}

@test "--fail is exit 4, with the reason; without it a failure is data" {
  run --separate-stderr plumb-scrape ./gone
  assert_success
  run --separate-stderr plumb-scrape --fail ./gone
  assert_failure 4
  assert_stderr "plumb-scrape: 'file:./gone': no such file or directory"
  run --separate-stderr plumb-scrape -v ./gone
  assert_success
  assert_line --index 0 --partial "status=failed"
  assert_stderr_has "plumb-scrape: 'file:./gone': no such file or directory"
  assert_stderr_has "1 scrape, 1 failed, 0 missed"
}

@test "a series twice in a page and times far ahead are left out and said" {
  printf 'a 1\na 2\nb 1 99999999999999\n' >page.prom
  run --separate-stderr plumb-scrape ./page.prom
  assert_success
  assert_line --regexp '^a\{.*\} 1 '
  refute_line --regexp '^[ab]\{.*\} (2|1 99999999999999)'
  assert_stderr "plumb-scrape: 'file:./page.prom': 1 line of a series that came before in the page left out; 1 sample with a time more than 10 minutes ahead left out"
}

@test "wrong calls are exit 2 and do nothing" {
  wrong() {
    local says=$1
    shift
    run --separate-stderr plumb-scrape "$@"
    assert_failure 2
    assert_output ""
    assert_stderr_has "$says"
  }
  wrong "TARGET is missing"
  wrong "no port; say web1:9100, or ./web1 if it is a file" web1
  wrong "unknown scheme 'htpp', did you mean 'http'?" htpp://web1/
  wrong "would write the same series" localhost:1/a localhost:1/b
  wrong "--timeout is longer than --every" --every 1s --timeout 2s localhost:1
  wrong "--count needs --every" --count 2 localhost:1
  wrong "'x' is not NAME=VALUE" --label x localhost:1
  wrong "--body-limit: '5 apples' is no size" --body-limit '5 apples' localhost:1
  wrong "--sample-limit cannot be negative" --sample-limit -1 localhost:1
  wrong "cannot open 'none'" @none
  printf 'ok=localhost:1\nweb1\n' >list
  wrong "list:2: target 'web1'" @list
}

@test "SIGTERM waits for what is in flight and writes it" {
  serve '/slow delay=700 text="a 1\n"'
  plumb-scrape --every 1h "t=127.0.0.1:$port/slow" >out 3>&- &
  pid=$!
  for _ in $(seq 100); do [ ! -s requests ] || break; sleep 0.02; done
  kill -TERM "$pid"
  code=0
  wait "$pid" || code=$?
  assert_equal "$code" 143
  grep -q '^a{' out
  grep -q '^scrape_series_added' out
}

@test "a signal ends the wait between scrapes, and what came is stored" {
  echo 'a 1' >page.prom
  plumb-scrape --every 1h -d s.plumb t=./page.prom 3>&- &
  pid=$!
  for _ in $(seq 100); do plumb-query -d s.plumb up >/dev/null 2>&1 && break; sleep 0.02; done
  kill -TERM "$pid"
  code=0
  wait "$pid" || code=$?
  assert_equal "$code" 143
  run plumb-query -d s.plumb a -o value
  assert_output 1
}

@test "a reader that goes away ends it quietly" {
  echo 'a 1' >page.prom
  run --separate-stderr timeout 20 bash -c 'plumb-scrape --every 50ms ./page.prom | head -1'
  assert_success
  assert_stderr ""
  run --separate-stderr bash -c 'plumb-scrape ./page.prom >/dev/full'
  assert_failure 4
}

@test "in pipes: ask a target without a store, filter, store" {
  printf 'load 3\nother 1\n' >page.prom
  run --separate-stderr bash -c "plumb-scrape ./page.prom | plumb-query -d - 'load' -o value"
  assert_output 3
  plumb-scrape ./page.prom | grep load | plumb-ingest -d s.plumb
  run plumb-query -d s.plumb load -o value
  assert_output 3
}

@test "the real node_exporter, scraped as curl sees it" {
  peer=$("$PLUMB_ROOT/scripts/peers" node_exporter 2>why) || skip "no node_exporter: $(cat why)"
  node=$((20000 + $$ % 20000))
  "$peer" --web.listen-address="127.0.0.1:$node" >/dev/null 2>log 3>&- &
  echo $! >>pids
  for _ in $(seq 100); do ! curl -sf "http://127.0.0.1:$node/metrics" >page || break; sleep 0.1; done
  [ -s page ]
  run --separate-stderr plumb-scrape "127.0.0.1:$node"
  assert_success
  assert_line --partial "status=ok"
  # Series come and go with what the machine does; nearly all are in both.
  common=$(comm -12 <(grep -v '^#' page | sed 's/[ {].*//' | sort -u) <(grep -v '^#' <<<"$output" | sed 's/[ {].*//' | sort -u) | wc -l)
  all=$(grep -v '^#' page | sed 's/[ {].*//' | sort -u | wc -l)
  [ "$common" -ge $((all - 5)) ] || fail "$common of $all metrics"
  run --separate-stderr bash -c "plumb-scrape 127.0.0.1:$node | plumb-query -d - 'up == 1 and on() count(node_cpu_seconds_total) > 0' -o value"
  assert_output 1
}

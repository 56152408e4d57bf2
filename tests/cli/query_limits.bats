# Limits of plumb-query, and how it ends in the middle of its work.
setup() {
  load frame.bash
  for i in 0 1 2 3 4 5; do
    for job in a b c; do echo "x{job=\"$job\"} $i $((1700000000 + i * 60))000"; done
  done >page
  # Work for minutes, in little memory.
  endless='max_over_time(quantile_over_time(0.5, vector(time())[6h:1s])[10d:1s])'
}

@test "--limit cuts the answer and says so" {
  run --separate-stderr plumb-query -d page x --limit 2
  assert_success
  assert_equal "$(grep -c '^x' <<<"$output")" 2
  assert_stderr "plumb-query: results truncated due to limit"
  run --separate-stderr plumb-query -d page x --limit 3
  assert_stderr ""
  run bash -c "plumb-query -d page x --limit 1 --last 3m -o json 2>/dev/null | jq -c '.warnings, (.data.result | length)'"
  assert_output '["results truncated due to limit"]
1'
}

@test "--limit cuts listings as well" {
  run --separate-stderr plumb-query -d page --values job --limit 2
  assert_success
  assert_output 'a
b'
  assert_stderr "plumb-query: results truncated due to limit"
}

@test "--max-samples says how many it were and what to do" {
  run --separate-stderr plumb-query -d page 'sum_over_time(x[10m])' --max-samples 10
  assert_failure 4
  assert_output ""
  assert_stderr_has "more than the limit of 10 samples (at least 18); select fewer series"
  run plumb-query -d page 'sum_over_time(x[10m])' --max-samples 18
  assert_success
}

@test "a query that would need far too much memory ends with an error" {
  for query in '{__name__=~".+"}[10y:1s]' 'sum_over_time({__name__=~".+"}[10y:1s])' \
    'count_values("v", x)[200d:1s]' 'quantile by (job) (0.5, x)[200d:1s]'; do
    run --separate-stderr plumb-query -d page "$query" --max-memory 64
    assert_failure 4
    assert_output ""
    assert_stderr_has "more than the memory limit of 64 MiB"
    assert_stderr_has "raise --max-memory"
  done
  run --separate-stderr plumb-query -d page 'x + on (job) x' --last 1d --step 1ms --max-memory 64
  assert_failure 4
  assert_stderr_has "more than the memory limit of 64 MiB (at least 1.3 GiB)"
}

# The address space is bounded, so that more than that cannot have been taken.
@test "the memory that is really taken stays near the limit" {
  if nm -D "$PLUMB_BIN/plumb-query" 2>/dev/null | grep -q '__[at]san_init'; then skip "sanitizers take all"; fi
  for query in 'label_replace(vector(time()), "a", "$1", "b", "(.*)")' 'sort(vector(time()))' \
    'rate(x[5m])' 'histogram_quantile(0.9, vector(time()))' 'count_values("v", vector(time()))'; do
    run --separate-stderr bash -c 'ulimit -v 400000; plumb-query -d page "$0" --from 0 --last 2h --at 1700000300 --step 1ms --max-memory 128 >/dev/null' "$query"
    [ "$status" -eq 4 ] || [ "$status" -eq 0 ] || [ "$status" -eq 2 ] || fail "$query: status $status $stderr"
    [ "$status" -ne 4 ] || assert_stderr_has "memory limit of 128 MiB"
  done
}

@test "--timeout ends a long evaluation, wherever it is" {
  run --separate-stderr plumb-query -d page "$endless" --timeout 100ms
  assert_failure 4
  assert_output ""
  assert_stderr "plumb-query: the query took longer than --timeout 100ms; select fewer series, take a longer step or a shorter time, or raise --timeout"
}

@test "--timeout counts waiting for standard input" {
  run --separate-stderr bash -c "tail -f /dev/null --pid=\$\$ | { plumb-query -d - x --timeout 100ms; echo \$?; kill \$\$; }"
  assert_stderr_has "took longer than --timeout 100ms"
}

@test "limits that make no sense are called wrong" {
  for option in --limit=-1 --max-samples=-1 --max-memory=-1 --timeout=-1s; do
    run --separate-stderr plumb-query -d page x "$option"
    assert_failure 2
    assert_stderr_has "${option%=*}"
  done
}

@test "--max-memory takes sizes, and a number alone is MiB" {
  local query='{__name__=~".+"}[10y:1s]'
  for size in 64 64MB 64mib 65536KiB; do
    run --separate-stderr plumb-query -d page "$query" --max-memory "$size"
    assert_failure 4
    assert_stderr_has "more than the memory limit of 64 MiB"
  done
  for size in 1.5GiB 64XB "" 99999999999TB; do
    run --separate-stderr plumb-query -d page x --max-memory "$size"
    assert_failure 2
    assert_stderr_has "--max-memory: '$size' is no size, like 512MB or 4GiB"
  done
  for size in 0 14757395258967641292B; do
    run bash -c 'plumb-query -d page "sum(vector(time()))" --from 1700000000 --to 1700003600 --step 1ms --max-memory "$0" >/dev/null' "$size"
    assert_success
  done
}

@test "Ctrl-C and kill end a long evaluation at once, and nothing is printed" {
  for signal in INT TERM; do
    run --separate-stderr env --default-signal=$signal timeout --preserve-status -s $signal 0.2 plumb-query -d page "$endless"
    [ "$status" -eq $((128 + $(kill -l $signal))) ] || fail "SIG$signal: status $status"
    assert_output ""
  done
}

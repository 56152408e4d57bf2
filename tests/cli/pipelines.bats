# Two and more tools joined.
setup() { load frame.bash; }

@test "node | ingest, then query | chart" {
  plumb-node --every 1s --count 4 | plumb-ingest -d t.plumb
  run --separate-stderr bash -c \
    "plumb-query -d t.plumb 'sum by (mode) (rate(node_cpu_seconds_total[3s]))' --last 3s --step 1s | plumb-chart"
  assert_success
  assert_output --partial user
  assert_stderr ""
}

@test "query | chart -o svg is an SVG" {
  plumb-node --every 1s --count 3 | plumb-ingest -d t.plumb
  plumb-query -d t.plumb node_load1 --last 3s --step 1s | plumb-chart -o load.svg
  run xmllint --noout load.svg
  assert_success
}

@test "grep in the middle" {
  run --separate-stderr bash -c "plumb-node | grep node_load | plumb-chart"
  assert_success
  assert_output --partial node_load15
}

@test "seq | chart" {
  run --separate-stderr bash -c "seq 10 | plumb-chart"
  assert_success
  assert_output --partial 10
}

@test "query | ingest is a recording rule by hand" {
  plumb-node --every 1s --count 3 | plumb-ingest -d t.plumb
  plumb-query -d t.plumb 'sum(node_memory_MemFree_bytes)' | plumb-ingest -d t.plumb --name memory:free:sum
  run plumb-query -d t.plumb 'memory:free:sum' -o value
  assert_success
  [ "$output" -gt 0 ]
}

@test "the store answers what the stream said" {
  plumb-node --every 1s --count 3 >stream
  plumb-ingest -d t.plumb <stream
  at=$(plumb-query -d stream 'timestamp(up)' -o value)
  for query in 'count({job="node"})' 'node_boot_time_seconds' 'sum(node_cpu_seconds_total)' 'rate(node_context_switches_total[3s])'; do
    plumb-query -d stream "$query" -o value >from-stream
    plumb-query -d t.plumb "$query" --at "$at" -o value >from-store
    run diff from-stream from-store
    assert_success
  done
}

@test "a series that is gone ends at the next scrape" {
  plumb-node --every 1s --count 2 >stream
  # The second block without the load averages is still complete when it says so itself.
  awk '/^#! scrape/ { n++ } n == 2 && /^node_load/ { next } { print }' stream |
    awk '/^#! scrape/ { n++ } n == 2 && /^#! scrape/ { match($0, /samples=[0-9]+/); s = substr($0, RSTART + 8, RLENGTH - 8); sub(/samples=[0-9]+/, "samples=" s - 3) } { print }' |
    plumb-ingest -d t.plumb
  run plumb-query -d t.plumb 'count(up)' -o value
  assert_output 1
  run --separate-stderr plumb-query -d t.plumb node_load1 -o value
  assert_output ""
}

@test "a block that grep cut ends nothing" {
  plumb-node --every 1s --count 2 >stream
  awk '/^#! scrape/ { n++ } n == 2 && /^node_load/ { next } { print }' stream | plumb-ingest -d t.plumb
  run plumb-query -d t.plumb 'count(node_load1)' -o value
  assert_output 1
}

# Rollups on the command line: from rules to samples that are gone to answers that say so.
setup() {
  load frame.bash
  export PLUMB_MAP_SIZE=1073741824
  # Three days, long ago, a sample a minute.
  seq 0 4319 | awk '{ printf "jobs_total %d %d000\ntemperature %d %d000\n", $1 * 60, 1700006400 + $1 * 60, $1 % 30, 1700006400 + $1 * 60 }' >page
}

ask() { plumb-query -d s.plumb "$@" --from 2023-11-15T02:00:00Z --to 2023-11-17T00:00:00Z --step 1h -o csv; }

@test "what is let go is answered from rollups, with a warning" {
  plumb-ingest -d s.plumb <page
  plumb-store compact -d s.plumb
  ask 'sum(rate(jobs_total[1h])) + sum(max_over_time(temperature[2h]))' >before
  plumb-store retain -d s.plumb --raw 1d --rollup 5m:100y --rollup 1h:100y
  run plumb-store compact -v -d s.plumb
  assert_success
  assert_output --partial "rolled up: 3 days"
  run plumb-store verify -d s.plumb
  assert_success
  assert_output ""
  ask 'sum(rate(jobs_total[1h])) + sum(max_over_time(temperature[2h]))' >after 2>words
  diff before after
  grep -q "plumb-query: samples up to 2023-11-17T00:00:00Z are 5m rollups" words
  run --separate-stderr plumb-query -d s.plumb temperature --at 2023-11-16T00:00:00Z
  assert_success
  assert_line --partial "#! tier name=5m until="
}

@test "one tier only" {
  plumb-ingest -d s.plumb <page
  plumb-store retain -d s.plumb --raw 100y --rollup 1h:100y
  plumb-store compact -d s.plumb
  run --separate-stderr plumb-query -d s.plumb --tier 1h 'count_over_time(temperature[1h])' --at 2023-11-16T00:00:00Z -o value
  assert_success
  assert_output 60
  assert_stderr --partial "are 1h rollups"
  run --separate-stderr plumb-query -d s.plumb --tier 5m temperature --at 2023-11-16T00:00:00Z
  assert_failure 3
  assert_stderr --partial "it has no 5m rollups"
  run --separate-stderr plumb-query -d s.plumb --tier raw temperature --at 2023-11-16T00:00:00Z -o value
  assert_success
  assert_stderr ""
}

@test "--tier called wrong" {
  run plumb-query -d page --tier 10m temperature
  assert_failure 2
  assert_output --partial "--tier: there is no '10m'; it is raw, 5m or 1h"
  run plumb-query -d page --tier 5m temperature
  assert_failure 2
  assert_output --partial "has no tiers; only a store has"
}

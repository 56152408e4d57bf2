#!/bin/sh
# side_by_side.sh [SECONDS]: a real node_exporter and a real Prometheus' own metrics scraped each second for
# SECONDS (60) by plumb-scrape and by that Prometheus at the same time; then the same queries at the same
# instants of both. Run by hand after `scripts/build release`; needs curl and jq. Loopback only.
#
# The two never scrape at the same millisecond, so a value that moves differs by what it moved in less than a
# second; rates are over 30 samples of which the first and the last may be other ones. So labels are compared
# exactly, and values by |a-b| <= tolerance x max(|a|,|b|) + slack, both printed beside the largest difference
# that was found: `exact` for what does not move.
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-60}
PATH=$PWD/build/release/bin:$PATH
exporter=$(scripts/peers node_exporter)
prometheus=$(scripts/peers prometheus)
work=$(mktemp -d)
node=$((21000 + $$ % 10000)) prom=$((32000 + $$ % 10000))
pids=
cleanup() {
  # shellcheck disable=SC2086  # numbers
  [ -z "$pids" ] || kill $pids 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

cat >"$work/prometheus.yml" <<END
global: {scrape_interval: 1s, scrape_timeout: 1s}
scrape_configs:
  - {job_name: node, static_configs: [{targets: ['127.0.0.1:$node']}]}
  - {job_name: prometheus, static_configs: [{targets: ['127.0.0.1:$prom']}]}
END
"$exporter" --web.listen-address="127.0.0.1:$node" 2>"$work/exporter.log" &
pids="$pids $!"
"$prometheus" --config.file="$work/prometheus.yml" --storage.tsdb.path="$work/tsdb" \
  --web.listen-address="127.0.0.1:$prom" 2>"$work/prometheus.log" &
pids="$pids $!"
tries=0
until curl -sf "http://127.0.0.1:$prom/-/ready" >/dev/null; do
  tries=$((tries + 1))
  [ $tries -lt 100 ] || { echo "side_by_side: Prometheus did not start" >&2; exit 4; }
  sleep 0.1
done

# Some work to be seen: queries of Prometheus, five a second.
while sleep 0.2; do
  curl -s "http://127.0.0.1:$prom/api/v1/query?query=up" >/dev/null || exit 0
done &
pids="$pids $!"
for job in node prometheus; do
  port=$node
  [ $job = node ] || port=$prom
  plumb-scrape --job $job "127.0.0.1:$port" --every 1s --duration "${seconds}s" -d "$work/run.plumb" &
  scrapes="${scrapes:-} $!"
done
for pid in $scrapes; do wait "$pid"; done
at=$(($(date +%s) - 1))

failed=0
# ask TOLERANCE SLACK EXPR
ask() {
  plumb-query -d "$work/run.plumb" --at "$at" -o json "$3" >"$work/ours" || true
  curl -s "http://127.0.0.1:$prom/api/v1/query" --data-urlencode "query=$3" --data "time=$at" >"$work/theirs"
  jq -rn --slurpfile a "$work/ours" --slurpfile b "$work/theirs" --argjson rel "$1" --argjson abs "$2" '
    def rows: .data.result | map({key: (.metric | tojson | fromjson | to_entries | sort_by(.key) | tojson),
                                  value: (.value[1])}) | from_entries;
    def size: if . < 0 then -. else . end;
    ($a[0] | rows) as $a | ($b[0] | rows) as $b |
    (($a | keys) == ($b | keys)) as $same |
    [$a | to_entries[] | select($b[.key] != null) | [.value, $b[.key]] |
      if .[0] == .[1] then {abs: 0, rel: 0, over: 0} else
        (map(tonumber) | ((.[0] - .[1]) | size) as $d | (map(size) | max) as $m |
         {abs: $d, rel: ($d / $m), over: ($d - $rel * $m - $abs)}) end] as $differences |
    (if $same and ($a | length) > 0 and ($differences | map(.over) | max) <= 0 then "agree" else "DIFFER" end) as $verdict |
    "\($verdict)  \($a | length) and \($b | length) elements, labels \(if $same then "equal" else "DIFFER" end), largest difference " +
    "\($differences | map(.abs) | max // 0 | . * 100000 | round / 100000), " +
    "\($differences | map(.rel) | max // 0 | . * 100000 | round / 1000) % (allowed \($rel * 100) % + \($abs))"' >"$work/line"
  printf '%s\n    %s\n' "$3" "$(cat "$work/line")"
  grep -q '^agree' "$work/line" || failed=$((failed + 1))
}

ask 0.10 0.05 'rate(node_cpu_seconds_total[30s])'
ask 0.10 0.05 'sum by (mode) (rate(node_cpu_seconds_total[30s]))'
ask 0.02 0.05 'max_over_time(node_load1[40s])'
ask 0.10 0.2 'topk(2, rate(prometheus_http_requests_total[30s]))'
ask 0.10 0.001 'histogram_quantile(0.9, sum by (le) (rate(prometheus_http_request_duration_seconds_bucket{handler="/metrics"}[30s])))'
ask 0 0 'absent(node_nothing{job="node"})'
ask 0.02 0.05 'node_load1 * on(instance) group_left(release, machine) node_uname_info'
ask 0.10 100 'max_over_time(rate(node_context_switches_total[10s])[30s:5s])'
ask 0.02 0.05 'node_load5 offset 20s'
ask 0 0 'count by (__name__) ({__name__=~"node_network_.*_bytes_total|node_boot_time_seconds|prometheus_build_info"})'
plumb-query -d "$work/run.plumb" --at "$at" -o table "count_over_time(up[${seconds}s])"
[ $failed = 0 ] || { echo "side_by_side: $failed queries differ" >&2; exit 1; }

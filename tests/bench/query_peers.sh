#!/bin/sh
# query_peers.sh [RUNS [FOLDER]]: the same queries over the same samples (tests/bench/fleet_mix.h: 3,000 series every
# 15 s for a day, and 10,000 for six hours of it) asked of plumb, Prometheus and VictoriaMetrics in one run. plumb is a
# new process each time, from its start to its exit, with the answer written as JSON; the servers are warm, and asked
# over HTTP. Prints the least and the median ms of RUNS (15), ratios of the medians, and peak memory in MB; and how the
# answers compare: Prometheus' to 1e-9, VictoriaMetrics' to 10 %, since its rates and quantiles are others by design.
# Debian's Prometheus is of version 2: a subquery's window has its left edge there, histogram_quantile takes tiny
# differences of buckets for real ones, and of equal series topk may take another; so a few points of those differ.
# In FOLDER what was stored is kept for the next time. Only queries whose name has $ONLY in it are asked. Run by hand
# after `scripts/build release` and `ninja -C build/release fleet_text timed same_answer`; needs curl. Loopback only.
set -eu
cd "$(dirname "$0")/../.."
runs=${1:-15} keep=${2:-}
export PATH="$PWD/build/release/bin:$PWD/build/release/tests:$PATH" LC_ALL=C
prometheus=$(scripts/peers prometheus)
promtool=$(scripts/peers promtool)
victoria=$(scripts/peers victoria-metrics)
work=$(mktemp -d)
data=${keep:-$work}
pids=
cleanup() {
  # shellcheck disable=SC2086  # numbers
  [ -z "$pids" ] || kill $pids 2>/dev/null || true
  wait
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' INT TERM
port=$((21000 + $$ % 10000))
prometheus_url=http://127.0.0.1:$port victoria_url=http://127.0.0.1:$((port + 10000))

wait_for() {
  tries=0
  until curl -sf "$1" >/dev/null; do
    tries=$((tries + 1))
    [ $tries -lt 300 ] || { echo "query_peers: $1 does not answer" >&2; exit 4; }
    sleep 0.1
  done
}

mkdir -p "$data"
if [ ! -e "$data/fleet.plumb" ]; then
  fleet_text text 0 24 | plumb-ingest -q -d "$data/part.plumb"
  plumb-store compact -d "$data/part.plumb"
  mv "$data/part.plumb" "$data/fleet.plumb"
fi
if [ ! -e "$data/prometheus" ]; then
  # A block at a time: promtool reads its input once a block.
  for hour in 0 2 4 6 8 10 12 14 16 18 20 22; do
    fleet_text openmetrics $hour $((hour + 2)) >"$work/block.om"
    "$promtool" tsdb create-blocks-from openmetrics -q "$work/block.om" "$data/part" >/dev/null
  done
  rm "$work/block.om"
  mv "$data/part" "$data/prometheus"
fi
[ -e "$data/victoria" ] || fill_victoria=yes
: >"$work/prometheus.yml"
"$prometheus" --config.file="$work/prometheus.yml" --storage.tsdb.path="$data/prometheus" \
  --storage.tsdb.retention.time=100y --storage.tsdb.min-block-duration=2h --storage.tsdb.max-block-duration=2h \
  --web.listen-address="${prometheus_url#http://}" 2>"$work/prometheus.log" &
prometheus_pid=$!
pids="$pids $prometheus_pid"
"$victoria" -storageDataPath="$data/victoria" -httpListenAddr="${victoria_url#http://}" -retentionPeriod=100y \
  -search.disableCache -loggerLevel=ERROR 2>"$work/victoria.log" &
victoria_pid=$!
pids="$pids $victoria_pid"
wait_for "$prometheus_url/-/ready"
wait_for "$victoria_url/health"
if [ -n "${fill_victoria:-}" ]; then
  fleet_text text 0 24 | curl -sf -T - "$victoria_url/api/v1/import/prometheus"
  curl -sf "$victoria_url/internal/force_flush"
  curl -sf "$victoria_url/internal/force_merge"
  sleep 3
fi

day=1795046400
# asked URL PID EXPR FROM TO STEP FILE: least ms, median ms, peak MB.
asked() {
  if [ "$4" = "$5" ]; then
    set -- "$@" "$1/api/v1/query?time=$5"
  else
    set -- "$@" "$1/api/v1/query_range?start=$4&end=$5&step=$6&nocache=1"
  fi
  curl -s -o /dev/null "$8" --data-urlencode "query=$3"
  echo 5 >"/proc/$2/clear_refs"
  for _ in $(seq "$runs"); do
    curl -s -o "$7" -w '%{time_total}\n' "$8" --data-urlencode "query=$3"
  done | sort -n >"$work/times"
  awk -v pid="$2" '{ t[NR] = $1 * 1000 } END {
    while ((getline line < ("/proc/" pid "/status")) > 0) if (line ~ /^VmHWM/) { split(line, f, " "); mb = f[2] / 1024 }
    printf "%.2f %.2f %.0f\n", t[1], t[int(NR / 2) + 1], mb }' "$work/times"
}

# race NAME FROM TO STEP EXPR: hours of the day, seconds.
race() {
  case "$1" in *"${ONLY:-}"*) ;; *) return 0 ;; esac
  name=$1 from=$((day + $2 * 3600)) to=$((day + $3 * 3600)) step=$4 expr=$5
  if [ $from = $to ]; then
    set -- plumb-query -d "$data/fleet.plumb" -o json --at "$to" "$expr"
  else
    set -- plumb-query -d "$data/fleet.plumb" -o json --from "$from" --to "$to" --step "${step}s" "$expr"
  fi
  "$@" >"$work/plumb.json"
  timed "$runs" "$@" >"$work/plumb.times"
  asked "$prometheus_url" "$prometheus_pid" "$expr" $from $to "$step" "$work/prometheus.json" >"$work/prometheus.times"
  asked "$victoria_url" "$victoria_pid" "$expr" $from $to "$step" "$work/victoria.json" >"$work/victoria.times"
  prometheus_same=$(same_answer "$work/plumb.json" "$work/prometheus.json" 1e-9) || true
  victoria_same=$(same_answer "$work/plumb.json" "$work/victoria.json" 0.1) || true
  paste -d ' ' "$work/plumb.times" "$work/prometheus.times" "$work/victoria.times" | awk -v name="$name" \
    -v bytes="$(stat -c %s "$work/plumb.json")" -v same="$prometheus_same | $victoria_same" '{
    printf "%-22s %7.1f %7.1f %7.1f %4.0f | %7.0f %7.0f %5.0f %6.1fx | %7.0f %7.0f %5.0f %6.1fx | %8d | %s\n",
      name, $1, $2, $3, $4, $5, $6, $7, $6 / $2, $8, $9, $10, $9 / $2, bytes, same }'
}

echo "                       plumb, cold process           | Prometheus                    | VictoriaMetrics               |   answer | same as Prometheus | as VictoriaMetrics"
echo "query                      min  median     cpu   MB |     min  median    MB   ratio |     min  median    MB   ratio |    bytes"
race one_series 0 24 60 'api_requests_total{instance="web0:9100",path="/p0",code="200"}'
race one_instant 24 24 0 'api_requests_total{instance="web0:9100",path="/p0",code="200"}'
race plain_640 0 24 60 'memory_bytes or temperature_celsius'
race sum_rate 0 24 60 'sum(rate(api_requests_total[5m]))'
race sum_by_rate 0 24 60 'sum by (instance, code) (rate(api_requests_total[5m]))'
race sum_by_rate_256 0 24 60 'sum by (mode) (rate(cpu_seconds_total[5m]))'
race histogram_quantile 0 24 60 'histogram_quantile(0.99, sum by (le, path) (rate(api_duration_seconds_bucket[5m])))'
race histogram_each 0 24 60 'histogram_quantile(0.9, rate(api_duration_seconds_bucket[5m]))'
race max_over_time 0 24 60 'max by (instance) (max_over_time(temperature_celsius[1h]))'
race avg_over_time 0 24 60 'avg by (instance) (avg_over_time(temperature_celsius[1h]))'
race quantile_over_time 0 24 60 'max by (instance) (quantile_over_time(0.95, temperature_celsius[1h]))'
race quantile 0 24 60 'quantile(0.9, rate(api_requests_total[5m]))'
race topk 0 24 60 'topk(5, rate(api_requests_total[5m]))'
race group_left 0 24 60 'sum by (version) (rate(cpu_seconds_total[5m]) * on (instance) group_left (version) build_info)'
race subquery 0 24 60 'max_over_time(sum by (instance) (rate(api_requests_total[5m]))[30m:1m])'
race regex 0 24 60 'sum by (code) (rate(api_requests_total{path=~"/p.*[05]",code!~"2.."}[5m]))'
race error_ratio 0 24 60 'sum(rate(api_requests_total{code=~"5.."}[5m])) / sum(rate(api_requests_total[5m]))'
race count_by_10k 18 24 60 'count by (peer) (connection_bytes_total)'
race sum_rate_10k 18 24 60 'sum by (zone) (rate(connection_bytes_total[5m]))'
race sum_rate_10k_instant 24 24 0 'sum by (zone) (rate(connection_bytes_total[5m]))'

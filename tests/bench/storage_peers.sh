#!/bin/sh
# storage_peers.sh [SERIES [SCRAPES]]: the same samples (tests/bench/node_mix.h: 1000 series of a node, every 15 s for a
# day, with some ms of jitter) into plumb, Prometheus and VictoriaMetrics: how long it takes, with how much memory,
# how many bytes on the disk, and whether what comes out is what went in. Run by hand after `scripts/build release`
# and `ninja -C build/release mix_text`; needs curl and GNU time. Loopback only.
set -eu
cd "$(dirname "$0")/../.."
series=${1:-1000} scrapes=${2:-5760}
PATH=$PWD/build/release/bin:$PATH
promtool=$(scripts/peers promtool)
victoria=$(scripts/peers victoria-metrics)
work=$(mktemp -d)
port=$((21000 + $$ % 10000))
pid=
cleanup() {
  [ -z "$pid" ] || kill "$pid" 2>/dev/null || true
  [ -z "$pid" ] || wait "$pid" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

samples=$((series * scrapes))
build/release/tests/mix_text "$series" "$scrapes" openmetrics series >"$work/day.om"
build/release/tests/mix_text "$series" "$scrapes" openmetrics time >"$work/time.om"
build/release/tests/mix_text "$series" "$scrapes" text series >"$work/day.txt"
echo "$samples samples, $(stat -c %s "$work/day.om") bytes of OpenMetrics"

# line WHAT SECONDS KB BYTES: rates, peak memory, bytes a sample.
line() {
  awk -v what="$1" -v s="$2" -v kb="$3" -v bytes="$4" -v n="$samples" 'BEGIN {
    printf "%-34s", what
    if (s > 0) printf " %8.2f s %8.3f M samples/s", s, n / s / 1e6; else printf "%30s", ""
    if (kb > 0) printf " %6.0f MB", kb / 1024; else printf "%10s", ""
    if (bytes > 0) printf " %6.3f B/sample", bytes / n
    print ""
  }'
}
# timed FILE COMMAND...: seconds and peak memory in KB into FILE.
timed() {
  file=$1
  shift
  command time -f '%e %M' -o "$file" "$@"
}
bytes_of() { find "$1" -type f -printf '%s\n' | awk '{ n += $1 } END { print n }'; }

for order in day time; do
  rm -rf "$work/$order.plumb"
  timed "$work/took" plumb-ingest -d "$work/$order.plumb" "$work/$order.om"
  read -r seconds kb <"$work/took"
  line "plumb-ingest, $order-major" "$seconds" "$kb" "$(bytes_of "$work/$order.plumb")"
done
timed "$work/took" plumb-store compact -d "$work/day.plumb"
read -r seconds kb <"$work/took"
line "plumb-store compact" "$seconds" "$kb" "$(bytes_of "$work/day.plumb")"
plumb-store copy -d "$work/day.plumb" "$work/copy.plumb"
line "plumb-store copy" 0 0 "$(bytes_of "$work/copy.plumb")"
plumb-store info -d "$work/copy.plumb"
plumb-store export -d "$work/copy.plumb" -o openmetrics | grep -v '^#' | sort >"$work/out"
if grep -v '^#' "$work/day.om" | sort | cmp -s - "$work/out"; then
  echo "plumb: what comes out is what went in"
else
  echo "plumb: what comes out DIFFERS"
fi

timed "$work/took" "$promtool" tsdb create-blocks-from openmetrics "$work/day.om" "$work/prometheus" >/dev/null
read -r seconds kb <"$work/took"
line "promtool create-blocks-from" "$seconds" "$kb" "$(bytes_of "$work/prometheus")"

"$victoria" -storageDataPath="$work/victoria" -httpListenAddr="127.0.0.1:$port" -retentionPeriod=100y \
  -loggerLevel=ERROR 2>"$work/victoria.log" &
pid=$!
tries=0
until curl -sf "http://127.0.0.1:$port/health" >/dev/null; do
  tries=$((tries + 1))
  [ $tries -lt 100 ] || { echo "storage_peers: VictoriaMetrics did not start" >&2; exit 4; }
  sleep 0.1
done
timed "$work/took" curl -sf -T "$work/day.txt" "http://127.0.0.1:$port/api/v1/import/prometheus"
read -r seconds kb <"$work/took"
curl -sf "http://127.0.0.1:$port/internal/force_flush"
curl -sf "http://127.0.0.1:$port/internal/force_merge"
sleep 3
kb=$(sed -n 's/^VmHWM: *\([0-9]*\) kB/\1/p' "/proc/$pid/status")
kill "$pid"
wait "$pid" || true
pid=
line "VictoriaMetrics import" "$seconds" "$kb" "$(bytes_of "$work/victoria")"

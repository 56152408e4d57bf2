#!/bin/bash
# fleet.sh [TARGETS [SERIES [EVERY [DURATION]]]]: one plumb-scrape -d STORE on many targets (default: 200 of 500
# series each, every 5 s for 60 s), which one scripted server on as many ports of loopback plays. Prints what was
# missed and failed, processor time, peak memory, how the scrapes are spread over the interval, how far from their
# ticks they began, and how long they took. Programs are those of $PLUMB_BUILD (default: build/release).
set -eu
targets=${1:-200} series=${2:-500} every=${3:-5} duration=${4:-60}
build=${PLUMB_BUILD:-$(cd "$(dirname "$0")/../.." && pwd)/build/release}
export PATH="$build/bin:$PATH" LC_ALL=C
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
ulimit -n 4096

echo "/metrics generate=$series" >script
: >ports
"$build/tests/scripted_server" --ports "$targets" script >ports &
server=$!
while [ "$(wc -l <ports)" -lt "$targets" ]; do sleep 0.1; done
sed 's/^/127.0.0.1:/' ports >targets

plumb-scrape -v --every "${every}s" --duration "${duration}s" -d fleet.plumb @targets 2>words &
scraper=$!
peak=0 cpu=0
while kill -0 "$scraper" 2>/dev/null; do
  now=$(awk '/^VmHWM/ { print $2 }' "/proc/$scraper/status" 2>/dev/null || true)
  [ -z "$now" ] || peak=$now
  now=$(awk -v hz="$(getconf CLK_TCK)" '{ print $14 / hz " user, " $15 / hz " system" }' "/proc/$scraper/stat" 2>/dev/null || true)
  [ -z "$now" ] || cpu=$now
  sleep 0.2
done
wait "$scraper"

query() { plumb-query -d fleet.plumb "$@"; }
took() { query "quantile($1, max_over_time(scrape_duration_seconds[1h]))" -o value; }
echo "fleet: $targets targets x $series series, every $every s for $duration s"
echo "scrapes, failed, missed: $(tail -n 1 words | sed 's/^[^:]*: //')"
echo "processor seconds: $cpu"
echo "peak memory: $peak KiB"
echo "store: $(du -k fleet.plumb/data.mdb | cut -f 1) KiB"
echo "scrape_duration_seconds: median $(query 'quantile(0.5, quantile_over_time(0.5, scrape_duration_seconds[1h]))' -o value), 95 % $(query 'quantile(0.95, quantile_over_time(0.95, scrape_duration_seconds[1h]))' -o value); of each target's slowest: median $(took 0.5), worst $(took 1)"
query 'up[1h]' -o prom | awk -v every="$((every * 1000))" '
  /^#/ { next }
  { series = $1; time = $NF
    if (!(series in first)) { first[series] = time; next }   # the first round is all at once
    tenth[int(time % every * 10 / every)]++
    if (series in last) {
      off = time - last[series]; off -= every * int(off / every + 0.5); if (off < 0) off = -off
      n++; if (off > 2) late++; if (off > worst) worst = off }
    last[series] = time }
  END {
    printf "scrapes begun in each tenth of the interval:"
    for (i = 0; i < 10; i++) printf " %d", tenth[i]
    printf "\nfrom tick to tick: %d steps, %d off by more than 2 ms, the worst by %d ms\n", n, late, worst }'

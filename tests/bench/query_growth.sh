#!/bin/sh
# query_growth.sh [RUNS]: what sum(rate(x[5m])) costs as a whole cold process while it grows: over 10 to 100,000 series
# (an hour of a minute's steps), and over an hour to 30 days (100 series, 1441 steps or less). Prints ms, the processor's
# ms, MB, and ns of the processor a sample that was read: level lines are what is to be seen. Run by hand after
# `scripts/build release` and `ninja -C build/release growth_text timed`.
set -eu
cd "$(dirname "$0")/../.."
runs=${1:-7}
export PATH="$PWD/build/release/bin:$PWD/build/release/tests:$PATH" LC_ALL=C
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
day=1789862400

# line WHAT STORE FROM TO STEP SAMPLES
line() {
  timed "$runs" plumb-query -d "$2" -o json --from "$3" --to "$4" --step "$5" 'sum(rate(x_total[5m]))' |
    awk -v what="$1" -v n="$6" '{ printf "%-24s %8.2f ms %8.2f ms cpu %6.0f MB %9d samples %7.2f ns/sample\n", what, $1, $3, $4, n, $3 * 1e6 / n }'
}

for series in 10 100 1000 10000 100000; do
  growth_text "$series" 240 15 | plumb-ingest -q -d "$work/wide.plumb"
  line "$series series, 1 h" "$work/wide.plumb" $day $((day + 3600)) 60s $((series * 240))
  rm -rf "$work/wide.plumb"
done
growth_text 100 172800 15 | plumb-ingest -q -d "$work/long.plumb"
for hours in 1 6 24 168 720; do
  line "100 series, $hours h" "$work/long.plumb" $day $((day + hours * 3600)) $((hours * 3600 / 1440 + 60))s $((100 * hours * 240))
done

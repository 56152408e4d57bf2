#!/bin/sh
# gate.sh TARGET COMMAND…: scrape TARGET while COMMAND puts it under load, then judge what was measured.
# Leaves run.plumb and slo.xml in the current folder, in place of those of an earlier run. The status is that of
# plumb-check: 0 it holds, 1 it does not, 3 there is no data to tell by; or that of COMMAND, if it failed.
set -eu
target=$1
shift
slo=$(dirname "$0")/slo.txt

# What an earlier run found up would answer for a service that is down.
rm -rf run.plumb slo.xml
plumb-scrape "$target" --every 1s -d run.plumb &
scraper=$!
trap 'kill "$scraper" 2>/dev/null || true; wait "$scraper" 2>/dev/null || true' EXIT

plumb-check -d run.plumb --wait "${GATE_WAIT:-30s}" -q 'up == 1 # the service answers'
"$@"
plumb-check -d run.plumb -c "$slo" -o github -o junit=slo.xml

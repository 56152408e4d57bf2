#!/bin/sh
# week.sh DIR: three charts of the last week in DIR, and a page that holds them. Silent if all went well.
set -eu
dir=$1
mkdir -p "$dir"

# chart NAME QUERY [OPTION...]: a week of QUERY, and dotted the week before.
chart() {
  name=$1
  query=$2
  shift 2
  plumb-query "$query" --last 14d --step 1h |
    plumb-chart --compare 1w --stable-colors --stats mean,p95,max,last --width 900 "$@" -o "$dir/$name.svg"
}

chart cpu '100 - 100 * avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[1h]))' \
  --title 'Processors' -u percent --threshold 80:warning,95:critical
chart memory 'node_memory_MemAvailable_bytes' --title 'Available memory' --min 0
chart disk 'node_filesystem_avail_bytes{fstype=~"ext4|xfs|btrfs"}' --title 'Free disk space' --min 0

# The pictures stand in the page itself: one file to send or to serve.
{
  echo '<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
  echo '<title>The week</title><style>body{margin:2em auto;max-width:920px}svg{max-width:100%;height:auto}</style>'
  for name in cpu memory disk; do cat "$dir/$name.svg"; done
} >"$dir/index.html.new"
mv "$dir/index.html.new" "$dir/index.html"

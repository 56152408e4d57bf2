#!/bin/sh
# prometheus.sh BUILD [COUNT [SEED]]: a third opinion. The same generated data in a real Prometheus (scripts/peers) and
# in a store; COUNT (1000) generated queries of both, with our tools' own defaults. Answers are the same, or within a
# billionth, or differ as a listed change since 2.42 explains (known_changes.cpp). Loopback only. Exit 77 where
# there is no Prometheus, with the reason; 1 where an answer differs.
set -eu
build=$1 count=${2:-1000} seed=${3:-1}
here=$(cd "$(dirname "$0")" && pwd)
opinion=$build/tests/prometheus_opinion
peers=$("$here/../../scripts/peers" prometheus promtool 2>&1) || { echo "skipped: $peers"; exit 77; }
prometheus=$(echo "$peers" | sed -n 1p)
promtool=$(echo "$peers" | sed -n 2p)
command -v curl >/dev/null || { echo "skipped: no curl"; exit 77; }
work=$(mktemp -d)
pid=
cleanup() {
  [ -z "$pid" ] || kill "$pid" 2>/dev/null || true
  [ -z "$pid" ] || wait "$pid" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' INT TERM
export PLUMB_MAP_SIZE=1073741824

mkdir "$work/theirs" "$work/ours"
"$opinion" page "$seed" >"$work/page"
"$opinion" questions "$count" "$seed" >"$work/questions"
"$promtool" tsdb create-blocks-from openmetrics "$work/page" "$work/tsdb" >/dev/null
"$build/bin/plumb-ingest" -d "$work/s.plumb" -f openmetrics "$work/page"

# A port is tried, and the next one if something else has it.
started() {
  for _ in $(seq 100); do
    kill -0 "$pid" 2>/dev/null || return 1
    curl -sf "$url/-/ready" >/dev/null 2>&1 && return 0
    sleep 0.1
  done
  return 1
}
echo '{}' >"$work/p.yml"
for port in $(seq $((22000 + $$ % 10000)) 7 $((22060 + $$ % 10000))); do
  url=http://127.0.0.1:$port
  "$prometheus" --config.file="$work/p.yml" --storage.tsdb.path="$work/tsdb" --storage.tsdb.retention.time=100y \
    --web.listen-address="127.0.0.1:$port" >"$work/log" 2>&1 &
  pid=$!
  started && break
  pid=
done
[ -n "$pid" ] || { echo "skipped: Prometheus did not start: $(tail -n 1 "$work/log")"; exit 77; }

n=0
while read -r start end step query; do
  n=$((n + 1))
  if [ "$step" = 0 ]; then
    curl -s "$url/api/v1/query" --data-urlencode "query=$query" --data "time=$start" >"$work/theirs/$n"
    set -- --at "$start"
  else
    curl -s "$url/api/v1/query_range" --data-urlencode "query=$query" \
      --data "start=$start&end=$end&step=$step" >"$work/theirs/$n"
    set -- --from "$start" --to "$end" --step "${step}s"
  fi
  "$build/bin/plumb-query" -d "$work/s.plumb" -o json "$@" -- "$query" >"$work/ours/$n" 2>"$work/error" ||
    [ -s "$work/ours/$n" ] || cp "$work/error" "$work/ours/$n"
done <"$work/questions"
"$opinion" compare "$work"

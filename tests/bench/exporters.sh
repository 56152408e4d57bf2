#!/bin/sh
# exporters.sh: the pages of five real exporters, every 15 s for two hours ($PLUMB_CORPUS/data/scrapes), each as a target of
# its own, into a store: bytes a sample after ingest and compaction, in a copy, and in each table of both. Run by hand
# after `scripts/build release`; needs zstd.
set -eu
cd "$(dirname "$0")/../.."
corpus=${PLUMB_CORPUS:-../shared}
PATH=$PWD/build/release/bin:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

for archive in "$corpus"/data/scrapes/*.tar.zst; do
  tar --zstd -xf "$archive" -C "$work"
done
# A scrape in order of time: its pages' lines with the target's labels, behind the line that opens it.
(cd "$work" && find . -name '*.prom' | sed 's|^\./\(.*\)/\([0-9]*\)\.prom$|\2 \1|' | sort -n) |
  while read -r time job; do
    awk -v job="$job" -v time="$time" '
      /^#/ || !NF { if (NF) line[n++] = $0; next }
      {
        samples++
        own = "instance=\"" job ":9100\",job=\"" job "\""
        if (match($0, /\{.*\}/)) sub(/,?\} /, "," own "} ")
        else sub(/ /, "{" own "} ")
        line[n++] = $0 " " time
      }
      END {
        print "#! scrape job=" job " target=\"http://" job ":9100/metrics\" time=" time " samples=" samples " status=ok"
        for (i = 0; i < n; ++i) print line[i]
      }' "$work/$job/$time.prom"
  done >"$work/pages"

plumb-ingest -d "$work/live.plumb" "$work/pages"
plumb-store compact -d "$work/live.plumb"
plumb-store copy -d "$work/live.plumb" "$work/copy.plumb"
plumb-store verify -v -d "$work/copy.plumb"
for store in live copy; do
  plumb-store info -d "$work/$store.plumb" | sed -n '/^file/p; /^samples/p; /^table/,$p'
done
plumb-store dump -d "$work/live.plumb" >"$work/before"
plumb-store dump -d "$work/copy.plumb" | cmp - "$work/before" && echo "the copy has what the store has"

#!/bin/sh
# chart_peers.sh [RUNS]: the same series drawn by plumb-chart, gnuplot and rrdtool: 8 series of a day (1440 samples
# each), one series of a million samples and 8 of 125000 each, as SVG and as PNG of 900 x 300. A line each: processor
# time of one run (the mean of RUNS, 20; helpers included), peak memory (an upper bound for plumb's PNG, which two
# processes draw), and the size of the picture. plumb and gnuplot read text, rrdtool its database, which is made before.
# Run by hand after `scripts/build release tools`; needs GNU time and the Debian packages gnuplot-nox and rrdtool:
#   apt-get install --no-install-recommends gnuplot-nox rrdtool time
set -eu
cd "$(dirname "$0")/../.."
runs=${1:-20}
root=$PWD/build/release
PATH=$root/bin:$PATH
for program in gnuplot rrdtool time; do
  command -v "$program" >/dev/null || { echo "chart_peers: '$program' is not installed (see the head of this script)" >&2; exit 4; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
cd "$work"
start=1774742400

# made SERIES SAMPLES STEP NAME: NAME.txt, the stream, series after series; NAME.dat, a column a series; NAME.rrd.
made() {
  awk -v n="$1" -v m="$2" -v step="$3" -v t="$start" 'function at(i, k) {
      return sprintf("%.3f", i * 1.5 + sin(k * 16 / m + i) + (k * 7919 + i * 104729) % 1000 / 3000) }
    BEGIN { for (i = 1; i <= n; i++) for (k = 0; k < m; k++)
      printf "load{instance=\"web%d\",job=\"node\"} %s %d000\n", i, at(i, k), t + k * step }' >"$4.txt"
  awk -v n="$1" -v m="$2" -v step="$3" -v t="$start" 'function at(i, k) {
      return sprintf("%.3f", i * 1.5 + sin(k * 16 / m + i) + (k * 7919 + i * 104729) % 1000 / 3000) }
    BEGIN { for (k = 0; k < m; k++) { printf "%d", t + k * step; for (i = 1; i <= n; i++) printf " %s", at(i, k)
      print "" } }' >"$4.dat"
  # shellcheck disable=SC2046  # a word a data source
  rrdtool create "$4.rrd" --start $((start - $3)) --step "$3" \
    $(seq -f "DS:s%g:GAUGE:$(($3 * 2)):U:U" "$1") "RRA:AVERAGE:0.5:1:$2"
  tr ' ' ':' <"$4.dat" | xargs -n 2000 rrdtool update "$4.rrd"
}

gnuplot_script() {
  echo "set terminal $2 size 900,300; set output '$work/out'; set xdata time; set timefmt '%s'; set format x '%H:%M'; set grid"
  printf 'plot '
  for i in $(seq "$3"); do printf "'%s.dat' using 1:%d with lines title 'web%d'%s" "$1" $((i + 1)) "$i" "$([ "$i" = "$3" ] || echo ', ')"; done
  echo
}

# rrdtool_command NAME FORMAT SERIES END
rrdtool_command() {
  printf 'rrdtool graph out --imgformat %s --full-size-mode -w 900 -h 300 --start %s --end %s' "$2" "$start" "$4"
  i=1
  for color in 004dcc d87c17 6e0000 283161 41a1a0 80547c ab70ff c80009; do
    [ "$i" -gt "$3" ] || printf ' DEF:d%d=%s.rrd:s%d:AVERAGE LINE1:d%d#%s:web%d' $i "$1" $i $i $color $i
    i=$((i + 1))
  done
  echo ' >/dev/null'
}

# measured NAME COMMAND: the command is for sh, and writes the picture to out.
measured() {
  command time -f '%U %S' -o took sh -c "i=0; while [ \$i -lt $runs ]; do { $2; } || exit 1; i=\$((i + 1)); done"
  command time -f '%M' -o peak sh -c "$2"
  awk -v name="$1" -v n="$runs" -v extra="${3:-0}" -v size="$(stat -c %s out)" '
    FNR == NR { cpu = ($1 + $2) * 1000 / n; next }
    { printf "%-34s %8.1f ms %6.1f MB %8.1f KB\n", name, cpu, ($1 + extra) / 1024, size / 1000 }' took peak
}

race() {
  name=$1 series=$2 end=$3
  echo "$4"
  measured "plumb-chart, SVG" "plumb-chart $name.txt --tz UTC --size 900x300 -o svg=out"
  own=$(cat peak)
  # What time says of plumb-chart and its helper is the larger of the two; both together are less than this.
  measured "plumb-chart, PNG" "plumb-chart $name.txt --tz UTC --size 900x300 -o png=out" "$own"
  for terminal in svg png; do
    gnuplot_script "$name" $terminal "$series" >plot
    measured "gnuplot, $terminal" "gnuplot plot"
  done
  for format in SVG PNG; do
    measured "rrdtool graph, $format" "$(rrdtool_command "$name" $format "$series" "$end")"
  done
}

made 8 1440 60 day
race day 8 $((start + 1439 * 60)) "8 series x 1440 samples"
made 1 1000000 1 million
race million 1 $((start + 999999)) "1 series x 1000000 samples"
made 8 125000 8 eight
race eight 8 $((start + 124999 * 8)) "8 series x 125000 samples"

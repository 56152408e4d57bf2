# plumb-node: the stream it writes, repeating, filters, and how it ends.
setup() { load frame.bash; }

# A small machine of files, the same on every host.
machine() {
  local root="$PLUMB_ROOT/tests/unit/node/fixtures/web1"
  plumb-node --path.procfs "$root/proc" --path.sysfs "$root/sys" --path.rootfs "$root/root" \
    --path.udev.data "$root/udev" "$@"
}

@test "a page is a block of the stream: its samples are counted, labelled and timed" {
  run --separate-stderr plumb-node
  assert_success
  assert_stderr ""
  [[ "${lines[0]}" =~ ^"#! scrape job=node instance="[^\ ]+" target=plumb-node time="([0-9]{13})" duration="[0-9.e-]+" samples="([0-9]+)" status=ok"$ ]]
  time=${BASH_REMATCH[1]} samples=${BASH_REMATCH[2]}
  assert_equal "$(grep -vc '^#' <<<"$output")" "$samples"
  assert_equal "$(grep -v '^#' <<<"$output" | grep -vc "job=\"node\".*} [^ ]* $time\$" || true)" 0
  assert_line --regexp "^up\{instance=\"[^\"]+\",job=\"node\"\} 1 $time$"
  assert_line --regexp "^scrape_samples_scraped\{.*\} $((samples - 5)) $time$"
}

@test "--instance and --job name the target" {
  run --separate-stderr machine --collector loadavg --instance 'web "1"' --job edge
  assert_success
  assert_line --regexp '^#! scrape job=edge instance="web \\"1\\"" '
  assert_line --regexp '^node_load1\{instance="web \\"1\\"",job="edge"\} 0.21 [0-9]+$'
}

@test "--bare is node_exporter's page" {
  run --separate-stderr machine --bare --collector loadavg --collector vmstat
  assert_success
  assert_line "# TYPE node_vmstat_pgfault untyped"
  assert_line "node_load1 0.21"
  refute_output --partial "#!"
  refute_output --partial "up"
}

@test "--every writes pages at its multiples, --count of them" {
  run --separate-stderr machine --collector loadavg --every 200ms --count 4
  assert_success
  times=($(grep -oE '^#! .* time=[0-9]+' <<<"$output" | grep -oE '[0-9]+$'))
  assert_equal "${#times[@]}" 4
  for time in "${times[@]:1}"; do
    late=$((time % 200))
    [ "$late" -lt 150 ] || fail "not on a tick: $time"
  done
  assert_equal "$(grep -c '^scrape_series_added.* 0 ' <<<"$output")" 3
}

@test "--duration ends it" {
  run --separate-stderr machine --collector loadavg --every 100ms --duration 1ms
  assert_success
  assert_equal "$(grep -c '^#! ' <<<"$output")" 1
}

@test "a page is there before the next is waited for, and SIGTERM ends the wait" {
  plumb-node --collector loadavg --every 1h >page 3>&- &
  pid=$!
  for _ in $(seq 50); do grep -q '^scrape_series_added' page && break; sleep 0.1; done
  kill -TERM "$pid"
  code=0
  wait "$pid" || code=$?
  assert_equal "$code" 143
  grep -q '^scrape_series_added' page
}

@test "--count and --duration want --every" {
  run --separate-stderr plumb-node --count 3
  assert_failure 2
  assert_output ""
  assert_stderr "plumb-node: --count needs --every to say how often"
}

@test "collectors are chosen by name, and a typo is answered" {
  run --separate-stderr machine --bare --no-collector cpu
  assert_success
  refute_output --partial "node_cpu_seconds_total"
  assert_line "node_load1 0.21"
  run --separate-stderr machine --collector meminf
  assert_failure 2
  assert_stderr "plumb-node: unknown collector 'meminf', did you mean 'meminfo'?"
}

@test "filters change what is shown; --list shows them" {
  run --separate-stderr machine --bare --collector netdev --filter netdev.device-exclude=eth
  assert_success
  assert_output --partial 'device="lo"'
  refute_output --partial 'device="eth0"'
  run --separate-stderr plumb-node --list
  assert_success
  assert_line '  netdev.device-exclude=^lo$'
  run --separate-stderr machine --filter 'netdev.device-exclude=('
  assert_failure 2
  assert_output ""
  assert_stderr_has "filter 'netdev.device-exclude': "
}

@test "a failed collector is a sample; the reason is on stderr with -v" {
  mkdir proc
  echo "MemTotal: many kB" >proc/meminfo
  run --separate-stderr plumb-node --bare --path.procfs proc --collector meminfo
  assert_success
  assert_stderr ""
  assert_line 'node_scrape_collector_success{collector="meminfo"} 0'
  run --separate-stderr plumb-node --bare --path.procfs proc --collector meminfo -v
  assert_success
  assert_stderr "plumb-node: collector meminfo: 'many' in meminfo is not a number"
}

@test "*.prom files are shown, their labels job and instance are kept under other names" {
  mkdir files
  printf '# HELP backup_age_seconds Age.\n# TYPE backup_age_seconds gauge\nbackup_age_seconds{job="db"} 5\n' >files/a.prom
  printf 'broken{ 1\n' >files/b.prom
  run --separate-stderr machine --collector textfile --collector.textfile.directory files
  assert_success
  assert_line --regexp '^backup_age_seconds\{exported_job="db",instance="[^"]+",job="node"\} 5 '
  assert_line "# HELP backup_age_seconds Age."
  assert_line --regexp '^node_textfile_mtime_seconds\{file="files/a.prom",'
  assert_line --regexp '^node_textfile_scrape_error\{.*\} 1 '
  refute_output --partial "broken"
}

@test "a closed pipe ends it quietly, also under --every" {
  run --separate-stderr bash -c 'set -o pipefail; plumb-node | head -1; echo "${PIPESTATUS[0]}" >&2'
  assert_output --regexp '^#! scrape '
  [[ "$stderr" == 0 || "$stderr" == 141 ]]
  run --separate-stderr timeout 20 bash -c 'plumb-node --every 50ms | head -1'
  assert_success
  assert_stderr ""
}

@test "a full output is exit 4" {
  run --separate-stderr bash -c 'plumb-node --bare >/dev/full'
  assert_failure 4
  assert_stderr "plumb-node: cannot write standard output: no space left on device"
}

@test "it opens no socket" {
  command -v strace >/dev/null || skip "no strace"
  run --separate-stderr bash -c 'strace -f -e trace=socket plumb-node 2>&1 >/dev/null | grep -c "^socket"'
  assert_output 0
}

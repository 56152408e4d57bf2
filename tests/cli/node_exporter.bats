# plumb-node against the real node_exporter on the same machine at the same time.
setup_file() {
  if ! PEER=$("$PLUMB_ROOT/scripts/peers" node_exporter 2>"$BATS_FILE_TMPDIR/why"); then
    export WHY_NOT="no node_exporter: $(cat "$BATS_FILE_TMPDIR/why")"
    return 0
  fi
  local port=$((20000 + $$ % 20000))
  "$PEER" --web.listen-address="127.0.0.1:$port" >/dev/null 2>"$BATS_FILE_TMPDIR/log" 3>&- &
  echo $! >"$BATS_FILE_TMPDIR/pid"
  for _ in $(seq 100); do
    if curl -sf "http://127.0.0.1:$port/metrics" >"$BATS_FILE_TMPDIR/peer"; then
      "$PLUMB_BIN/plumb-node" --bare >"$BATS_FILE_TMPDIR/ours"
      return 0
    fi
    sleep 0.1
  done
  export WHY_NOT="node_exporter did not answer: $(tail -n 1 "$BATS_FILE_TMPDIR/log")"
}

teardown_file() {
  [ ! -f "$BATS_FILE_TMPDIR/pid" ] || kill "$(cat "$BATS_FILE_TMPDIR/pid")" 2>/dev/null || true
}

setup() {
  load frame.bash
  [ -z "${WHY_NOT:-}" ] || skip "$WHY_NOT"
  absent="$PLUMB_ROOT/tests/cli/node_absent.txt"
  peer="$BATS_FILE_TMPDIR/peer" ours="$BATS_FILE_TMPDIR/ours"
}

# Series without values; a label with an empty value is the same as none.
series() { grep -v '^#' "$1" | sed -E 's/,?[a-z_]+=""//g; s/\{,/{/; s/ [^ ]*$//' | sort; }
# HELP and TYPE lines.
heads() { grep '^# ' "$1" | sort; }
# The patterns of the list, one a line, as prefixes of a series or parts of it.
listed() { grep -vE '^(#|$|\+)' "$absent" | awk '{print $1}'; }

# Lines that no entry of the list covers.
uncovered() {
  awk 'FNR == NR { if (!/^#/ && NF && !/^\+/) entry[$1]; next }
    { hit = 0; subject = $0; sub(/^# (HELP|TYPE) /, "", subject)
      for (e in entry) {
        if (e ~ /\*$/) { if (index(subject, substr(e, 1, length(e) - 1)) == 1) hit = 1 }
        else if (e ~ /^collector=/) { if (index(subject, e) > 0) hit = 1 }
        else { split(subject, part, /[{ ]/); if (part[1] == e) hit = 1 }
      }
      if (!hit) print }' "$absent" -
}

@test "every series of node_exporter is there, with its labels, or its absence has a reason" {
  run bash -c "$(declare -f series uncovered); absent=$absent; comm -23 <(series $peer) <(series $ours) | uncovered"
  assert_success
  assert_output ""
}

@test "HELP and TYPE are those of node_exporter" {
  run bash -c "$(declare -f heads uncovered); absent=$absent; comm -23 <(heads $peer) <(heads $ours) | uncovered"
  assert_success
  assert_output ""
}

@test "there is nothing that node_exporter lacks" {
  added=$(grep '^+' "$absent" | awk '{print substr($1, 2)}' | sort)
  run bash -c "$(declare -f series heads); comm -13 <(series $peer) <(series $ours); comm -13 <(heads $peer) <(heads $ours)"
  assert_output "$added"
}

@test "every entry of the list is still absent here and present there" {
  while IFS= read -r entry; do
    plain=${entry%\*}
    grep -qF -- "$plain" "$peer" || [[ "$entry" == collector=* ]] || fail "node_exporter has no $entry either"
    ! grep -qF -- "$plain" <(grep -v '^#' "$ours") || fail "no longer absent: $entry"
  done < <(listed)
}

@test "stable values are the same" {
  for name in node_boot_time_seconds node_memory_MemTotal_bytes node_memory_HugePages_Total node_filefd_maximum \
    node_nf_conntrack_entries_limit node_uname_info node_os_version node_entropy_pool_size_bits \
    node_filesystem_size_bytes node_filesystem_files node_filesystem_readonly node_network_mtu_bytes \
    node_network_info node_network_speed_bytes node_network_flags node_timex_tick_seconds node_disk_info \
    node_time_clocksource_current_info node_time_zone_offset_seconds node_selinux_enabled; do
    run diff <(grep "^$name[{ ]" "$peer" | sed -E 's/,?[a-z_]+=""//g; s/\{,/{/' | sort) \
      <(grep "^$name[{ ]" "$ours" | sed -E 's/,?[a-z_]+=""//g; s/\{,/{/' | sort)
    assert_success
  done
}

@test "moving values are near" {
  # Counters that only grow: ours was read after theirs, and not long after.
  for name in node_cpu_seconds_total node_disk_read_bytes_total node_context_switches_total node_time_seconds \
    node_pressure_cpu_waiting_seconds_total node_forks_total; do
    run awk -v name="$name" 'index($1, name) == 1 { if (FNR == NR) theirs[$1] = $2
      else if (!($1 in theirs) || $2 < theirs[$1] || $2 > theirs[$1] * 1.2 + 1000) { print $0, theirs[$1]; bad = 1 } }
      END { exit bad }' "$peer" "$ours"
    assert_success
  done
}

# What plumb-check promises on the command line.
setup() {
  load frame.bash
  unset GITHUB_STEP_SUMMARY
  for i in $(seq 0 60); do
    t=$((1700000000 + i * 15))
    slow=0.2
    if [ "$i" -gt 20 ] && [ "$i" -lt 33 ]; then slow=0.4; fi
    echo "lat{job=\"a\"} $slow ${t}000"
    echo "up{job=\"a\"} 1 ${t}000"
    echo "up{job=\"b\"} $((i < 53)) ${t}000"
  done >page
}

# status, then the command; its output stays in $output and $stderr
check() {
  local code=$1
  shift
  run --separate-stderr plumb-check "$@"
  [ "$status" -eq "$code" ] || fail "plumb-check $*: status $status, not $code
$output
$stderr"
}

@test "0: all holds, a line each" {
  check 0 -d page 'up >= 0' 'lat < 0.3 # fast'
  assert_output 'ok       up >= 0 (2 elements)
ok       fast: lat < 0.3 (1 element)'
  assert_stderr ""
}

@test "1: what fails, by how much and since when" {
  check 1 -d page 'up == 1'
  assert_output 'FAIL     up == 1 (1 of 2 elements fails)
  up{job="b"} is 0, expected == 1: off by 1 (100 %); for 1m'
  assert_stderr ""
}

@test "a range: at every step, first, worst and share" {
  check 1 -d page 'lat < 0.3' --last 15m --step 15s --tz UTC
  assert_line '  lat{job="a"} was 0.4, expected < 0.3: over by 0.1 (33.3 %); at 12 of 61 steps (19.7 %), first at 22:18:35 UTC, not at the end'
  check 0 -d page 'lat < 0.3' --from 1700000600 --to 1700000900
  check 1 -d page 'lat < 0.3' --at 1700000400
}

@test "2: called wrong, before any work" {
  check 2 -d nothing.plumb up
  assert_stderr_has "write what it should be, for example 'up > 0'"
  check 2 -d nothing.plumb 'a > 1 and b > 2'
  assert_stderr_has "'a > 1' 'b > 2'"
  check 2 -d nothing.plumb 'sum(up) ==' -o junit=out.xml
  assert_stderr_has "parse error"
  [ ! -e out.xml ]
  check 2
  assert_stderr_has "EXPR is missing"
  check 2 'up == 1' -o jnuit
  assert_stderr_has "did you mean 'junit'?"
  check 2 'up == 1' --on-empty oh
  check 2 'up == 1' --wait 5s -d -
  assert_stderr_has "standard input can be read only once"
  check 2 'up == 1' --wait 5s --every 0
  check 2 'up == 1' --every 5s
  assert_stderr "plumb-check: --every says how often --wait asks: give --wait too"
  check 2 -c nofile
  assert_stderr "plumb-check: cannot open 'nofile': no such file or directory"
  check 2 '0 < up < 2'
  check 2 -d page 'up == on () up'
  assert_output --partial "group_"
}

@test "3: no data is no pass, with cause and cure" {
  check 3 -d page 'latt < 3'
  assert_output --partial "did you mean 'lat'?"
  assert_output --partial "'(latt or vector(0)) < 3', or give --on-empty ok"
  check 0 -d page '(latt or vector(0)) < 3'
  check 0 -d page 'latt < 3' --on-empty ok
  check 0 -d page 'latt < 3' --on-empty warn
  assert_line --index 0 --partial "warn"
  check 1 -d page 'latt < 3' --on-empty breach
  : >empty
  check 3 -d empty 'up == 1'
  assert_stderr_has "the input has no samples"
  check 0 -d empty 'up == 1' --on-empty ok
}

@test "4 and 5: the source cannot be asked; reports are written all the same" {
  check 4 -d nothing.prom 'up == 1' -o junit=out.xml
  assert_stderr_has "no such file"
  xmllint --noout --schema "$PLUMB_ROOT/tests/schemas/junit.xsd" out.xml
  grep -q '<error message="cannot open' out.xml
  check 5 -d nothing.plumb 'up == 1'
  assert_output ""
  assert_stderr_has "plumb-node | plumb-ingest"
  check 4 -d page 'up >= 0' -o junit=nowhere/out.xml
  assert_stderr_has "no such file"
  run --separate-stderr bash -c "plumb-check -d page 'up == 1' >/dev/full"
  assert_failure 4
}

@test "when mixed: 2, then 1, then 3, and all verdicts are printed" {
  check 1 -d page 'latt < 3' 'up == 1' 'lat < 3'
  assert_line --index 0 --partial "no data"
  assert_line --partial "FAIL     up == 1"
  assert_line --partial "ok       lat < 3"
  check 2 -d page 'latt < 3' 'up == 1' 'up == on () up'
  assert_line --partial "error    up == on () up"
}

@test "rejected lines are said and are no pass" {
  echo 'this is no line' >>page
  check 1 -d page 'up >= 0'
  assert_output --partial "ok       up >= 0"
  assert_stderr_has "1 line"
}

@test "a warning is told and does not fail" {
  check 0 -d page 'lat < 3' -w 'up == 1 # all answer'
  assert_line --partial "warn     all answer: up == 1"
}

@test "-q is silent while all is well, -v shows every element" {
  check 0 -q -d page 'up >= 0'
  assert_output ""
  assert_stderr ""
  check 1 -q -d page 'up >= 0' 'up == 1'
  assert_line --index 0 --partial "FAIL"
  seq 30 | sed 's/.*/m{i="&"} 5/' >many
  check 1 -d many 'm < 5'
  assert_line "  and 20 more; -v shows all"
  check 1 -v -d many 'm < 5'
  [ "${#lines[@]}" -eq 31 ]
}

@test "expectations from a file, errors with its line" {
  printf '# slo\n\nup >= 0 # answers\nlat < 0.1\n' >slo.txt
  check 1 -d page -c slo.txt -o github
  assert_output --partial '::error file=slo.txt,line=4,title=lat < 0.1::'
  echo 'up' >>slo.txt
  check 2 -d page -c slo.txt
  assert_stderr_has "slo.txt:5: 1:1: an expectation is a comparison"
  : >none.txt
  check 2 -d page -c none.txt
  check 2 -d page -c missing.txt
}

@test "several outputs: the table stays on standard output unless another goes there" {
  check 1 -d page 'up == 1' -o out.xml -o md=out.txt
  assert_output --partial "FAIL     up == 1"
  xmllint --noout --schema "$PLUMB_ROOT/tests/schemas/junit.xsd" out.xml
  grep -q '^- ❌ `up == 1`' out.txt
  check 1 -d page 'up == 1' -o github -o json=out.json
  refute_output --partial "FAIL"
  run jq -r '.exit, .expectations[0].failing[0].metric.job, .expectations[0].failing[0].since' out.json
  assert_output "1
b
2023-11-14T22:27:20Z"
}

@test "JUnit with every outcome and hostile labels is valid" {
  printf 'm{a="\\n<![CDATA[]]>&\\"\x01\x1b"} 5\nn 1\n' >hostile
  check 2 -d hostile 'm < 3 # a "name" <b> & c' 'n == 1' 'o < 1' -w 'm < 2' 'n == on () {__name__=~"m|n"}' -o junit=out.xml
  xmllint --noout --schema "$PLUMB_ROOT/tests/schemas/junit.xsd" out.xml
  run xmllint --xpath 'string(/testsuites/testsuite/testcase[1]/@name)' out.xml
  assert_output 'a "name" <b> & c'
  check 0 -d hostile 'o < 1' --on-empty ok -o junit=out.xml
  xmllint --noout --schema "$PLUMB_ROOT/tests/schemas/junit.xsd" out.xml
}

@test "github: a summary of the step where its file is named, and only then" {
  echo before >summary.md
  GITHUB_STEP_SUMMARY=$PWD/summary.md check 1 -d page 'up == 1' -o github
  assert_output '::error title=up == 1::up == 1: 1 of 2 elements fails%0Aup{job="b"} is 0, expected == 1: off by 1 (100 %25); for 1m'
  assert_equal "$(head -2 summary.md)" "before
### plumb-check: of 1 expectation: 1 fails"
  GITHUB_STEP_SUMMARY=$PWD/other.md check 1 -d page 'up == 1'
  [ ! -e other.md ]
}

@test "nagios: its own status, any failure of the tool is UNKNOWN" {
  check 0 -d page 'lat < 0.3 # slow' -o nagios
  assert_output "OK: the expectation holds | 'slow lat{job:\"a\"}'=0.2;;~:0.3"
  check 1 -d page -w 'up == 1' -o nagios
  assert_output --partial "WARNING: "
  check 2 -d page 'up == 1' -o nagios
  assert_line --index 0 --partial "CRITICAL: up == 1: 1 of 2 elements fails"
  check 3 -d page 'latt < 3' -o nagios
  assert_output --partial "UNKNOWN: "
  check 3 -d nothing.plumb 'up == 1' -o nagios
  assert_output --partial "UNKNOWN: "
  check 3 -d page 'up' -o nagios
  check 3 -d page -o nagios -w 80 -c 90 'lat < 3'
  assert_stderr_has "'EXPR < 80'"
  check 3 -d page 'up == 1' --output=nagios --nothing
  check 3 -d page 'up == 1' -onagios --last soon
  run bash -c "plumb-check -d page 'lat < 3' -o nagios >/dev/full"
  assert_failure 3
}

@test "--wait: until it holds, with a store that is not there at first" {
  (
    sleep 0.5
    echo 'up 0' | plumb-ingest -d w.plumb
    sleep 0.5
    echo 'up 1' | plumb-ingest -d w.plumb
  ) &
  writer=$!
  check 0 -v -d w.plumb --wait 20s --every 100ms 'up == 1'
  assert_stderr_has "it holds after"
  wait "$writer"
}

@test "--wait: what it waited for, and the last answer, when the time is over" {
  check 5 -d w.plumb --wait 300ms --every 100ms 'up == 1 # service'
  assert_stderr_has "for 'service', asked"
  assert_stderr_has "no store at 'w.plumb' yet"
  check 1 -d page --wait 200ms --every 100ms 'up == 1'
  assert_output --partial 'up{job="b"} is 0'
}

@test "a page from a pipe" {
  run --separate-stderr bash -c "printf 'jobs 3\n' | plumb-check -d - 'jobs < 3'"
  assert_failure 1
  assert_output --partial "is 3, expected < 3: just at the limit"
}

@test "colour only where it is wanted" {
  check 1 -d page 'up == 1' --color always
  assert_output --partial $'\x1b[1;31mFAIL'
  check 1 -d page 'up == 1' -o out.tap --color always
  run grep -c $'\x1b' out.tap
  assert_output 0
}

# The exit table of plumb-exit(7): each status from each tool that has it, for its right reason.
setup() {
  load frame.bash
  printf 'up{job="a"} 1 1700000000000\nup{job="b"} 0 1700000000000\n' >page
  plumb-ingest -d t.plumb <page
}

# status, message part, then the command
expect() {
  local code=$1 says=$2
  shift 2
  run --separate-stderr "$@"
  [ "$status" -eq "$code" ] || fail "$*: status $status, not $code
$stderr"
  if [ -z "$says" ]; then assert_stderr ""; else assert_stderr_has "$says"; fi
}

@test "0: done, yes" {
  expect 0 "" plumb help
  expect 0 "" plumb-node
  expect 0 "" plumb-ingest -d other.plumb page
  expect 0 "" plumb-query -d page up
  expect 0 "" plumb-chart page
  expect 0 "" plumb-check -d page 'up >= 0'
}

@test "0: a filter that leaves nothing is an answer" {
  expect 0 "" plumb-query -d page 'up == 5'
  expect 0 "" plumb-query -d t.plumb --at 1700000000 'up == 5'
}

@test "1: the answer is no" {
  expect 1 "" plumb-check -d page 'up == 1'
}

@test "1: some lines were rejected, the rest was done" {
  printf 'up{job="a"} 1\nthis is no line\nup{job="b"} 2\n' >bad
  expect 1 "1 line" plumb-ingest -d bad.plumb bad
  expect 0 "" plumb-query -d bad.plumb 'count(up) == 2'
  expect 1 "1 line" plumb-query -d bad up
  assert_line --partial 'up{job="b"} 2'
  expect 1 "1 line" plumb-chart bad
}

@test "1: rejected lines weigh more than no data" {
  printf 'this is no line\n{{{\n' >worse
  expect 1 "2 lines" plumb-ingest -d worse.plumb worse
  expect 1 "the input has no samples" plumb-query -d worse up
  expect 1 "2 lines" plumb-chart worse
}

@test "1: a word in a column of numbers is rejected, the column stays one" {
  printf 'time,host,cpu\n1700000000,a,1.5\n1700000060,a,n/a\n1700000120,a,3\n' >sheet.csv
  expect 1 "column 'cpu': expected a number" plumb-query -d sheet.csv 'cpu{host="a"}' -o value
  assert_output --regexp '3$'
}

@test "1: a sample that contradicts what is stored" {
  printf 'up{job="a"} 7 1700000000000\n' >contradiction
  expect 1 "had another value in the store" plumb-ingest -q -d t.plumb contradiction
  run plumb-query -d t.plumb --at 1700000000 'up{job="a"}' -o value
  assert_output 1
}

@test "2: called wrong" {
  expect 2 "no tool 'nothing'" plumb nothing
  expect 2 "--every" plumb-node --every soon
  expect 2 "unknown collector 'nothing'" plumb-node --collector nothing
  expect 2 "unknown option" plumb-ingest --nothing
  expect 2 "parse error" plumb-query -d page 'sum(up'
  expect 2 "--last" plumb-query -d page up --last soon
  expect 2 "csv" plumb-query -d page up -o cvs
  expect 2 "an expectation is a comparison" plumb-check -d page up
  expect 2 "--type" plumb-chart --type pie page
  expect 2 "no port" plumb-scrape web1
}

@test "2 comes before any work: the store is not opened" {
  expect 2 "parse error" plumb-query -d nothing.plumb 'sum(up'
  expect 2 "unknown time zone 'Mars'" plumb-query -d nothing.plumb up --tz Mars
}

@test "3: no data" {
  : >empty
  expect 3 "the input has no samples" plumb-ingest -d empty.plumb empty
  expect 3 "did you mean 'up'" plumb-query -d page upp
  expect 3 "other times" plumb-query -d t.plumb up
  # Ten minutes later, in the same hour of the store.
  expect 3 "other times" plumb-query -d t.plumb --at 1700000600 up
  expect 3 "other times" plumb-query -d t.plumb --at 1700000600 'sum(rate(up[1m]))'
  expect 0 "" plumb-query -d t.plumb --at 1700000060 'up == 5'
  expect 3 "the input has no samples" plumb-query -d empty up
  expect 3 "" plumb-check -d page 'upp == 1'
  expect 3 "" plumb-check -d page '(up > 5) == 1'
  expect 3 "nothing to draw" plumb-chart empty
}

@test "4: the outside failed" {
  expect 4 "no such file" plumb-ingest -d t.plumb nothing.prom
  expect 4 "no such file" plumb-query -d nothing.prom up
  expect 4 "no such file" plumb-check -d nothing.prom 'up == 1'
  expect 4 "no such file" plumb-chart nothing.prom
  for line in "plumb help" "plumb-node" "plumb-query -d page up" "plumb-chart page" "plumb-check -d page 'up >= 0'"; do
    expect 4 "no space left on device" bash -c "$line >/dev/full"
  done
  expect 4 "no such file" plumb-query -d page up -o nowhere/up.csv
  expect 4 "no such file" plumb-chart page -o nowhere/up.svg
  expect 0 "" plumb-scrape ./gone
  expect 4 "no such file" plumb-scrape --fail ./gone
}

@test "5: the store" {
  expect 5 "plumb-node | plumb-ingest" plumb-query -d nothing.plumb up
  expect 5 "plumb-node | plumb-ingest" plumb-query up
  mkdir broken.plumb
  head -c 100000 /dev/urandom >broken.plumb/data.mdb
  expect 5 "damaged" plumb-query -d broken.plumb up
  expect 5 "damaged" plumb-check -d broken.plumb 'up == 1'
  expect 5 "damaged" plumb-ingest -d broken.plumb page
  touch file.plumb
  expect 5 "is a file" plumb-ingest -d file.plumb page
}

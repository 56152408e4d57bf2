#!/usr/bin/env bats
# plumb-ingest: the formats that it reads, as a user gives them.
load frame

setup() {
  PATH="$PLUMB_BIN:$PATH"
  cd "$BATS_TEST_TMPDIR"
  export PLUMB_DATA="$BATS_TEST_TMPDIR/m.plumb"
  export PLUMB_MAP_SIZE=1073741824
}

# What is stored at a time, without the line that says what was asked.
stored() {
  plumb-query "$1" --at "$2" -o csv --no-header
}

@test "CSV: the columns are found out" {
  printf 'time,host,cpu,mem\n2026-09-18T14:00:00Z,a,1,2\n2026-09-18T14:00:00Z,b,3,\n' | plumb-ingest
  run stored '{__name__=~"cpu|mem"}' 2026-09-18T14:00:00Z
  assert_success
  assert_line '2026-09-18T14:00:00Z,cpu,a,1'
  assert_line '2026-09-18T14:00:00Z,mem,a,2'
  assert_line '2026-09-18T14:00:00Z,cpu,b,3'
  [ "${#lines[@]}" = 3 ]
}

@test "CSV from a European spreadsheet" {
  printf '\xef\xbb\xbfWann;Temp (°C);Raum\r\n18.09.2026 14:00;3,5;Küche\r\n18.09.2026 14:01;4;"a\r\nb"\r\n' > eu.csv
  run --separate-stderr plumb-ingest --value 'Temp (°C)=temp' --tz Europe/Berlin eu.csv
  assert_success
  [ -z "$stderr" ]
  run stored 'temp{Raum="Küche"}' 2026-09-18T12:00:00Z
  assert_output '2026-09-18T12:00:00Z,temp,Küche,3.5'
}

@test "CSV: --name names the one column of values, --label chooses columns" {
  printf 'ts;a;b;c\n1789740000;1;2;x\n' | plumb-ingest --time ts --value a --name load --label b --label job=j
  run stored load 1789740000
  assert_output '2026-09-18T14:00:00Z,load,2,j,1'
}

@test "CSV: a column with the names of metrics" {
  printf '1789740000,cpu,1\n1789740000,mem,2\n' |
    plumb-ingest --no-header --time 1 --name-column 2 --value 3
  run stored mem 1789740000
  assert_output '2026-09-18T14:00:00Z,mem,2'
}

@test "CSV: where day and month cannot be told apart, the format is asked for" {
  printf 'day,x\n09/08/2026,1\n' > days.csv
  run --separate-stderr plumb-ingest days.csv
  assert_failure 2
  [[ "$stderr" == *"days.csv: '09/08/2026' can be read in two ways"*"--time-format '%d/%m/%Y'"* ]]
  run --separate-stderr plumb-ingest --time-format %d/%m/%Y --tz UTC days.csv
  assert_success
  run stored x 2026-08-09T00:00:00Z
  assert_output '2026-08-09T00:00:00Z,x,1'
}

@test "CSV without times is answered" {
  run --separate-stderr plumb-ingest <<< $'a,b\n1,2'
  assert_failure 2
  [[ "$stderr" == *"no column of times found; name it with --time"*"columns: a, b"* ]]
}

@test "CSV: a wrong cell costs its sample, with its place" {
  run --separate-stderr plumb-ingest -v <<< $'time,x,y\n1789740000,1,oops\n1789740060,2,3\n1789740120,4,5'
  assert_failure 1
  [[ "$stderr" == *"1 line rejected: line 2:14: column 'y': expected a number, got 'oops'"*"5 stored"* ]]
}

@test "CSV: another value is told with its line" {
  printf 'time,x\n1789740000,1\n1789740060,2\n' | plumb-ingest
  run --separate-stderr plumb-ingest <<< $'time,x\n1789740000,1\n1789740060,3'
  assert_failure 1
  [[ "$stderr" == *"1 sample had another value"*"line 3"* ]]
}

@test "a wrong word about columns is 2, and names the nearest" {
  printf 'time,temp\n1789740000,1\n' > t.csv
  run --separate-stderr plumb-ingest --value tmp t.csv
  assert_failure 2
  [[ "$stderr" == *"no column 'tmp', did you mean 'temp'?"* ]]
  run --separate-stderr plumb-ingest --time-format '%Q' t.csv
  assert_failure 2
  run --separate-stderr plumb-ingest --decimal ';' t.csv
  assert_failure 2
  run --separate-stderr plumb-ingest --tz Nowhere t.csv
  assert_failure 2
  run --separate-stderr plumb-ingest --value x <<< 'a 1'
  assert_failure 2
  [[ "$stderr" == *"no table but 'prom'"* ]]
}

@test "a cut JSON gives what came before, and says where it ends" {
  printf '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"a"},"values":[[1789740000,"1"],[17897' > cut.json
  run --separate-stderr plumb-ingest cut.json
  assert_failure 1
  [[ "$stderr" == *"1 line rejected: line 1:"*"the JSON ends in the middle"* ]]
  run stored a 1789740000
  assert_output '2026-09-18T14:00:00Z,a,1'
}

@test "ndjson: a wrong line costs itself" {
  run --separate-stderr plumb-ingest -v <<'END'
{"metric":{"__name__":"a"},"values":[1,2],"timestamps":[1789740000000,1789740060000]}
{"metric":{"__name__":"a"},"values":[1,
{"metric":{"__name__":"b"},"values":[3],"timestamps":[1789740000000]}
END
  assert_failure 1
  [[ "$stderr" == *"1 line rejected: line 2:"*"3 stored"* ]]
}

@test "--strict shows the place in JSON with a caret, once" {
  run --separate-stderr plumb-ingest -n --strict <<< '{"metric":{"__name__":"a"},"values":[1,x],"timestamps":[1]}'
  assert_failure 1
  [[ "$stderr" == *"1:40: "*$'\n'*"^" ]]
  [[ "$stderr" != *"rejected"* ]]
}

@test "an answer of a server that failed is 4" {
  run --separate-stderr plumb-ingest <<< '{"status":"error","error":"no such thing"}'
  assert_failure 4
  [[ "$stderr" == *"the server answered: no such thing"* ]]
}

@test "compressed input is answered with the way in" {
  echo 'a 1' | gzip > a.prom.gz
  run --separate-stderr plumb-ingest a.prom.gz
  assert_failure 2
  [[ "$stderr" == *"compressed with gzip"*"zcat FILE | plumb-ingest"* ]]
  zcat a.prom.gz | plumb-ingest
}

@test "what plumb-query writes is read back the same" {
  plumb-ingest <<< $'a{l="x,\\"y"} 1.5 1789740000000\nb -Inf 1789740000000'
  for format in prom json ndjson csv tsv; do
    plumb-query '{__name__=~"a|b"}' --at 1789740000 -o "$format" > "answer.$format"
    run --separate-stderr plumb-ingest -v "answer.$format"
    assert_success
    [[ "$stderr" == *"2 known already, 0 new series"* ]]
  done
}

@test "rows of a table that come slowly are committed as they come" {
  mkfifo pipe
  plumb-ingest --ack < pipe > acks 3>&- &
  exec 7> pipe
  printf 'time,x\n1789740000,1\n' >&7
  for _ in $(seq 50); do [ -s acks ] && break; sleep 0.1; done
  run cat acks
  assert_output '#! ack samples=1 line=2'
  exec 7>&-
  wait
}

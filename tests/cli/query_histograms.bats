# Native histograms in every format of an answer, and back.
setup() {
  load frame.bash
  {
    echo 'h{a="1"} {{schema:0 sum:5 count:4 buckets:[1 2 1]}} 1700000000000'
    echo 'h{a="1"} {{schema:0 sum:9 count:6 buckets:[2 2 2]}} 1700000060000'
    echo 'f{a="1"} 3 1700000060000'
  } >page
  text='{{count:6 sum:9 buckets:[2 2 2]}}'
}

@test "formats that can say them print them" {
  for format in table prom csv tsv md value; do
    run --separate-stderr plumb-query -d page '{a="1"}' -o "$format"
    assert_success
    [[ "$output" == *"$text"* ]] || fail "$format: $output"
    assert_stderr ""
  done
  run bash -c "plumb-query -d page h -o json | jq -c '.data.result[0].histogram'"
  assert_output '[1700000060,{"count":"6","sum":"9","buckets":[[0,"0.5","1","2"],[0,"1","2","2"],[0,"2","4","2"]]}]'
}

@test "formats that cannot say how many were dropped, and print the rest" {
  for format in text openmetrics ndjson; do
    run --separate-stderr plumb-query -d page '{a="1"}' -o "$format"
    assert_success
    refute_output --partial "count:6"
    assert_output --partial "f"
    assert_stderr "plumb-query: 1 native histogram dropped: not possible in $format"
  done
}

@test "what is an input too reads them back" {
  plumb-query -d page '{a="1"}' --last 1m --step 1m >expected
  for format in prom json csv tsv; do
    plumb-query -d page '{a="1"}' --last 1m --step 1m -o "$format=answer.$format"
    run bash -c "plumb-query -d answer.$format '{a=\"1\"}' --last 1m --step 1m | diff - expected"
    assert_success
  done
}

@test "warnings and infos have upstream's texts and places, on stderr and in json" {
  run --separate-stderr plumb-query -d page 'sum({a="1"})' -o value
  assert_stderr "plumb-query: PromQL warning: encountered a mix of histograms and floats for aggregation (1:5)"
  run --separate-stderr bash -c "plumb-query -d page 'sum({a=\"1\"})' -o json | jq -c .warnings"
  assert_output '["PromQL warning: encountered a mix of histograms and floats for aggregation (1:5)"]'
  run --separate-stderr bash -c "plumb-query -d page 'max({a=\"1\"})' -o json -v | jq -c '.warnings, .infos'"
  assert_output 'null
["PromQL info: ignored histogram in max aggregation (1:5)"]'
  assert_stderr "plumb-query: PromQL info: ignored histogram in max aggregation (1:5)"
}

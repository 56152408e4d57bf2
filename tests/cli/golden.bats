# Every case of tests/golden/; scripts/update-golden writes them.
setup() { load frame.bash; }

@test "golden cases print what they printed" {
  failed=0
  while IFS= read -r case; do
    "$PLUMB_ROOT/tests/golden/run" "$PLUMB_BIN" "$case" || { echo "differs: $case"; failed=1; }
  done < <(find "$PLUMB_ROOT/tests/golden" -name cmd -printf '%h\n' | sort)
  [ "$failed" = 0 ]
}

# Examples in the documents print what they say: blocks marked `console`, `$ ` lines and what follows them.
setup() { load frame.bash; }

# Runs each command of the console blocks of a file, and prints the block as it is now.
replay() {
  awk '/^```console/ { on = 1; next } /^```/ { on = 0 } on' "$1" >expected
  : >actual
  while IFS= read -r line; do
    [[ "$line" == '$ '* ]] || continue
    printf '%s\n' "$line" >>actual
    bash -c "${line#\$ }" >>actual 2>&1 || true
  done <expected
  diff -u expected actual
}

@test "examples in the documents" {
  found=0
  for file in "$PLUMB_ROOT"/README.md "$PLUMB_ROOT"/docs/*.md; do
    replay "$file" || fail "$file: an example prints something else"
    if [ -s expected ]; then found=$((found + 1)); fi
  done
  [ "$found" -gt 0 ]
}

@test "every file that a document links to is there" {
  for file in README.md ARCHITECTURE.md CONTRIBUTING.md docs/*.md; do
    [ -e "$PLUMB_ROOT/$file" ] || continue
    for target in $(grep -oE '\]\([^)#:]+\)' "$PLUMB_ROOT/$file" | tr -d '])('); do
      [ -e "$(dirname "$PLUMB_ROOT/$file")/$target" ] || fail "$file links to $target"
    done
  done
}

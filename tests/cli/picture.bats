# Pictures of pixels and pages: what plumb-chart promises of -o png, pdf, kitty, iterm and sixel.
setup() {
  load frame.bash
  awk 'BEGIN { for (i = 1; i <= 3; i++) for (k = 0; k < 60; k++)
    printf "load{instance=\"web%d\"} %.3f %.0f\n", i, i + sin(k / 9), 1774742400000 + k * 60000 }' >data
}

# Width and height of a PNG.
png_size() { od -A n -t u1 -j 16 -N 8 "$1" | awk '{ print $3 * 256 + $4, $7 * 256 + $8 }'; }

@test "a PNG is of the size that is asked for, times --scale" {
  run --separate-stderr plumb-chart data -o chart.png --size 900x300
  assert_success
  assert_output ""
  assert_equal "$(png_size chart.png)" "900 300"
  plumb-chart data -o png=chart --size 900x300 --scale 2
  assert_equal "$(png_size chart)" "1800 600"
  plumb-chart data -o png --size 900x300 | cmp - chart.png
}

@test "pictures are the same bytes, whatever the locale, the zone and the place" {
  mkdir elsewhere
  for output in png pdf sixel kitty iterm; do
    plumb-chart data -o "$output" --tz UTC >first
    (cd elsewhere && LC_ALL=C TZ=Asia/Tokyo HOME=/nowhere plumb-chart ../data -o "$output" --tz UTC >../second)
    cmp first second || fail "$output differs"
  done
}

@test "a PDF is one page that holds its texts as texts" {
  command -v pdftotext >/dev/null || skip "no pdftotext"
  plumb-chart data -o chart.pdf --title 'Load of the web'
  run pdfinfo chart.pdf
  assert_output --partial "Pages:           1"
  assert_output --regexp "Title: +Load of the web"
  run pdftotext -layout chart.pdf -
  assert_output --partial "web2"
  assert_output --partial "mean"
}

@test "terminals get a picture in an escape sequence of theirs, and nothing of the labels" {
  printf 'm{a="\033]0;x\007\033\\\\"} %d %d000\n' 1 1774742400 2 1774742460 >hostile
  plumb-chart hostile -o kitty >kitty
  assert_equal "$(head -c 6 kitty | od -A n -c | tr -d ' \n')" '033_Ga=T'
  assert_equal "$(tr -cd '\033' <kitty | wc -c)" "$(($(grep -ao 'm=[01];' kitty | wc -l) * 2))"
  plumb-chart hostile -o iterm >iterm
  assert_equal "$(tr -cd '\033\007' <iterm | wc -c)" 2
  plumb-chart hostile -o sixel >sixel
  assert_equal "$(tr -cd '\033' <sixel | wc -c)" 2
}

@test "without the helper or its fonts the error says what is missing" {
  mkdir bin
  cp "$(command -v plumb-chart)" bin/
  run --separate-stderr bin/plumb-chart data -o chart.png
  assert_failure 4
  assert_stderr_has "cannot find the program 'plumb-raster'"
  PLUMB_FONTS=$PWD run --separate-stderr plumb-chart data -o chart.png
  assert_failure 4
  assert_stderr_has "fonts-dejavu-core"
  [ ! -e chart.png ]
}

@test "a picture that cannot be is exit 2" {
  for bad in '-o png --scale 0' '-o png --scale big' '-o png --size 20000x20000' '-o pdf --size 20000x100'; do
    # shellcheck disable=SC2086  # options are meant to be split
    run --separate-stderr plumb-chart data $bad
    assert_failure 2
    assert_output ""
  done
}

@test "no pixels are sent to a terminal that cannot show them" {
  command -v script >/dev/null || skip "no script"
  run script -qec "plumb-chart data -o png" /dev/null
  assert_failure 2
  assert_output --partial "name a file, as in -o chart.png"
}

@test "a helper that dies is an error, not a picture" {
  mkdir libexec
  printf '#!/bin/sh\nexit 3\n' >libexec/plumb-raster
  chmod +x libexec/plumb-raster
  PLUMB_LIBEXEC=$PWD/libexec run --separate-stderr plumb-chart data -o chart.png
  assert_failure 4
  assert_stderr_has "the helper 'plumb-raster' ended"
}

@test "librsvg draws every SVG, of the size of the PNG" {
  command -v rsvg-convert >/dev/null || skip "no rsvg-convert"
  for type in $(chart_types); do
    for theme in auto dark both; do
      plumb-chart data -t "$type" -o chart.svg --size 640x400 --theme "$theme"
      plumb-chart data -t "$type" -o chart.png --size 640x400 --theme "$theme"
      run --separate-stderr rsvg-convert chart.svg -o drawn.png
      assert_success
      assert_stderr ""
      assert_equal "$(png_size drawn.png)" "$(png_size chart.png)"
    done
  done
}

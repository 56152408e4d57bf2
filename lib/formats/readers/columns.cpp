// columns: words in columns with blanks between, as df, vmstat and awk print them.
#include "formats/delimited_input.h"
#include "formats/input_head.h"
#include "formats/line_parser.h"
#include "formats/word_rows.h"

namespace plumb::formats {

namespace {

// Whether a line is a word and a number.
bool IsPair(std::string_view line) {
  const auto layout = FindWordLayout(line);
  return layout && layout->titles.size() == 2;
}

// `up 1` is a line of the stream, and so are all like it. Those are of a list only where one is a
// pair of another kind, as in `tmpfs 5%` and `/home 7%`.
bool IsStream(std::string_view head) {
  LineParser parser(Level::kStream);
  bool first_is_stream = false;
  bool any_other = false;
  for (bool first = true; !head.empty(); first = false) {
    const size_t stop = head.find('\n');
    // What is cut off is no line.
    if (stop == std::string_view::npos && !first) break;
    std::string_view line = head.substr(0, stop);
    head.remove_prefix(stop == std::string_view::npos ? head.size() : stop + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool is_stream = line.empty() || line[0] == '#' || parser.Parse(line);
    if (first) first_is_stream = is_stream;
    if (is_stream) continue;
    if (first_is_stream && !IsPair(line)) return true;
    any_other = true;
  }
  return !any_other;
}

bool Looks(std::string_view head) {
  // Programs are started with braces as well, but no table has them in its titles.
  return head.substr(0, head.find('\n')).find('{') == std::string_view::npos && !IsStream(head) &&
         FindWordLayout(head).has_value();
}

Status Read(ByteInput& in, Reading& reading) {
  PLUMB_ASSIGN(const std::string head, ReadHead(in, reading.options.live));
  auto layout = FindWordLayout(head);
  if (!layout)
    return Error{Exit::kUsage,
                 "no columns found: most lines should have the same number of words, some of them "
                 "numbers"};
  PushedBackInput whole(head, in);
  std::vector<std::string> titles = layout->titles;
  WordRows rows(whole, *std::move(layout));
  return ReadDelimited(rows, '\t', reading, std::move(titles));
}

}  // namespace

extern const InputFormat input_columns = {
    .name = "columns",
    .help = "words in columns with blanks between, as df and vmstat print",
    .order = 35,
    .looks = Looks,
    .table = true,
    .read = Read};

}  // namespace plumb::formats

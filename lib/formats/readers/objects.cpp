// objects: JSON objects of any shape, one a line or in an array: a key a column, found out as those
// of CSV are.
#include "formats/delimited_input.h"
#include "formats/input_head.h"
#include "formats/json_series.h"
#include "formats/object_rows.h"

namespace plumb::formats {

namespace {

using Lines = json::TokenReader::Lines;

bool Looks(std::string_view head) {
  const size_t first = head.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return false;
  if (head[first] == '[') head.remove_prefix(first + 1);
  return !FirstJsonKey(head).empty();
}

// Whether the first line is an object of its own, so that a wrong line is only that.
Lines LinesOf(std::string_view head) {
  const std::string_view line = head.substr(0, head.find('\n'));
  const size_t last = line.find_last_not_of(" \t\r");
  const bool whole = line.starts_with('{') && last != std::string_view::npos && line[last] == '}';
  return whole ? Lines::kOneValue : Lines::kBlank;
}

Status Read(ByteInput& in, Reading& reading) {
  PLUMB_ASSIGN(const std::string head, ReadHead(in, reading.options.live));
  PushedBackInput whole(head, in);
  ObjectRows rows(whole, LinesOf(head), reading);
  PLUMB_ASSIGN(std::vector<std::string> titles, rows.ReadTitles());
  if (titles.empty()) return Ok();
  return ReadDelimited(rows, '\t', reading, std::move(titles));
}

}  // namespace

extern const InputFormat input_objects = {
    .name = "objects",
    .help = "JSON objects of any shape: a time, numbers, labels",
    .order = 25,
    .looks = Looks,
    .table = true,
    .read = Read};

}  // namespace plumb::formats

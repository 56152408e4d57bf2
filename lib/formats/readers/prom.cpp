// prom: the stream of plumb-stream(5), and so exposition text and OpenMetrics of every kind.
#include <algorithm>

#include "formats/exposition_input.h"
#include "formats/line_parser.h"
#include "formats/number_scan.h"

namespace plumb::formats {

namespace {

// `name{`: a line of ours even if the rest of it is wrong, whose labels have commas as CSV has.
bool StartsAsSeries(std::string_view line) {
  const size_t name = std::min(line.find_first_of("{ ,;\t\"'"), line.size());
  return name > 0 && name < line.size() && line[name] == '{';
}

bool Looks(std::string_view head) {
  LineParser parser(Level::kStream);
  while (!head.empty()) {
    const size_t stop = std::min(head.find('\n'), head.size());
    std::string_view line = head.substr(0, stop);
    head.remove_prefix(std::min(stop + 1, head.size()));
    while (!line.empty() && (IsBlank(line.front()) || line.front() == '\r')) line.remove_prefix(1);
    if (line.starts_with("#!") || line.starts_with("# TYPE ") || line.starts_with("# HELP "))
      return true;
    if (!line.empty() && line[0] != '#') return parser.Parse(line) || StartsAsSeries(line);
  }
  return true;
}

}  // namespace

extern const InputFormat input_prom = {
    .name = "prom",
    .help = "the stream of plumb; exposition text and OpenMetrics too",
    .order = 40,
    .looks = Looks,
    .read = [](ByteInput& in, Reading& reading) {
      return ReadExpositionInput(in, Level::kStream, reading);
    }};

}  // namespace plumb::formats

// numbers: bare numbers, one a line (`seq 10`): one series over the index.
#include "base/number.h"
#include "formats/read_any.h"

namespace plumb::formats {

namespace {

std::string_view Trimmed(std::string_view line) {
  while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
  while (!line.empty() && (line.back() == ' ' || line.back() == '\t' || line.back() == '\r'))
    line.remove_suffix(1);
  return line;
}

bool Looks(std::string_view head) {
  const size_t stop = head.find('\n');
  return ParseFloat(Trimmed(head.substr(0, stop))).has_value();
}

Status Read(ByteInput& in, const ReadOptions&, ReadInput& input) {
  const model::Labels labels;
  input.index_axis = true;
  LineReader lines(in);
  std::string_view line;
  Timestamp index = 0;
  for (;;) {
    PLUMB_ASSIGN(const bool more, lines.Next(line));
    if (!more) return Ok();
    const std::string_view text = Trimmed(line);
    if (text.empty() || text[0] == '#') continue;
    if (const auto value = ParseFloat(text)) {
      input.source->Add(labels, index++, *value);
    } else {
      input.rejects.Add(lines.number(), 1, "expected a number", line);
    }
  }
}

}  // namespace

extern const InputFormat input_numbers = {
    .name = "numbers",
    .help = "bare numbers, one a line: one series over the index",
    .order = 30,
    .looks = Looks,
    .read = Read};

}  // namespace plumb::formats

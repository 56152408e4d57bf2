// numbers: bare numbers, one a line (`seq 10`): one series over the index.
#include "base/number.h"
#include "formats/input_format.h"

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

Status Read(ByteInput& in, Reading& reading) {
  PLUMB_TRY(reading.UseIndexAxis());
  const model::Labels labels;
  uint32_t memo = 0;
  LineReader lines(in);
  std::string_view line;
  Timestamp index = 0;
  for (;;) {
    PLUMB_ASSIGN(const bool more, lines.Next(line));
    if (!more || (!lines.terminated() && reading.IsCut())) return Ok();
    const std::string_view text = Trimmed(line);
    if (text.empty() || text[0] == '#') continue;
    if (const auto value = ParseFloat(text)) {
      PLUMB_TRY(reading.sink.OnSample({.labels = labels,
                                       .time = index++,
                                       .value = *value,
                                       .line = lines.number(),
                                       .memo = &memo}));
      PLUMB_TRY(reading.Check());
    } else {
      PLUMB_TRY(reading.Refuse(lines.number(), 1, "expected a number", line));
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

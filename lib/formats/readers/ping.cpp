// ping: its answers, `64 bytes from …: icmp_seq=3 ttl=64 time=12.3 ms`: the time of each, in the
// order of sending or (ping -D) with the time of day.
#include <cmath>
#include <optional>

#include "base/number.h"
#include "formats/input_format.h"
#include "formats/measure.h"

namespace plumb::formats {

namespace {

// The text behind `key`, up to a blank.
std::string_view ValueOf(std::string_view line, std::string_view key) {
  const size_t at = line.find(key);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = line.substr(at + key.size());
  return rest.substr(0, rest.find_first_of(" \r"));
}

// The seconds that an answer took. `time<1ms` is what Windows says of less.
std::optional<double> TimeOf(std::string_view line) {
  const size_t at = line.find("time");
  if (at == std::string_view::npos || at == 0 || line[at - 1] != ' ') return std::nullopt;
  std::string_view text = line.substr(at + 4);
  if (!text.starts_with('=') && !text.starts_with('<')) return std::nullopt;
  text.remove_prefix(1);
  size_t stop = text.find("ms");
  if (stop == std::string_view::npos) return std::nullopt;
  const auto measure = ReadMeasure(text.substr(0, stop + 2));
  return measure ? std::optional<double>(measure->value) : std::nullopt;
}

bool Looks(std::string_view head) {
  // Behind a line that says what is asked.
  for (int lines = 0; lines < 4 && !head.empty(); ++lines) {
    const size_t stop = head.find('\n');
    if (TimeOf(head.substr(0, stop))) return true;
    head.remove_prefix(stop == std::string_view::npos ? head.size() : stop + 1);
  }
  return false;
}

// `[1774742400.123456] 64 bytes …`
std::optional<Timestamp> StampOf(std::string_view line) {
  if (!line.starts_with('[')) return std::nullopt;
  const auto seconds = ParseFloat(line.substr(1, line.find(']') - 1));
  constexpr double kMost = 1e11;
  if (!seconds || !(*seconds > 0 && *seconds < kMost)) return std::nullopt;
  return std::llround(*seconds * 1000);
}

Status Read(ByteInput& in, Reading& reading) {
  const model::Labels labels{{model::kMetricName, "ping_seconds"}};
  uint32_t memo = 0;
  bool first = true;
  Timestamp index = 0;
  LineReader lines(in);
  std::string_view line;
  for (;;) {
    PLUMB_ASSIGN(const bool more, lines.Next(line));
    if (!more || (!lines.terminated() && reading.IsCut())) return Ok();
    const auto seconds = TimeOf(line);
    if (!seconds) continue;  // of a page that people read: the address, lost packets, the summary
    const auto stamp = StampOf(line);
    if (first && !stamp) PLUMB_TRY(reading.UseIndexAxis());
    first = false;
    const auto sequence = ParseInt(ValueOf(line, "icmp_seq="));
    index = sequence ? *sequence : index + 1;
    PLUMB_TRY(reading.sink.OnSample({.labels = labels,
                                     .time = stamp.value_or(index),
                                     .value = *seconds,
                                     .line = lines.number(),
                                     .memo = &memo}));
    PLUMB_TRY(reading.Check());
  }
}

}  // namespace

extern const InputFormat input_ping = {.name = "ping",
                                       .help = "the answers of ping: how long each took",
                                       .order = 32,
                                       .looks = Looks,
                                       .read = Read};

}  // namespace plumb::formats

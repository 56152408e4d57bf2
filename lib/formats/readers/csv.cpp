// csv: rows with a header, fields with a comma between, or a semicolon.
#include "base/number.h"
#include "formats/delimited_input.h"

namespace plumb::formats {

namespace {

std::string_view TakeLine(std::string_view& head) {
  const size_t stop = head.find('\n');
  std::string_view line = head.substr(0, stop);
  head.remove_prefix(stop == std::string_view::npos ? head.size() : stop + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// A separator in the first line, or a title over numbers: a table of one column.
bool Looks(std::string_view head) {
  if (LooksDelimited(head, ',') || LooksDelimited(head, ';')) return true;
  TakeLine(head);
  return ParseFloat(TakeLine(head)).has_value();
}

}  // namespace

extern const InputFormat input_csv = {.name = "csv",
                                      .help = "rows with a header: a time, numbers, labels",
                                      .order = 60,
                                      .looks = Looks,
                                      .table = true,
                                      .read = [](ByteInput& in, Reading& reading) {
                                        constexpr char kFindOut = '\0';
                                        return ReadDelimited(in, kFindOut, reading);
                                      }};

}  // namespace plumb::formats

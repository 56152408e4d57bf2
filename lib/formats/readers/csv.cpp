// csv: rows with a header, fields with a comma between.
#include "base/number.h"
#include "formats/delimited_input.h"

namespace plumb::formats {

namespace {

// A comma in the first line, or a title over numbers: a table of one column.
bool Looks(std::string_view head) {
  if (LooksDelimited(head, ',')) return true;
  size_t lines = 1;
  if (head.empty()) return false;
  TakeRecord(head, ',', lines);
  if (head.empty()) return false;
  const std::vector<std::string> second = TakeRecord(head, ',', lines);
  return second.size() == 1 && ParseFloat(second[0]).has_value();
}

}  // namespace

extern const InputFormat input_csv = {
    .name = "csv",
    .help = "rows with a header: a time, numbers, labels",
    .order = 60,
    .looks = Looks,
    .read = [](ByteInput& in, const ReadOptions& options, ReadInput& input) {
      return ReadDelimited(in, ',', options, input);
    }};

}  // namespace plumb::formats

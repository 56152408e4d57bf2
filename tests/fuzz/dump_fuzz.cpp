// Dumps out of arbitrary bytes: frames as they would be read from a file, and behind a first byte
// that chooses it what lies in them. What was read can be written again, and read.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/byte_stream.h"
#include "encoding/histogram.h"
#include "transfer/day.h"
#include "transfer/frames.h"

namespace {

using plumb::transfer::ColumnEntry;
using plumb::transfer::ColumnReader;
using plumb::transfer::ColumnWriter;
using plumb::transfer::Day;
using plumb::transfer::DayColumn;

// Many values may lie in a few bytes; reading each column would take long.
constexpr size_t kMostValues = 1 << 16;

void ReadFrames(std::string_view bytes) {
  plumb::StringInput in{std::string(bytes)};
  plumb::transfer::FrameReader reader(in, "it");
  while (true) {
    const auto frame = reader.Next();
    if (!frame.ok() || !*frame) return;
  }
}

// The day's head with its length before it, then columns.
void ReadDay(std::string_view bytes) {
  plumb::encoding::ByteReader in(bytes);
  const auto day = plumb::transfer::DecodeDay(in.Counted());
  if (!day || day->scrapes.size() > kMostValues) return;
  if (plumb::transfer::EncodeDay(*plumb::transfer::DecodeDay(plumb::transfer::EncodeDay(*day))) !=
      plumb::transfer::EncodeDay(*day))
    __builtin_trap();
  ColumnReader reader(*day, 3);
  ColumnWriter writer(*day);
  std::string again;
  size_t values = 0;
  while (in.left() > 0) {
    ColumnEntry entry;
    if (!reader.Take(in, entry)) return;
    const size_t loose = (entry.loose != nullptr ? entry.loose->size() : 0) +
                         (entry.loose_histograms != nullptr ? entry.loose_histograms->size() : 0);
    values += day->scrapes.size() + loose;
    if (values > kMostValues) return;
    DayColumn column;
    if (!plumb::transfer::DecodeColumn(entry, day->scrapes.size(), column)) continue;
    if (entry.added)
      writer.AppendNew(again, entry.number, entry.labels, column);
    else
      writer.Append(again, entry.number, column);
  }
  ColumnReader second(*day, 3);
  plumb::encoding::ByteReader rest(again);
  while (rest.left() > 0) {
    ColumnEntry entry;
    DayColumn column;
    // Series that were left out are not counted, so numbers may differ and be refused.
    if (!second.Take(rest, entry)) return;
    if (!plumb::transfer::DecodeColumn(entry, day->scrapes.size(), column)) __builtin_trap();
  }
}

void ReadMarks(std::string_view bytes) {
  const auto days = plumb::transfer::DecodeMarks(bytes);
  if (!days) return;
  if (plumb::transfer::DecodeMarks(plumb::transfer::EncodeMarks(*days)) != days) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (bytes[0] == 'd')
    ReadDay(bytes.substr(1));
  else if (bytes[0] == 'm')
    ReadMarks(bytes.substr(1));
  else
    ReadFrames(bytes);
  return 0;
}

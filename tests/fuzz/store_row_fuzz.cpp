// Rows, layouts, lists of series, records and histograms out of arbitrary bytes: never past their
// end.

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "encoding/crc32c.h"
#include "encoding/histogram.h"
#include "store/family_table.h"
#include "store/hint_table.h"
#include "store/layout.h"
#include "store/packed_block.h"
#include "store/postings.h"
#include "store/row.h"
#include "store/series_table.h"
#include "store/target_table.h"

namespace {

void TouchRow(std::string_view bytes) {
  const auto row = plumb::store::RowView::Parse(bytes);
  if (!row) return;
  (void)row->Verify({});
  for (const auto kind : {plumb::store::ColumnKind::kFloat, plumb::store::ColumnKind::kHistogram}) {
    const auto cells = plumb::store::DecodeCells(*row, std::vector(row->header().columns, kind));
    if (!cells) continue;
    for (const auto& cell : *cells) (void)plumb::encoding::DecodeHistogram(cell.histogram);
  }
}

// Lines that were read are written as bytes that mean the same.
void TouchHint(std::string_view bytes) {
  std::deque<std::string> texts;
  std::vector<plumb::store::HintLine> lines;
  const auto take = [&](const plumb::store::HintLine& line) {
    lines.push_back(line);
    lines.back().text = texts.emplace_back(line.text);
  };
  if (!plumb::store::DecodeHint(bytes, take)) return;
  size_t at = 0;
  const auto compare = [&](const plumb::store::HintLine& line) {
    if (at == lines.size() || line != lines[at++]) __builtin_trap();
  };
  if (!plumb::store::DecodeHint(plumb::store::EncodeHint(lines), compare) || at != lines.size())
    __builtin_trap();
}

void TouchPacked(std::string_view bytes) {
  // Its head may say any size in a few bytes.
  const auto entries = plumb::store::CountPackedEntries(bytes);
  if (!entries || *entries > 100'000) return;
  const auto block = plumb::store::PackedBlock::Decode("", bytes);
  if (!block) return;
  for (size_t i = 0; i < block->size(); ++i)
    (void)block->value(block->Find(block->key(i)) % block->size());
}

// The checksum would keep nearly all of them out.
std::string WithChecksum(std::string_view body) {
  std::string out;
  plumb::encoding::AppendLittle(out, plumb::encoding::Crc32c(body));
  return out.append(body);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  TouchRow(bytes);
  (void)plumb::store::DecodeLayout(bytes);
  std::vector<plumb::store::SeriesId> ids;
  // A list may say millions of ids in a few bytes; its head bounds them, and so does this.
  const auto head = plumb::store::DecodePostingHead(1, bytes);
  if (head && head->count < 100'000) (void)plumb::store::DecodePostings(1, bytes, ids);
  (void)plumb::store::DecodeSeries(bytes);
  (void)plumb::store::DecodeTarget(bytes);
  (void)plumb::store::DecodeFamily(bytes);
  TouchHint(bytes);
  TouchHint(WithChecksum(bytes));
  TouchPacked(WithChecksum(bytes));
  const auto histogram = plumb::encoding::DecodeHistogram(bytes);
  if (histogram) {
    // What was read is written as the same bytes again, or as shorter ones that mean the same.
    std::string again;
    plumb::encoding::AppendHistogram(again, *histogram);
    const auto read = plumb::encoding::DecodeHistogram(again);
    if (!read || !plumb::encoding::SameHistogram(*read, *histogram)) __builtin_trap();
  }
  return 0;
}

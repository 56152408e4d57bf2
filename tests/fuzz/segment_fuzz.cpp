// Segments, and each kind of column, out of arbitrary bytes: never past their end, and what was
// read can be written again.

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "encoding/float_column.h"
#include "encoding/histogram_column.h"
#include "encoding/integers.h"
#include "encoding/packed.h"
#include "encoding/presence.h"
#include "encoding/segment.h"

namespace {

using plumb::encoding::ByteReader;

// Times of a segment may be many in a few bytes; reading each column would take long.
constexpr size_t kMostValues = 1 << 16;

void ReadAll(std::string_view bytes) {
  auto view = plumb::encoding::SegmentView::Parse(bytes, 1);
  if (!view) return;
  (void)plumb::encoding::SegmentView::VerifyChecksum("key", bytes);
  if (view->times().size() * view->entries().size() > kMostValues) return;
  std::vector<double> dense(view->times().size());
  plumb::encoding::SegmentPart part;
  for (size_t i = view->entries().size(); i-- > 0;) {  // upwards is the easy way
    if (view->IsDense(i)) (void)view->ReadDense(i, dense, dense.size() / 2 * (i % 2));
    (void)view->Read(i, part);
  }
}

void ReadColumns(std::string_view bytes, size_t count) {
  std::vector<uint64_t> numbers(count);
  ByteReader packed(bytes);
  if (plumb::encoding::TakePacked(packed, numbers)) {
    std::string again;
    plumb::encoding::AppendPacked(again, numbers);
    std::vector<uint64_t> back(count);
    ByteReader in(again);
    if (!plumb::encoding::TakePacked(in, back) || back != numbers) __builtin_trap();
  }
  std::vector<int64_t> integers(count);
  ByteReader in_integers(bytes);
  if (plumb::encoding::TakeIntegers(in_integers, integers) && count > 0) {
    std::vector<int64_t> half(count);
    ByteReader again(bytes);
    const auto from = static_cast<std::ptrdiff_t>(count / 2);
    if (!plumb::encoding::TakeIntegers(again, half, count / 2) ||
        !std::equal(half.begin() + from, half.end(), integers.begin() + from))
      __builtin_trap();
  }
  std::vector<double> values(count);
  ByteReader floats(bytes);
  (void)plumb::encoding::TakeFloatColumn(floats, {}, values);
  std::vector<plumb::encoding::HistogramPointer> histograms;
  ByteReader in_histograms(bytes);
  (void)plumb::encoding::TakeHistogramColumn(in_histograms, count, histograms);
  std::vector<uint32_t> rows;
  ByteReader presence(bytes);
  (void)plumb::encoding::TakePresence(presence, static_cast<uint32_t>(count), rows);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  ReadAll(bytes);
  if (size > 0) ReadColumns(bytes.substr(1), data[0]);
  return 0;
}

// Any bytes through the exposition readers of every level; what was read and written again is the
// same.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "formats/exposition.h"
#include "formats/stream_writer.h"

using plumb::formats::ExpositionOptions;
using plumb::formats::Level;
using plumb::formats::RejectLog;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const Level level : {Level::kStream, Level::kText, Level::kOpenMetrics, Level::kTextStrict,
                            Level::kOpenMetricsStrict}) {
    const ExpositionOptions options{.level = level, .created_as_start_time = size % 2 == 0};
    plumb::StringOutput once;
    plumb::formats::StreamWriter writer(once, 1'795'343'685'293);
    RejectLog rejects;
    if (!ReadExposition(text, options, writer, rejects).ok()) continue;
    plumb::StringOutput twice;
    plumb::formats::StreamWriter rewriter(twice, 1'795'343'685'293);
    RejectLog none;
    if (!ReadExposition(once.text(), {}, rewriter, none).ok() || none.count > 0) std::abort();
    // Other levels leave le as it was where no TYPE was seen.
    if (level == Level::kStream && once.text() != twice.text()) std::abort();
  }
  return 0;
}

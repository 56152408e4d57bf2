// text: strict exposition text 0.0.4, for other programs. What cannot be said there is dropped and
// counted.
#include "formats/output.h"

namespace plumb::formats {

namespace {

Status WriteResult(const model::QueryResult& result, const Output& output) {
  FamilyWriter writer(FamilyFormat::kText, output.dropped);
  if (result.type == model::ResultType::kString) ++output.dropped.strings;
  for (const model::Series& series : result.series)
    PLUMB_TRY(ForEachPoint(
        series, [&](Timestamp time, double value, const model::Histogram* histogram) -> Status {
          return writer.OnSample(
              {.labels = series.labels, .time = time, .value = value, .histogram = histogram});
        }));
  return writer.Finish(output.out);
}

}  // namespace

extern const OutputFormat output_text = {.name = "text",
                                         .help = "strict exposition text 0.0.4",
                                         .extensions = {"txt"},
                                         .write_result = WriteResult,
                                         .write_listing = WriteLines};

}  // namespace plumb::formats

// openmetrics: strict OpenMetrics 1.0, for other programs. What cannot be said there is dropped and
// counted.
#include "formats/output.h"

namespace plumb::formats {

namespace {

Status WriteResult(const model::QueryResult& result, const Output& output) {
  FamilyWriter writer(FamilyFormat::kOpenMetrics, output.dropped);
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

extern const OutputFormat output_openmetrics = {.name = "openmetrics",
                                                .help = "strict OpenMetrics 1.0",
                                                .extensions = {"om", "openmetrics"},
                                                .write_result = WriteResult,
                                                .write_listing = WriteLines};

}  // namespace plumb::formats

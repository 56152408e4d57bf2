// value: bare numbers, one a line, for `$(…)`.
#include "base/number.h"
#include "formats/output.h"
#include "model/histogram_text.h"

namespace plumb::formats {

namespace {

Status WriteResult(const model::QueryResult& result, const Output& output) {
  if (result.type == model::ResultType::kString) return output.out.Write(result.text + "\n");
  std::string text;
  for (const model::Series& series : result.series)
    PLUMB_TRY(ForEachPoint(
        series, [&](Timestamp, double value, const model::Histogram* histogram) -> Status {
          text.clear();
          if (histogram != nullptr) {
            model::AppendHistogram(text, *histogram);
          } else {
            AppendFixed(text, value);
          }
          text.push_back('\n');
          return output.out.Write(text);
        }));
  return Ok();
}

// Of metrics the names only: type and help are no values.
Status WriteListing(const Listing& listing, const Output& output) {
  const auto* metrics = std::get_if<MetricList>(&listing);
  if (metrics == nullptr) return WriteLines(listing, output);
  NameList names = {.title = "metric", .names = {}};
  for (const model::Metadata& metadata : metrics->metrics) names.names.push_back(metadata.metric);
  return WriteLines(names, output);
}

}  // namespace

extern const OutputFormat output_value = {.name = "value",
                                          .help = "bare numbers, one a line, for $(...)",
                                          .extensions = {},
                                          .write_result = WriteResult,
                                          .write_listing = WriteListing};

}  // namespace plumb::formats

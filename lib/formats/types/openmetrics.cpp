// openmetrics: strict OpenMetrics 1.0, for other programs. What cannot be said there is dropped and
// counted.
#include "formats/output.h"

namespace plumb::formats {

namespace {

Status WriteResult(const model::QueryResult& result, const Output& output) {
  return WriteFamilies(FamilyFormat::kOpenMetrics, result, output);
}

}  // namespace

extern const OutputFormat output_openmetrics = {.name = "openmetrics",
                                                .help = "strict OpenMetrics 1.0",
                                                .extensions = {"om", "openmetrics"},
                                                .write_result = WriteResult,
                                                .write_listing = WriteLines};

}  // namespace plumb::formats

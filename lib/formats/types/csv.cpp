// csv: rows for spreadsheets and statistics, fields with a comma between.
#include "formats/delimited.h"

namespace plumb::formats {

extern const OutputFormat output_csv = {
    .name = "csv",
    .help = "a row a sample: time, labels, value; --wide: a column a series",
    .extensions = {"csv"},
    .write_result = [](const model::QueryResult& result,
                       const Output& output) { return WriteDelimited(result, ',', output); },
    .write_listing = [](const Listing& listing,
                        const Output& output) { return WriteDelimited(listing, ',', output); }};

}  // namespace plumb::formats

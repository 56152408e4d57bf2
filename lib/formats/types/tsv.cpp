// tsv: rows for spreadsheets and statistics, fields with a tab between.
#include "formats/delimited.h"

namespace plumb::formats {

extern const OutputFormat output_tsv = {
    .name = "tsv",
    .help = "a row a sample: time, labels, value; --wide: a column a series",
    .extensions = {"tsv"},
    .write_result = [](const model::QueryResult& result,
                       const Output& output) { return WriteDelimited(result, '\t', output); },
    .write_listing = [](const Listing& listing,
                        const Output& output) { return WriteDelimited(listing, '\t', output); }};

}  // namespace plumb::formats

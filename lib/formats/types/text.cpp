// text: strict exposition text 0.0.4, for other programs. What cannot be said there is dropped and
// counted.
#include "formats/output.h"

namespace plumb::formats {

namespace {

Status WriteResult(const model::QueryResult& result, const Output& output) {
  return WriteFamilies(FamilyFormat::kText, result, output);
}

}  // namespace

extern const OutputFormat output_text = {.name = "text",
                                         .help = "strict exposition text 0.0.4",
                                         .extensions = {"txt"},
                                         .write_result = WriteResult,
                                         .write_listing = WriteLines};

}  // namespace plumb::formats

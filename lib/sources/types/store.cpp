// A store on disk.

#include <fmt/core.h>

#include "sources/source.h"
#include "store/reader.h"
#include "system/files.h"

namespace plumb::sources {

namespace {

bool Claims(std::string_view text) {
  return system::IsDirectory(std::string(text));
}

Result<OpenSource> OpenStore(const std::string& text, OpenContext&) {
  PLUMB_ASSIGN(auto reader, store::Reader::Open(text));
  return OpenSource{.series = std::move(reader), .name = fmt::format("'{}'", text)};
}

}  // namespace

extern const SourceKind source_store = {
    .name = "store",
    .help = "a folder made by plumb-ingest",
    .claims = Claims,
    .open = OpenStore,
};

}  // namespace plumb::sources

// A store on disk, or a bundle.

#include <fmt/core.h>

#include "sources/source.h"
#include "store/location.h"
#include "store/reader.h"
#include "system/files.h"

namespace plumb::sources {

namespace {

bool Claims(std::string_view text) {
  const std::string path(text);
  return system::IsDirectory(path) || store::IsBundle(path);
}

Result<OpenSource> OpenStore(const std::string& text, OpenContext&) {
  PLUMB_ASSIGN(auto reader, store::Reader::Open(text));
  return OpenSource{.series = std::move(reader), .name = fmt::format("'{}'", text)};
}

}  // namespace

extern const SourceKind source_store = {
    .name = "store",
    .help = "a folder made by plumb-ingest, or a bundle made by plumb-store",
    .claims = Claims,
    .open = OpenStore,
};

}  // namespace plumb::sources

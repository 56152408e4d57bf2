#include "sources/source.h"

#include <fmt/core.h>

#include "store/location.h"
#include "system/files.h"

namespace plumb::sources {

#define PLUMB_ENTRY(type, symbol) extern const type symbol;
#include "source_registry.inc"
#undef PLUMB_ENTRY

namespace {

constexpr const SourceKind* kKinds[] = {
#define PLUMB_ENTRY(type, symbol) &symbol,
#include "source_registry.inc"
#undef PLUMB_ENTRY
};

bool LooksLikeStore(std::string_view text) {
  return text.ends_with(".plumb");
}

}  // namespace

Result<OpenSource> Open(const std::string& text, OpenContext& context) {
  std::string wanted = text;
  if (wanted.empty()) {
    PLUMB_ASSIGN(wanted, store::DefaultStoreForReading(store::SystemLocationFacts()));
    if (!system::Exists(wanted)) return store::NoStoreError(wanted);
  }
  for (const SourceKind* kind : kKinds)
    if (kind->claims(wanted)) return kind->open(wanted, context);
  if (LooksLikeStore(wanted)) return store::NoStoreError(wanted);
  return Error{Exit::kOutside, fmt::format("cannot open '{}': no such file or directory", wanted)};
}

Result<Timestamp> Now(const model::SeriesSource& source, Clock& clock) {
  if (!source.closed()) return clock.Now();
  PLUMB_ASSIGN(const auto extent, source.FindExtent());
  if (!extent) return Error{Exit::kNoData, "the input has no samples"};
  return extent->newest;
}

}  // namespace plumb::sources

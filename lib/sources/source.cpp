#include "sources/source.h"

#include <fmt/core.h>

#include <array>

#include "store/location.h"
#include "text/escape.h"
#include "text/suggest.h"

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

// `localhost:9090`, with or without a path.
bool LooksLikeServer(std::string_view text) {
  const size_t colon = text.find(':');
  return colon != std::string_view::npos && colon > 0 && colon + 1 < text.size() &&
         text[colon + 1] >= '0' && text[colon + 1] <= '9';
}

std::string ServerHint(std::string_view text) {
  return fmt::format("; if it is a server, write 'http://{}'", text);
}

Error UnknownScheme(std::string_view text, size_t length) {
  constexpr std::array<std::string_view, 2> kSchemes = {"http", "https"};
  const std::string_view scheme = text.substr(0, length);
  return {Exit::kUsage, fmt::format("source '{}': unknown scheme '{}'{}", text::ForTerminal(text),
                                    text::ForTerminal(scheme), text::DidYouMean(scheme, kSchemes))};
}

Result<std::string> OrDefault(const std::string& text) {
  if (!text.empty()) return text;
  return store::DefaultStoreForReading(store::SystemLocationFacts());
}

const SourceKind* FindKind(std::string_view text) {
  for (const SourceKind* kind : kKinds)
    if (kind->claims(text)) return kind;
  return nullptr;
}

}  // namespace

Result<OpenSource> Open(const std::string& text, OpenContext& context) {
  PLUMB_ASSIGN(const std::string wanted, OrDefault(text));
  if (const SourceKind* kind = FindKind(wanted)) return kind->open(wanted, context);
  if (const size_t scheme = wanted.find("://"); scheme != std::string::npos)
    return UnknownScheme(wanted, scheme);
  if (text.empty() || LooksLikeStore(wanted)) return store::NoStoreError(wanted);
  return Error{Exit::kOutside, fmt::format("cannot open '{}': no such file or directory{}", wanted,
                                           LooksLikeServer(wanted) ? ServerHint(wanted) : "")};
}

bool EvaluatesItself(const std::string& text) {
  const auto wanted = OrDefault(text);
  const SourceKind* kind = wanted.ok() ? FindKind(*wanted) : nullptr;
  return kind != nullptr && kind->evaluates;
}

Result<Timestamp> Now(const model::SeriesSource& source, Clock& clock) {
  if (!source.closed()) return clock.Now();
  PLUMB_ASSIGN(const auto extent, source.FindExtent());
  if (!extent) return Error{Exit::kNoData, "the input has no samples"};
  return extent->newest;
}

}  // namespace plumb::sources

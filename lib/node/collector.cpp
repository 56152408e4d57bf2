#include "node/collector.h"

#include "node/proc_text.h"
#include "text/suggest.h"

#include <fmt/core.h>

#include <algorithm>

namespace plumb::node {

#define PLUMB_ENTRY(type, symbol) extern const type symbol;
#include "collector_registry.inc"
#undef PLUMB_ENTRY

namespace {

constexpr const Collector* kCollectors[] = {
#define PLUMB_ENTRY(type, symbol) &symbol,
#include "collector_registry.inc"
#undef PLUMB_ENTRY
};

bool Contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Status CheckNames(const std::vector<std::string>& names) {
  std::vector<std::string_view> known;
  for (const Collector* collector : kCollectors) known.push_back(collector->name);
  for (const std::string& name : names)
    if (std::find(known.begin(), known.end(), name) == known.end())
      return Error{Exit::kUsage,
                   fmt::format("unknown collector '{}'{}", name, text::DidYouMean(name, known))};
  return Ok();
}

// A change of a filter, taken apart.
struct Change {
  std::string_view collector;
  std::string_view filter;
  std::string_view pattern;
};

Result<Change> ParseChange(std::string_view text) {
  const auto halves = Cut(text, '=');
  const auto name = halves ? Cut(halves->before, '.') : std::nullopt;
  if (!name)
    return Error{Exit::kUsage,
                 fmt::format("--filter takes COLLECTOR.FILTER=REGEX, not '{}'", text)};
  std::vector<std::string> known;
  for (const Collector* collector : kCollectors)
    for (const Filter& filter : collector->filters) {
      if (collector->name == name->before && filter.name == name->after)
        return Change{name->before, name->after, halves->after};
      known.push_back(fmt::format("{}.{}", collector->name, filter.name));
    }
  const std::vector<std::string_view> views(known.begin(), known.end());
  return Error{Exit::kUsage, fmt::format("unknown filter '{}'{}", halves->before,
                                         text::DidYouMean(halves->before, views))};
}

}  // namespace

std::span<const Collector* const> Collectors() {
  return kCollectors;
}

Result<std::vector<const Collector*>> ChooseCollectors(const std::vector<std::string>& only,
                                                       const std::vector<std::string>& without) {
  PLUMB_TRY(CheckNames(only));
  PLUMB_TRY(CheckNames(without));
  std::vector<const Collector*> chosen;
  for (const Collector* collector : kCollectors)
    if ((only.empty() || Contains(only, collector->name)) && !Contains(without, collector->name))
      chosen.push_back(collector);
  return chosen;
}

Result<Filters> MakeFilters(std::span<const Collector* const> collectors,
                            const std::vector<std::string>& changes) {
  Filters filters;
  for (const Collector* collector : collectors)
    for (const Filter& filter : collector->filters)
      PLUMB_TRY(filters.Set(collector->name, filter.name, filter.pattern));
  for (const std::string& text : changes) {
    PLUMB_ASSIGN(const Change change, ParseChange(text));
    PLUMB_TRY(filters.Set(change.collector, change.filter, change.pattern));
  }
  return filters;
}

}  // namespace plumb::node

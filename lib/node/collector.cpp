#include "node/collector.h"

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

}  // namespace plumb::node

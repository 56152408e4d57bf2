#include "query/features.h"

#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <vector>

#include "text/suggest.h"

namespace plumb::query {

namespace {

struct Feature {
  std::string_view name;
  bool promql::EngineOptions::*turns_on;  // null: it is always on
};

constexpr Feature kFeatures[] = {
    {"promql-at-modifier", nullptr},
    {"promql-binop-fill-modifiers", nullptr},
    {"promql-delayed-name-removal", &promql::EngineOptions::delayed_name_removal},
    {"promql-duration-expr", nullptr},
    {"promql-experimental-functions", nullptr},
    {"promql-extended-range-selectors", nullptr},
    {"promql-negative-offset", nullptr},
    {"native-histograms", nullptr},
    {"type-and-unit-labels", nullptr},
    {"use-start-timestamps", &promql::EngineOptions::use_start_times},
};

Error Unknown(std::string_view name) {
  std::vector<std::string_view> names;
  std::string list;
  for (const Feature& feature : kFeatures) {
    names.push_back(feature.name);
    if (feature.turns_on != nullptr) list += (list.empty() ? "" : ", ") + std::string(feature.name);
  }
  return {Exit::kUsage, fmt::format("--enable-feature: there is no '{}'{}\nthere are {}; and what "
                                    "is experimental in PromQL is always on",
                                    name, text::DidYouMean(name, names), list)};
}

}  // namespace

Status EnableFeatures(std::string_view list, promql::EngineOptions& options) {
  while (!list.empty()) {
    const std::string_view name = list.substr(0, list.find(','));
    list.remove_prefix(std::min(name.size() + 1, list.size()));
    const auto* feature = std::find_if(std::begin(kFeatures), std::end(kFeatures),
                                       [name](const Feature& known) { return known.name == name; });
    if (feature == std::end(kFeatures)) return Unknown(name);
    if (feature->turns_on != nullptr) options.*(feature->turns_on) = true;
  }
  return Ok();
}

}  // namespace plumb::query

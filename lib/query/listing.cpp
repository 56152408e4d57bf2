#include "query/listing.h"

#include <algorithm>
#include <map>

namespace plumb::query {

namespace {

using FamilyMap = std::map<std::string, model::Metadata, std::less<>>;

// The family that a metric's name belongs to: itself, or without a suffix that its type adds.
std::string_view FamilyOf(std::string_view name, const FamilyMap& families) {
  if (families.contains(name)) return name;
  for (const std::string_view suffix :
       {"_bucket", "_count", "_sum", "_total", "_created", "_info", "_gcount", "_gsum"}) {
    if (!name.ends_with(suffix)) continue;
    const std::string_view family = name.substr(0, name.size() - suffix.size());
    if (families.contains(family)) return family;
  }
  return name;
}

}  // namespace

Result<std::vector<model::Labels>> ListSeries(const model::SeriesSource& source,
                                              const model::Selection& selection) {
  PLUMB_ASSIGN(const auto set, source.Select(selection));
  std::vector<model::Labels> series;
  series.reserve(set->size());
  for (size_t i = 0; i < set->size(); ++i) series.push_back(set->labels(i));
  std::sort(series.begin(), series.end());
  return series;
}

Result<std::vector<model::Metadata>> ListMetrics(const model::SeriesSource& source,
                                                 const model::Selection& selection) {
  PLUMB_ASSIGN(auto known, source.ListMetadata());
  FamilyMap families;
  for (model::Metadata& metadata : known) {
    std::string name = metadata.metric;
    families.emplace(std::move(name), std::move(metadata));
  }
  PLUMB_ASSIGN(const auto names,
               source.ListLabelValues(std::string(model::kMetricName), selection));
  FamilyMap found;
  for (const std::string& name : names) {
    const std::string family(FamilyOf(name, families));
    const auto at = families.find(family);
    found.try_emplace(family,
                      at != families.end() ? at->second : model::Metadata{.metric = family});
  }
  std::vector<model::Metadata> metrics;
  metrics.reserve(found.size());
  for (auto& [name, metadata] : found) metrics.push_back(std::move(metadata));
  return metrics;
}

Result<formats::Listing> List(const Wanted& wanted, const model::SeriesSource& source,
                              const model::Selection& selection) {
  switch (wanted.kind) {
    case ListingKind::kSeries: {
      PLUMB_ASSIGN(auto series, ListSeries(source, selection));
      return formats::Listing(formats::SeriesList{std::move(series)});
    }
    case ListingKind::kLabelNames: {
      PLUMB_ASSIGN(auto names, source.ListLabelNames(selection));
      return formats::Listing(formats::NameList{"label", std::move(names)});
    }
    case ListingKind::kLabelValues: {
      PLUMB_ASSIGN(auto values, source.ListLabelValues(wanted.label, selection));
      return formats::Listing(formats::NameList{wanted.label, std::move(values)});
    }
    case ListingKind::kMetrics:
      break;
  }
  PLUMB_ASSIGN(auto metrics, ListMetrics(source, selection));
  return formats::Listing(formats::MetricList{std::move(metrics)});
}

}  // namespace plumb::query

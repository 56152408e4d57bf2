#include "query/cut.h"

#include <string>

namespace plumb::query {

namespace {

template <typename List>
bool CutList(List& list, size_t limit) {
  if (limit == 0 || list.size() <= limit) return false;
  list.erase(list.begin() + static_cast<std::ptrdiff_t>(limit), list.end());
  return true;
}

}  // namespace

void CutSeries(model::QueryResult& result, size_t limit) {
  const bool vectors =
      result.type == model::ResultType::kVector || result.type == model::ResultType::kMatrix;
  if (vectors && CutList(result.series, limit))
    result.annotations.push_back({.text = std::string(kCut)});
}

bool CutListing(formats::Listing& listing, size_t limit) {
  if (auto* names = std::get_if<formats::NameList>(&listing)) return CutList(names->names, limit);
  if (auto* series = std::get_if<formats::SeriesList>(&listing))
    return CutList(series->series, limit);
  if (auto* metrics = std::get_if<formats::MetricList>(&listing))
    return CutList(metrics->metrics, limit);
  return CutList(std::get<model::Table>(listing).rows, limit);
}

}  // namespace plumb::query

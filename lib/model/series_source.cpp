#include "model/series_source.h"

#include <set>

namespace plumb::model {

Result<std::vector<std::string>> SeriesSource::ListLabelNames(const Selection& selection) const {
  PLUMB_ASSIGN(const auto set, Select(selection));
  std::set<std::string, std::less<>> names;
  for (size_t i = 0; i < set->size(); ++i)
    for (const LabelView label : set->labels(i))
      if (!names.contains(label.name)) names.emplace(label.name);
  return std::vector<std::string>(names.begin(), names.end());
}

Result<std::vector<std::string>> SeriesSource::ListLabelValues(const std::string& name,
                                                               const Selection& selection) const {
  PLUMB_ASSIGN(const auto set, Select(selection));
  std::set<std::string, std::less<>> values;
  for (size_t i = 0; i < set->size(); ++i) {
    const std::string_view value = set->labels(i).Get(name);
    if (!value.empty() && !values.contains(value)) values.emplace(value);
  }
  return std::vector<std::string>(values.begin(), values.end());
}

}  // namespace plumb::model

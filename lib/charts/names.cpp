#include "charts/names.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "charts/request.h"
#include "text/escape.h"

namespace plumb::charts {
namespace {

struct Common {
  std::map<std::string_view, std::string_view> labels;  // the same in all series
  std::set<std::string_view> differing;
};

Common FindCommon(const std::vector<model::Series>& series) {
  Common common;
  std::map<std::string_view, std::pair<std::string_view, size_t>>
      seen;  // value, and in how many series
  for (const model::Series& each : series) {
    for (const model::LabelView label : each.labels) {
      auto [at, inserted] = seen.try_emplace(label.name, label.value, 0);
      ++at->second.second;
      if (at->second.first != label.value) common.differing.insert(label.name);
    }
  }
  for (const auto& [name, value] : seen) {
    if (value.second < series.size()) common.differing.insert(name);
    if (!common.differing.contains(name)) common.labels.emplace(name, value.first);
  }
  return common;
}

// Whether the values of the labels that differ say what they are of without the labels' names:
// "web1" does, "0" does not.
bool SpeakForThemselves(const std::vector<model::Series>& series,
                        const std::set<std::string_view>& differing) {
  // Queries do, and beside them one label can.
  const size_t labels = differing.size() - (differing.contains(kQueryLabel) ? 1 : 0);
  if (labels > 1) return false;
  for (const std::string_view name : differing) {
    if (name == kQueryLabel) continue;
    if (std::all_of(series.begin(), series.end(), [&](const model::Series& each) {
          const std::string_view value = each.labels.Get(name);
          return value.empty() || NeedsName(value);
        }))
      return false;
  }
  return true;
}

// The labels of `labels` that differ; the metric's name stands first. Bare: without the names of
// labels.
std::string NameOf(const model::Labels& labels, const std::set<std::string_view>& differing,
                   bool bare) {
  std::string name;
  if (differing.contains(model::kMetricName)) name = labels.metric_name();
  for (const model::LabelView label : labels) {
    if (label.name == model::kMetricName || !differing.contains(label.name)) continue;
    if (!name.empty()) name += ' ';
    if (!bare && label.name != kQueryLabel) {
      name += label.name;
      name += '=';
    }
    name += label.value;
  }
  return text::ForTerminal(name);
}

// Of a row of a table, where a few labels are enough; a row that is the same as another says which
// it is.
std::string NameOfRow(const model::Labels& labels, const std::vector<std::string>& row_names,
                      bool with_metric) {
  std::string name;
  const auto add = [&](std::string_view word) {
    if (!name.empty() && !word.empty()) name += ' ';
    name += word;
  };
  if (with_metric) add(labels.metric_name());
  for (const std::string& label : row_names) add(labels.Get(label));
  if (const std::string_view row = labels.Get("row"); !row.empty())
    add("(row " + std::string(row) + ")");
  return text::ForTerminal(name);
}

std::string_view Trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// `{{label}}`s filled in; braces that are not closed stay as they are.
std::string Filled(std::string_view name_template, const model::Labels& labels) {
  std::string name;
  while (!name_template.empty()) {
    const size_t open = name_template.find("{{");
    const size_t close = open == std::string_view::npos ? open : name_template.find("}}", open + 2);
    if (close == std::string_view::npos) break;
    name += name_template.substr(0, open);
    name += labels.Get(Trimmed(name_template.substr(open + 2, close - open - 2)));
    name_template.remove_prefix(close + 2);
  }
  name += name_template;
  return text::ForTerminal(name);
}

}  // namespace

bool NeedsName(std::string_view value) {
  return !value.empty() && value.find_first_not_of("0123456789.") == std::string_view::npos &&
         std::count(value.begin(), value.end(), '.') <= 1;
}

Names NameSeries(const std::vector<model::Series>& series, const std::string& fallback,
                 std::string_view name_template, const std::vector<std::string>& row_names) {
  const Common common = FindCommon(series);
  const bool bare = SpeakForThemselves(series, common.differing);
  Names names;
  for (const auto& [name, value] : common.labels) {
    if (name == model::kMetricName) {
      names.metric = text::ForTerminal(value);
      continue;
    }
    if (!names.common.empty()) names.common += ' ';
    names.common += text::ForTerminal(std::string(name) + "=\"" + std::string(value) + '"');
  }
  for (const model::Series& each : series) {
    if (!name_template.empty()) {
      names.names.push_back(Filled(name_template, each.labels));
      continue;
    }
    std::string name = row_names.empty() ? NameOf(each.labels, common.differing, bare)
                                         : NameOfRow(each.labels, row_names,
                                                     common.differing.contains(model::kMetricName));
    if (name.empty() && series.size() == 1) name = names.metric.empty() ? fallback : names.metric;
    // Among series with labels, the one that has none of them.
    if (name.empty()) name = "{}";
    names.names.push_back(std::move(name));
  }
  return names;
}

}  // namespace plumb::charts

// SPDX-License-Identifier: Apache-2.0
// Aggregations of the reference evaluator: elements are sorted into groups, each group is looked at
// by itself.
#include <algorithm>
#include <cmath>
#include <map>

#include "base/number.h"
#include "model/histogram_text.h"
#include "promql/aggregator.h"
#include "reference/evaluator.h"
#include "reference/histograms.h"
#include "reference/sums.h"
#include "text/utf8.h"

namespace plumb::reference {

namespace {

struct Group {
  model::Labels labels;
  Vector members;
};

model::Labels GroupLabels(const model::Labels& labels, const std::vector<std::string>& names,
                          bool without) {
  model::LabelsBuilder builder;
  for (const auto& [name, value] : labels) {
    const bool listed = std::find(names.begin(), names.end(), name) != names.end();
    if (without ? !listed && name != model::kMetricName : listed) builder.Set(name, value);
  }
  return builder.Build();
}

std::vector<Group> GroupsOf(const Vector& vector, const std::vector<std::string>& names,
                            bool without) {
  std::vector<Group> groups;
  std::map<model::Labels, size_t> places;
  for (const Element& element : vector) {
    model::Labels labels = GroupLabels(element.labels, names, without);
    const auto [place, is_new] = places.try_emplace(labels, groups.size());
    if (is_new) groups.push_back({.labels = std::move(labels), .members = {}});
    groups[place->second].members.push_back(element);
  }
  return groups;
}

std::vector<double> FloatsOf(const Group& group) {
  std::vector<double> floats;
  for (const Element& element : group.members)
    if (element.histogram == nullptr) floats.push_back(element.value);
  return floats;
}

std::vector<HistogramPtr> HistogramsOf(const Group& group) {
  std::vector<HistogramPtr> histograms;
  for (const Element& element : group.members)
    if (element.histogram != nullptr) histograms.push_back(element.histogram);
  return histograms;
}

double Extreme(const std::vector<double>& values, bool largest) {
  double best = values[0];
  for (const double v : values)
    if (std::isnan(best) || (largest ? v > best : v < best)) best = v;
  return best;
}

double Variance(const std::vector<double>& values) {
  double n = 0;
  double mean = 0;
  double squares = 0;
  for (const double v : values) {
    if (!std::isfinite(v)) return std::numeric_limits<double>::quiet_NaN();
    n += 1;
    const double off = v - mean;
    mean += off / n;
    squares += off * (v - mean);
  }
  return squares / n;
}

// One value from the floats of a group. REQUIRES: values not empty
double Folded(std::string_view op, const std::vector<double>& values, double parameter) {
  if (op == "sum") return SumOf(values);
  if (op == "avg") return MeanOf(values);
  if (op == "min") return Extreme(values, false);
  if (op == "max") return Extreme(values, true);
  if (op == "stdvar") return Variance(values);
  if (op == "stddev") return std::sqrt(Variance(values));
  PLUMB_ASSERT(op == "quantile");
  return QuantileOf(parameter, values);
}

// The group's element; none where it has nothing that the operator takes.
Vector FoldedGroup(std::string_view op, const Group& group, double parameter) {
  Element element{.labels = group.labels};
  for (const Element& member : group.members) element.drop_name |= member.drop_name;
  if (op == "count" || op == "group") {
    element.value = op == "count" ? static_cast<double>(group.members.size()) : 1;
    return {element};
  }
  const std::vector<double> floats = FloatsOf(group);
  const std::vector<HistogramPtr> histograms = HistogramsOf(group);
  if ((op == "sum" || op == "avg") && !histograms.empty()) {
    if (!floats.empty()) return {};
    element.histogram = op == "sum" ? SumOf(histograms) : MeanOf(histograms);
    return element.histogram == nullptr ? Vector() : Vector{element};
  }
  if (floats.empty()) return {};
  element.value = Folded(op, floats, parameter);
  return {element};
}

// The largest or smallest first, NaN behind all.
Vector Ranked(const Group& group, bool largest) {
  Vector ranked;
  for (const Element& element : group.members)
    if (element.histogram == nullptr) ranked.push_back(element);
  std::stable_sort(ranked.begin(), ranked.end(), [largest](const Element& a, const Element& b) {
    if (std::isnan(a.value) || std::isnan(b.value)) return !std::isnan(a.value);
    return largest ? a.value > b.value : a.value < b.value;
  });
  return ranked;
}

bool Tied(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

Result<size_t> HowMany(double k) {
  if (std::isnan(k)) return Wrong("Parameter value is NaN");
  // An error; whether also where a subquery has no step at which it is asked is not defined.
  if (std::fabs(k) >= 0x1p63) return Unsupported("more than fits an integer");
  return k < 1 ? 0 : static_cast<size_t>(k);
}

std::string TextOf(const Element& element) {
  if (element.histogram == nullptr) return FormatFixed(element.value);
  return DisplayText(*element.histogram);
}

Result<Vector> CountValues(const promql::Aggregate& aggregate, const std::string& label,
                           const Vector& vector) {
  if (label.empty() || !text::IsValidUtf8(label)) return Wrong("invalid label name");
  Vector valued;
  for (Element element : vector) {
    element.labels = model::LabelsBuilder(element.labels).Set(label, TextOf(element)).Build();
    valued.push_back(std::move(element));
  }
  std::vector<std::string> names = aggregate.grouping;
  if (!aggregate.without) names.push_back(label);
  Vector out;
  for (const Group& group : GroupsOf(valued, names, aggregate.without))
    out.push_back({.labels = group.labels, .value = static_cast<double>(group.members.size())});
  return out;
}

}  // namespace

Result<Vector> Evaluator::AggregateAt(const promql::Aggregate& aggregate, Timestamp at) const {
  const std::string_view op = aggregate.op->name;
  if (op == "limit_ratio") return Unsupported(op);
  PLUMB_ASSIGN(const Vector vector, VectorAt(*aggregate.expr, at));
  if (op == "count_values") {
    PLUMB_ASSIGN(const Answer label, At(*aggregate.param, at));
    return CountValues(aggregate, std::get<std::string>(label), vector);
  }
  double parameter = 0;
  if (aggregate.param != nullptr) {
    PLUMB_ASSIGN(parameter, ScalarAt(*aggregate.param, at));
  }
  const bool picks = op == "topk" || op == "bottomk" || op == "limitk";
  size_t count = 0;
  if (picks) {
    PLUMB_ASSIGN(count, HowMany(parameter));
  }
  Vector out;
  for (const Group& group : GroupsOf(vector, aggregate.grouping, aggregate.without)) {
    Vector result = !picks           ? FoldedGroup(op, group, parameter)
                    : op == "limitk" ? group.members
                                     : Ranked(group, op == "topk");
    if (op == "limitk" && count > 0 && count < result.size())
      return Unsupported("the choice of limitk");
    if (picks && count > 0 && count < result.size()) {
      if (Tied(result[count - 1].value, result[count].value))
        return Unsupported("the choice of ties");
    }
    if (picks && result.size() > count) result.resize(count);
    out.insert(out.end(), result.begin(), result.end());
  }
  return out;
}

}  // namespace plumb::reference

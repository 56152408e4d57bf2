#include "node/emitter.h"

#include <algorithm>

namespace plumb::node {

using model::MetricType;

void Emitter::Gauge(std::string_view name, std::string_view help, double value,
                    std::initializer_list<Label> labels) {
  Add(MetricType::kGauge, name, help, value, labels);
}

void Emitter::Counter(std::string_view name, std::string_view help, double value,
                      std::initializer_list<Label> labels) {
  Add(MetricType::kCounter, name, help, value, labels);
}

void Emitter::Untyped(std::string_view name, std::string_view help, double value,
                      std::initializer_list<Label> labels) {
  Add(MetricType::kUnknown, name, help, value, labels);
}

void Emitter::Add(MetricType type, std::string_view name, std::string_view help, double value,
                  std::vector<Label> labels) {
  labels.push_back({model::kMetricName, name});
  Find(name, type, help).points.push_back({model::Labels::From(std::move(labels)), value});
}

Family& Emitter::Find(std::string_view name, MetricType type, std::string_view help) {
  const auto found = families_.find(name);
  if (found != families_.end()) return found->second;
  const std::string key(name);
  return families_.emplace(key, Family{key, type, std::string(help), {}}).first->second;
}

std::vector<Family> Emitter::Take() {
  std::vector<Family> families;
  families.reserve(families_.size());
  for (auto& [name, family] : families_) {
    if (family.type != MetricType::kHistogram && family.type != MetricType::kSummary)
      std::stable_sort(family.points.begin(), family.points.end(),
                       [](const Point& a, const Point& b) { return a.labels < b.labels; });
    families.push_back(std::move(family));
  }
  families_.clear();
  return families;
}

}  // namespace plumb::node

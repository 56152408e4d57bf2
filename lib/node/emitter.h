// SPDX-License-Identifier: Apache-2.0
// What collectors give their samples to: it gathers them by metric family.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/labels.h"
#include "model/metadata.h"

namespace plumb::node {

struct Point {
  model::Labels labels;  // with __name__
  double value = 0;
};

// All samples of one name (of a histogram: of its _bucket, _sum and _count).
struct Family {
  std::string name;
  model::MetricType type = model::MetricType::kUnknown;
  std::string help;
  std::vector<Point> points;
};

class Emitter {
 public:
  using Label = model::LabelView;

  // One sample. The first of a name says its type and help. `labels` are without __name__; one with
  // an empty value is the same as none.
  void Gauge(std::string_view name, std::string_view help, double value,
             std::initializer_list<Label> labels = {});
  void Counter(std::string_view name, std::string_view help, double value,
               std::initializer_list<Label> labels = {});
  void Untyped(std::string_view name, std::string_view help, double value,
               std::initializer_list<Label> labels = {});
  void Add(model::MetricType type, std::string_view name, std::string_view help, double value,
           std::vector<Label> labels);
  // The family of a name, made with this type and help if there was none; the reference stays good.
  Family& Find(std::string_view name, model::MetricType type, std::string_view help);

  // What was gathered: families by name, samples by labels (those of histograms and summaries as
  // they came, since their buckets have an order of their own). The emitter is empty after it.
  std::vector<Family> Take();

 private:
  std::map<std::string, Family, std::less<>> families_;
};

}  // namespace plumb::node

// Makes native histograms with custom buckets of the series of classic ones (prometheus
// util/convertnhcb).
#pragma once

#include <cmath>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/number.h"
#include "model/histogram.h"
#include "model/histogram_arithmetic.h"
#include "model/labels.h"
#include "model/sample.h"

namespace plumb::promqltest {

class ClassicToCustom {
 public:
  // Takes one sample of a `_bucket`, `_count` or `_sum` series; others are passed over.
  void Add(const model::Labels& labels, Timestamp time, double value) {
    const std::string name(labels.metric_name());
    for (const std::string_view suffix : {"_bucket", "_count", "_sum"}) {
      if (!name.ends_with(suffix) || model::IsStale(value)) continue;
      const model::Labels whole =
          model::LabelsBuilder(labels)
              .Drop(model::kBucketLabel)
              .Set(model::kMetricName, name.substr(0, name.size() - suffix.size()))
              .Build();
      Classic& classic = found_[whole][time];
      if (suffix == "_count") classic.count = value;
      if (suffix == "_sum") classic.sum = value;
      if (suffix == "_bucket")
        if (const auto bound = ParseFloat(labels.Get(model::kBucketLabel)); bound)
          classic.cumulative.emplace(*bound, value);
    }
  }

  // Without those that contradict themselves.
  [[nodiscard]] std::map<model::Labels, std::vector<model::HistogramPoint>> Finish() const {
    std::map<model::Labels, std::vector<model::HistogramPoint>> all;
    for (const auto& [labels, by_time] : found_)
      for (const auto& [time, classic] : by_time)
        if (auto histogram = Convert(classic))
          all[labels].push_back(
              {.time = time,
               .histogram = std::make_shared<const model::Histogram>(*std::move(histogram))});
    return all;
  }

 private:
  struct Classic {
    std::map<double, double> cumulative;  // upper bound to count
    std::optional<double> count;
    double sum = 0;
  };

  static std::optional<model::Histogram> Convert(const Classic& classic) {
    if (classic.cumulative.empty() && !classic.count) return std::nullopt;
    model::Histogram histogram;
    histogram.schema = model::kCustomBucketsSchema;
    histogram.sum = classic.sum;
    double before = 0;
    for (const auto& [bound, count] : classic.cumulative) {
      if (count < before) return std::nullopt;
      if (!std::isinf(bound)) histogram.custom_values.push_back(bound);
      histogram.positive_buckets.push_back(count - before);
      before = count;
    }
    histogram.count = classic.count.value_or(before);
    if (histogram.count < before) return std::nullopt;
    if (histogram.positive_buckets.size() == histogram.custom_values.size())
      histogram.positive_buckets.push_back(histogram.count - before);
    histogram.positive_spans = {
        {.offset = 0, .length = static_cast<uint32_t>(histogram.positive_buckets.size())}};
    model::CompactHistogram(histogram);
    return histogram;
  }

  std::map<model::Labels, std::map<Timestamp, Classic>> found_;
};

}  // namespace plumb::promqltest

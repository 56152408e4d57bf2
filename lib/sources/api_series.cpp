#include "sources/api_series.h"

#include <fmt/core.h>

#include <algorithm>
#include <unordered_map>

#include "formats/json_result.h"
#include "formats/json_series.h"
#include "formats/name_escaping.h"

namespace plumb::sources {

namespace {

using Method = PrometheusApi::Method;

// Before and after any sample of a server: 1970, and 2200-01-01, up to which a range still fits the
// nanoseconds of a Go duration.
constexpr Timestamp kFirstTime = kSecond;
constexpr Timestamp kFarFuture = 7'258'118'400'000;

// `{a="b",c=~"d"}`; all series if nothing is asked.
std::string SelectorText(const model::Matchers& matchers) {
  if (matchers.empty()) return "{__name__!=\"\"}";
  std::string text;
  for (const model::Matcher& matcher : matchers)
    text += (text.empty() ? "{" : ",") + matcher.ToString();
  return text + "}";
}

Result<std::string> SelectorText(const model::Labels& labels) {
  model::Matchers matchers;
  for (const auto [name, value] : labels) {
    PLUMB_ASSIGN(auto matcher, model::Matcher::Make(std::string(name), model::MatchOp::kEqual,
                                                    std::string(value)));
    matchers.push_back(std::move(matcher));
  }
  return SelectorText(matchers);
}

// The start is always said, since VictoriaMetrics takes none for the last days (and 0 for none); an
// open end is left out.
fetch::Form Parameters(const model::Selection& selection) {
  fetch::Form form = {{"start", ApiTime(std::max(selection.range.from, kFirstTime))}};
  if (selection.range.to < model::kMaxTime)
    form.emplace_back("end", ApiTime(std::min(selection.range.to, kFarFuture)));
  return form;
}

// The series of an answer as columns, samples outside of the range left out (the start of a range
// selector is inside of it for Prometheus 2).
model::SampleColumn ToColumn(model::Series series, model::TimeRange range) {
  std::vector<Timestamp> times;
  model::SampleColumn column;
  for (size_t i = 0; i < series.times.size(); ++i) {
    if (!range.Contains(series.times[i])) continue;
    times.push_back(series.times[i]);
    column.values.push_back(series.values[i]);
  }
  for (model::HistogramPoint& point : series.histograms)
    if (range.Contains(point.time)) column.histograms.push_back(std::move(point));
  column.times = std::make_shared<const std::vector<Timestamp>>(std::move(times));
  return column;
}

class ApiSet : public model::SeriesSet {
 public:
  ApiSet(std::shared_ptr<const PrometheusApi> api, std::string selector,
         std::vector<model::Labels> labels, const std::optional<std::vector<std::string>>& names)
      : api_(std::move(api)), selector_(std::move(selector)), labels_(std::move(labels)) {
    if (names)
      for (const model::Labels& one : labels_) kept_.push_back(model::KeepOnly(one, *names));
    // One series alone first: whoever only wants to know whether there is a sample need not read
    // all of them.
    if (!labels_.empty()) batches_.push_back({.first = 0, .count = 1});
    if (labels_.size() > 1) batches_.push_back({.first = 1, .count = labels_.size() - 1});
  }
  [[nodiscard]] size_t size() const override { return labels_.size(); }
  [[nodiscard]] const model::Labels& labels(size_t index) const override {
    return kept_.empty() ? labels_[index] : kept_[index];
  }
  [[nodiscard]] const std::vector<Batch>& batches() const override { return batches_; }

  Result<std::vector<model::SampleColumn>> Read(const Batch& batch,
                                                model::TimeRange range) const override {
    range.from = std::max(range.from, kFirstTime);
    range.to = std::min(range.to, kFarFuture);
    std::vector<model::Series> series;
    if (range.from <= range.to) {
      PLUMB_ASSIGN(series, Fetch(batch, range));
    }
    std::unordered_map<model::Labels, size_t, model::LabelsHash> found;
    for (size_t i = 0; i < series.size(); ++i) found.emplace(series[i].labels, i);
    std::vector<model::SampleColumn> columns;
    columns.reserve(batch.count);
    for (size_t i = 0; i < batch.count; ++i) {
      const auto at = found.find(labels_[batch.first + i]);
      columns.push_back(
          ToColumn(at == found.end() ? model::Series() : std::move(series[at->second]), range));
    }
    return columns;
  }

 private:
  Result<std::vector<model::Series>> Fetch(const Batch& batch, model::TimeRange range) const {
    std::string selector = selector_;
    if (batch.count == 1) {
      PLUMB_ASSIGN(selector, SelectorText(labels_[batch.first]));
    }
    const DurationMs length = range.to - range.from + 1;
    const fetch::Form form = {{"query", fmt::format("{}[{}ms]", selector, length)},
                              {"time", ApiTime(range.to)},
                              {"nocache", "1"}};
    PLUMB_ASSIGN(const auto answer, api_->Ask(Method::kPost, "query", form));
    auto result = formats::ReadJsonResult(answer.data());
    if (!result.ok()) return result.error().In(api_->name());
    return std::move(result->series);
  }

  std::shared_ptr<const PrometheusApi> api_;
  std::string selector_;
  std::vector<model::Labels> labels_;
  std::vector<model::Labels> kept_;  // one a series, where not all labels are wanted
  std::vector<Batch> batches_;
};

class ApiSeries : public model::SeriesSource {
 public:
  explicit ApiSeries(std::shared_ptr<const PrometheusApi> api) : api_(std::move(api)) {}

  Result<std::unique_ptr<model::SeriesSet>> Select(
      const model::Selection& selection) const override {
    std::string selector = SelectorText(selection.matchers);
    fetch::Form form = Parameters(selection);
    form.emplace_back("match[]", selector);
    PLUMB_ASSIGN(const auto answer, api_->Ask(Method::kPost, "series", form));
    const json::Value list = answer.data();
    std::vector<model::Labels> all;
    for (size_t i = 0; list.is_array() && i < list.size(); ++i) {
      model::Labels labels;
      if (!formats::ReadJsonLabels(list.element(i), labels))
        return Error{Exit::kOutside, fmt::format("{} lists something that is no series: element {}",
                                                 api_->name(), i + 1)};
      all.push_back(std::move(labels));
    }
    // A server of several stores may name a series twice.
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return std::unique_ptr<model::SeriesSet>(
        std::make_unique<ApiSet>(api_, std::move(selector), std::move(all), selection.labels));
  }

  // Servers say of the newest block at most, and only some of them.
  Result<std::optional<model::Extent>> FindExtent() const override {
    return Error{Exit::kOutside,
                 fmt::format("{} does not say from when its samples are", api_->name())};
  }
  [[nodiscard]] bool closed() const override { return false; }

  Result<std::vector<model::Metadata>> ListMetadata() const override {
    PLUMB_ASSIGN(const auto answer, api_->Ask(Method::kGet, "metadata", {}));
    const json::Value families = answer.data();
    std::vector<model::Metadata> all;
    for (size_t i = 0; families.is_object() && i < families.size(); ++i) {
      const auto [name, entries] = families.member(i);
      // Of targets that disagree the first is as good as any.
      if (!entries.is_array() || entries.size() == 0) continue;
      const json::Value entry = entries.element(0);
      all.push_back({.metric = std::string(name),
                     .type = model::MetricTypeOf(entry.Get("type").string()),
                     .help = std::string(entry.Get("help").string()),
                     .unit = std::string(entry.Get("unit").string())});
    }
    std::sort(all.begin(), all.end(), [](const model::Metadata& a, const model::Metadata& b) {
      return a.metric < b.metric;
    });
    return all;
  }

  Result<std::vector<std::string>> ListLabelNames(
      const model::Selection& selection) const override {
    return Names(Method::kPost, "labels", selection);
  }
  Result<std::vector<std::string>> ListLabelValues(
      const std::string& name, const model::Selection& selection) const override {
    const std::string escaped = formats::EscapeName(name, formats::NameEscaping::kValues);
    return Names(Method::kGet, fmt::format("label/{}/values", fetch::PercentEncoded(escaped)),
                 selection);
  }

 private:
  Result<std::vector<std::string>> Names(Method method, const std::string& path,
                                         const model::Selection& selection) const {
    fetch::Form form = Parameters(selection);
    if (!selection.matchers.empty()) form.emplace_back("match[]", SelectorText(selection.matchers));
    PLUMB_ASSIGN(const auto answer, api_->Ask(method, path, form));
    const json::Value list = answer.data();
    std::vector<std::string> names;
    for (size_t i = 0; list.is_array() && i < list.size(); ++i)
      names.emplace_back(list.element(i).string());
    std::sort(names.begin(), names.end());
    return names;
  }

  std::shared_ptr<const PrometheusApi> api_;
};

}  // namespace

std::unique_ptr<model::SeriesSource> MakeApiSeries(std::shared_ptr<const PrometheusApi> api) {
  return std::make_unique<ApiSeries>(std::move(api));
}

}  // namespace plumb::sources

// Functions of histograms. Classic ones are series with the label `le`; those of native histograms
// have nothing to say of floats, so that they leave float samples out (as upstream).
#include <algorithm>
#include <map>
#include <optional>

#include "base/number.h"
#include "base/time_zone.h"
#include "promql/classic_histogram.h"
#include "promql/function.h"
#include "promql/quantile.h"
#include "promql/signatures.h"
#include "text/escape.h"

#include <fmt/format.h>

namespace plumb::promql {

namespace {

// The bucket series of one histogram.
struct ClassicHistogram {
  model::Labels labels;  // without `le`
  bool drop_name = false;
  std::vector<std::pair<double, const StepSeries*>> buckets;  // upper bound, series
};

std::string ForMetric(const model::Labels& labels) {
  if (!labels.Has(model::kMetricName)) return "";
  return " for metric name " + text::GoQuote(labels.metric_name());
}

bool HasSample(const StepSeries& series) {
  return std::any_of(series.values.begin(), series.values.end(),
                     [](double v) { return !IsAbsent(v); });
}

std::vector<ClassicHistogram> GroupBuckets(VectorCall& call, size_t argument) {
  std::vector<ClassicHistogram> histograms;
  std::map<std::string, size_t> index;
  for (const StepSeries& series : call.vectors[argument]) {
    const std::string_view le = series.labels.Get(model::kBucketLabel);
    const std::optional<double> bound = ParseFloat(le);
    if (!bound) {
      if (HasSample(series))
        call.Warn(argument,
                  fmt::format("bucket label \"le\" is missing or has a malformed value of {}{}",
                              text::GoQuote(le), ForMetric(series.labels)));
      continue;
    }
    model::Labels labels = model::LabelsBuilder(series.labels).Drop(model::kBucketLabel).Build();
    const auto [at, is_new] = index.try_emplace(labels.bytes(), histograms.size());
    if (is_new) histograms.push_back({.labels = std::move(labels)});
    ClassicHistogram& histogram = histograms[at->second];
    histogram.drop_name |= series.drop_name;
    histogram.buckets.emplace_back(*bound, &series);
  }
  return histograms;
}

// Runs `compute(step, buckets)` for each step at which the histogram has buckets.
template <typename Compute>
StepSeries ComputeSteps(const ClassicHistogram& histogram, size_t steps, Compute compute) {
  StepSeries result{.labels = histogram.labels, .drop_name = histogram.drop_name};
  result.values.resize(steps, Absent());
  std::vector<Bucket> buckets;
  for (size_t k = 0; k < steps; ++k) {
    buckets.clear();
    for (const auto& [bound, series] : histogram.buckets)
      if (!IsAbsent(series->values[k])) buckets.push_back({bound, series->values[k]});
    if (!buckets.empty()) result.values[k] = compute(k, buckets);
  }
  return result;
}

// Collects what had to be forced over the steps into one remark.
class ForcedRemark {
 public:
  void Add(const ForcedMonotonicity& forced, Timestamp time) {
    if (count_ == 0) {
      all_ = forced;
      first_ = time;
    }
    all_.first_bound = std::min(all_.first_bound, forced.first_bound);
    all_.last_bound = std::max(all_.last_bound, forced.last_bound);
    all_.largest_drop = std::max(all_.largest_drop, forced.largest_drop);
    last_ = time;
    ++count_;
  }
  [[nodiscard]] bool any() const { return count_ > 0; }
  [[nodiscard]] std::string Text(const std::string& for_metric) const {
    return fmt::format(
        "input to histogram_quantile needed to be fixed for monotonicity (see "
        "https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile){}, "
        "from buckets {} to {}, with a max diff of {:.2g}, over {} samples from {} to {}",
        for_metric, FormatGeneral(all_.first_bound), FormatGeneral(all_.last_bound),
        all_.largest_drop, count_, FormatRfc3339(first_, TimeZone::Utc()),
        FormatRfc3339(last_, TimeZone::Utc()));
  }

 private:
  ForcedMonotonicity all_;
  Timestamp first_ = 0;
  Timestamp last_ = 0;
  size_t count_ = 0;
};

StepSeries QuantileSeries(VectorCall& call, size_t argument, const ClassicHistogram& histogram,
                          const std::vector<double>& phi) {
  ForcedRemark remark;
  StepSeries series =
      ComputeSteps(histogram, call.steps.count, [&](size_t k, std::vector<Bucket>& buckets) {
        const BucketQuantileResult result = BucketQuantile(phi[k], buckets);
        if (result.forced) remark.Add(*result.forced, call.steps.At(k));
        return result.value;
      });
  if (remark.any())
    call.Inform(argument,
                remark.Text(call.delayed_name_removal ? ForMetric(histogram.labels) : ""));
  return series;
}

Result<StepVector> HistogramQuantile(VectorCall& call) {
  StepVector result;
  for (const ClassicHistogram& histogram : GroupBuckets(call, 1))
    result.push_back(QuantileSeries(call, 1, histogram, call.scalars[0]));
  return result;
}

Result<StepVector> HistogramFraction(VectorCall& call) {
  StepVector result;
  for (const ClassicHistogram& histogram : GroupBuckets(call, 2))
    result.push_back(
        ComputeSteps(histogram, call.steps.count, [&](size_t k, std::vector<Bucket>& buckets) {
          return BucketFraction(call.scalars[0][k], call.scalars[1][k], buckets);
        }));
  return result;
}

// The series of one quantile argument. Its label shows the quantile, which may change from step to
// step.
void AddLabelledQuantile(StepSeries series, const std::string& label,
                         const std::vector<double>& phi, StepVector& out) {
  std::map<std::string, size_t> parts;
  for (size_t k = 0; k < series.values.size(); ++k) {
    if (IsAbsent(series.values[k])) continue;
    std::string text;
    AppendOpenMetrics(text, phi[k]);
    const auto [at, is_new] = parts.try_emplace(text, out.size());
    if (is_new)
      out.push_back({.labels = model::LabelsBuilder(series.labels).Set(label, text).Build(),
                     .values = std::vector<double>(series.values.size(), Absent()),
                     .drop_name = series.drop_name});
    out[at->second].values[k] = series.values[k];
  }
}

Result<StepVector> HistogramQuantiles(VectorCall& call) {
  StepVector result;
  const std::vector<ClassicHistogram> histograms = GroupBuckets(call, 0);
  for (size_t q = 2; q < call.scalars.size(); ++q) {
    for (const double phi : call.scalars[q])
      if (IsBadQuantile(phi)) call.Warn(q, BadQuantileText(phi));
    for (const ClassicHistogram& histogram : histograms)
      AddLabelledQuantile(QuantileSeries(call, 0, histogram, call.scalars[q]), call.strings[1],
                          call.scalars[q], result);
  }
  return result;
}

double NothingOfFloats(double) {
  return Absent();
}

constexpr ResultType kFractionArgs[] = {ResultType::kScalar, ResultType::kScalar,
                                        ResultType::kVector};
constexpr ResultType kQuantilesArgs[] = {ResultType::kVector, ResultType::kString,
                                         ResultType::kScalar, ResultType::kScalar};

#define PLUMB_TWO_BUCKETS                                    \
  "(label_replace(vector(2), \"le\", \"1\", \"\", \"\") or " \
  "label_replace(vector(4), \"le\", \"+Inf\", \"\", \"\"))"

constexpr FunctionRow kRows[] = {
    {.name = "histogram_avg",
     .args = kOneVector,
     .help = "the mean of the observations of native histograms",
     .example = "histogram_avg(vector(1)) => empty",
     .plain = NothingOfFloats},
    {.name = "histogram_count",
     .args = kOneVector,
     .help = "the number of observations of native histograms",
     .example = "histogram_count(vector(1)) => empty",
     .plain = NothingOfFloats},
    {.name = "histogram_fraction",
     .args = kFractionArgs,
     .help = "the part of the observations between two values",
     .example = "histogram_fraction(0, 1, " PLUMB_TWO_BUCKETS ") => 0.5",
     .vector = HistogramFraction},
    {.name = "histogram_quantile",
     .args = kScalarVector,
     .help = "the given quantile (0 to 1) of histograms",
     .example = "histogram_quantile(0.25, " PLUMB_TWO_BUCKETS ") => 0.5",
     .quantile_arg = 0,
     .vector = HistogramQuantile},
    {.name = "histogram_quantiles",
     .args = kQuantilesArgs,
     .variadic = 9,
     .experimental = true,
     .help = "up to ten quantiles of histograms, told apart by a label",
     .example = "histogram_quantiles(" PLUMB_TWO_BUCKETS ", \"q\", 0.25) => {q=\"0.25\"} 0.5",
     .vector = HistogramQuantiles},
    {.name = "histogram_stddev",
     .args = kOneVector,
     .help = "the estimated standard deviation of the observations of native histograms",
     .example = "histogram_stddev(vector(1)) => empty",
     .plain = NothingOfFloats},
    {.name = "histogram_stdvar",
     .args = kOneVector,
     .help = "the estimated variance of the observations of native histograms",
     .example = "histogram_stdvar(vector(1)) => empty",
     .plain = NothingOfFloats},
    {.name = "histogram_sum",
     .args = kOneVector,
     .help = "the sum of the observations of native histograms",
     .example = "histogram_sum(vector(1)) => empty",
     .plain = NothingOfFloats},
};

#undef PLUMB_TWO_BUCKETS

}  // namespace

extern const FunctionFamily functions_histogram;
const FunctionFamily functions_histogram = {.title = "Histograms", .rows = kRows};

}  // namespace plumb::promql

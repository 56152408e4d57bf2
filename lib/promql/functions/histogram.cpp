// Functions of histograms. Classic ones are series with the label `le`; those of native histograms
// have nothing to say of floats, so that they leave float samples out (as upstream).
#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "base/number.h"
#include "base/time_zone.h"
#include "promql/classic_histogram.h"
#include "promql/function.h"
#include "promql/native_histogram.h"
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
  // Where there is a native histogram with these labels as well, none of the two counts. Empty, or
  // one a step.
  std::vector<bool> contested = {};

  [[nodiscard]] bool AnyBucketAt(size_t step) const {
    return std::any_of(buckets.begin(), buckets.end(), [step](const auto& bucket) {
      return !IsAbsent(bucket.second->values[step]);
    });
  }
};

// A series of native histograms.
struct NativeSeries {
  const StepSeries* series = nullptr;
  std::vector<bool> contested = {};  // as above
};

struct Histograms {
  std::vector<ClassicHistogram> classic;
  std::vector<NativeSeries> native;
};

bool At(const std::vector<bool>& contested, size_t step) {
  return !contested.empty() && contested[step];
}

std::string ForMetric(const model::Labels& labels) {
  if (!labels.Has(model::kMetricName)) return "";
  return " for metric name " + text::GoQuote(labels.metric_name());
}

bool HasSample(const StepSeries& series) {
  return std::any_of(series.values.begin(), series.values.end(),
                     [](double v) { return !IsAbsent(v); });
}

class HistogramFinder {
 public:
  HistogramFinder(VectorCall& call, size_t argument) : call_(call), argument_(argument) {}

  Histograms Find() {
    for (const StepSeries& series : call_.vectors[argument_]) AddBucket(series);
    for (const StepSeries& series : call_.vectors[argument_])
      if (series.AnyHistogram()) AddNative(series);
    return std::move(found_);
  }

 private:
  static model::Labels WithoutBucket(const StepSeries& series) {
    return model::LabelsBuilder(series.labels).Drop(model::kBucketLabel).Build();
  }

  void AddBucket(const StepSeries& series) {
    const std::string_view le = series.labels.Get(model::kBucketLabel);
    const std::optional<double> bound = ParseFloat(le);
    if (!bound) {
      if (HasSample(series))
        call_.Warn(argument_,
                   fmt::format("bucket label \"le\" is missing or has a malformed value of {}{}",
                               text::GoQuote(le), ForMetric(series.labels)));
      return;
    }
    model::Labels labels = WithoutBucket(series);
    const auto [at, is_new] = index_.try_emplace(labels.bytes(), found_.classic.size());
    if (is_new)
      found_.classic.push_back({.labels = std::move(labels), .drop_name = false, .buckets = {}});
    ClassicHistogram& histogram = found_.classic[at->second];
    histogram.drop_name |= series.drop_name;
    histogram.buckets.emplace_back(*bound, &series);
  }

  void AddNative(const StepSeries& series) {
    NativeSeries native{.series = &series};
    const auto other = index_.find(WithoutBucket(series).bytes());
    if (other != index_.end()) Contest(native, found_.classic[other->second]);
    found_.native.push_back(std::move(native));
  }

  void Contest(NativeSeries& native, ClassicHistogram& classic) {
    for (size_t k = 0; k < call_.steps.count; ++k) {
      if (native.series->HistogramAt(k) == nullptr || !classic.AnyBucketAt(k)) continue;
      for (std::vector<bool>* contested : {&native.contested, &classic.contested}) {
        contested->resize(call_.steps.count);
        (*contested)[k] = true;
      }
      call_.Warn(argument_, MixedClassicAndNative(classic.labels.metric_name()));
    }
  }

  VectorCall& call_;
  const size_t argument_;
  Histograms found_;
  std::map<std::string, size_t> index_;  // labels without `le` to a classic histogram
};

// Runs `compute(step, buckets)` for each step at which the histogram has buckets.
template <typename Compute>
StepSeries ComputeSteps(const ClassicHistogram& histogram, size_t steps, Compute compute) {
  StepSeries result{.labels = histogram.labels, .drop_name = histogram.drop_name};
  result.values.resize(steps, Absent());
  std::vector<Bucket> buckets;
  for (size_t k = 0; k < steps; ++k) {
    if (At(histogram.contested, k)) continue;
    buckets.clear();
    for (const auto& [bound, series] : histogram.buckets)
      if (!IsAbsent(series->values[k])) buckets.push_back({bound, series->values[k]});
    if (!buckets.empty()) result.values[k] = compute(k, buckets);
  }
  return result;
}

// Runs `compute(step, histogram)` for each step at which there is a histogram.
template <typename Compute>
StepSeries ComputeSteps(const NativeSeries& native, Compute compute) {
  const StepSeries& series = *native.series;
  StepSeries result{.labels = series.labels, .values = {}, .drop_name = series.drop_name};
  result.values.resize(series.values.size(), Absent());
  for (size_t k = 0; k < result.values.size(); ++k)
    if (const HistogramPtr& histogram = series.HistogramAt(k);
        histogram != nullptr && !At(native.contested, k))
      result.values[k] = compute(k, *histogram);
  return result;
}

// The name that remarks upon a series mention.
std::string_view RemarkedName(const VectorCall& call, const StepSeries& series) {
  return call.delayed_name_removal ? series.labels.metric_name() : std::string_view();
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

StepSeries QuantileSeries(VectorCall& call, size_t argument, const NativeSeries& native,
                          const std::vector<double>& phi) {
  return ComputeSteps(native, [&](size_t k, const model::Histogram& histogram) {
    const NativeResult result = NativeQuantile(phi[k], histogram);
    const std::string_view name = RemarkedName(call, *native.series);
    if (result.nan == NanEffect::kNoResult) call.Inform(argument, QuantileIsNan(name));
    if (result.nan == NanEffect::kSkewed) call.Inform(argument, QuantileIsSkewed(name));
    return result.value;
  });
}

Result<StepVector> HistogramQuantile(VectorCall& call) {
  StepVector result;
  const Histograms histograms = HistogramFinder(call, 1).Find();
  for (const NativeSeries& native : histograms.native)
    result.push_back(QuantileSeries(call, 1, native, call.scalars[0]));
  for (const ClassicHistogram& classic : histograms.classic)
    result.push_back(QuantileSeries(call, 1, classic, call.scalars[0]));
  return result;
}

StepSeries FractionSeries(VectorCall& call, const NativeSeries& native) {
  return ComputeSteps(native, [&](size_t k, const model::Histogram& histogram) {
    const NativeResult result = NativeFraction(call.scalars[0][k], call.scalars[1][k], histogram);
    if (result.nan != NanEffect::kNone)
      call.Inform(2, FractionWithoutNan(RemarkedName(call, *native.series)));
    return result.value;
  });
}

Result<StepVector> HistogramFraction(VectorCall& call) {
  StepVector result;
  const Histograms histograms = HistogramFinder(call, 2).Find();
  for (const NativeSeries& native : histograms.native)
    result.push_back(FractionSeries(call, native));
  for (const ClassicHistogram& classic : histograms.classic)
    result.push_back(
        ComputeSteps(classic, call.steps.count, [&](size_t k, std::vector<Bucket>& buckets) {
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
  const Histograms histograms = HistogramFinder(call, 0).Find();
  for (size_t q = 2; q < call.scalars.size(); ++q) {
    const std::vector<double>& phis = call.scalars[q];
    for (const double phi : phis)
      if (IsBadQuantile(phi)) call.Warn(q, BadQuantileText(phi));
    for (const NativeSeries& native : histograms.native)
      AddLabelledQuantile(QuantileSeries(call, 0, native, phis), call.strings[1], phis, result);
    for (const ClassicHistogram& classic : histograms.classic)
      AddLabelledQuantile(QuantileSeries(call, 0, classic, phis), call.strings[1], phis, result);
  }
  return result;
}

double Mean(const model::Histogram& histogram) {
  return histogram.sum / histogram.count;
}
double Count(const model::Histogram& histogram) {
  return histogram.count;
}
double Sum(const model::Histogram& histogram) {
  return histogram.sum;
}
double Deviation(const model::Histogram& histogram) {
  return std::sqrt(NativeVariance(histogram));
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
     .histogram_use = HistogramUse::kStats,
     .histogram_value = Mean},
    {.name = "histogram_count",
     .args = kOneVector,
     .help = "the number of observations of native histograms",
     .example = "histogram_count(vector(1)) => empty",
     .histogram_use = HistogramUse::kStats,
     .histogram_value = Count},
    {.name = "histogram_fraction",
     .args = kFractionArgs,
     .help = "the part of the observations between two values",
     .example = "histogram_fraction(0, 1, " PLUMB_TWO_BUCKETS ") => 0.5",
     .histogram_use = HistogramUse::kBuckets,
     .takes_histograms = true,
     .vector = HistogramFraction},
    {.name = "histogram_quantile",
     .args = kScalarVector,
     .help = "the given quantile (0 to 1) of histograms",
     .example = "histogram_quantile(0.25, " PLUMB_TWO_BUCKETS ") => 0.5",
     .histogram_use = HistogramUse::kBuckets,
     .quantile_arg = 0,
     .takes_histograms = true,
     .vector = HistogramQuantile},
    {.name = "histogram_quantiles",
     .args = kQuantilesArgs,
     .variadic = 9,
     .experimental = true,
     .help = "up to ten quantiles of histograms, told apart by a label",
     .example = "histogram_quantiles(" PLUMB_TWO_BUCKETS ", \"q\", 0.25) => {q=\"0.25\"} 0.5",
     .histogram_use = HistogramUse::kBuckets,
     .takes_histograms = true,
     .vector = HistogramQuantiles},
    {.name = "histogram_stddev",
     .args = kOneVector,
     .help = "the estimated standard deviation of the observations of native histograms",
     .example = "histogram_stddev(vector(1)) => empty",
     .histogram_value = Deviation},
    {.name = "histogram_stdvar",
     .args = kOneVector,
     .help = "the estimated variance of the observations of native histograms",
     .example = "histogram_stdvar(vector(1)) => empty",
     .histogram_value = NativeVariance},
    {.name = "histogram_sum",
     .args = kOneVector,
     .help = "the sum of the observations of native histograms",
     .example = "histogram_sum(vector(1)) => empty",
     .histogram_use = HistogramUse::kStats,
     .histogram_value = Sum},
};

#undef PLUMB_TWO_BUCKETS

}  // namespace

extern const FunctionFamily functions_histogram;
const FunctionFamily functions_histogram = {.title = "Histograms", .rows = kRows};

}  // namespace plumb::promql

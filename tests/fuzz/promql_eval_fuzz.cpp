// Any bytes as an expression, or as the seed of a random one (`#` first), over a few series of
// floats, native histograms and both: an answer in good order or an error, within bounds of memory
// and time, and the same for any number of threads.

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "encoding/histogram.h"
#include "model/memory_source.h"
#include "promql/engine.h"
#include "promql/parser.h"
#include "promql/printer.h"
#include "promql_generator.h"
#include "promqltest/load.h"

namespace plumb::promql {
namespace {

// As in a script of promqltest, every 15 s.
const char* const kSeries[] = {
    R"(up{job="a",instance="0"} 1x20 0 1 stale 1x40)",
    R"(up{job="b",instance="1"} 1 _x9 1x10 NaN Inf -Inf 1x30)",
    R"(c{job="a",instance="0"} 0+10x30 0+7x30)",
    R"(c{job="a",instance="1"} 5+0.25x60)",
    R"(c{job="a"}@st -1s-15sx30 -1s-15sx30)",
    R"(b_bucket{job="a",le="0.1"} 0+1x60)",
    R"(b_bucket{job="a",le="1"} 0+3x60)",
    R"(b_bucket{job="a",le="+Inf"} 0+4x60)",
    R"(target_info{job="a",instance="0",version="1.2"} 1x60)",
    R"(h{job="a",instance="0"} {{schema:1 count:6 sum:5 z_bucket:1 z_bucket_w:0.01 offset:-1 buckets:[1 2] n_buckets:[2]}}+{{schema:1 count:3 sum:4 buckets:[1 1 1]}}x60)",
    R"(h{job="a",instance="1"} {{schema:3 count:9 sum:1e300 offset:4 buckets:[4 0 0 5]}}x10 {{schema:-2 count:1 buckets:[1]}}x10 stale _x5 {{schema:8 count:2 buckets:[1 1]}}x20)",
    R"(h{job="b",instance="0"} {{schema:-53 count:6 sum:8 custom_values:[1 5] buckets:[1 2 3]}}+{{schema:-53 count:2 sum:2 custom_values:[1 5] buckets:[1 1]}}x60)",
    R"(h{job="b",instance="1"} {{schema:-53 count:5 custom_values:[2 5 10] buckets:[1 1 1 2]}}x30 {{schema:0 count:NaN sum:Inf buckets:[NaN]}}x10)",
    R"(mixed{job="a",instance="0"} 1+1x10 {{schema:0 count:4 sum:4 buckets:[4]}}+{{schema:0 count:1 sum:1 buckets:[1]}}x20 3+2x20)",
    R"(mixed{job="b",instance="1"} {{schema:2 count:4 sum:4 buckets:[4] counter_reset_hint:gauge}}x20 stale 1x20)",
};

const model::MemorySource& Source() {
  static const auto source = [] {
    auto made = std::make_unique<model::MemorySource>();
    promqltest::Command load{.kind = promqltest::Command::Kind::kLoad, .interval = 15 * kSecond};
    for (const char* text : kSeries) load.series.push_back({.number = 1, .text = text});
    load.with_custom_buckets = true;
    PLUMB_ASSERT(promqltest::Loader(load, *made).Load().ok());
    made->Finish();
    return made;
  }();
  return *source;
}

// A tree that the parser takes: what is generated is printed, so that it goes the usual way.
ExprPtr ExpressionOf(std::string_view bytes) {
  std::string text(bytes);
  if (bytes.starts_with('#')) {
    tests::PromqlGenerator::Options options;
    options.metrics = {"h", "h", "mixed", "c", "up", "b", "b_bucket"};
    options.labels = {"job", "instance", "le"};
    options.values = {"a", "b", "0", "1", "", "sum", "$1"};
    tests::PromqlGenerator generator(std::hash<std::string_view>()(bytes), options);
    text = Print(*generator.Any(4));
  }
  Result<ExprPtr> parsed = ParseExpression(text);
  return parsed.ok() ? *std::move(parsed) : nullptr;
}

size_t BucketsOf(const std::vector<model::Span>& spans) {
  return std::accumulate(spans.begin(), spans.end(), size_t{0},
                         [](size_t sum, const model::Span& span) { return sum + span.length; });
}

void CheckHistogram(const model::Histogram& histogram) {
  PLUMB_ASSERT(BucketsOf(histogram.positive_spans) == histogram.positive_buckets.size());
  PLUMB_ASSERT(BucketsOf(histogram.negative_spans) == histogram.negative_buckets.size());
  if (model::HasCustomBuckets(histogram)) {
    // The count of zeros that it does not have may become NaN: 0 / 0, as upstream.
    PLUMB_ASSERT(histogram.negative_buckets.empty() && !(std::fabs(histogram.zero_count) > 0));
  } else {
    PLUMB_ASSERT(histogram.custom_values.empty());
  }
}

// What model/query_result.h promises of a series.
void CheckSeries(const model::Series& series, model::ResultType type) {
  PLUMB_ASSERT(series.times.size() == series.values.size());
  PLUMB_ASSERT(std::is_sorted(series.times.begin(), series.times.end(), std::less_equal<>()));
  PLUMB_ASSERT(std::none_of(series.values.begin(), series.values.end(), model::IsStale));
  PLUMB_ASSERT(!series.times.empty() || !series.histograms.empty());
  if (type != model::ResultType::kMatrix)
    PLUMB_ASSERT(series.times.size() + series.histograms.size() == 1);
  for (const model::HistogramPoint& point : series.histograms) CheckHistogram(*point.histogram);
}

void CheckAnswer(const Result<model::QueryResult>& answer) {
  if (!answer.ok()) {
    PLUMB_ASSERT(!answer.error().message.empty());
    return;
  }
  for (const model::Series& series : answer->series) CheckSeries(series, answer->type);
}

bool SameBits(const model::Series& a, const model::Series& b) {
  return a.labels == b.labels && a.times == b.times &&
         std::equal(a.values.begin(), a.values.end(), b.values.begin(), b.values.end(),
                    [](double x, double y) {
                      return std::bit_cast<uint64_t>(x) == std::bit_cast<uint64_t>(y);
                    }) &&
         std::equal(a.histograms.begin(), a.histograms.end(), b.histograms.begin(),
                    b.histograms.end(), [](const auto& x, const auto& y) {
                      return x.time == y.time &&
                             encoding::SameHistogram(*x.histogram, *y.histogram);
                    });
}

Result<model::QueryResult> Run(const Expr& expr, const QueryParams& params, EngineOptions options) {
  // A step is 8 bytes a series at least: this keeps subqueries to some ten thousand steps.
  options.max_memory = uint64_t{1} << 20;
  Result<model::QueryResult> answer = Evaluate(expr, Source(), params, options);
  CheckAnswer(answer);
  return answer;
}

void CheckThreads(const Expr& expr) {
  const QueryParams params{.start = 4 * kMinute, .end = 15 * kMinute, .step = 30 * kSecond};
  EngineOptions options{.lookback = 5 * kMinute, .delayed_name_removal = true};
  options.use_start_times = true;
  options.threads = 1;
  const Result<model::QueryResult> one = Run(expr, params, options);
  options.threads = 2;
  const Result<model::QueryResult> two = Run(expr, params, options);
  PLUMB_ASSERT(one.ok() == two.ok());
  if (!one.ok()) return;
  PLUMB_ASSERT(std::equal(one->series.begin(), one->series.end(), two->series.begin(),
                          two->series.end(), SameBits));
}

}  // namespace
}  // namespace plumb::promql

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace plumb;
  constexpr size_t kLongest = 300;  // longer ones take longer and find nothing else
  if (size > kLongest) return 0;
  const promql::ExprPtr expr = promql::ExpressionOf({reinterpret_cast<const char*>(data), size});
  if (expr == nullptr) return 0;
  (void)promql::Run(*expr, {.start = 10 * kMinute}, {});
  promql::CheckThreads(*expr);
  return 0;
}

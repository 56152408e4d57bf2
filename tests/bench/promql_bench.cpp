// sum(rate(x[5m])) over a day of 15 s samples, a step a minute; and other usual queries.
#include <benchmark/benchmark.h>

#include <string>

#include "model/memory_source.h"
#include "promql/engine.h"
#include "promql/parser.h"

namespace {

using namespace plumb;

constexpr Timestamp kStart = 1'700'000'000'000;
constexpr int kSamples = 24 * 60 * 4;

// Counters that grow by a different step each, with the same times.
const model::MemorySource& SourceOf(int series) {
  static std::map<int, std::unique_ptr<model::MemorySource>> sources;
  auto& source = sources[series];
  if (source) return *source;
  source = std::make_unique<model::MemorySource>();
  for (int s = 0; s < series; ++s) {
    const model::Labels labels{{"__name__", "x"}, {"instance", std::to_string(s)}};
    double value = 0;
    for (int i = 0; i < kSamples; ++i) {
      value += static_cast<double>((s * 31 + i * 7) % 17);
      source->Add(labels, kStart + i * 15'000, value);
    }
  }
  source->Finish();
  return *source;
}

// Counters of native histograms with 20 buckets: a tenth as many series as of floats.
const model::MemorySource& HistogramsOf(int series) {
  static std::map<int, std::unique_ptr<model::MemorySource>> sources;
  auto& source = sources[series];
  if (source) return *source;
  source = std::make_unique<model::MemorySource>();
  for (int s = 0; s < series / 10; ++s) {
    const model::Labels labels{{"__name__", "h"}, {"instance", std::to_string(s)}};
    model::Histogram histogram;
    histogram.positive_spans = {{.offset = -5, .length = 20}};
    histogram.positive_buckets.resize(20);
    for (int i = 0; i < kSamples; ++i) {
      histogram.positive_buckets[static_cast<size_t>((s * 31 + i * 7) % 20)] += 3;
      histogram.count += 3;
      histogram.sum += 10;
      source->AddHistogram(labels, kStart + i * 15'000, histogram);
    }
  }
  source->Finish();
  return *source;
}

void RunOver(const model::MemorySource& source, benchmark::State& state, const char* text,
             Timestamp start, DurationMs step) {
  const auto expr = promql::ParseExpression(text);
  promql::EngineOptions options;
  options.threads = static_cast<unsigned>(state.range(1));
  options.lookback = 5 * kMinute;
  const Timestamp end = kStart + (kSamples - 1) * 15'000;
  for (auto _ : state) {
    const auto result = promql::Evaluate(
        **expr, source, {.start = start == 0 ? end : start, .end = end, .step = step}, options);
    if (!result.ok()) state.SkipWithError(result.error().message.c_str());
    benchmark::DoNotOptimize(result);
  }
}

void Run(benchmark::State& state, const char* text, Timestamp start, DurationMs step) {
  RunOver(SourceOf(static_cast<int>(state.range(0))), state, text, start, step);
}

void SumRateDay(benchmark::State& state) {
  Run(state, "sum(rate(x[5m]))", kStart, kMinute);
}
void SumRateHourWindow(benchmark::State& state) {
  Run(state, "sum(rate(x[1h]))", kStart, kMinute);
}
void MaxOverTimeDay(benchmark::State& state) {
  Run(state, "max(max_over_time(x[1h]))", kStart, kMinute);
}
void SumDay(benchmark::State& state) {
  Run(state, "sum(x)", kStart, kMinute);
}
void TopKDay(benchmark::State& state) {
  Run(state, "topk(5, x)", kStart, kMinute);
}
void SumRateInstant(benchmark::State& state) {
  Run(state, "sum(rate(x[5m]))", 0, 0);
}

void QuantileOfHistogramsDay(benchmark::State& state) {
  RunOver(HistogramsOf(static_cast<int>(state.range(0))), state,
          "histogram_quantile(0.99, sum(rate(h[5m])))", kStart, kMinute);
}

void Sizes(benchmark::internal::Benchmark* b) {
  for (const int series : {100, 1000})
    for (const int threads : {1, 2}) b->Args({series, threads});
  b->Unit(benchmark::kMillisecond)->UseRealTime();
}

BENCHMARK(SumRateDay)->Apply(Sizes);
BENCHMARK(SumRateHourWindow)->Apply(Sizes);
BENCHMARK(MaxOverTimeDay)->Apply(Sizes);
BENCHMARK(SumDay)->Apply(Sizes);
BENCHMARK(TopKDay)->Apply(Sizes);
BENCHMARK(SumRateInstant)->Apply(Sizes);
BENCHMARK(QuantileOfHistogramsDay)->Apply(Sizes);

}  // namespace

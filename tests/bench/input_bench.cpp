// Samples a second of each input format, from text in memory to a sink that counts: backfill series
// by series, as exports have it, and page by page.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstring>
#include <string>

#include "formats/input_format.h"

namespace plumb::formats {
namespace {

constexpr int kSeries = 200;
constexpr int kTimes = 1000;
constexpr Timestamp kStart = 1'795'000'000'000;
constexpr Timestamp kStep = 15'000;

// Keeps numbers for labels, as a store's sink does.
class CountSink : public model::SampleSink, public HintSource {
 public:
  PageHint* ForBlock(const model::ScrapeBlock&) override { return &hint_; }
  PageHint* ForLoose() override { return &hint_; }
  Status OnSample(const model::StreamSample& sample) override {
    if (sample.memo != nullptr) *sample.memo = 1;
    ++samples;
    sum += sample.value;
    return Ok();
  }
  size_t samples = 0;
  double sum = 0;

 private:
  PageHint hint_;
};

class TextInput : public ByteInput {
 public:
  explicit TextInput(std::string_view text) : text_(text) {}
  Result<size_t> Read(char* buffer, size_t size) override {
    const size_t n = std::min(size, text_.size());
    std::memcpy(buffer, text_.data(), n);
    text_.remove_prefix(n);
    return n;
  }

 private:
  std::string_view text_;
};

std::string Labels(int series) {
  return fmt::format(
      "{{cpu=\"{}\",instance=\"web{}:9100\",job=\"node\",mode=\"user\",zone=\"eu-1\"}}", series % 8,
      series / 8);
}

std::string Value(int series, int at) {
  return fmt::format("{}.{:02}", series * 1000 + at, (at * 7) % 100);
}

std::string Line(int series, int at) {
  return fmt::format("node_cpu_seconds_total{} {} {}\n", Labels(series), Value(series, at),
                     kStart + at * kStep);
}

std::string SeriesMajor() {
  std::string text;
  for (int series = 0; series < kSeries; ++series)
    for (int at = 0; at < kTimes; ++at) text += Line(series, at);
  return text;
}

std::string TimeMajor() {
  std::string text;
  for (int at = 0; at < kTimes; ++at)
    for (int series = 0; series < kSeries; ++series) text += Line(series, at);
  return text;
}

std::string OpenMetrics() {
  std::string text = "# TYPE node_cpu_seconds counter\n";
  for (int series = 0; series < kSeries; ++series)
    for (int at = 0; at < kTimes; ++at)
      text += fmt::format("node_cpu_seconds_total{} {} {}.{:03}\n", Labels(series),
                          Value(series, at), (kStart + at * kStep) / 1000, 293);
  return text + "# EOF\n";
}

std::string Ndjson() {
  std::string text;
  for (int series = 0; series < kSeries; ++series) {
    text +=
        fmt::format("{{\"metric\":{{\"__name__\":\"m\",\"series\":\"{}\"}},\"values\":[", series);
    for (int at = 0; at < kTimes; ++at) text += (at > 0 ? "," : "") + Value(series, at);
    text += "],\"timestamps\":[";
    for (int at = 0; at < kTimes; ++at)
      text += fmt::format("{}{}", at > 0 ? "," : "", kStart + at * kStep);
    text += "]}\n";
  }
  return text;
}

std::string ApiJson() {
  std::string text = "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[";
  for (int series = 0; series < kSeries; ++series) {
    text += fmt::format("{}{{\"metric\":{{\"series\":\"{}\"}},\"values\":[", series > 0 ? "," : "",
                        series);
    for (int at = 0; at < kTimes; ++at)
      text += fmt::format("{}[{}.293,\"{}\"]", at > 0 ? "," : "", (kStart + at * kStep) / 1000,
                          Value(series, at));
    text += "]}";
  }
  return text + "]}}\n";
}

// Rows of one time follow each other, or rows of one series.
enum class Order { kByTime, kBySeries };

std::string LongCsv(Order order) {
  std::string text = "time,__name__,instance,job,mode,value\n";
  const int outer = order == Order::kByTime ? kTimes : kSeries;
  const int inner = order == Order::kByTime ? kSeries : kTimes;
  for (int o = 0; o < outer; ++o)
    for (int i = 0; i < inner; ++i) {
      const int at = order == Order::kByTime ? o : i;
      const int series = order == Order::kByTime ? i : o;
      text += fmt::format("{},node_cpu_seconds_total,web{}:9100,node,user,{}\n",
                          FormatRfc3339(kStart + at * kStep, TimeZone::Utc()), series,
                          Value(series, at));
    }
  return text;
}

std::string WideCsv() {
  std::string text = "time";
  for (int series = 0; series < 20; ++series) text += fmt::format(",m{}", series);
  for (int at = 0; at < kTimes * 10; ++at) {
    text += fmt::format("\n{}", kStart + at * kStep);
    for (int series = 0; series < 20; ++series) text += "," + Value(series, at);
  }
  return text + "\n";
}

void Read(benchmark::State& state, const std::string& text, const char* format, bool hints) {
  size_t samples = 0;
  for (auto unused : state) {
    TextInput in(text);
    CountSink sink;
    RejectLog rejects;
    ReadOptions options{.format = format};
    if (hints) options.hints = [&sink](Level) { return &sink; };
    const auto facts = ReadInto(in, options, sink, rejects);
    if (!facts.ok() || rejects.count > 0) state.SkipWithError(rejects.Summary().c_str());
    samples += sink.samples;
    benchmark::DoNotOptimize(sink.sum);
  }
  state.counters["samples/s"] =
      benchmark::Counter(static_cast<double>(samples), benchmark::Counter::kIsRate);
  state.SetBytesProcessed(static_cast<int64_t>(text.size() * state.iterations()));
}

BENCHMARK_CAPTURE(Read, stream_series_major, SeriesMajor(), "prom", true);
BENCHMARK_CAPTURE(Read, stream_series_major_without_hints, SeriesMajor(), "prom", false);
BENCHMARK_CAPTURE(Read, stream_time_major, TimeMajor(), "prom", true);
BENCHMARK_CAPTURE(Read, stream_time_major_without_hints, TimeMajor(), "prom", false);
BENCHMARK_CAPTURE(Read, openmetrics_series_major, OpenMetrics(), "openmetrics", true);
BENCHMARK_CAPTURE(Read, ndjson, Ndjson(), "ndjson", false);
BENCHMARK_CAPTURE(Read, api_json, ApiJson(), "json", false);
BENCHMARK_CAPTURE(Read, csv_long_time_major, LongCsv(Order::kByTime), "csv", false);
BENCHMARK_CAPTURE(Read, csv_long_series_major, LongCsv(Order::kBySeries), "csv", false);
BENCHMARK_CAPTURE(Read, csv_wide, WideCsv(), "csv", false);

}  // namespace
}  // namespace plumb::formats

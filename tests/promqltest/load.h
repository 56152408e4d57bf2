// The load commands of promqltest scripts: their series, as a Prometheus server would hand them
// back.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/histogram_arithmetic.h"
#include "model/memory_source.h"
#include "promql/series_notation.h"
#include "promqltest/classic_to_custom.h"
#include "promqltest/script.h"

namespace plumb::promqltest {

// One sample of a load command.
struct LoadedSample {
  Timestamp time = 0;
  double value = 0;
  std::shared_ptr<const model::Histogram> histogram = nullptr;
  Timestamp start_time = 0;
};

// Hands out what a server's storage knows of counter resets: nothing of the first histogram of a
// chunk, and that there was none of the others; a chunk ends where the counter was reset, or where
// the layout of the buckets changes (prometheus tsdb/chunkenc, FloatHistogramAppender).
class StoredHints {
 public:
  model::Histogram Next(const model::Histogram& histogram) {
    model::Histogram stored = histogram;
    const bool gauge = histogram.reset_hint == model::ResetHint::kGauge;
    if (!gauge)
      stored.reset_hint = has_before_ && Continues(histogram) ? model::ResetHint::kNotReset
                                                              : model::ResetHint::kUnknown;
    before_ = histogram;
    has_before_ = !gauge;
    return stored;
  }
  // A float or a stale marker ends a chunk.
  void End() { has_before_ = false; }

 private:
  [[nodiscard]] bool Continues(model::Histogram now) const {
    if (now.reset_hint == model::ResetHint::kReset) return false;
    now.reset_hint = model::ResetHint::kUnknown;
    return now.schema == before_.schema && now.zero_threshold == before_.zero_threshold &&
           now.custom_values == before_.custom_values && !model::DetectReset(now, before_);
  }

  bool has_before_ = false;
  model::Histogram before_;
};

// The start times of `metric{…}@st V V …`: distances to the times of the samples, each `_`, `-30s`,
// `-30sx3`, `-30s-1mx3` or `_x3`.
class StartTimeReader {
 public:
  static Result<std::vector<std::optional<DurationMs>>> Read(std::string text) {
    std::vector<std::optional<DurationMs>> distances;
    while (!text.empty()) {
      std::string item = TakeWord(text);
      size_t times = 1;
      const size_t x = item.find('x');
      if (x != std::string::npos) {
        const bool repeats = item[0] != '_';
        times = static_cast<size_t>(std::stoul(item.substr(x + 1))) + (repeats ? 1 : 0);
        item.resize(x);
      }
      if (item == "_") {
        distances.insert(distances.end(), times, std::nullopt);
        continue;
      }
      const size_t sign = item.find_first_of("+-", 1);
      PLUMB_ASSIGN(DurationMs distance, ParseSigned(item.substr(0, sign)));
      DurationMs increment = 0;
      if (sign != std::string::npos) {
        PLUMB_ASSIGN(increment, ParseSigned(item.substr(sign)));
      }
      for (size_t i = 0; i < times; ++i, distance += increment) distances.push_back(distance);
    }
    return distances;
  }

 private:
  static Result<DurationMs> ParseSigned(std::string text) {
    const bool minus = text[0] == '-';
    if (minus || text[0] == '+') text.erase(0, 1);
    PLUMB_ASSIGN(const DurationMs length, ParseOffset(text));
    return minus ? -length : length;
  }
};

// Adds the samples of a load command. Of two lines with the same labels the last counts, as
// upstream.
class Loader {
 public:
  Loader(const Command& command, model::MemorySource& source)
      : command_(command), source_(source) {}

  Status Load() {
    for (const Line& line : command_.series) PLUMB_TRY(ReadLine(line.text));
    for (const auto& [bytes, series] : series_) Add(series.labels, SamplesOf(bytes, series));
    if (command_.with_custom_buckets) AddCustomBuckets();
    return Ok();
  }

 private:
  Status ReadLine(const std::string& text) {
    constexpr std::string_view kMark = "@st";
    const size_t gap = text.find_first_of(" \t", text.find('}') + 1);
    if (!text.substr(0, gap).ends_with(kMark)) {
      PLUMB_ASSIGN(promql::SeriesDescription series, promql::ParseSeriesDescription(text));
      series_[series.labels.bytes()] = std::move(series);
      return Ok();
    }
    PLUMB_ASSIGN(const model::Labels labels,
                 promql::ParseMetric(text.substr(0, gap - kMark.size())));
    PLUMB_ASSIGN(starts_[labels.bytes()], StartTimeReader::Read(Trim(text.substr(gap))));
    return Ok();
  }

  std::vector<LoadedSample> SamplesOf(const std::string& bytes,
                                      const promql::SeriesDescription& series) {
    const auto& starts = starts_[bytes];
    std::vector<LoadedSample> samples;
    for (size_t i = 0; i < series.values.size(); ++i) {
      const promql::SequenceValue& value = series.values[i];
      if (value.omitted) continue;
      const Timestamp time = static_cast<Timestamp>(i) * command_.interval;
      const bool known = i < starts.size() && starts[i].has_value();
      samples.push_back({.time = time,
                         .value = value.value,
                         .histogram = value.histogram,
                         .start_time = known ? time + *starts[i] : 0});
    }
    return samples;
  }

  void Add(const model::Labels& labels, const std::vector<LoadedSample>& samples) {
    StoredHints hints;
    for (const LoadedSample& sample : samples) {
      if (sample.histogram != nullptr) {
        source_.AddHistogram(labels, sample.time, hints.Next(*sample.histogram), sample.start_time);
      } else {
        hints.End();
        source_.Add(labels, sample.time, sample.value, sample.start_time);
      }
    }
  }

  // load_with_nhcb: classic histograms once more, as histograms with custom buckets.
  void AddCustomBuckets() {
    ClassicToCustom classic;
    for (const auto& [bytes, series] : series_) {
      for (const LoadedSample& sample : SamplesOf(bytes, series))
        if (sample.histogram == nullptr) classic.Add(series.labels, sample.time, sample.value);
    }
    for (const auto& [labels, points] : classic.Finish()) {
      std::vector<LoadedSample> samples;
      for (const model::HistogramPoint& point : points)
        samples.push_back({.time = point.time, .histogram = point.histogram});
      Add(labels, samples);
    }
  }

  const Command& command_;
  model::MemorySource& source_;
  std::map<std::string, promql::SeriesDescription> series_;  // by the labels' bytes
  std::map<std::string, std::vector<std::optional<DurationMs>>> starts_;
};

}  // namespace plumb::promqltest

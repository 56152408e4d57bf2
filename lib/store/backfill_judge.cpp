#include "store/backfill_judge.h"

#include <algorithm>

#include "encoding/histogram.h"

namespace plumb::store {

namespace {

// So many at once: what is stored of them is held as columns meanwhile.
constexpr size_t kSeriesAtOnce = 256;

struct Stored {
  uint64_t bits = 0;
  const model::Histogram* histogram = nullptr;
};

// Finds the samples of one column. Asked for ascending times mostly.
class StoredColumn {
 public:
  StoredColumn(const TargetChunk& chunk, ChunkColumn& column)
      : times_(chunk.times), column_(column) {
    const auto earlier = [](const auto& a, const auto& b) { return a.time < b.time; };
    std::stable_sort(column.spread.begin(), column.spread.end(), earlier);
    std::stable_sort(column.spread_histograms.begin(), column.spread_histograms.end(), earlier);
  }

  [[nodiscard]] std::optional<Stored> Find(Timestamp time) const {
    const auto place = std::lower_bound(times_.begin(), times_.end(), time);
    if (place != times_.end() && *place == time) {
      const auto at = static_cast<uint32_t>(place - times_.begin());
      if (!std::binary_search(column_.absent.begin(), column_.absent.end(), at))
        return Stored{std::bit_cast<uint64_t>(column_.values[at])};
      if (const auto* point = FindPoint(column_.histograms, time))
        return Stored{.histogram = point->histogram.get()};
    }
    if (const auto* sample = FindPoint(column_.spread, time))
      return Stored{std::bit_cast<uint64_t>(sample->value)};
    if (const auto* point = FindPoint(column_.spread_histograms, time))
      return Stored{.histogram = point->histogram.get()};
    return std::nullopt;
  }

 private:
  template <typename Point>
  static const Point* FindPoint(const std::vector<Point>& points, Timestamp time) {
    const auto point =
        std::lower_bound(points.begin(), points.end(), time,
                         [](const Point& each, Timestamp wanted) { return each.time < wanted; });
    return point == points.end() || point->time != time ? nullptr : &*point;
  }

  const std::vector<Timestamp>& times_;
  const ChunkColumn& column_;
};

class Judge {
 public:
  Judge(const std::string& path, std::span<const std::string> histograms, DuplicatePolicy policy,
        CommitReport& report)
      : path_(path), histograms_(histograms), policy_(policy), report_(report) {}

  Status Run(std::span<GivenSamples> batch, const ChunkInput& own,
             std::span<const ChunkInput> others, model::TimeRange period) {
    std::vector<SeriesId> series;
    for (const GivenSamples& given : batch) series.push_back(given.series);
    std::vector<TargetChunk> chunks;
    PLUMB_TRY(Gather(own, series, {model::kMinTime, model::kMaxTime}, chunks));
    for (const ChunkInput& other : others) PLUMB_TRY(Gather(other, series, period, chunks));
    for (size_t i = 0; i < batch.size(); ++i) PLUMB_TRY(JudgeSeries(batch[i], i, chunks));
    return Ok();
  }
  Judgement& judgement() { return judgement_; }

 private:
  Status Gather(const ChunkInput& input, const std::vector<SeriesId>& series,
                model::TimeRange range, std::vector<TargetChunk>& chunks) {
    PLUMB_ASSIGN(TargetChunk chunk, GatherColumns(path_, input, series, range));
    chunks.push_back(std::move(chunk));
    return Ok();
  }

  Status JudgeSeries(GivenSamples& given, size_t column, std::vector<TargetChunk>& chunks) {
    std::vector<StoredColumn> stored;
    for (TargetChunk& chunk : chunks) stored.emplace_back(chunk, chunk.columns[column]);
    size_t out = 0;
    for (const BackfillSample& sample : given.samples) {
      std::optional<Stored> there;
      size_t where = 0;
      for (; where < stored.size() && !there; ++where) there = stored[where].Find(sample.time);
      if (!there) {
        given.samples[out++] = sample;
        continue;
      }
      PLUMB_ASSIGN(const bool same, Same(sample, *there));
      if (same) {
        ++report_.same;
      } else if (policy_ == DuplicatePolicy::kKeepFirst) {
        report_.AddKept(sample.line);
      } else {
        PLUMB_TRY(Replace(given.series, sample, where == 1));
      }
    }
    given.samples = given.samples.first(out);
    return Ok();
  }

  Result<bool> Same(const BackfillSample& sample, const Stored& there) const {
    if ((sample.histogram != 0) != (there.histogram != nullptr)) return false;
    if (sample.histogram == 0) return sample.bits == there.bits;
    std::string bytes;
    encoding::AppendHistogram(bytes, *there.histogram);
    return bytes == histograms_[sample.bits];
  }

  Status Replace(SeriesId series, const BackfillSample& sample, bool own) {
    const std::string* histogram = sample.histogram != 0 ? &histograms_[sample.bits] : nullptr;
    if (!own) {
      judgement_.elsewhere.push_back({.series = series,
                                      .line = sample.line,
                                      .time = sample.time,
                                      .bits = sample.bits,
                                      .histogram = histogram});
      return Ok();
    }
    SampleChange change{.series = series, .time = sample.time, .bits = sample.bits};
    if (histogram != nullptr) {
      auto decoded = encoding::DecodeHistogram(*histogram);
      if (!decoded) return Error{Exit::kStore, "a histogram that is to be stored makes no sense"};
      change.histogram = std::make_shared<const model::Histogram>(*std::move(decoded));
    }
    judgement_.changes.push_back(std::move(change));
    ++report_.replaced;
    return Ok();
  }

  const std::string& path_;
  std::span<const std::string> histograms_;
  DuplicatePolicy policy_;
  CommitReport& report_;
  Judgement judgement_;
};

bool SameSample(const BackfillSample& a, const BackfillSample& b,
                std::span<const std::string> histograms) {
  if (a.histogram != b.histogram) return false;
  return a.bits == b.bits || (a.histogram != 0 && histograms[a.bits] == histograms[b.bits]);
}

}  // namespace

void FoldRepeats(GivenSamples& given, std::span<const std::string> histograms,
                 DuplicatePolicy policy, CommitReport& report) {
  const auto same_time = [](const BackfillSample& a, const BackfillSample& b) {
    return a.time == b.time;
  };
  const std::span<BackfillSample> samples = given.samples;
  const auto first = std::adjacent_find(samples.begin(), samples.end(), same_time);
  if (first == samples.end()) return;
  size_t out = static_cast<size_t>(first - samples.begin()) + 1;
  for (size_t i = out; i < samples.size(); ++i) {
    BackfillSample& last = samples[out - 1];
    if (samples[i].time != last.time) {
      samples[out++] = samples[i];
    } else if (SameSample(samples[i], last, histograms)) {
      ++report.same;
    } else if (policy == DuplicatePolicy::kReplace) {
      last = samples[i];
      ++report.replaced;
    } else {
      report.AddKept(samples[i].line);
    }
  }
  given.samples = samples.first(out);
}

Result<Judgement> JudgeSamples(const std::string& path, std::vector<GivenSamples>& given,
                               std::span<const std::string> histograms, const ChunkInput& own,
                               std::span<const ChunkInput> others, model::TimeRange period,
                               DuplicatePolicy policy, CommitReport& report) {
  Judge judge(path, histograms, policy, report);
  for (size_t first = 0; first < given.size(); first += kSeriesAtOnce)
    PLUMB_TRY(
        judge.Run(std::span(given).subspan(first, std::min(kSeriesAtOnce, given.size() - first)),
                  own, others, period));
  std::erase_if(given, [](const GivenSamples& each) { return each.samples.empty(); });
  return std::move(judge.judgement());
}

}  // namespace plumb::store

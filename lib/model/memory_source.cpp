#include "model/memory_source.h"

#include "base/hash.h"

#include <algorithm>
#include <numeric>

namespace plumb::model {

namespace {

// Selected series, by position in the source, which must outlive it.
class MemorySet : public SeriesSet {
 public:
  MemorySet(const std::vector<Series>& all, const std::vector<size_t>& same_times,
            std::vector<size_t> chosen, const std::optional<std::vector<std::string>>& names)
      : all_(all), same_times_(same_times), chosen_(std::move(chosen)) {
    if (names)
      for (const size_t i : chosen_) kept_.push_back(KeepOnly(all_[i].labels, *names));
    for (size_t first = 0; first < chosen_.size(); first += kBatch)
      batches_.push_back({.first = first, .count = std::min(kBatch, chosen_.size() - first)});
  }
  [[nodiscard]] size_t size() const override { return chosen_.size(); }
  [[nodiscard]] const Labels& labels(size_t index) const override {
    return kept_.empty() ? all_[chosen_[index]].labels : kept_[index];
  }
  [[nodiscard]] const std::vector<Batch>& batches() const override { return batches_; }

  Result<std::vector<SampleColumn>> Read(const Batch& batch, TimeRange range) const override {
    std::vector<SampleColumn> columns;
    columns.reserve(batch.count);
    for (size_t i = batch.first; i < batch.first + batch.count; ++i) {
      // Series of one page mostly have the same times as their neighbour: share the object.
      const bool shared = i > batch.first && SameTimes(chosen_[i - 1], chosen_[i]);
      columns.push_back(ReadOne(all_[chosen_[i]], range, shared ? columns.back().times : nullptr));
    }
    return columns;
  }

 private:
  // Few enough that the columns of a batch stay in the cache, enough that sharing times pays.
  static constexpr size_t kBatch = 64;

  [[nodiscard]] bool SameTimes(size_t a, size_t b) const {
    return same_times_[a] == same_times_[b];
  }

  static SampleColumn ReadOne(const Series& series, TimeRange range,
                              std::shared_ptr<const std::vector<Timestamp>> shared_times) {
    const auto from = std::lower_bound(series.times.begin(), series.times.end(), range.from);
    const auto to = std::upper_bound(from, series.times.end(), range.to);
    const auto first = series.values.begin() + (from - series.times.begin());
    SampleColumn column;
    column.values.assign(first, first + (to - from));
    if (!series.start_times.empty()) {
      const auto start = series.start_times.begin() + (from - series.times.begin());
      column.start_times.assign(start, start + (to - from));
    }
    column.times = shared_times != nullptr
                       ? std::move(shared_times)
                       : std::make_shared<const std::vector<Timestamp>>(from, to);
    for (const HistogramPoint& point : series.histograms)
      if (range.Contains(point.time)) column.histograms.push_back(point);
    return column;
  }

  const std::vector<Series>& all_;
  const std::vector<size_t>& same_times_;
  std::vector<size_t> chosen_;
  std::vector<Labels> kept_;  // one a chosen series, where not all labels are wanted
  std::vector<Batch> batches_;
};

// Sorts by time, keeping the first of equals in the order of arrival.
void SortFloats(Series& series) {
  const auto in_order =
      std::adjacent_find(series.times.begin(), series.times.end(), std::greater_equal<>());
  if (in_order == series.times.end()) return;
  std::vector<size_t> order(series.times.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return series.times[a] < series.times[b]; });
  std::vector<Timestamp> times;
  std::vector<double> values;
  std::vector<Timestamp> start_times;
  for (const size_t i : order) {
    if (!times.empty() && times.back() == series.times[i]) continue;
    times.push_back(series.times[i]);
    values.push_back(series.values[i]);
    if (!series.start_times.empty()) start_times.push_back(series.start_times[i]);
  }
  series.times = std::move(times);
  series.values = std::move(values);
  series.start_times = std::move(start_times);
}

void SortHistograms(Series& series) {
  auto& points = series.histograms;
  std::stable_sort(
      points.begin(), points.end(),
      [](const HistogramPoint& a, const HistogramPoint& b) { return a.time < b.time; });
  points.erase(std::unique(points.begin(), points.end(),
                           [](const HistogramPoint& a, const HistogramPoint& b) {
                             return a.time == b.time;
                           }),
               points.end());
}

// For each series the first one with equal times.
std::vector<size_t> FindSameTimes(const std::vector<Series>& series) {
  std::vector<size_t> same(series.size());
  std::unordered_map<uint64_t, size_t> first;  // by a hash of the times
  for (size_t i = 0; i < series.size(); ++i) {
    const std::vector<Timestamp>& times = series[i].times;
    const std::string_view bytes(reinterpret_cast<const char*>(times.data()),
                                 times.size() * sizeof(Timestamp));
    const auto [at, is_new] = first.try_emplace(Hash64(bytes), i);
    same[i] = is_new || series[at->second].times != times ? i : at->second;
  }
  return same;
}

bool HasSampleIn(const Series& series, TimeRange range) {
  const auto at = std::lower_bound(series.times.begin(), series.times.end(), range.from);
  if (at != series.times.end() && *at <= range.to) return true;
  return std::any_of(series.histograms.begin(), series.histograms.end(),
                     [&](const HistogramPoint& point) { return range.Contains(point.time); });
}

}  // namespace

size_t MemorySource::Find(const Labels& labels) {
  const auto [at, added] = index_.try_emplace(labels.bytes(), series_.size());
  if (added) series_.push_back({.labels = labels});
  return at->second;
}

void MemorySource::Put(Series& series, Timestamp time, double value, Timestamp start_time) {
  // A series has none of them until one is known.
  if (start_time != 0 && series.start_times.empty()) series.start_times.resize(series.times.size());
  if (start_time != 0 || !series.start_times.empty()) series.start_times.push_back(start_time);
  series.times.push_back(time);
  series.values.push_back(value);
}

void MemorySource::Add(const Labels& labels, Timestamp time, double value, Timestamp start_time) {
  Put(series_[Find(labels)], time, value, start_time);
}

void MemorySource::PutHistogram(Series& series, Timestamp time, Histogram histogram,
                                Timestamp start_time) {
  series.histograms.push_back({.time = time,
                               .histogram = std::make_shared<const Histogram>(std::move(histogram)),
                               .start_time = start_time});
}

void MemorySource::AddHistogram(const Labels& labels, Timestamp time, Histogram histogram,
                                Timestamp start_time) {
  PutHistogram(series_[Find(labels)], time, std::move(histogram), start_time);
}

void MemorySource::Finish() {
  for (Series& series : series_) {
    SortFloats(series);
    SortHistograms(series);
  }
  same_times_ = FindSameTimes(series_);
  std::sort(metadata_.begin(), metadata_.end(),
            [](const Metadata& a, const Metadata& b) { return a.metric < b.metric; });
}

Status MemorySource::OnScrape(const ScrapeBlock& block) {
  block_time_ = block.time;
  return Ok();
}

Status MemorySource::OnMetadata(MetadataField field, const Metadata& metadata) {
  const auto [at, added] = metadata_index_.try_emplace(metadata.metric, metadata_.size());
  if (added) metadata_.push_back({.metric = metadata.metric});
  Metadata& known = metadata_[at->second];
  switch (field) {
    case MetadataField::kType:
      known.type = metadata.type;
      break;
    case MetadataField::kHelp:
      known.help = metadata.help;
      break;
    case MetadataField::kUnit:
      known.unit = metadata.unit;
      break;
  }
  return Ok();
}

Status MemorySource::OnSample(const StreamSample& sample) {
  const Timestamp time = sample.time ? *sample.time : block_time_.value_or(now_);
  const bool known = sample.memo != nullptr && *sample.memo != 0;
  const size_t index = known ? *sample.memo - 1 : Find(sample.labels);
  // Number 0 is none, and what is beyond the numbers is looked for again.
  if (sample.memo != nullptr && index < UINT32_MAX) *sample.memo = static_cast<uint32_t>(index + 1);
  Series& series = series_[index];
  if (sample.histogram != nullptr) {
    PutHistogram(series, time, *sample.histogram, sample.start_time.value_or(0));
  } else {
    Put(series, time, sample.value, sample.start_time.value_or(0));
  }
  return Ok();
}

Result<std::unique_ptr<SeriesSet>> MemorySource::Select(const Selection& selection) const {
  std::vector<size_t> chosen;
  for (size_t i = 0; i < series_.size(); ++i)
    if (MatchesAll(selection.matchers, series_[i].labels) &&
        HasSampleIn(series_[i], selection.range))
      chosen.push_back(i);
  return std::unique_ptr<SeriesSet>(
      std::make_unique<MemorySet>(series_, same_times_, std::move(chosen), selection.labels));
}

Result<std::optional<Extent>> MemorySource::FindExtent() const {
  std::optional<Extent> extent;
  const auto include = [&](Timestamp oldest, Timestamp newest) {
    if (!extent) extent = Extent{oldest, newest};
    extent->oldest = std::min(extent->oldest, oldest);
    extent->newest = std::max(extent->newest, newest);
  };
  for (const Series& series : series_) {
    if (!series.times.empty()) include(series.times.front(), series.times.back());
    if (!series.histograms.empty())
      include(series.histograms.front().time, series.histograms.back().time);
  }
  return extent;
}

Result<std::vector<Metadata>> MemorySource::ListMetadata() const {
  return metadata_;
}

}  // namespace plumb::model

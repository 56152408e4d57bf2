#include "transfer/content.h"

#include <algorithm>
#include <array>
#include <set>

#include "encoding/fixed.h"
#include "store/family_table.h"
#include "store/segment_table.h"
#include "store/series_search.h"
#include "store/target_chunk.h"

namespace plumb::transfer {

namespace {

using store::SeriesId;
using store::TargetId;

// Values read at once: 32 MiB of them.
constexpr size_t kValuesAtOnce = size_t{4} << 20;
constexpr size_t kLargestBatch = 1024;
// Series whose segments are looked through at once for what is in them.
constexpr size_t kSeriesAtOnce = 8192;
constexpr uint32_t kNoScrape = UINT32_MAX;
// Endings that the samples of a family have behind its name.
constexpr std::array<std::string_view, 7> kEndings = {"",       "_total", "_created", "_bucket",
                                                      "_count", "_sum",   "_info"};

void SortUnique(std::vector<SeriesId>& series) {
  std::sort(series.begin(), series.end());
  series.erase(std::unique(series.begin(), series.end()), series.end());
}

// Takes away the series that were not asked for.
void KeepAsked(std::vector<SeriesId>& series, const std::vector<SeriesId>& asked) {
  std::vector<SeriesId> kept;
  std::set_intersection(series.begin(), series.end(), asked.begin(), asked.end(),
                        std::back_inserter(kept));
  series = std::move(kept);
}

// Rows that have something in the range: a spread row reaches behind its time.
Result<std::vector<store::RowRef>> RowsIn(const store::StoreState& state,
                                          const ContentTarget& target, model::TimeRange range) {
  const Timestamp from = target.record.spread ? store::FloorToSpread(range.from) : range.from;
  PLUMB_ASSIGN(auto rows, store::LoadRowsOf(state, target.id, {from, range.to}));
  std::erase_if(rows, [&](const store::RowRef& ref) {
    return ref.key.time < range.from && !ref.row.Has(store::kRowSpread);
  });
  // What is read here is written elsewhere, with a checksum that would make damage true.
  for (const store::RowRef& ref : rows)
    if (!ref.row.Verify(ref.key))
      return store::DamagedError(state.txn.path(), "the checksum of a row is wrong");
  return rows;
}

void AddSeriesOf(const std::vector<store::RowRef>& rows, std::vector<SeriesId>& series) {
  std::set<const store::Layout*> layouts;
  for (const store::RowRef& ref : rows)
    if (layouts.insert(ref.layout.get()).second)
      series.insert(series.end(), ref.layout->series.begin(), ref.layout->series.end());
  SortUnique(series);
}

Status AddSeriesOf(const store::StoreState& state, const ContentTarget& target,
                   model::TimeRange range, std::vector<SeriesId>& series) {
  const std::span<const SeriesId> all(target.series);
  for (size_t first = 0; first < all.size(); first += kSeriesAtOnce) {
    const auto some = all.subspan(first, std::min(kSeriesAtOnce, all.size() - first));
    PLUMB_ASSIGN(const auto periods, store::LoadPeriods(state, target.id, range, some));
    for (const store::StoredPeriod& period : periods)
      for (const store::SegmentRef& segment : period.segments)
        for (const auto& entry : segment.view.entries()) series.push_back(entry.series);
    SortUnique(series);
  }
  return Ok();
}

// A column of a chunk on its way to be one of a day.
class Converter {
 public:
  explicit Converter(const store::TargetChunk& chunk) : chunk_(chunk) {
    scrape_of_.assign(chunk.times.size(), kNoScrape);
    for (uint32_t i = 0; i < chunk.blocks.size(); ++i) scrape_of_[chunk.blocks[i].at] = i;
    only_scrapes_ = chunk.blocks.size() == chunk.times.size();
  }

  DayColumn Convert(store::ChunkColumn& column) const {
    DayColumn out;
    if (only_scrapes_ && column.absent.empty() && column.loose.empty()) {
      out.scrapes.resize(column.values.size());
      for (uint32_t i = 0; i < out.scrapes.size(); ++i) out.scrapes[i] = i;
      out.values = std::move(column.values);
    } else {
      TakeFloats(column, out);
    }
    TakeHistograms(column, out);
    TakeSpread(column, out);
    return out;
  }

 private:
  // The number of the scrape that a sample at times[at] came with; kNoScrape if with none.
  [[nodiscard]] uint32_t ScrapeOf(const store::ChunkColumn& column, uint32_t at) const {
    const bool loose = std::binary_search(column.loose.begin(), column.loose.end(), at);
    return loose ? kNoScrape : scrape_of_[at];
  }

  void TakeFloats(const store::ChunkColumn& column, DayColumn& out) const {
    size_t absent = 0;
    for (uint32_t at = 0; at < chunk_.times.size(); ++at) {
      if (absent < column.absent.size() && column.absent[absent] == at) {
        ++absent;
        continue;
      }
      if (const uint32_t scrape = ScrapeOf(column, at); scrape != kNoScrape) {
        out.scrapes.push_back(scrape);
        out.values.push_back(column.values[at]);
      } else {
        out.loose_times.push_back(chunk_.times[at]);
        out.loose_values.push_back(column.values[at]);
      }
    }
  }

  void TakeHistograms(const store::ChunkColumn& column, DayColumn& out) const {
    for (size_t i = 0; i < column.histograms.size(); ++i) {
      const uint32_t at = column.histograms_at[i];
      if (const uint32_t scrape = ScrapeOf(column, at); scrape != kNoScrape) {
        out.histogram_scrapes.push_back(scrape);
        out.histograms.push_back(column.histograms[i].histogram);
      } else {
        out.loose_histogram_times.push_back(chunk_.times[at]);
        out.loose_histograms.push_back(column.histograms[i].histogram);
      }
    }
  }

  // Whether one of the scrapes that the column has is at this time.
  [[nodiscard]] bool IsScraped(const std::vector<uint32_t>& scrapes, Timestamp time) const {
    const auto place = std::lower_bound(
        scrapes.begin(), scrapes.end(), time,
        [&](uint32_t scrape, Timestamp t) { return chunk_.times[chunk_.blocks[scrape].at] < t; });
    return place != scrapes.end() && chunk_.times[chunk_.blocks[*place].at] == time;
  }

  // Samples with times of their own go in among the loose ones. Where a time has a sample already,
  // that one counts, as for all readers.
  template <typename Value>
  void MergeLoose(std::vector<std::pair<Timestamp, Value>> own,
                  const std::vector<uint32_t>& scrapes, std::vector<Timestamp>& times,
                  std::vector<Value>& values) const {
    std::erase_if(own, [&](const auto& point) { return IsScraped(scrapes, point.first); });
    if (own.empty()) return;
    std::vector<std::pair<Timestamp, Value>> all;
    for (size_t i = 0; i < times.size(); ++i) all.emplace_back(times[i], std::move(values[i]));
    std::move(own.begin(), own.end(), std::back_inserter(all));
    std::stable_sort(all.begin(), all.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    times.clear();
    values.clear();
    for (auto& [time, value] : all) {
      if (!times.empty() && times.back() == time) continue;
      times.push_back(time);
      values.push_back(std::move(value));
    }
  }

  void TakeSpread(const store::ChunkColumn& column, DayColumn& out) const {
    std::vector<std::pair<Timestamp, double>> floats;
    for (const model::Sample& sample : column.spread)
      floats.emplace_back(sample.time, sample.value);
    MergeLoose(std::move(floats), out.scrapes, out.loose_times, out.loose_values);
    std::vector<std::pair<Timestamp, encoding::HistogramPointer>> histograms;
    for (const auto& point : column.spread_histograms)
      histograms.emplace_back(point.time, point.histogram);
    MergeLoose(std::move(histograms), out.histogram_scrapes, out.loose_histogram_times,
               out.loose_histograms);
  }

  const store::TargetChunk& chunk_;
  std::vector<uint32_t> scrape_of_;  // one a time of the chunk
  bool only_scrapes_ = false;
};

}  // namespace

Result<Content> Content::Select(std::shared_ptr<store::Snapshot> snapshot,
                                const model::Matchers& matchers) {
  Content content(std::move(snapshot));
  const std::lock_guard guard(content.snapshot_->mutex);
  PLUMB_TRY(matchers.empty() ? content.SelectAll() : content.SelectMatching(matchers));
  return content;
}

Status Content::SelectAll() {
  all_ = true;
  store::Snapshot& s = *snapshot_;
  std::vector<std::pair<TargetId, SeriesId>> pairs;
  PLUMB_ASSIGN(store::Cursor cursor, store::Cursor::Open(*s.txn, s.tables().series));
  PLUMB_ASSIGN(bool more, cursor.First());
  while (more) {
    const auto record = store::DecodeSeries(cursor.value());
    if (!record || cursor.key().size() != 4)
      return store::DamagedError(s.txn->path(), "a series makes no sense");
    const SeriesId id = encoding::LoadBig32(cursor.key().data());
    for (const TargetId target : record->targets) pairs.emplace_back(target, id);
    PLUMB_ASSIGN(more, cursor.Next());
  }
  // Targets of which nothing but failed scrapes is known. No series has the number 0.
  PLUMB_ASSIGN(store::Cursor target, store::Cursor::Open(*s.txn, s.tables().target));
  PLUMB_ASSIGN(more, target.First());
  while (more) {
    if (target.key().size() != 4)
      return store::DamagedError(s.txn->path(), "a target's key is cut");
    pairs.emplace_back(encoding::LoadBig32(target.key().data()), 0);
    PLUMB_ASSIGN(more, target.Next());
  }
  return MakeTargets(std::move(pairs));
}

Status Content::SelectMatching(const model::Matchers& matchers) {
  store::Snapshot& s = *snapshot_;
  PLUMB_ASSIGN(const auto found, store::SearchSeries(s, matchers));
  PLUMB_ASSIGN(const store::SymbolId name,
               s.dictionary.Find(*s.txn, store::kNames, model::kMetricName));
  std::vector<std::pair<TargetId, SeriesId>> pairs;
  std::set<store::SymbolId> metrics;
  for (const store::FoundSeries& series : found) {
    for (const TargetId target : series.record.targets) pairs.emplace_back(target, series.id);
    metrics.insert(series.record.Value(name));
  }
  for (const store::SymbolId metric : metrics) {
    if (metric == 0) continue;
    PLUMB_ASSIGN(const std::string_view text, s.dictionary.Text(*s.txn, metric));
    metrics_.emplace_back(text);
  }
  std::sort(metrics_.begin(), metrics_.end());
  return MakeTargets(std::move(pairs));
}

Status Content::MakeTargets(std::vector<std::pair<TargetId, SeriesId>> pairs) {
  std::sort(pairs.begin(), pairs.end());
  for (const auto& [target, series] : pairs) {
    if (targets_.empty() || targets_.back().id != target) {
      PLUMB_ASSIGN(auto record, store::LoadTarget(*snapshot_->txn, snapshot_->tables(), target));
      targets_.push_back({.id = target, .record = std::move(record), .series = {}});
    }
    if (series != 0) targets_.back().series.push_back(series);
  }
  std::sort(targets_.begin(), targets_.end(), [](const ContentTarget& a, const ContentTarget& b) {
    return a.record.name < b.record.name;
  });
  return Ok();
}

Result<std::optional<Timestamp>> Content::FindNext(const ContentTarget& target,
                                                   Timestamp from) const {
  store::Snapshot& s = *snapshot_;
  const std::lock_guard guard(s.mutex);
  std::optional<Timestamp> next;
  const auto consider = [&](Timestamp time) { next = std::min(next.value_or(time), time); };
  PLUMB_ASSIGN(store::Cursor cursor, store::Cursor::Open(*s.txn, s.tables().row));
  const Timestamp row_from = target.record.spread ? store::FloorToSpread(from) : from;
  PLUMB_ASSIGN(const bool row,
               cursor.Seek(store::EncodeRowKey({.target = target.id, .time = row_from})));
  if (row && cursor.key().size() == store::kRowKeySize) {
    const store::RowKey key = store::DecodeRowKey(cursor.key());
    if (key.target == target.id) consider(std::max(key.time, from));
  }
  for (const store::Level level : store::kRawLevels) {
    PLUMB_ASSIGN(const auto start, store::FindPeriodFrom(s.state(), level, target.id,
                                                         store::PeriodStart(level, from)));
    if (start) consider(std::max(*start, from));
  }
  return next;
}

Result<std::vector<SeriesId>> Content::SeriesIn(TargetId target, Timestamp day) const {
  store::Snapshot& s = *snapshot_;
  const std::lock_guard guard(s.mutex);
  std::vector<SeriesId> series;
  PLUMB_ASSIGN(const auto rows, store::LoadRowsOf(s.state(), target, {day, day + kDay - 1}));
  AddSeriesOf(rows, series);
  for (const store::Level level : store::kRawLevels) {
    PLUMB_ASSIGN(auto start, store::FindPeriodFrom(s.state(), level, target, day));
    while (start && *start - day < kDay) {
      PLUMB_ASSIGN(const auto period, store::LoadPeriod(s.state(), level, target, *start));
      if (!period) return store::DamagedError(s.txn->path(), "segments are out of order");
      for (const store::SegmentRef& segment : period->segments)
        for (const auto& entry : segment.view.entries()) series.push_back(entry.series);
      SortUnique(series);
      PLUMB_ASSIGN(start, store::FindPeriodFrom(s.state(), level, target, *start + 1));
    }
  }
  return series;
}

Result<Stretch> Content::Open(const ContentTarget& target, model::TimeRange range) const {
  store::Snapshot& s = *snapshot_;
  const std::lock_guard guard(s.mutex);
  Stretch stretch{.range = range};
  PLUMB_ASSIGN(stretch.rows, RowsIn(s.state(), target, range));
  AddSeriesOf(stretch.rows, stretch.series);
  PLUMB_TRY(AddSeriesOf(s.state(), target, range, stretch.series));
  KeepAsked(stretch.series, target.series);
  PLUMB_ASSIGN(auto heads, store::LoadPeriods(s.state(), target.id, range, {}));
  const store::ChunkInput input{.first = range.from, .rows = stretch.rows, .periods = heads};
  PLUMB_ASSIGN(const store::TargetChunk chunk,
               store::GatherColumns(s.txn->path(), input, {}, range, store::ChunkTimes::kAll));
  for (const store::BlockFact& block : chunk.blocks)
    stretch.scrapes.push_back({chunk.times[block.at], block.complete, block.failed});
  stretch.shared_times = chunk.times;
  return stretch;
}

size_t Content::BatchSize(const Stretch& stretch) {
  return std::clamp<size_t>(kValuesAtOnce / std::max<size_t>(stretch.shared_times.size(), 1), 1,
                            kLargestBatch);
}

Result<std::vector<DayColumn>> Content::Read(const ContentTarget& target, const Stretch& stretch,
                                             std::span<const SeriesId> series) const {
  std::vector<SeriesId> sorted(series.begin(), series.end());
  std::sort(sorted.begin(), sorted.end());
  store::Snapshot& s = *snapshot_;
  std::vector<store::StoredPeriod> periods;
  {
    const std::lock_guard guard(s.mutex);
    PLUMB_ASSIGN(periods, store::LoadPeriods(s.state(), target.id, stretch.range, sorted));
  }
  const store::ChunkInput input{
      .first = stretch.range.from, .rows = stretch.rows, .periods = periods};
  PLUMB_ASSIGN(store::TargetChunk chunk,
               store::GatherColumns(s.txn->path(), input, sorted, stretch.range));
  const Converter converter(chunk);
  std::vector<DayColumn> columns;
  columns.reserve(series.size());
  for (const SeriesId id : series) {
    const auto place = std::lower_bound(sorted.begin(), sorted.end(), id) - sorted.begin();
    columns.push_back(converter.Convert(chunk.columns[static_cast<size_t>(place)]));
  }
  return columns;
}

Result<std::optional<model::Labels>> Content::FindLabels(SeriesId series) const {
  store::Snapshot& s = *snapshot_;
  const std::lock_guard guard(s.mutex);
  PLUMB_ASSIGN(const auto record, s.series.LoadIfThere(*s.txn, series));
  if (!record) return std::optional<model::Labels>();
  PLUMB_ASSIGN(model::Labels labels, s.series.LabelsOf(*s.txn, *record));
  return std::optional(std::move(labels));
}

Status Content::Renew(const std::shared_ptr<store::Environment>& environment) {
  snapshot_.reset();
  PLUMB_ASSIGN(snapshot_, store::Snapshot::Take(environment));
  return Ok();
}

// Whether one of the metrics belongs to the family.
bool Content::IsWanted(const std::string& family) const {
  return all_ || std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view ending) {
           return std::binary_search(metrics_.begin(), metrics_.end(),
                                     family + std::string(ending));
         });
}

Result<std::vector<model::Metadata>> Content::LoadFamilies() const {
  store::Snapshot& s = *snapshot_;
  const std::lock_guard guard(s.mutex);
  PLUMB_ASSIGN(auto families, store::LoadFamilies(*s.txn, s.tables()));
  std::erase_if(families, [this](const auto& family) { return !IsWanted(family.metric); });
  return families;
}

}  // namespace plumb::transfer

#include "transfer/dump.h"

#include <algorithm>
#include <functional>
#include <map>
#include <unordered_map>

#include "encoding/varint.h"
#include "store/family_table.h"
#include "store/rollup_marks.h"
#include "store/segment_table.h"
#include "transfer/content.h"
#include "transfer/records.h"
#include "transfer/rollups.h"

namespace plumb::transfer {

namespace {

using store::SeriesId;

// A frame of columns is sent when it has that much.
constexpr size_t kFrameSize = size_t{64} << 10;

class Dumper {
 public:
  Dumper(const Content& content, const DumpSelection& selection, FrameSink& sink)
      : content_(content), selection_(selection), sink_(sink) {}

  Result<DumpCounts> Run() {
    if (selection_.matchers.empty()) PLUMB_TRY(DumpRecords());
    PLUMB_TRY(DumpFamilies());
    for (const ContentTarget& target : content_.targets()) PLUMB_TRY(DumpTarget(target));
    PLUMB_TRY(sink_.OnFrame(FrameType::kEnd, EncodeCounts(counts_)));
    return counts_;
  }

 private:
  Status DumpRecords() {
    std::optional<std::string> retention;
    std::optional<store::RollupState> state;
    {
      store::Snapshot& s = content_.snapshot();
      const std::lock_guard guard(s.mutex);
      PLUMB_ASSIGN(const auto value, s.txn->Get(s.tables().meta, kRetentionRecord));
      if (value) retention = *value;
      PLUMB_ASSIGN(state, store::LoadRollupState(*s.txn, s.tables()));
    }
    if (retention) PLUMB_TRY(DumpRecord(kRetentionRecord, *retention));
    // As long as days are being marked because the rules have changed, the marks say nothing.
    marked_ = state && state->next == 0;
    return marked_ ? DumpRecord(kRollupRecord, store::EncodeRollupState(*state)) : Ok();
  }

  Status DumpRecord(std::string_view name, std::string_view value) {
    std::string payload;
    encoding::AppendCounted(payload, name);
    encoding::AppendCounted(payload, value);
    ++counts_.records;
    return sink_.OnFrame(FrameType::kRecord, payload);
  }

  Status DumpFamilies() {
    PLUMB_ASSIGN(const auto families, content_.LoadFamilies());
    for (const model::Metadata& family : families) {
      ++counts_.families;
      PLUMB_TRY(sink_.OnFrame(FrameType::kFamily, store::EncodeFamily(family)));
    }
    return Ok();
  }

  Status DumpTarget(const ContentTarget& target) {
    numbers_.clear();
    target_ = &target;
    announced_ = false;
    Timestamp from = selection_.range.from;
    while (from <= selection_.range.to) {
      PLUMB_ASSIGN(const auto next, content_.FindNext(target, from));
      if (!next || *next > selection_.range.to) break;
      const Timestamp start = store::PeriodStart(store::Level::kDay, *next);
      PLUMB_TRY(DumpDay(start, {std::max(start, selection_.range.from),
                                std::min(start + kDay - 1, selection_.range.to)}));
      from = start + kDay;
    }
    for (const store::Tier& tier : store::kTiers) PLUMB_TRY(DumpTier(tier));
    if (marked_ && announced_) PLUMB_TRY(DumpMarks());
    counts_.series += numbers_.size();
    return Ok();
  }

  Status DumpDay(Timestamp start, model::TimeRange range) {
    PLUMB_ASSIGN(const Stretch stretch, content_.Open(*target_, range));
    day_ = {.start = start, .scrapes = stretch.scrapes};
    ColumnWriter writer(day_);
    writer_ = &writer;
    begun_ = false;
    payload_.clear();
    if (!day_.scrapes.empty()) PLUMB_TRY(BeginDay());
    PLUMB_TRY(DumpSeries(stretch.series, Content::BatchSize(stretch),
                         [&](auto batch) { return content_.Read(*target_, stretch, batch); }));
    return SendColumns();
  }

  // Of the tier what has to do with the range.
  Status DumpTier(const store::Tier& tier) {
    Timestamp from = store::PeriodStart(tier.first, selection_.range.from);
    while (true) {
      PLUMB_ASSIGN(const auto start, FindRollups(content_.snapshot(), tier, target_->id, from));
      if (!start || *start >= selection_.range.to) return Ok();
      cut_.clear();
      for (const store::TierColumn column : kRollupOrder) {
        day_ = {.start = *start, .tier = &tier, .column = column};
        PLUMB_TRY(DumpRollups());
      }
      from = *start + 1;
    }
  }

  Status DumpRollups() {
    PLUMB_ASSIGN(const auto there, RollupSeries(content_.snapshot(), target_->id, day_));
    std::vector<SeriesId> series;
    std::set_intersection(there.begin(), there.end(), target_->series.begin(),
                          target_->series.end(), std::back_inserter(series));
    ColumnWriter writer(day_);
    writer_ = &writer;
    begun_ = false;
    payload_.clear();
    PLUMB_TRY(DumpSeries(series, kRollupBatch, [&](auto batch) { return ReadSelected(batch); }));
    return SendColumns();
  }

  // Of windows that reach out of the range those in whose place there are no samples: the others
  // would count more samples than are selected.
  Result<std::vector<DayColumn>> ReadSelected(std::span<const SeriesId> series) {
    std::vector<SeriesId> sorted(series.begin(), series.end());
    std::sort(sorted.begin(), sorted.end());
    PLUMB_ASSIGN(auto columns, ReadRollups(content_.snapshot(), target_->id, day_, sorted));
    PLUMB_TRY(CutWindows(sorted, columns));
    std::vector<DayColumn> ordered;
    for (const SeriesId id : series) {
      const auto place = std::lower_bound(sorted.begin(), sorted.end(), id);
      ordered.push_back(std::move(columns[static_cast<size_t>(place - sorted.begin())]));
    }
    return ordered;
  }

  Status CutWindows(const std::vector<SeriesId>& series, std::vector<DayColumn>& columns) {
    const store::Tier& tier = *day_.tier;
    const auto [from, to] = selection_.range;
    if (from <= day_.start + 1 && day_.start + tier.period <= to) return Ok();
    std::vector<Timestamp> whole;
    std::vector<Timestamp> cut;
    for (Timestamp end = day_.start + tier.resolution; end <= day_.start + tier.period;
         end += tier.resolution) {
      const Timestamp first = end - tier.resolution + 1;
      if (end < from || first > to) continue;
      (first >= from && end <= to ? whole : cut).push_back(end);
    }
    if (day_.column == store::TierColumn::kCount) {
      PLUMB_ASSIGN(auto expired, FindExpired(content_, *target_, tier, cut, series));
      for (size_t i = 0; i < series.size(); ++i) cut_[series[i]] = std::move(expired[i]);
    }
    for (size_t i = 0; i < series.size(); ++i) {
      std::vector<Timestamp> kept = whole;
      const std::vector<Timestamp>& more = cut_[series[i]];
      kept.insert(kept.end(), more.begin(), more.end());
      std::sort(kept.begin(), kept.end());
      KeepWindows(tier, kept, columns[i]);
    }
    return Ok();
  }

  // Days whose rows are no segments yet have no mark: they get it when they are.
  Status DumpMarks() {
    std::vector<Timestamp> days;
    {
      store::Snapshot& s = content_.snapshot();
      const std::lock_guard guard(s.mutex);
      PLUMB_ASSIGN(days, store::UnbuiltDays(s.state(), target_->id));
    }
    if (days.empty()) return Ok();
    ++counts_.days;
    return sink_.OnFrame(FrameType::kDay, EncodeMarks(days));
  }

  // A day without anything has no frame, and a target without days has none.
  Status BeginDay() {
    if (begun_) return Ok();
    if (!announced_) {
      std::string payload;
      const store::TargetName& name = target_->record.name;
      for (const std::string* part : {&name.job, &name.instance, &name.address})
        encoding::AppendCounted(payload, *part);
      PLUMB_TRY(sink_.OnFrame(FrameType::kTarget, payload));
      ++counts_.targets;
      announced_ = true;
    }
    begun_ = true;
    ++counts_.days;
    counts_.scrapes += day_.scrapes.size();
    return sink_.OnFrame(FrameType::kDay, EncodeDay(day_));
  }

  using Read = std::function<Result<std::vector<DayColumn>>(std::span<const SeriesId>)>;

  // Columns of series, `size` at once; those that came before first.
  Status DumpSeries(const std::vector<SeriesId>& series, size_t size, const Read& read) {
    PLUMB_TRY(DumpKnown(series, size, read));
    return DumpNew(series, size, read);
  }

  Status DumpKnown(const std::vector<SeriesId>& series, size_t size, const Read& read) {
    std::vector<std::pair<uint32_t, SeriesId>> known;
    for (const SeriesId id : series)
      if (const auto number = numbers_.find(id); number != numbers_.end())
        known.emplace_back(number->second, id);
    std::sort(known.begin(), known.end());
    std::vector<SeriesId> ids;
    for (const auto& [number, id] : known) ids.push_back(id);
    return ForEachColumn(ids, size, read, [&](SeriesId id, const DayColumn& column) {
      writer_->Append(payload_, numbers_.at(id), column);
    });
  }

  Status DumpNew(const std::vector<SeriesId>& series, size_t size, const Read& read) {
    std::vector<std::pair<model::Labels, SeriesId>> added;
    for (const SeriesId id : series) {
      if (numbers_.contains(id)) continue;
      PLUMB_ASSIGN(auto labels, content_.FindLabels(id));
      if (!labels)
        return store::DamagedError(content_.snapshot().txn->path(), "a series is not there");
      added.emplace_back(*std::move(labels), id);
    }
    std::sort(added.begin(), added.end());
    std::vector<SeriesId> ids;
    for (const auto& [labels, id] : added) ids.push_back(id);
    size_t at = 0;
    return ForEachColumn(ids, size, read, [&](SeriesId id, const DayColumn& column) {
      while (added[at].second != id) ++at;
      const auto number = static_cast<uint32_t>(numbers_.size() + 1);
      numbers_.emplace(id, number);
      writer_->AppendNew(payload_, number, added[at].first.bytes(), column);
    });
  }

  template <typename Write>
  Status ForEachColumn(const std::vector<SeriesId>& ids, size_t size, const Read& read,
                       Write write) {
    for (size_t first = 0; first < ids.size(); first += size) {
      const auto batch = std::span(ids).subspan(first, std::min(size, ids.size() - first));
      PLUMB_ASSIGN(const auto columns, read(batch));
      for (size_t i = 0; i < batch.size(); ++i) {
        if (columns[i].empty()) continue;
        PLUMB_TRY(BeginDay());
        (day_.tier == nullptr ? counts_.samples : counts_.rollups) += columns[i].samples();
        write(batch[i], columns[i]);
        if (payload_.size() >= kFrameSize) PLUMB_TRY(SendColumns());
      }
    }
    return Ok();
  }

  Status SendColumns() {
    if (payload_.empty()) return Ok();
    PLUMB_TRY(sink_.OnFrame(FrameType::kColumns, payload_));
    payload_.clear();
    return Ok();
  }

  const Content& content_;
  const DumpSelection& selection_;
  FrameSink& sink_;
  DumpCounts counts_;
  const ContentTarget* target_ = nullptr;
  bool marked_ = false;     // marks say what is still to be built
  bool announced_ = false;  // the target has its frame
  // Of the period's windows that reach out of the range those that are taken all the same.
  std::map<SeriesId, std::vector<Timestamp>> cut_;
  std::unordered_map<SeriesId, uint32_t> numbers_;  // of the target's series that came
  Day day_;
  bool begun_ = false;  // the day has its frame
  ColumnWriter* writer_ = nullptr;
  std::string payload_;
};

}  // namespace

Result<DumpCounts> Dump(std::shared_ptr<store::Snapshot> snapshot, const DumpSelection& selection,
                        FrameSink& sink) {
  PLUMB_ASSIGN(const Content content, Content::Select(std::move(snapshot), selection.matchers));
  return Dumper(content, selection, sink).Run();
}

}  // namespace plumb::transfer

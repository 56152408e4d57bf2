#include "transfer/store_filler.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "encoding/byte_reader.h"
#include "store/family_table.h"
#include "store/retention_rules.h"
#include "store/room.h"
#include "store/segment_table.h"
#include "transfer/records.h"

namespace plumb::transfer {

namespace {

using store::SeriesId;
using store::TargetId;

// Frames of that much are written in one transaction: it stays far below 32 MiB, and days of little
// do not cost a sync each.
constexpr size_t kPendingBytes = size_t{8} << 20;
constexpr size_t kPendingDays = 10'000;

// Keys of the rows of a target in a day.
Result<std::vector<std::string>> RowKeys(const store::Snapshot& s, TargetId target,
                                         Timestamp start) {
  std::vector<std::string> keys;
  PLUMB_ASSIGN(store::Cursor cursor, store::Cursor::Open(*s.txn, s.tables().row));
  PLUMB_ASSIGN(bool more, cursor.Seek(store::EncodeRowKey({.target = target, .time = start})));
  while (more && cursor.key().size() == store::kRowKeySize) {
    const store::RowKey key = store::DecodeRowKey(cursor.key());
    if (key.target != target || key.time - start >= kDay) break;
    keys.emplace_back(cursor.key());
    PLUMB_ASSIGN(more, cursor.Next());
  }
  return keys;
}

// The hours and the day of a target that have segments.
Result<std::vector<store::SegmentKey>> PeriodKeys(store::Snapshot& s, TargetId target,
                                                  Timestamp start) {
  std::vector<store::SegmentKey> keys;
  for (const store::Level level : store::kRawLevels) {
    Timestamp from = start;
    while (true) {
      PLUMB_ASSIGN(const auto found, store::FindPeriodFrom(s.state(), level, target, from));
      if (!found || *found - start >= kDay) break;
      keys.push_back({.level = level, .target = target, .start = *found});
      from = *found + 1;
    }
  }
  return keys;
}

// All rows and segments of the day.
Status RemoveDay(store::Snapshot& s, TargetId target, Timestamp start) {
  PLUMB_ASSIGN(const auto rows, RowKeys(s, target, start));
  PLUMB_ASSIGN(const auto periods, PeriodKeys(s, target, start));
  for (const std::string& key : rows) PLUMB_TRY(s.txn->Delete(s.tables().row, key));
  for (const store::SegmentKey& key : periods)
    PLUMB_TRY(store::ReplacePeriod(*s.txn, s.tables(), key, {}));
  return Ok();
}

}  // namespace

Status StoreFiller::Damaged(std::string what) {
  damaged_ = true;
  return Error{Exit::kStore, std::move(what)};
}

Status StoreFiller::OnFrame(FrameType type, std::string_view payload) {
  switch (type) {
    case FrameType::kRecord:
      return AddRecord(payload);
    case FrameType::kFamily:
      return AddFamily(payload);
    case FrameType::kTarget:
      return AddTarget(payload);
    case FrameType::kDay:
      return AddDay(payload);
    case FrameType::kColumns:
      return AddColumns(payload);
    case FrameType::kEnd:
      PLUMB_TRY(CheckEnd(payload));
      return Flush();
  }
  return Damaged("a frame of an unknown type");
}

Status StoreFiller::AddRecord(std::string_view payload) {
  encoding::ByteReader in(payload);
  const std::string name(in.Counted());
  const std::string value(in.Counted());
  if (!in.AtEnd()) return Damaged("a record makes no sense");
  if (name == kRetentionRecord) {
    if (!store::DecodeRetentionRules(value)) return Damaged("the rules of retention make no sense");
    records_.emplace_back(name, value);
  } else if (name == kRollupRecord) {
    rollups_ = store::DecodeRollupState(value);
    if (!rollups_) return Damaged("the record of the rollups makes no sense");
  } else {
    return Error{Exit::kStore, fmt::format("the dump has a record '{}', which a newer plumb-store "
                                           "wrote; load it with that",
                                           name)};
  }
  ++report_.counts.records;
  return Ok();
}

Status StoreFiller::AddFamily(std::string_view payload) {
  auto family = store::DecodeFamily(payload);
  if (!family || family->metric.empty()) return Damaged("a metric family makes no sense");
  families_.push_back(*std::move(family));
  pending_bytes_ += payload.size();
  ++report_.counts.families;
  return pending_bytes_ >= kPendingBytes ? Flush() : Ok();
}

Status StoreFiller::AddTarget(std::string_view payload) {
  encoding::ByteReader in(payload);
  auto target = std::make_shared<Target>();
  target->name.job = in.Counted();
  target->name.instance = in.Counted();
  target->name.address = in.Counted();
  if (!in.AtEnd()) return Damaged("a target makes no sense");
  if (target_ != nullptr && !(target_->name < target->name))
    return Damaged("targets are out of order");
  target_ = std::move(target);
  columns_.reset();
  place_.reset();
  numbers_ = 0;
  ++report_.counts.targets;
  return Ok();
}

namespace {

using Place = std::tuple<size_t, Timestamp, size_t>;

Place PlaceOf(const Day& day) {
  if (day.tier == nullptr) return {0, day.start, 0};
  const auto* column = std::find(kRollupOrder.begin(), kRollupOrder.end(), day.column);
  return {1 + static_cast<size_t>(day.tier - store::kTiers.data()), day.start,
          static_cast<size_t>(column - kRollupOrder.begin())};
}
constexpr Place kPlaceOfMarks = {1 + store::kTiers.size(), 0, 0};

}  // namespace

Status StoreFiller::AddDay(std::string_view payload) {
  if (target_ == nullptr) return Damaged("a day without a target");
  ++report_.counts.days;
  if (AreMarks(payload)) return AddMarks(payload);
  auto day = DecodeDay(payload);
  if (!day) return Damaged("a day makes no sense");
  if (place_ && PlaceOf(*day) <= *place_) return Damaged("days are out of order");
  place_ = PlaceOf(*day);
  // The counts say which windows are taken of all that follows of the period.
  if ((day->tier == nullptr || day->column == kRollupOrder.front()) &&
      (pending_bytes_ >= kPendingBytes || pending_.size() >= kPendingDays))
    PLUMB_TRY(Flush());
  pending_.push_back(std::make_unique<PendingDay>());
  pending_.back()->target = target_;
  pending_.back()->day = *std::move(day);
  columns_ = std::make_unique<ColumnReader>(pending_.back()->day, numbers_);
  pending_bytes_ += payload.size();
  report_.counts.scrapes += pending_.back()->day.scrapes.size();
  return Ok();
}

Status StoreFiller::AddMarks(std::string_view payload) {
  auto days = DecodeMarks(payload);
  if (!days) return Damaged("marks make no sense");
  if (place_ >= kPlaceOfMarks) return Damaged("marks are out of order");
  place_ = kPlaceOfMarks;
  columns_.reset();
  if (into_ == FillInto::kNew) marks_.emplace_back(target_, *std::move(days));
  return Ok();
}

Status StoreFiller::AddColumns(std::string_view payload) {
  if (columns_ == nullptr) return Damaged("columns without a day");
  PendingDay& pending = *pending_.back();
  pending.payloads.push_back(std::make_unique<std::string>(payload));
  encoding::ByteReader in(*pending.payloads.back());
  while (in.left() > 0) {
    ColumnEntry entry;
    if (!columns_->Take(in, entry)) return Damaged("a column makes no sense");
    if (entry.added) {
      numbers_ = entry.number;
      ++report_.counts.series;
    }
    pending.entries.push_back(std::move(entry));
  }
  pending_bytes_ += payload.size();
  return Ok();
}

Status StoreFiller::CheckEnd(std::string_view payload) {
  const auto counts = DecodeCounts(payload);
  if (!counts) return Damaged("the end frame makes no sense");
  // Samples are counted when they are decoded.
  PLUMB_TRY(Flush());
  if (counts->rollups != report_.counts.rollups)
    return Damaged(fmt::format("the end frame counts {} points of rollups, and {} came",
                               counts->rollups, report_.counts.rollups));
  if (*counts != report_.counts)
    return Damaged(fmt::format(
        "the end frame counts {} samples of {} series, and {} samples of {} "
        "series came",
        counts->samples, counts->series, report_.counts.samples, report_.counts.series));
  return into_ == FillInto::kNew && rollups_ ? WriteMarks() : Ok();
}

Status StoreFiller::Flush() {
  if (records_.empty() && families_.empty() && pending_.empty()) return Ok();
  PLUMB_ASSIGN(store::Environment::Write write, environment_->BeginWrite());
  PLUMB_TRY(store::CheckRoom(*environment_));
  const auto snapshot = std::make_shared<store::Snapshot>(environment_, std::move(write.txn));
  store::Snapshot& s = *snapshot;
  PLUMB_ASSIGN(next_, store::LoadNextIds(*s.txn, s.tables()));
  const store::NextIds before = next_;
  postings_.Forget();
  PLUMB_TRY(WriteHead(s));
  for (const auto& pending : pending_) PLUMB_TRY(WriteDay(snapshot, *pending));
  PLUMB_TRY(postings_.Flush(*s.txn, s.tables()));
  if (before != next_) PLUMB_TRY(store::SaveNextIds(*s.txn, s.tables(), next_));
  PLUMB_TRY(s.txn->Commit());
  wrote_ = true;
  records_.clear();
  families_.clear();
  pending_.clear();
  pending_bytes_ = 0;
  return Ok();
}

Status StoreFiller::WriteHead(store::Snapshot& s) {
  for (const auto& [name, value] : records_) {
    PLUMB_ASSIGN(const auto there, s.txn->Get(s.tables().meta, name));
    if (!there) PLUMB_TRY(s.txn->Put(s.tables().meta, name, value));
  }
  for (const model::Metadata& family : families_)
    PLUMB_TRY(store::MergeFamily(*s.txn, s.tables(), family));
  return Ok();
}

Status StoreFiller::FindTarget(store::Snapshot& s, Target& target) {
  if (!target.found) {
    PLUMB_ASSIGN(const TargetId there, store::FindTarget(*s.txn, s.tables(), target.name));
    target.known = there != 0;
    target.found = true;
  }
  PLUMB_ASSIGN(const auto found, store::FindOrAddTarget(*s.txn, s.tables(), target.name, next_));
  target.id = found.first;
  return Ok();
}

// The series of new columns, under the target.
Status StoreFiller::FindSeries(store::Snapshot& s, const PendingDay& pending,
                               std::vector<SeriesId>& series) {
  const TargetId target = pending.target->id;
  std::vector<store::SeriesMaker::Wanted> wanted;
  for (const ColumnEntry& entry : pending.entries)
    if (entry.added) wanted.push_back({.labels = entry.labels, .target = target});
  store::SeriesMaker maker(s.tables(), s.dictionary, s.series);
  PLUMB_TRY(maker.FindOrAdd(*s.txn, wanted, next_, postings_));
  for (const store::SeriesMaker::Wanted& one : wanted) {
    series.push_back(one.id);
    if (one.added) continue;
    PLUMB_ASSIGN(store::SeriesRecord record, s.series.Load(*s.txn, one.id));
    const auto place = std::lower_bound(record.targets.begin(), record.targets.end(), target);
    if (place != record.targets.end() && *place == target) continue;
    record.targets.insert(place, target);
    PLUMB_TRY(s.series.Save(*s.txn, one.id, record));
  }
  return Ok();
}

Status StoreFiller::WriteDay(const std::shared_ptr<store::Snapshot>& snapshot,
                             PendingDay& pending) {
  Target& target = *pending.target;
  PLUMB_TRY(FindTarget(*snapshot, target));
  std::vector<SeriesId> series;
  PLUMB_TRY(FindSeries(*snapshot, pending, series));
  for (const SeriesId id : series) {
    // Each comes once: a reader of the dump would take its columns for those of two series.
    if (!target.ids.insert(id).second) return Damaged("a series of a target comes twice");
    target.series.push_back(id);
  }
  if (pending.day.tier != nullptr) return WriteRollups(*snapshot, pending);
  return target.known ? WriteMerged(snapshot, pending) : WriteAlone(*snapshot, pending);
}

Status StoreFiller::Decode(const PendingDay& pending, const ColumnEntry& entry, DayColumn& column) {
  if (!DecodeColumn(entry, pending.day.scrapes.size(), column))
    return Damaged("the values of a column make no sense");
  (pending.day.tier == nullptr ? report_.counts.samples : report_.counts.rollups) +=
      column.samples();
  return Ok();
}

namespace {

void AddLists(const ColumnEntry& entry, DayPlan& plan) {
  if (entry.loose != nullptr) plan.AddList(entry.loose);
  if (entry.loose_histograms != nullptr) plan.AddList(entry.loose_histograms);
}

}  // namespace

Status StoreFiller::WriteAlone(store::Snapshot& s, PendingDay& pending) {
  const Target& target = *pending.target;
  DayPlan plan(pending.day);
  std::vector<std::pair<SeriesId, const ColumnEntry*>> order;
  for (const ColumnEntry& entry : pending.entries) {
    AddLists(entry, plan);
    order.emplace_back(target.series[entry.number - 1], &entry);
  }
  std::sort(order.begin(), order.end());
  plan.Finish();
  DayBuilder builder(pending.day, plan);
  for (const auto& [id, entry] : order) {
    DayColumn column;
    PLUMB_TRY(Decode(pending, *entry, column));
    builder.Add(id, std::move(column));
  }
  return PutPeriods(s, target, builder);
}

Status StoreFiller::WriteMerged(const std::shared_ptr<store::Snapshot>& snapshot,
                                PendingDay& pending) {
  const Target& target = *pending.target;
  store::Snapshot& s = *snapshot;
  std::map<SeriesId, const ColumnEntry*> coming;
  for (const ColumnEntry& entry : pending.entries)
    coming.emplace(target.series[entry.number - 1], &entry);

  ContentTarget there{.id = target.id, .record = {}, .series = {}};
  PLUMB_ASSIGN(there.record, store::LoadTarget(*s.txn, s.tables(), target.id));
  const Content content = Content::Of(snapshot);
  PLUMB_ASSIGN(there.series, content.SeriesIn(target.id, pending.day.start));
  PLUMB_ASSIGN(const Stretch stretch,
               content.Open(there, {pending.day.start, pending.day.start + kDay - 1}));
  const Day old{.start = pending.day.start, .scrapes = stretch.scrapes};
  DayMerge merge(old, pending.day);
  DayPlan plan(merge.day());
  plan.AddTimes(stretch.shared_times);
  for (const ColumnEntry& entry : pending.entries) AddLists(entry, plan);
  plan.Finish();

  std::vector<SeriesId> all = stretch.series;
  for (const auto& [id, entry] : coming) all.push_back(id);
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  DayBuilder builder(merge.day(), plan);
  const size_t size = Content::BatchSize(stretch);
  for (size_t first = 0; first < all.size(); first += size) {
    const auto batch = std::span(all).subspan(first, std::min(size, all.size() - first));
    PLUMB_ASSIGN(auto columns, content.Read(there, stretch, batch));
    for (size_t i = 0; i < batch.size(); ++i) {
      DayColumn added;
      if (const auto entry = coming.find(batch[i]); entry != coming.end())
        PLUMB_TRY(Decode(pending, *entry->second, added));
      DayColumn merged = merge.Merge(std::move(columns[i]), std::move(added));
      if (!merged.empty()) builder.Add(batch[i], std::move(merged));
    }
  }
  report_.same += merge.same();
  report_.kept += merge.kept();
  PLUMB_TRY(RemoveDay(s, target.id, pending.day.start));
  return PutPeriods(s, target, builder);
}

Status StoreFiller::WriteRollups(store::Snapshot& s, PendingDay& pending) {
  const Target& target = *pending.target;
  RollupWriter::Coming coming;
  for (const ColumnEntry& entry : pending.entries)
    coming.emplace(target.series[entry.number - 1], &entry);
  return rollup_writer_.Write(
      s, target.id, pending.day, coming,
      [&](const ColumnEntry& entry, DayColumn& column) { return Decode(pending, entry, column); },
      target.known);
}

// All that was rolled up came: what was not is marked.
Status StoreFiller::WriteMarks() {
  PLUMB_ASSIGN(store::Environment::Write write, environment_->BeginWrite());
  const store::Tables& tables = environment_->tables();
  PLUMB_TRY(store::SaveRollupState(*write.txn, tables, {.rules = rollups_->rules, .next = 0}));
  for (const auto& [target, days] : marks_) {
    if (!target->found) return Damaged("marks of a target that has nothing");
    for (const Timestamp day : days) PLUMB_TRY(store::MarkDay(*write.txn, tables, target->id, day));
  }
  PLUMB_TRY(write.txn->Commit());
  wrote_ = true;
  return Ok();
}

Status StoreFiller::PutPeriods(store::Snapshot& s, const Target& target, DayBuilder& builder) {
  for (BuiltDayPeriod& period : builder.Finish())
    PLUMB_TRY(store::ReplacePeriod(
        *s.txn, s.tables(), {.level = period.level, .target = target.id, .start = period.start},
        std::move(period.segments)));
  if (!builder.own_times()) return Ok();
  PLUMB_ASSIGN(auto record, store::LoadTarget(*s.txn, s.tables(), target.id));
  if (record.spread) return Ok();
  record.spread = true;
  return store::SaveTarget(*s.txn, s.tables(), target.id, record);
}

}  // namespace plumb::transfer

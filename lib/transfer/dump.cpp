#include "transfer/dump.h"

#include <algorithm>
#include <unordered_map>

#include "encoding/varint.h"
#include "store/family_table.h"
#include "store/segment_table.h"
#include "transfer/content.h"
#include "transfer/records.h"

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
    store::Snapshot& s = content_.snapshot();
    const std::lock_guard guard(s.mutex);
    for (const std::string_view name : kRecords) {
      PLUMB_ASSIGN(const auto value, s.txn->Get(s.tables().meta, name));
      if (!value) continue;
      std::string payload;
      encoding::AppendCounted(payload, name);
      encoding::AppendCounted(payload, *value);
      ++counts_.records;
      PLUMB_TRY(sink_.OnFrame(FrameType::kRecord, payload));
    }
    return Ok();
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
    PLUMB_TRY(DumpKnown(stretch));
    PLUMB_TRY(DumpNew(stretch));
    return SendColumns();
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

  Status DumpKnown(const Stretch& stretch) {
    std::vector<std::pair<uint32_t, SeriesId>> known;
    for (const SeriesId id : stretch.series)
      if (const auto number = numbers_.find(id); number != numbers_.end())
        known.emplace_back(number->second, id);
    std::sort(known.begin(), known.end());
    std::vector<SeriesId> ids;
    for (const auto& [number, id] : known) ids.push_back(id);
    return ForEachColumn(stretch, ids, [&](SeriesId id, const DayColumn& column) {
      writer_->Append(payload_, numbers_.at(id), column);
    });
  }

  Status DumpNew(const Stretch& stretch) {
    std::vector<std::pair<model::Labels, SeriesId>> added;
    for (const SeriesId id : stretch.series) {
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
    return ForEachColumn(stretch, ids, [&](SeriesId id, const DayColumn& column) {
      while (added[at].second != id) ++at;
      const auto number = static_cast<uint32_t>(numbers_.size() + 1);
      numbers_.emplace(id, number);
      writer_->AppendNew(payload_, number, added[at].first.bytes(), column);
    });
  }

  template <typename Write>
  Status ForEachColumn(const Stretch& stretch, const std::vector<SeriesId>& ids, Write write) {
    const size_t size = Content::BatchSize(stretch);
    for (size_t first = 0; first < ids.size(); first += size) {
      const auto batch = std::span(ids).subspan(first, std::min(size, ids.size() - first));
      PLUMB_ASSIGN(const auto columns, content_.Read(*target_, stretch, batch));
      for (size_t i = 0; i < batch.size(); ++i) {
        if (columns[i].empty()) continue;
        PLUMB_TRY(BeginDay());
        counts_.samples += columns[i].samples();
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
  bool announced_ = false;                          // the target has its frame
  std::unordered_map<SeriesId, uint32_t> numbers_;  // of the target's series that came
  Day day_;
  bool begun_ = false;  // the day has its frame
  ColumnWriter* writer_ = nullptr;
  std::string payload_;
};

}  // namespace

Result<bool> HasRollups(const store::Snapshot& snapshot) {
  if (snapshot.tables().seg == 0) return false;
  PLUMB_ASSIGN(store::Cursor cursor, store::Cursor::Open(*snapshot.txn, snapshot.tables().seg));
  // Their levels are behind those of samples.
  return cursor.Seek(std::string(1, static_cast<char>(store::kRawLevels.back()) + 1));
}

Result<DumpCounts> Dump(std::shared_ptr<store::Snapshot> snapshot, const DumpSelection& selection,
                        FrameSink& sink) {
  PLUMB_ASSIGN(const Content content, Content::Select(std::move(snapshot), selection.matchers));
  return Dumper(content, selection, sink).Run();
}

}  // namespace plumb::transfer

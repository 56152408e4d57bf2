#include "store/sample_remover.h"

#include "store/rollup_marks.h"
#include "store/suspect_table.h"
#include "store/tier.h"

namespace plumb::store {

namespace {

// What a transaction may grow to before others get their turn, far below the 32 MiB that any may
// have: the next step may be a large one.
constexpr uint64_t kLongBytes = uint64_t{8} << 20;
constexpr uint64_t kLongKeys = 1000;
// Rows that are looked at in a step.
constexpr size_t kStepRows = 2000;

void Append(const std::vector<SeriesId>& from, std::vector<SeriesId>& to) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

void RemovalCounts::Add(const RemovalCounts& other) {
  removed.Add(other.removed);
  rows += other.rows;
  periods += other.periods;
  freed += other.freed;
  written += other.written;
}

bool SampleRemover::Full() const {
  return keys_ >= kLongKeys || counts_.written >= kLongBytes;
}

Result<std::optional<Timestamp>> SampleRemover::TrimRows(TargetId target, model::TimeRange keys,
                                                         const Removal& removal) {
  std::optional<Timestamp> next;
  PLUMB_ASSIGN(const std::vector<StoredRow> rows, ReadRows(target, keys, next));
  for (const StoredRow& row : rows) PLUMB_TRY(TrimOne(row, removal));
  return next;
}

// Copies: what lies in the map may move when something is written.
Result<std::vector<SampleRemover::StoredRow>> SampleRemover::ReadRows(
    TargetId target, model::TimeRange keys, std::optional<Timestamp>& next) const {
  std::vector<StoredRow> rows;
  size_t bytes = 0;
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(*txn_, tables_->row));
  PLUMB_ASSIGN(bool more, cursor.Seek(EncodeRowKey({.target = target, .time = keys.from})));
  Timestamp last = 0;
  for (; more && cursor.key().size() == kRowKeySize;) {
    const RowKey key = DecodeRowKey(cursor.key());
    if (key.target != target || key.time > keys.to) return rows;
    // The parts of one time stay together.
    if ((rows.size() >= kStepRows || bytes >= kLongBytes) && key.time != last) {
      next = key.time;
      return rows;
    }
    last = key.time;
    rows.push_back({std::string(cursor.key()), std::string(cursor.value())});
    bytes += cursor.value().size();
    PLUMB_ASSIGN(more, cursor.Next());
  }
  return rows;
}

Status SampleRemover::TrimOne(const StoredRow& row, const Removal& removal) {
  const auto view = RowView::Parse(row.bytes);
  if (!view) return DamagedError(txn_->path(), "a row makes no sense");
  PLUMB_ASSIGN(auto layout, layouts_.Load(*txn_, view->header().layout));
  if (layout->series.size() != view->header().columns)
    return DamagedError(txn_->path(), "a row and its layout differ in their number of columns");
  const RowKey key = DecodeRowKey(row.key);
  PLUMB_ASSIGN(const auto trimmed, TrimRow(txn_->path(), {key, *view, std::move(layout)}, removal));
  if (!trimmed) return Ok();
  counts_.removed.Add(trimmed->removed);
  counts_.freed += row.bytes.size();
  ++counts_.rows;
  ++keys_;
  Append(trimmed->series, suspects_[key.target]);
  if (trimmed->gone) return txn_->Delete(tables_->row, row.key);
  RowHeader header = trimmed->header;
  PLUMB_ASSIGN(header.layout, FindLayout(trimmed->layout));
  const std::string bytes = EncodeRow(key, header, trimmed->cells);
  counts_.written += bytes.size();
  return txn_->Put(tables_->row, row.key, bytes);
}

Result<LayoutId> SampleRemover::FindLayout(const Layout& layout) {
  if (!next_) {
    PLUMB_ASSIGN(next_, LoadNextIds(*txn_, *tables_));
  }
  return layouts_.FindOrAdd(*txn_, layout, *next_);
}

Status SampleRemover::TrimPeriod(const SegmentKey& period, const Removal& removal) {
  PLUMB_ASSIGN(auto stored,
               LoadPeriod({*txn_, *tables_, layouts_}, period.level, period.target, period.start));
  if (!stored) return Ok();
  PLUMB_ASSIGN(TrimmedPeriod trimmed, store::TrimPeriod(txn_->path(), *stored, removal));
  if (!trimmed.removed.any()) return Ok();
  for (const SegmentRef& segment : stored->segments) counts_.freed += segment.bytes.size();
  keys_ += stored->segments.size();
  if (IsRaw(period.level)) counts_.removed.Add(trimmed.removed);
  counts_.written += trimmed.left.bytes;
  ++counts_.periods;
  Append(trimmed.series, suspects_[period.target]);
  return ReplacePeriod(*txn_, *tables_, period, std::move(trimmed.left.segments));
}

Status SampleRemover::DropPeriod(const SegmentKey& period) {
  PLUMB_ASSIGN(const auto stored,
               LoadPeriod({*txn_, *tables_, layouts_}, period.level, period.target, period.start));
  if (!stored) return Ok();
  std::vector<SeriesId>& suspects = suspects_[period.target];
  for (const SegmentRef& segment : stored->segments) {
    counts_.freed += segment.bytes.size();
    for (const auto& entry : segment.view.entries()) suspects.push_back(entry.series);
  }
  keys_ += stored->segments.size();
  ++counts_.periods;
  return ReplacePeriod(*txn_, *tables_, period, {});
}

Status SampleRemover::MarkDay(TargetId target, Timestamp day) {
  PLUMB_ASSIGN(const auto state, LoadRollupState(*txn_, *tables_));
  return state ? store::MarkDay(*txn_, *tables_, target, day) : Ok();
}

Status SampleRemover::Finish() {
  if (next_) PLUMB_TRY(SaveNextIds(*txn_, *tables_, *next_));
  for (auto& [target, series] : suspects_) {
    std::sort(series.begin(), series.end());
    series.erase(std::unique(series.begin(), series.end()), series.end());
    PLUMB_TRY(AddSuspects(*txn_, *tables_, target, series));
    Append(series, series_);
  }
  suspects_.clear();
  return Ok();
}

}  // namespace plumb::store

#include "store/row_writer.h"

#include <algorithm>
#include <tuple>

namespace plumb::store {

namespace {

// A layout is used for a row that lacks some of its series, if these are at most one in so many;
// beyond, a new layout is smaller than the holes.
constexpr size_t kHolesOneIn = 8;
// A spread row has to save that many rows for each that it makes.
constexpr size_t kSpreadGain = 2;

bool BySeries(const Cell& a, const Cell& b) {
  return a.series < b.series;
}
bool ByMinuteTimeSeries(const Cell& a, const Cell& b) {
  return std::tuple(a.time, a.series) < std::tuple(b.time, b.series);
}

bool SameSample(const Cell& a, const Cell& b) {
  if ((a.histogram == nullptr) != (b.histogram == nullptr)) return false;
  return a.histogram != nullptr ? *a.histogram == *b.histogram : a.bits == b.bits;
}
bool SameSample(const Cell& cell, const StoredSamples::Place& place) {
  if (cell.kind() != place.kind) return false;
  return cell.histogram != nullptr ? *cell.histogram == place.histogram : cell.bits == place.bits;
}

// Of several samples of a series at one time: the first, or the last with kReplace.
// REQUIRES: equal (series, time) stand together, in order of arrival
void FoldRepeats(std::vector<Cell>& cells, DuplicatePolicy policy, CommitReport& report) {
  size_t out = 0;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (out == 0 || cells[out - 1].series != cells[i].series ||
        cells[out - 1].time != cells[i].time) {
      cells[out++] = cells[i];
    } else if (SameSample(cells[out - 1], cells[i])) {
      ++report.same;
    } else if (policy == DuplicatePolicy::kReplace) {
      cells[out - 1] = cells[i];
      ++report.replaced;
    } else {
      report.AddKept(cells[i].line);
    }
  }
  cells.resize(out);
}

// Whether each cell has a column in the layout; their number tells how many are left over.
bool Fits(const Layout& layout, std::span<const Cell> cells) {
  if (cells.size() > layout.series.size()) return false;
  const size_t holes = layout.series.size() - cells.size();
  if (holes * kHolesOneIn > layout.series.size()) return false;
  size_t column = 0;
  for (const Cell& cell : cells) {
    while (column < layout.series.size() && layout.series[column] < cell.series) ++column;
    if (column == layout.series.size() || layout.series[column] != cell.series ||
        layout.kinds[column] != cell.kind())
      return false;
    ++column;
  }
  return true;
}

Layout LayoutOf(std::span<const Cell> cells) {
  Layout layout;
  layout.series.reserve(cells.size());
  layout.kinds.reserve(cells.size());
  for (const Cell& cell : cells) {
    layout.series.push_back(cell.series);
    layout.kinds.push_back(cell.kind());
  }
  return layout;
}

void FillCell(const Cell& cell, Timestamp key_time, RowCell& out) {
  out.present = true;
  if (cell.histogram != nullptr) {
    out.histogram = *cell.histogram;
  } else {
    out.bits = cell.bits;
  }
  out.offset_ms = static_cast<uint16_t>(cell.time - key_time);
}

uint8_t BlockFlags(const Block& block) {
  uint8_t flags = kRowBlock;
  if (block.complete) flags |= kRowComplete;
  if (block.failed) flags |= kRowFailed;
  return flags;
}

// How often the series that occurs most often does.
size_t LargestRepeat(std::vector<SeriesId> series) {
  std::sort(series.begin(), series.end());
  size_t largest = 0;
  for (size_t i = 0; i < series.size();) {
    size_t end = i;
    while (end < series.size() && series[end] == series[i]) ++end;
    largest = std::max(largest, end - i);
    i = end;
  }
  return largest;
}

}  // namespace

Status RowWriter::WriteScrape(Transaction& txn, const Destination& to, const Block& block,
                              std::vector<Cell>& cells, NextIds& next, CommitReport& report) {
  if (!std::is_sorted(cells.begin(), cells.end(), BySeries))
    std::stable_sort(cells.begin(), cells.end(), BySeries);
  FoldRepeats(cells, policy_, report);
  stored_.Clear();
  PLUMB_ASSIGN(const uint16_t part, LoadStored(txn, to, block.time));
  PLUMB_TRY(LoadMinute(txn, to, FloorToSpread(block.time)));
  PLUMB_TRY(Judge(txn, cells, next, report));
  const uint8_t flags = BlockFlags(block);
  bool marked = false;
  // The same scrape again says perhaps that it was complete, when the first time it was cut.
  if (part > 0) PLUMB_TRY(MarkBlock(txn, to.target, block.time, flags, marked));
  const uint8_t known = stored_.BlockFlags(to.target, block.time);
  if (cells.empty() && (marked || (known & flags) == flags)) return Ok();
  report.stored += cells.size();
  return PutParts(txn, {.target = to.target, .time = block.time, .part = part}, flags, cells, next);
}

Status RowWriter::WriteLoose(Transaction& txn, const Destination& to, std::vector<Cell>& cells,
                             NextIds& next, CommitReport& report) {
  if (!std::is_sorted(cells.begin(), cells.end(), ByMinuteTimeSeries))
    std::stable_sort(cells.begin(), cells.end(), ByMinuteTimeSeries);
  FoldRepeats(cells, policy_, report);
  for (size_t start = 0; start < cells.size();) {
    const Timestamp minute = FloorToSpread(cells[start].time);
    size_t end = start;
    while (end < cells.size() && FloorToSpread(cells[end].time) == minute) ++end;
    PLUMB_TRY(WriteMinute(txn, to, std::span(cells).subspan(start, end - start), next, report));
    start = end;
  }
  return Ok();
}

// Chooses between a row for each time, and spread rows where nearly each sample has its own time.
Status RowWriter::WriteMinute(Transaction& txn, const Destination& to, std::span<Cell> cells,
                              NextIds& next, CommitReport& report) {
  const Timestamp minute = FloorToSpread(cells[0].time);
  std::vector<std::span<Cell>> times;
  std::vector<SeriesId> series;
  for (size_t start = 0; start < cells.size();) {
    size_t end = start;
    while (end < cells.size() && cells[end].time == cells[start].time)
      series.push_back(cells[end++].series);
    times.push_back(cells.subspan(start, end - start));
    start = end;
  }
  if (times.size() >= kSpreadGain && LargestRepeat(series) * kSpreadGain <= times.size()) {
    std::vector<Cell> all(cells.begin(), cells.end());
    return WriteSpread(txn, to, minute, all, next, report);
  }
  for (const std::span<Cell> group : times) {
    std::vector<Cell> at_once(group.begin(), group.end());
    stored_.Clear();
    const Timestamp time = group[0].time;
    PLUMB_ASSIGN(const uint16_t part, LoadStored(txn, to, time));
    PLUMB_TRY(LoadMinute(txn, to, minute));
    PLUMB_TRY(Judge(txn, at_once, next, report));
    if (at_once.empty()) continue;
    report.stored += at_once.size();
    PLUMB_TRY(PutParts(txn, {.target = to.target, .time = time, .part = part}, 0, at_once, next));
  }
  return Ok();
}

Status RowWriter::WriteSpread(Transaction& txn, const Destination& to, Timestamp minute,
                              std::vector<Cell>& cells, NextIds& next, CommitReport& report) {
  stored_.Clear();
  PLUMB_TRY(LoadMinute(txn, to, minute));
  for (size_t i = 0; i < cells.size(); ++i)
    if (i == 0 || cells[i].time != cells[i - 1].time) PLUMB_TRY(LoadStored(txn, to, cells[i].time));
  PLUMB_TRY(Judge(txn, cells, next, report));
  if (cells.empty()) return Ok();
  report.stored += cells.size();
  if (!to.record->spread) {
    to.record->spread = true;
    PLUMB_TRY(SaveTarget(txn, *tables_, to.target, *to.record));
  }
  // The n-th sample of a series in this minute goes into the n-th layer: a row has a series once.
  std::stable_sort(cells.begin(), cells.end(), BySeries);
  std::vector<std::vector<Cell>> layers;
  size_t layer = 0;
  for (size_t i = 0; i < cells.size(); ++i) {
    layer = i > 0 && cells[i].series == cells[i - 1].series ? layer + 1 : 0;
    if (layer == layers.size()) layers.emplace_back();
    layers[layer].push_back(cells[i]);
  }
  for (const std::vector<Cell>& row : layers) {
    StoredSamples there(*tables_, *layouts_);
    PLUMB_ASSIGN(const uint16_t part, there.LoadRows(txn, to.target, minute));
    PLUMB_TRY(
        PutParts(txn, {.target = to.target, .time = minute, .part = part}, kRowSpread, row, next));
  }
  return Ok();
}

// Loads what is stored at a time, under the target itself and where else the series were seen.
// Returns the next free part of the target's own row.
Result<uint16_t> RowWriter::LoadStored(const Transaction& txn, const Destination& to,
                                       Timestamp time) {
  for (const TargetId other : to.elsewhere) PLUMB_TRY(stored_.Load(txn, other, time));
  return stored_.Load(txn, to.target, time);
}

// Loads the spread rows of a minute.
Status RowWriter::LoadMinute(const Transaction& txn, const Destination& to, Timestamp minute) {
  if (to.record->spread) PLUMB_TRY(stored_.Load(txn, to.target, minute));
  for (const TargetId other : to.elsewhere) PLUMB_TRY(stored_.Load(txn, other, minute));
  return Ok();
}

// Takes away the cells whose (series, time) is stored already.
Status RowWriter::Judge(Transaction& txn, std::vector<Cell>& cells, NextIds& next,
                        CommitReport& report) {
  if (stored_.empty()) return Ok();
  std::vector<Replacement> replacements;
  size_t out = 0;
  for (const Cell& cell : cells) {
    PLUMB_ASSIGN(const StoredSamples::Place* place, stored_.Find(cell.series, cell.time));
    if (place == nullptr) {
      cells[out++] = cell;
    } else if (SameSample(cell, changes_.Latest(*place, cell.series, cell.time))) {
      ++report.same;
    } else if (policy_ == DuplicatePolicy::kReplace) {
      replacements.push_back({*place, cell});
      ++report.replaced;
    } else {
      report.AddKept(cell.line);
    }
  }
  cells.resize(out);
  return Replace(txn, replacements, next);
}

Status RowWriter::Replace(Transaction& txn, std::vector<Replacement>& replacements, NextIds& next) {
  std::erase_if(replacements, [this](const Replacement& replacement) {
    const auto& [place, cell] = replacement;
    if (!place.period) return false;
    StoredSamples::Place changed{.period = place.period, .kind = cell.kind(), .bits = cell.bits};
    if (cell.histogram != nullptr) changed.histogram = *cell.histogram;
    changes_.Add(cell.series, cell.time, std::move(changed));
    return true;
  });
  const auto by_row = [](const Replacement& a, const Replacement& b) {
    return EncodeRowKey(a.place.row) < EncodeRowKey(b.place.row);
  };
  std::sort(replacements.begin(), replacements.end(), by_row);
  for (size_t start = 0; start < replacements.size();) {
    const RowKey key = replacements[start].place.row;
    size_t end = start;
    while (end < replacements.size() && replacements[end].place.row == key) ++end;
    PLUMB_TRY(ReplaceInRow(txn, key, std::span(replacements).subspan(start, end - start), next));
    start = end;
  }
  return Ok();
}

Status RowWriter::Finish(Transaction& txn) {
  PLUMB_ASSIGN(const bool wrote, changes_.Write(txn, *tables_, *layouts_));
  if (wrote) stored_.Forget();
  return Ok();
}

void RowWriter::Forget() {
  recent_.clear();
  changes_.Clear();
  stored_.Forget();
}

Status RowWriter::ReplaceInRow(Transaction& txn, const RowKey& key,
                               std::span<const Replacement> replacements, NextIds& next) {
  PLUMB_ASSIGN(const auto found, txn.Get(tables_->row, EncodeRowKey(key)));
  PLUMB_ASSERT(found.has_value());
  const std::string bytes(*found);
  const RowView row = *RowView::Parse(bytes);
  PLUMB_ASSIGN(const auto layout, layouts_->Load(txn, row.header().layout));
  auto cells = DecodeCells(row, layout->kinds);
  if (!cells) return DamagedError(txn.path(), "a histogram lies outside its row");
  Layout changed = *layout;
  for (const auto& [place, cell] : replacements) {
    RowCell& column = (*cells)[place.column];
    column = {};
    FillCell(cell, key.time, column);
    changed.kinds[place.column] = cell.kind();
  }
  RowHeader header = row.header();
  if (changed != *layout) {
    PLUMB_ASSIGN(header.layout, layouts_->FindOrAdd(txn, changed, next));
  }
  return txn.Put(tables_->row, EncodeRowKey(key), EncodeRow(key, header, *cells));
}

// Adds `flags` to the first part of a stored scrape; `marked` says whether there is one.
Status RowWriter::MarkBlock(Transaction& txn, TargetId target, Timestamp time, uint8_t flags,
                            bool& marked) {
  std::string key;
  std::string changed;
  {
    PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn, tables_->row));
    PLUMB_ASSIGN(bool more, cursor.Seek(EncodeRowKey({.target = target, .time = time})));
    while (more && cursor.key().size() == kRowKeySize) {
      const RowKey at = DecodeRowKey(cursor.key());
      if (at.target != target || at.time != time) break;
      const auto row = RowView::Parse(cursor.value());
      if (row && row->Has(kRowBlock)) {
        marked = true;
        if ((row->header().flags & flags) == flags) return Ok();
        key = cursor.key();
        changed = WithFlags(at, cursor.value(), row->header().flags | flags);
        break;
      }
      PLUMB_ASSIGN(more, cursor.Next());
    }
  }
  return marked ? txn.Put(tables_->row, key, changed) : Ok();
}

// REQUIRES: cells sorted by series, each series once. Without cells, one empty part.
Status RowWriter::PutParts(Transaction& txn, RowKey key, uint8_t flags, std::span<const Cell> cells,
                           NextIds& next) {
  do {
    const size_t size = std::min(cells.size(), kMaxColumns);
    if (key.part == UINT16_MAX)
      return Error{Exit::kStore, "more than 65535 rows of one target at one time"};
    PLUMB_TRY(PutPart(txn, key, {.flags = flags}, cells.first(size), next));
    cells = cells.subspan(size);
    ++key.part;
  } while (!cells.empty());
  return Ok();
}

Status RowWriter::PutPart(Transaction& txn, const RowKey& key, RowHeader header,
                          std::span<const Cell> cells, NextIds& next) {
  PLUMB_ASSIGN(header.layout, ChooseLayout(txn, key, cells, next));
  PLUMB_ASSIGN(const auto layout, layouts_->Load(txn, header.layout));
  row_cells_.assign(layout->series.size(), RowCell{});
  size_t column = 0;
  for (const Cell& cell : cells) {
    while (layout->series[column] != cell.series) ++column;
    FillCell(cell, key.time, row_cells_[column++]);
  }
  header.columns = static_cast<uint16_t>(row_cells_.size());
  if (cells.size() < row_cells_.size()) header.flags |= kRowAbsence;
  return txn.Put(tables_->row, EncodeRowKey(key), EncodeRow(key, header, row_cells_));
}

Result<LayoutId> RowWriter::ChooseLayout(Transaction& txn, const RowKey& key,
                                         std::span<const Cell> cells, NextIds& next) {
  if (cells.empty()) return LayoutId{0};
  PLUMB_ASSIGN(std::vector<LayoutId> * recent, RecentLayouts(txn, key));
  for (const LayoutId id : *recent) {
    PLUMB_ASSIGN(const auto layout, layouts_->Load(txn, id));
    if (Fits(*layout, cells)) return id;
  }
  PLUMB_ASSIGN(const LayoutId id, layouts_->FindOrAdd(txn, LayoutOf(cells), next));
  // The newest few: the parts of a large target, and the shapes a small one changes between.
  constexpr size_t kRemembered = 64;
  if (recent->size() == kRemembered) recent->erase(recent->begin());
  recent->push_back(id);
  return id;
}

// The layouts that were used last for a target: what this process wrote, or the target's last rows.
Result<std::vector<LayoutId>*> RowWriter::RecentLayouts(const Transaction& txn, const RowKey& key) {
  if (const auto known = recent_.find(key.target); known != recent_.end()) return &known->second;
  std::vector<LayoutId>& recent = recent_[key.target];
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn, tables_->row));
  PLUMB_ASSIGN(bool more,
               cursor.SeekBefore(EncodeRowKey({.target = key.target, .time = key.time})));
  std::optional<Timestamp> time;
  while (more && cursor.key().size() == kRowKeySize) {
    const RowKey at = DecodeRowKey(cursor.key());
    if (at.target != key.target || (time && at.time != *time)) break;
    time = at.time;
    const auto row = RowView::Parse(cursor.value());
    if (row && row->header().layout != 0) recent.push_back(row->header().layout);
    PLUMB_ASSIGN(more, cursor.Previous());
  }
  return &recent;
}

}  // namespace plumb::store

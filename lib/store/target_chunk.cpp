#include "store/target_chunk.h"

#include <algorithm>
#include <unordered_map>

#include "encoding/histogram.h"

namespace plumb::store {

namespace {

bool IsRowOf(const Cursor& cursor, TargetId target) {
  return cursor.key().size() == kRowKeySize && DecodeRowKey(cursor.key()).target == target;
}

Result<RowView> ParseRow(const Transaction& txn, const Cursor& cursor) {
  const auto row = RowView::Parse(cursor.value());
  if (!row) return DamagedError(txn.path(), "a row makes no sense");
  return *row;
}

// The time of the scrape before `from` to begin with; `from` if there is none.
Result<Timestamp> FirstBlockBefore(const Transaction& txn, const Tables& tables, TargetId target,
                                   Timestamp from) {
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn, tables.row));
  PLUMB_ASSIGN(bool more, cursor.SeekBefore(EncodeRowKey({.target = target, .time = from})));
  Timestamp first = from;
  int blocks = 0;
  bool settled = false;
  while (more && IsRowOf(cursor, target)) {
    const Timestamp time = DecodeRowKey(cursor.key()).time;
    PLUMB_ASSIGN(const RowView row, ParseRow(txn, cursor));
    if (row.Has(kRowBlock)) {
      // All parts of a scrape, of which any may say that it was complete.
      if (time != first && (settled || blocks++ == kBlocksBefore)) break;
      first = time;
      settled = settled || row.Has(kRowComplete | kRowFailed);
    } else if (settled && time != first) {
      break;
    }
    PLUMB_ASSIGN(more, cursor.Previous());
  }
  return first;
}

// Which columns of a layout go to which of the series that were asked for.
struct Route {
  uint32_t column = 0;
  uint32_t wanted = 0;
};

std::vector<Route> FindRoutes(const Layout& layout, std::span<const SeriesId> series) {
  std::vector<Route> routes;
  size_t wanted = 0;
  for (size_t column = 0; column < layout.series.size() && wanted < series.size(); ++column) {
    while (wanted < series.size() && series[wanted] < layout.series[column]) ++wanted;
    if (wanted < series.size() && series[wanted] == layout.series[column])
      routes.push_back({static_cast<uint32_t>(column), static_cast<uint32_t>(wanted)});
  }
  return routes;
}

class Gatherer {
 public:
  Gatherer(const std::string& path, std::span<const RowRef> rows, std::span<const SeriesId> series,
           model::TimeRange range)
      : path_(path), rows_(rows), series_(series), range_(range) {}

  Result<TargetChunk> Run() {
    chunk_.columns.resize(series_.size());
    seen_.assign(series_.size(), 0);
    FindTimes();
    for (ChunkColumn& column : chunk_.columns) column.values.resize(chunk_.times.size());
    for (size_t start = 0; start < rows_.size();) {
      size_t end = start;
      while (end < rows_.size() && rows_[end].key.time == rows_[start].key.time) ++end;
      PLUMB_TRY(TakeTime(rows_.subspan(start, end - start)));
      start = end;
    }
    return std::move(chunk_);
  }

 private:
  // A time matters if one of its rows is a scrape or has a series that was asked for.
  void FindTimes() {
    for (const RowRef& ref : rows_) {
      if (ref.row.Has(kRowSpread)) continue;
      if (!chunk_.times.empty() && chunk_.times.back() == ref.key.time) continue;
      if (!ref.row.Has(kRowBlock) && Routes(ref).empty()) continue;
      chunk_.times.push_back(ref.key.time);
    }
    const auto& times = chunk_.times;
    chunk_.before = static_cast<size_t>(std::lower_bound(times.begin(), times.end(), range_.from) -
                                        times.begin());
  }

  const std::vector<Route>& Routes(const RowRef& ref) {
    const Layout* layout = ref.layout.get();
    if (layout == last_layout_) return *last_routes_;
    const auto [at, added] = routes_.try_emplace(layout);
    if (added) at->second = FindRoutes(*layout, series_);
    last_layout_ = layout;
    last_routes_ = &at->second;
    return at->second;
  }

  Status TakeTime(std::span<const RowRef> parts) {
    const bool listed = at_ < chunk_.times.size() && chunk_.times[at_] == parts[0].key.time;
    BlockFact block{.at = at_};
    bool scraped = false;
    for (const RowRef& ref : parts) {
      scraped = scraped || ref.row.Has(kRowBlock);
      block.complete = block.complete || ref.row.Has(kRowComplete);
      block.failed = block.failed || ref.row.Has(kRowFailed);
    }
    size_t taken = 0;
    for (const RowRef& ref : parts) {
      if (ref.row.Has(kRowSpread)) {
        PLUMB_TRY(TakeSpread(ref));
      } else if (listed) {
        PLUMB_TRY(TakeRow(ref, scraped && !ref.row.Has(kRowBlock), taken));
      }
    }
    if (!listed) return Ok();
    if (scraped) chunk_.blocks.push_back(block);
    if (taken < series_.size()) {
      for (size_t i = 0; i < series_.size(); ++i)
        if (seen_[i] != at_ + 1) chunk_.columns[i].absent.push_back(at_);
    }
    ++at_;
    return Ok();
  }

  Status TakeRow(const RowRef& ref, bool loose, size_t& taken) {
    const uint32_t mark = at_ + 1;
    for (const Route& route : Routes(ref)) {
      if (!ref.row.IsPresent(route.column) || seen_[route.wanted] == mark) continue;
      seen_[route.wanted] = mark;
      ++taken;
      ChunkColumn& column = chunk_.columns[route.wanted];
      if (loose) column.loose.push_back(at_);
      if (ref.layout->kinds[route.column] == ColumnKind::kHistogram) {
        PLUMB_TRY(TakeHistogram(ref, route.column, column));
      } else {
        column.values[at_] = std::bit_cast<double>(ref.row.Bits(route.column));
      }
    }
    return Ok();
  }

  Status TakeHistogram(const RowRef& ref, size_t from, ChunkColumn& column) {
    column.absent.push_back(at_);
    column.histograms_at.push_back(at_);
    return AddHistogram(ref, from, ref.key.time, column);
  }

  Status AddHistogram(const RowRef& ref, size_t from, Timestamp time, ChunkColumn& column) {
    const auto bytes = ref.row.HistogramBytes(from);
    auto histogram = bytes ? encoding::DecodeHistogram(*bytes) : std::nullopt;
    if (!histogram) return DamagedError(path_, "a histogram makes no sense");
    column.histograms.push_back(
        {time, std::make_shared<const model::Histogram>(*std::move(histogram))});
    return Ok();
  }

  Status TakeSpread(const RowRef& ref) {
    for (const Route& route : Routes(ref)) {
      if (!ref.row.IsPresent(route.column)) continue;
      const Timestamp time = ref.key.time + ref.row.OffsetMs(route.column);
      if (!range_.Contains(time)) continue;
      ChunkColumn& column = chunk_.columns[route.wanted];
      if (ref.layout->kinds[route.column] == ColumnKind::kHistogram) {
        PLUMB_TRY(AddHistogram(ref, route.column, time, column));
      } else {
        column.spread.push_back({time, std::bit_cast<double>(ref.row.Bits(route.column))});
      }
    }
    return Ok();
  }

  const std::string& path_;
  std::span<const RowRef> rows_;
  std::span<const SeriesId> series_;
  model::TimeRange range_;
  TargetChunk chunk_;
  uint32_t at_ = 0;  // index of the time that is next
  std::vector<uint32_t>
      seen_;  // one a series: 1 + the index of the time at which it was taken last
  std::unordered_map<const Layout*, std::vector<Route>> routes_;
  const Layout* last_layout_ = nullptr;
  const std::vector<Route>* last_routes_ = nullptr;
};

}  // namespace

Result<std::vector<RowRef>> LoadRows(Snapshot& snapshot, TargetId target, bool spread,
                                     model::TimeRange range) {
  const std::lock_guard guard(snapshot.mutex);
  const Transaction& txn = *snapshot.txn;
  PLUMB_ASSIGN(Timestamp from, FirstBlockBefore(txn, snapshot.tables(), target, range.from));
  if (spread) from = std::min(from, range.from - kSpread);
  std::vector<RowRef> rows;
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn, snapshot.tables().row));
  PLUMB_ASSIGN(bool more, cursor.Seek(EncodeRowKey({.target = target, .time = from})));
  while (more && IsRowOf(cursor, target)) {
    const RowKey key = DecodeRowKey(cursor.key());
    if (key.time > range.to) break;
    PLUMB_ASSIGN(const RowView row, ParseRow(txn, cursor));
    // Before the range only scrapes and spread rows say something about it.
    if (key.time >= range.from || row.Has(kRowBlock | kRowSpread)) {
      PLUMB_ASSIGN(auto layout, snapshot.layouts.Load(txn, row.header().layout));
      if (layout->series.size() != row.header().columns)
        return DamagedError(txn.path(), "a row and its layout differ in their number of columns");
      rows.push_back({key, row, std::move(layout)});
    }
    PLUMB_ASSIGN(more, cursor.Next());
  }
  return rows;
}

Result<TargetChunk> GatherColumns(const std::string& path, std::span<const RowRef> rows,
                                  std::span<const SeriesId> series, model::TimeRange range) {
  return Gatherer(path, rows, series, range).Run();
}

}  // namespace plumb::store

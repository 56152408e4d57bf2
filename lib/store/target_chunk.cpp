#include "store/target_chunk.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "encoding/histogram.h"
#include "store/column_presence.h"
#include "store/common_series.h"

namespace plumb::store {

namespace {

constexpr uint32_t kNowhere = UINT32_MAX;

// Which column of a layout, or entry of a segment, goes to which of the series that were asked for.
struct Route {
  uint32_t from = 0;
  uint32_t wanted = 0;
};

// `series_of(i)` ascends, and may repeat.
template <typename SeriesOf>
std::vector<Route> FindRoutes(size_t count, SeriesOf series_of, std::span<const SeriesId> series) {
  std::vector<Route> routes;
  ForEachCommon(count, series_of, series, [&](size_t from, size_t wanted) {
    routes.push_back({static_cast<uint32_t>(from), static_cast<uint32_t>(wanted)});
  });
  return routes;
}

// A period, and where its times are in the chunk.
struct Piece {
  StoredPeriod* period = nullptr;
  std::vector<std::vector<Route>> routes;  // one a segment
  bool asked = false;                      // a segment has one of the series
  std::vector<bool> scraped;               // one a time
  std::vector<uint32_t> places;            // one a time; kNowhere if it is not in the chunk
  std::vector<uint32_t> foreign;           // times that were a scrape as others say, not this one
  // Its times that are in the chunk: [first, first + count), if they stand together in both.
  bool together = false;
  size_t first = 0;
  size_t count = 0;
  size_t end = 0;  // behind the last place
};

class Gatherer {
 public:
  Gatherer(const std::string& path, const ChunkInput& input, std::span<const SeriesId> series,
           model::TimeRange range, ChunkTimes choice)
      : path_(path), input_(input), series_(series), range_(range), choice_(choice) {
    last_ = std::min(range.to, input.last);
  }

  Result<TargetChunk> Run() {
    for (StoredPeriod& period : input_.periods)
      if (Matters(period)) AddPiece(period);
    FindTimes();
    for (Piece& piece : pieces_) FindPlaces(piece);
    FindBlocks();
    chunk_.columns.resize(series_.size());
    for (ChunkColumn& column : chunk_.columns) column.values.reserve(chunk_.times.size());
    presence_.emplace(series_.size(), chunk_.times.size());
    for (Piece& piece : pieces_) PLUMB_TRY(TakePiece(piece));
    for (ChunkColumn& column : chunk_.columns) column.values.resize(chunk_.times.size());
    PLUMB_TRY(TakeRows());
    for (size_t i = 0; i < series_.size(); ++i) FinishColumn(i);
    return std::move(chunk_);
  }

 private:
  [[nodiscard]] bool Matters(const StoredPeriod& period) const {
    return period.start <= input_.last && period.start + PeriodLength(period.level) >= input_.first;
  }

  void AddPiece(StoredPeriod& period) {
    Piece piece{.period = &period};
    for (const SegmentRef& segment : period.segments) {
      const auto& entries = segment.view.entries();
      const auto series_of = [&entries](size_t i) { return entries[i].series; };
      piece.routes.push_back(FindRoutes(entries.size(), series_of, series_));
      piece.asked = piece.asked || !piece.routes.back().empty();
    }
    piece.scraped.resize(period.times().size());
    for (const encoding::SegmentBlock& block : period.blocks()) piece.scraped[block.at] = true;
    pieces_.push_back(std::move(piece));
  }

  const std::vector<Route>& Routes(const RowRef& ref) {
    const Layout* layout = ref.layout.get();
    if (layout == last_layout_) return *last_routes_;
    const auto [at, added] = routes_.try_emplace(layout);
    const auto series_of = [layout](size_t i) { return layout->series[i]; };
    if (added) at->second = FindRoutes(layout->series.size(), series_of, series_);
    last_layout_ = layout;
    last_routes_ = &at->second;
    return at->second;
  }

  // A time matters if it is that of a scrape, or in the range and of a series that was asked for.
  void FindTimes() {
    auto& times = chunk_.times;
    times.assign(input_.times.begin(), input_.times.end());
    for (const Piece& piece : pieces_) {
      const bool all = piece.asked || choice_ == ChunkTimes::kAll;
      const auto& own = piece.period->times();
      for (size_t i = 0; i < own.size(); ++i)
        if (own[i] >= input_.first && own[i] <= last_ &&
            (piece.scraped[i] || (all && own[i] >= range_.from)))
          times.push_back(own[i]);
    }
    for (const RowRef& ref : input_.rows) {
      if (ref.row.Has(kRowSpread)) continue;
      if (!times.empty() && times.back() == ref.key.time) continue;
      if (choice_ == ChunkTimes::kAsked && !ref.row.Has(kRowBlock) && Routes(ref).empty()) continue;
      times.push_back(ref.key.time);
    }
    if (!std::is_sorted(times.begin(), times.end())) std::sort(times.begin(), times.end());
    times.erase(std::unique(times.begin(), times.end()), times.end());
    chunk_.before = static_cast<size_t>(std::lower_bound(times.begin(), times.end(), range_.from) -
                                        times.begin());
  }

  void FindPlaces(Piece& piece) const {
    const auto& own = piece.period->times();
    piece.places.assign(own.size(), kNowhere);
    if (own.empty()) return;
    const auto& times = chunk_.times;
    auto place = std::lower_bound(times.begin(), times.end(), own[0]);
    std::optional<size_t> first;
    size_t last = 0;
    for (size_t i = 0; i < own.size() && place != times.end(); ++i) {
      while (place != times.end() && *place < own[i]) ++place;
      if (place == times.end() || *place != own[i]) continue;
      piece.places[i] = static_cast<uint32_t>(place - times.begin());
      if (!first) first = i;
      last = i;
      ++piece.count;
    }
    piece.first = first.value_or(0);
    if (first) piece.end = piece.places[last] + 1;
    piece.together = piece.count > 0 && last - piece.first + 1 == piece.count &&
                     piece.places[last] - piece.places[piece.first] + 1 == piece.count;
  }

  // A scrape may be in rows and segments; it is what all of them say.
  void FindBlocks() {
    std::vector<uint8_t> flags(chunk_.times.size());
    for (const Piece& piece : pieces_)
      for (const encoding::SegmentBlock& block : piece.period->blocks())
        if (const uint32_t at = piece.places[block.at]; at != kNowhere)
          flags[at] |= static_cast<uint8_t>(kRowBlock | (block.complete ? kRowComplete : 0) |
                                            (block.failed ? kRowFailed : 0));
    size_t at = 0;
    for (const RowRef& ref : input_.rows)
      if (FindTime(ref, at)) flags[at] |= ref.row.header().flags;
    for (uint32_t i = 0; i < flags.size(); ++i)
      if ((flags[i] & kRowBlock) != 0)
        chunk_.blocks.push_back({i, (flags[i] & kRowComplete) != 0, (flags[i] & kRowFailed) != 0});
    scraped_.resize(flags.size());
    for (const BlockFact& block : chunk_.blocks) scraped_[block.at] = true;
    for (Piece& piece : pieces_)
      for (uint32_t i = 0; i < piece.places.size(); ++i)
        if (piece.places[i] != kNowhere && scraped_[piece.places[i]] && !piece.scraped[i])
          piece.foreign.push_back(i);
  }

  // Moves `at` to the row's time; false if that is not in the chunk.
  bool FindTime(const RowRef& ref, size_t& at) const {
    if (ref.row.Has(kRowSpread)) return false;
    while (at < chunk_.times.size() && chunk_.times[at] < ref.key.time) ++at;
    return at < chunk_.times.size() && chunk_.times[at] == ref.key.time;
  }

  Status TakePiece(Piece& piece) {
    for (size_t i = 0; i < piece.routes.size(); ++i) {
      encoding::SegmentView& view = piece.period->segments[i].view;
      for (const Route& route : piece.routes[i]) {
        const bool taken =
            view.IsDense(route.from) ? TakeDense(piece, view, route) : TakePart(piece, view, route);
        if (!taken) return DamagedError(path_, "a column of a segment makes no sense");
      }
    }
    return Ok();
  }

  // Columns grow with what is put into them: memory that was just touched is quicker to write to.
  static void Reach(const Piece& piece, ChunkColumn& column) {
    if (column.values.size() < piece.end) column.values.resize(piece.end);
  }

  bool TakeDense(const Piece& piece, encoding::SegmentView& view, const Route& route) {
    if (piece.count == 0) return true;
    ChunkColumn& column = chunk_.columns[route.wanted];
    Reach(piece, column);
    for (const uint32_t i : piece.foreign) column.loose.push_back(piece.places[i]);
    const size_t times = piece.places.size();
    const size_t start = piece.together ? piece.places[piece.first] : 0;
    const bool run = piece.together && presence_->SetRun(route.wanted, start, piece.count);
    if (run && piece.count == times)
      return view.ReadDense(route.from, std::span(column.values).subspan(start, times));
    scratch_.resize(times);
    if (!view.ReadDense(route.from, scratch_, piece.first)) return false;
    if (run) {
      std::copy_n(scratch_.begin() + static_cast<std::ptrdiff_t>(piece.first), piece.count,
                  column.values.begin() + static_cast<std::ptrdiff_t>(start));
      return true;
    }
    for (size_t i = 0; i < times; ++i)
      if (Claim(route.wanted, piece.places[i]))
        PutFloat(route.wanted, piece.places[i], scratch_[i]);
    return true;
  }

  bool TakePart(const Piece& piece, encoding::SegmentView& view, const Route& route) {
    if (!view.Read(route.from, part_)) return false;
    if (part_.own_times()) {
      TakeOwnTimes(route.wanted);
      return true;
    }
    ChunkColumn& column = chunk_.columns[route.wanted];
    Reach(piece, column);
    for (size_t i = 0; i < part_.rows.size(); ++i) {
      const uint32_t row = part_.rows[i];
      const uint32_t at = piece.places[row];
      if (!Claim(route.wanted, at)) continue;
      if (std::binary_search(part_.loose.begin(), part_.loose.end(), row) ||
          std::binary_search(piece.foreign.begin(), piece.foreign.end(), row))
        column.loose.push_back(at);
      if (part_.histograms.empty())
        PutFloat(route.wanted, at, part_.values[i]);
      else
        PutHistogram(column, at, part_.histograms[i]);
    }
    return true;
  }

  void TakeOwnTimes(size_t wanted) {
    ChunkColumn& column = chunk_.columns[wanted];
    for (size_t i = 0; i < part_.times.size(); ++i) {
      if (!range_.Contains(part_.times[i])) continue;
      if (part_.histograms.empty())
        column.spread.push_back({part_.times[i], part_.values[i]});
      else
        column.spread_histograms.push_back({part_.times[i], part_.histograms[i]});
    }
  }

  // Rows lie far apart in the store, and of each little is read.
  Status TakeRows() {
    constexpr size_t kAhead = 8;
    size_t at = 0;
    for (size_t i = 0; i < input_.rows.size(); ++i) {
      if (i + kAhead < input_.rows.size()) Prefetch(input_.rows[i + kAhead]);
      PLUMB_TRY(TakeRow(input_.rows[i], at));
    }
    return Ok();
  }

  void Prefetch(const RowRef& ref) {
    const std::vector<Route>& routes = Routes(ref);
    if (!routes.empty()) ref.row.Prefetch(routes.front().from, routes.back().from);
  }

  Status TakeRow(const RowRef& ref, size_t& at) {
    if (ref.row.Has(kRowSpread)) return TakeSpread(ref);
    if (!FindTime(ref, at)) return Ok();
    const auto place = static_cast<uint32_t>(at);
    const bool loose = scraped_[at] && !ref.row.Has(kRowBlock);
    for (const Route& route : Routes(ref)) {
      if (!ref.row.IsPresent(route.from) || !Claim(route.wanted, place)) continue;
      ChunkColumn& column = chunk_.columns[route.wanted];
      if (loose) column.loose.push_back(place);
      if (ref.layout->kinds[route.from] == ColumnKind::kHistogram) {
        PLUMB_ASSIGN(auto histogram, ReadHistogram(ref, route.from));
        PutHistogram(column, place, std::move(histogram));
      } else {
        PutFloat(route.wanted, place, std::bit_cast<double>(ref.row.Bits(route.from)));
      }
    }
    return Ok();
  }

  Status TakeSpread(const RowRef& ref) {
    for (const Route& route : Routes(ref)) {
      if (!ref.row.IsPresent(route.from)) continue;
      const Timestamp time = ref.key.time + ref.row.OffsetMs(route.from);
      if (!range_.Contains(time)) continue;
      ChunkColumn& column = chunk_.columns[route.wanted];
      if (ref.layout->kinds[route.from] == ColumnKind::kHistogram) {
        PLUMB_ASSIGN(auto histogram, ReadHistogram(ref, route.from));
        column.spread_histograms.push_back({time, std::move(histogram)});
      } else {
        column.spread.push_back({time, std::bit_cast<double>(ref.row.Bits(route.from))});
      }
    }
    return Ok();
  }

  Result<encoding::HistogramPointer> ReadHistogram(const RowRef& ref, size_t column) const {
    const auto bytes = ref.row.HistogramBytes(column);
    auto histogram = bytes ? encoding::DecodeHistogram(*bytes) : std::nullopt;
    if (!histogram) return DamagedError(path_, "a histogram makes no sense");
    return encoding::HistogramPointer(
        std::make_shared<const model::Histogram>(*std::move(histogram)));
  }

  // Whether a sample at this time is to be taken: of several the first counts.
  bool Claim(size_t wanted, uint32_t at) const {
    if (at == kNowhere || presence_->Has(wanted, at)) return false;
    const auto& histograms_at = chunk_.columns[wanted].histograms_at;
    return histograms_at.empty() || histograms_at.back() != at;
  }

  void PutFloat(size_t wanted, uint32_t at, double value) {
    presence_->Set(wanted, at);
    chunk_.columns[wanted].values[at] = value;
  }

  void PutHistogram(ChunkColumn& column, uint32_t at, encoding::HistogramPointer histogram) {
    column.histograms_at.push_back(at);
    column.histograms.push_back({chunk_.times[at], std::move(histogram)});
  }

  void FinishColumn(size_t wanted) {
    ChunkColumn& column = chunk_.columns[wanted];
    column.absent = presence_->Absent(wanted);
    // They came in the order of pieces and rows; an index and its time sort alike.
    std::sort(column.loose.begin(), column.loose.end());
    std::sort(column.histograms_at.begin(), column.histograms_at.end());
    std::stable_sort(column.histograms.begin(), column.histograms.end(),
                     [](const auto& a, const auto& b) { return a.time < b.time; });
  }

  const std::string& path_;
  const ChunkInput& input_;
  std::span<const SeriesId> series_;
  model::TimeRange range_;
  Timestamp last_ = 0;  // no time behind it matters
  ChunkTimes choice_;
  TargetChunk chunk_;
  std::vector<Piece> pieces_;
  std::vector<bool> scraped_;  // one a time
  std::optional<ColumnPresence> presence_;
  encoding::SegmentPart part_;
  std::vector<double> scratch_;
  std::unordered_map<const Layout*, std::vector<Route>> routes_;
  const Layout* last_layout_ = nullptr;
  const std::vector<Route>* last_routes_ = nullptr;
};

}  // namespace

Result<TargetChunk> GatherColumns(const std::string& path, const ChunkInput& input,
                                  std::span<const SeriesId> series, model::TimeRange range,
                                  ChunkTimes choice) {
  return Gatherer(path, input, series, range, choice).Run();
}

}  // namespace plumb::store

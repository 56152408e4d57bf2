#include "store/column_assembly.h"

#include <algorithm>

#include "store/ended.h"

namespace plumb::store {

namespace {

using Times = std::shared_ptr<const std::vector<Timestamp>>;

struct Point {
  Timestamp time = 0;
  double value = 0;
  bool derived = false;
};

// The times of one chunk that are in the range, and selections of them that columns have in common.
class SharedTimes {
 public:
  explicit SharedTimes(const TargetChunk& chunk) : chunk_(chunk) {}

  const Times& All() {
    if (all_ == nullptr)
      all_ = std::make_shared<const std::vector<Timestamp>>(
          chunk_.times.begin() + static_cast<std::ptrdiff_t>(chunk_.before), chunk_.times.end());
    return all_;
  }

  // Series that came and went together stand together mostly: compare with the last few.
  Times Of(std::vector<uint32_t> indexes) {
    for (const auto& [known, times] : recent_)
      if (known == indexes) return times;
    std::vector<Timestamp> picked;
    picked.reserve(indexes.size());
    for (const uint32_t index : indexes) picked.push_back(chunk_.times[index]);
    auto times = std::make_shared<const std::vector<Timestamp>>(std::move(picked));
    constexpr size_t kRemembered = 8;
    if (recent_.size() == kRemembered) recent_.erase(recent_.begin());
    recent_.emplace_back(std::move(indexes), times);
    return times;
  }

 private:
  const TargetChunk& chunk_;
  Times all_;
  std::vector<std::pair<std::vector<uint32_t>, Times>> recent_;
};

// Indexes of times with a float, and of ends, from chunk.before on.
struct Occupied {
  std::vector<uint32_t> indexes;
  std::vector<double> values;
};

Occupied FindOccupied(const TargetChunk& chunk, const ChunkColumn& column) {
  const std::vector<uint32_t> ends = FindEnds(chunk.blocks, column);
  Occupied occupied;
  size_t absent = 0;
  size_t end = 0;
  for (uint32_t i = 0; i < chunk.times.size(); ++i) {
    const bool is_absent = absent < column.absent.size() && column.absent[absent] == i;
    const bool is_end = end < ends.size() && ends[end] == i;
    if (is_absent) ++absent;
    if (is_end) ++end;
    if (i < chunk.before || (is_absent && !is_end)) continue;
    occupied.indexes.push_back(i);
    occupied.values.push_back(is_end ? model::StaleMarker() : column.values[i]);
  }
  return occupied;
}

bool EarlierHistogram(const model::HistogramPoint& a, const model::HistogramPoint& b) {
  return a.time < b.time;
}

void AppendHistograms(const ChunkColumn& column, std::vector<model::HistogramPoint>& points) {
  for (const auto* from : {&column.histograms, &column.spread_histograms})
    points.insert(points.end(), from->begin(), from->end());
}

// Those in the range, in order, one a time.
std::vector<model::HistogramPoint> SortedHistograms(std::vector<model::HistogramPoint> points,
                                                    model::TimeRange range) {
  std::erase_if(points, [&](const auto& point) { return !range.Contains(point.time); });
  std::stable_sort(points.begin(), points.end(), EarlierHistogram);
  const auto same = [](const auto& a, const auto& b) { return a.time == b.time; };
  points.erase(std::unique(points.begin(), points.end(), same), points.end());
  return points;
}

void AppendPoints(const TargetChunk& chunk, const ChunkColumn& column, std::vector<Point>& points) {
  const std::vector<uint32_t> ends = FindEnds(chunk.blocks, column);
  const Occupied occupied = FindOccupied(chunk, column);
  for (size_t i = 0; i < occupied.indexes.size(); ++i) {
    const uint32_t index = occupied.indexes[i];
    points.push_back({chunk.times[index], occupied.values[i],
                      std::binary_search(ends.begin(), ends.end(), index)});
  }
  for (const model::Sample& sample : column.spread)
    points.push_back({sample.time, sample.value, false});
}

// Where there is a sample after all, nothing ended.
model::SampleColumn FromPoints(std::vector<Point> points,
                               const std::vector<model::HistogramPoint>& histograms) {
  std::vector<Timestamp> taken;
  for (const model::HistogramPoint& point : histograms) taken.push_back(point.time);
  std::sort(taken.begin(), taken.end());
  std::erase_if(points, [&](const Point& point) {
    return point.derived && std::binary_search(taken.begin(), taken.end(), point.time);
  });
  std::stable_sort(points.begin(), points.end(), [](const Point& a, const Point& b) {
    return a.time != b.time ? a.time < b.time : a.derived < b.derived;
  });
  std::vector<Timestamp> times;
  model::SampleColumn out;
  for (const Point& point : points) {
    if (!times.empty() && times.back() == point.time) continue;
    times.push_back(point.time);
    out.values.push_back(point.value);
  }
  out.times = std::make_shared<const std::vector<Timestamp>>(std::move(times));
  return out;
}

model::SampleColumn AssembleColumn(const TargetChunk& chunk, ChunkColumn& column,
                                   SharedTimes& shared) {
  if (!column.spread.empty() || !column.spread_histograms.empty()) {
    std::vector<Point> points;
    AppendPoints(chunk, column, points);
    return FromPoints(std::move(points), column.spread_histograms);
  }
  model::SampleColumn out;
  if (column.absent.empty()) {
    out.times = shared.All();
    out.values = std::move(column.values);
    out.values.erase(out.values.begin(),
                     out.values.begin() + static_cast<std::ptrdiff_t>(chunk.before));
    return out;
  }
  Occupied occupied = FindOccupied(chunk, column);
  out.times = shared.Of(std::move(occupied.indexes));
  out.values = std::move(occupied.values);
  return out;
}

}  // namespace

std::vector<model::SampleColumn> AssembleColumns(TargetChunk chunk, model::TimeRange range) {
  SharedTimes shared(chunk);
  std::vector<model::SampleColumn> columns;
  columns.reserve(chunk.columns.size());
  for (ChunkColumn& column : chunk.columns) {
    columns.push_back(AssembleColumn(chunk, column, shared));
    if (column.histograms.empty() && column.spread_histograms.empty()) continue;
    std::vector<model::HistogramPoint> histograms;
    AppendHistograms(column, histograms);
    columns.back().histograms = SortedHistograms(std::move(histograms), range);
  }
  return columns;
}

std::vector<model::SampleColumn> AssembleMerged(const std::vector<TargetChunk>& chunks,
                                                model::TimeRange range) {
  std::vector<model::SampleColumn> columns;
  for (size_t i = 0; i < chunks[0].columns.size(); ++i) {
    std::vector<Point> points;
    std::vector<model::HistogramPoint> histograms;
    for (const TargetChunk& chunk : chunks) {
      const ChunkColumn& column = chunk.columns[i];
      AppendPoints(chunk, column, points);
      AppendHistograms(column, histograms);
    }
    columns.push_back(FromPoints(std::move(points), histograms));
    columns.back().histograms = SortedHistograms(std::move(histograms), range);
  }
  return columns;
}

}  // namespace plumb::store

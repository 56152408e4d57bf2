#include "store/period_builder.h"

#include <algorithm>
#include <optional>

#include "store/segment_packer.h"

namespace plumb::store {

namespace {

using encoding::SegmentBlock;
using encoding::SegmentPart;

// Series turned from rows into columns at once: a row of them is a few pages, their columns of an
// hour fit a processor's cache.
constexpr size_t kSeriesAtOnce = 256;

std::vector<SeriesId> SeriesOf(const ChunkInput& input, const Additions& additions) {
  std::vector<SeriesId> series;
  for (const NewSamples& added : additions.series) series.push_back(added.series);
  const Layout* last = nullptr;
  for (const RowRef& ref : input.rows) {
    if (ref.layout.get() == last) continue;
    last = ref.layout.get();
    // Most layouts have nothing new.
    if (std::includes(series.begin(), series.end(), last->series.begin(), last->series.end()))
      continue;
    std::vector<SeriesId> both;
    std::set_union(series.begin(), series.end(), last->series.begin(), last->series.end(),
                   std::back_inserter(both));
    series = std::move(both);
  }
  for (const StoredPeriod& period : input.periods)
    for (const SegmentRef& segment : period.segments)
      for (const auto& entry : segment.view.entries()) series.push_back(entry.series);
  std::sort(series.begin(), series.end());
  series.erase(std::unique(series.begin(), series.end()), series.end());
  return series;
}

// Indexes below `count` that are not in `absent`.
std::vector<uint32_t> Complement(const std::vector<uint32_t>& absent, size_t count) {
  std::vector<uint32_t> present;
  present.reserve(count - absent.size());
  size_t next = 0;
  for (uint32_t i = 0; i < count; ++i) {
    if (next < absent.size() && absent[next] == i)
      ++next;
    else
      present.push_back(i);
  }
  return present;
}

std::vector<uint32_t> Common(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b) {
  std::vector<uint32_t> common;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(common));
  return common;
}

// In order, the first of each time.
template <typename Point>
void SortOwn(std::vector<Point>& points) {
  std::stable_sort(points.begin(), points.end(),
                   [](const Point& a, const Point& b) { return a.time < b.time; });
  const auto same = [](const Point& a, const Point& b) { return a.time == b.time; };
  points.erase(std::unique(points.begin(), points.end(), same), points.end());
}

// The parts of a series, in the order in which a segment wants them; those of one column are reused
// for the next.
class PartList {
 public:
  std::span<const SegmentPart> Make(SeriesId series, size_t times, ChunkColumn& column) {
    parts_.clear();
    AddFloats(series, times, column);
    AddHistograms(series, column);
    AddOwn(series, column);
    return parts_;
  }

 private:
  void AddFloats(SeriesId series, size_t times, ChunkColumn& column) {
    SegmentPart part{.series = series, .rows = Complement(column.absent, times)};
    if (part.rows.empty()) return;
    part.loose = Common(column.loose, part.rows);
    if (part.rows.size() == times) {
      part.values = std::move(column.values);
    } else {
      part.values.reserve(part.rows.size());
      for (const uint32_t row : part.rows) part.values.push_back(column.values[row]);
    }
    parts_.push_back(std::move(part));
  }

  void AddHistograms(SeriesId series, const ChunkColumn& column) {
    if (column.histograms.empty()) return;
    SegmentPart part{.series = series, .rows = column.histograms_at};
    part.loose = Common(column.loose, part.rows);
    for (const auto& point : column.histograms) part.histograms.push_back(point.histogram);
    parts_.push_back(std::move(part));
  }

  void AddOwn(SeriesId series, ChunkColumn& column) {
    SortOwn(column.spread);
    SortOwn(column.spread_histograms);
    if (!column.spread.empty()) {
      SegmentPart& part = parts_.emplace_back(SegmentPart{.series = series});
      for (const model::Sample& sample : column.spread) {
        part.times.push_back(sample.time);
        part.values.push_back(sample.value);
      }
    }
    if (!column.spread_histograms.empty()) {
      SegmentPart& part = parts_.emplace_back(SegmentPart{.series = series});
      for (const auto& point : column.spread_histograms) {
        part.times.push_back(point.time);
        part.histograms.push_back(point.histogram);
      }
    }
  }

  std::vector<SegmentPart> parts_;
};

class PeriodBuilder {
 public:
  PeriodBuilder(const std::string& path, const ChunkInput& input,
                std::span<const SampleChange> changes, const Additions& additions)
      : path_(path), input_(input), changes_(changes), additions_(additions) {}

  Result<BuiltPeriod> Run() {
    const std::vector<SeriesId> series = SeriesOf(input_, additions_);
    for (size_t first = 0; first == 0 || first < series.size(); first += kSeriesAtOnce) {
      const auto batch =
          std::span(series).subspan(first, std::min(kSeriesAtOnce, series.size() - first));
      PLUMB_ASSIGN(TargetChunk chunk,
                   GatherColumns(path_, input_, batch, {model::kMinTime, model::kMaxTime},
                                 ChunkTimes::kAll));
      if (first == 0) Begin(chunk);
      for (size_t i = 0; i < batch.size(); ++i) {
        Change(batch[i], chunk.times, chunk.columns[i]);
        PLUMB_TRY(AddNew(batch[i], chunk, chunk.columns[i]));
        Add(batch[i], parts_.Make(batch[i], chunk.times.size(), chunk.columns[i]));
      }
    }
    built_.segments = packer_->Finish();
    for (const NewSegment& segment : built_.segments) built_.bytes += segment.bytes.size();
    return std::move(built_);
  }

 private:
  void Begin(const TargetChunk& chunk) {
    times_ = chunk.times;
    for (const BlockFact& block : chunk.blocks)
      blocks_.push_back({block.at, block.complete, block.failed});
    packer_.emplace(times_, blocks_);
  }

  void Change(SeriesId series, const std::vector<Timestamp>& times, ChunkColumn& column) {
    for (; !changes_.empty() && changes_[0].series <= series; changes_ = changes_.subspan(1))
      if (changes_[0].series == series) ApplyChange(times, changes_[0], column);
  }

  Status AddNew(SeriesId series, const TargetChunk& chunk, ChunkColumn& column) {
    auto& rest = additions_.series;
    if (rest.empty() || rest[0].series != series) return Ok();
    const auto samples = rest[0].samples;
    rest = rest.subspan(1);
    return AddSamples(chunk, samples, additions_.histograms, column);
  }

  void Add(SeriesId series, std::span<const SegmentPart> parts) {
    if (parts.empty()) return;
    for (const SegmentPart& part : parts) {
      built_.samples += part.values.size() + part.histograms.size();
      built_.own_times = built_.own_times || part.own_times();
    }
    packer_->Add(series, parts);
  }

  const std::string& path_;
  const ChunkInput& input_;
  std::span<const SampleChange> changes_;
  Additions additions_;
  std::vector<Timestamp> times_;
  std::vector<SegmentBlock> blocks_;
  PartList parts_;
  std::optional<SegmentPacker> packer_;
  BuiltPeriod built_;
};

}  // namespace

Result<BuiltPeriod> BuildPeriod(const std::string& path, const ChunkInput& input,
                                std::span<const SampleChange> changes, const Additions& additions) {
  return PeriodBuilder(path, input, changes, additions).Run();
}

}  // namespace plumb::store

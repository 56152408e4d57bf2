#include "store/removal.h"

#include "store/segment_packer.h"

namespace plumb::store {

namespace {

using encoding::SegmentBlock;
using encoding::SegmentPart;

constexpr uint32_t kDropped = UINT32_MAX;

// Keeps the elements of a list at the places in `kept`.
template <typename T>
void Pick(const std::vector<uint32_t>& kept, std::vector<T>& list) {
  if (list.empty()) return;
  for (size_t i = 0; i < kept.size(); ++i) list[i] = std::move(list[kept[i]]);
  list.resize(kept.size());
}

class PeriodTrimmer {
 public:
  PeriodTrimmer(const std::string& path, StoredPeriod& period, const Removal& removal)
      : path_(path), period_(period), removal_(removal), used_(period.times().size()) {}

  Result<TrimmedPeriod> Run() {
    PLUMB_TRY(EachSeries([this](SeriesId, std::vector<SegmentPart>& parts) {
      for (const SegmentPart& part : parts)
        for (const uint32_t row : part.rows) used_[row] = true;
    }));
    KeepTimes();
    if (!out_.removed.any()) return std::move(out_);
    counting_ = false;
    SegmentPacker packer(times_, blocks_);
    PLUMB_TRY(EachSeries([&](SeriesId series, std::vector<SegmentPart>& parts) {
      for (SegmentPart& part : parts) {
        Renumber(part);
        out_.left.samples += part.values.size() + part.histograms.size();
      }
      packer.Add(series, parts);
    }));
    out_.left.segments = packer.Finish();
    for (const NewSegment& segment : out_.left.segments) out_.left.bytes += segment.bytes.size();
    return std::move(out_);
  }

 private:
  // Visits what is left of each series: of its parts those that have samples.
  template <typename Visit>
  Status EachSeries(Visit visit) {
    std::vector<SegmentPart> parts;
    for (SegmentRef& segment : period_.segments) {
      const auto& entries = segment.view.entries();
      for (size_t i = 0; i < entries.size(); ++i) {
        SegmentPart& part = parts.emplace_back();
        if (!segment.view.Read(i, part))
          return DamagedError(path_, "a column of a segment makes no sense");
        part.series = entries[i].series;
        TrimPart(part);
        if (part.values.empty() && part.histograms.empty()) parts.pop_back();
        if (i + 1 < entries.size() && entries[i + 1].series == entries[i].series) continue;
        if (!parts.empty()) visit(entries[i].series, parts);
        parts.clear();
      }
    }
    return Ok();
  }

  void TrimPart(SegmentPart& part) {
    const model::TimeRange range = RangeOf(part.series);
    if (range.from > range.to) return;
    const bool own = part.own_times();
    const size_t count = own ? part.times.size() : part.rows.size();
    kept_.clear();
    for (uint32_t i = 0; i < count; ++i) {
      const Timestamp time = own ? part.times[i] : period_.times()[part.rows[i]];
      if (!range.Contains(time)) {
        kept_.push_back(i);
      } else if (counting_) {
        out_.removed.AddSample(time);
        if (out_.series.empty() || out_.series.back() != part.series)
          out_.series.push_back(part.series);
      }
    }
    if (kept_.size() == count) return;
    Pick(kept_, part.rows);
    Pick(kept_, part.times);
    Pick(kept_, part.values);
    Pick(kept_, part.histograms);
    std::erase_if(part.loose, [&](uint32_t row) {
      return !std::binary_search(part.rows.begin(), part.rows.end(), row);
    });
  }

  model::TimeRange RangeOf(SeriesId series) {
    if (series != asked_) range_ = removal_.range_of(series);
    asked_ = series;
    return range_;
  }

  // A time stays if a sample has it, or if it is that of a scrape which stays.
  void KeepTimes() {
    const auto& times = period_.times();
    std::vector<bool> stays = used_;
    for (const SegmentBlock& block : period_.blocks()) {
      if (removal_.scrapes.Contains(times[block.at]) && !used_[block.at])
        ++out_.removed.scrapes;
      else
        stays[block.at] = true;
    }
    for (size_t i = 0; i < times.size(); ++i) {
      number_.push_back(stays[i] ? static_cast<uint32_t>(times_.size()) : kDropped);
      if (stays[i]) times_.push_back(times[i]);
    }
    for (SegmentBlock block : period_.blocks()) {
      block.at = number_[block.at];
      if (block.at != kDropped) blocks_.push_back(block);
    }
  }

  void Renumber(SegmentPart& part) const {
    if (times_.size() == number_.size()) return;
    for (uint32_t& row : part.rows) row = number_[row];
    for (uint32_t& row : part.loose) row = number_[row];
  }

  const std::string& path_;
  StoredPeriod& period_;
  const Removal& removal_;
  std::vector<bool> used_;        // of the period's times: by what is left
  std::vector<uint32_t> number_;  // of the period's times: their new number, or kDropped
  std::vector<Timestamp> times_;
  std::vector<SegmentBlock> blocks_;
  bool counting_ = true;  // the first of two passes
  SeriesId asked_ = 0;
  model::TimeRange range_ = kNothing;
  std::vector<uint32_t> kept_;
  TrimmedPeriod out_;
};

}  // namespace

void RemovedSamples::Add(const RemovedSamples& other) {
  samples += other.samples;
  scrapes += other.scrapes;
  oldest = std::min(oldest, other.oldest);
  newest = std::max(newest, other.newest);
}

Result<TrimmedPeriod> TrimPeriod(const std::string& path, StoredPeriod& period,
                                 const Removal& removal) {
  return PeriodTrimmer(path, period, removal).Run();
}

Result<std::optional<TrimmedRow>> TrimRow(const std::string& path, const RowRef& ref,
                                          const Removal& removal) {
  auto cells = DecodeCells(ref.row, ref.layout->kinds);
  if (!cells) return DamagedError(path, "a histogram lies outside its row");
  TrimmedRow out{.key = ref.key, .header = ref.row.header()};
  out.header.flags &= static_cast<uint8_t>(~kRowAbsence);
  bool left = false;
  for (size_t i = 0; i < cells->size(); ++i) {
    const SeriesId series = ref.layout->series[i];
    const model::TimeRange range = removal.range_of(series);
    RowCell& cell = (*cells)[i];
    const Timestamp time = ref.key.time + cell.offset_ms;
    if (range.Contains(time)) {
      if (cell.present) {
        out.removed.AddSample(time);
        out.series.push_back(series);
      }
      continue;
    }
    left = left || cell.present;
    if (!cell.present) out.header.flags |= kRowAbsence;
    out.layout.series.push_back(series);
    out.layout.kinds.push_back(ref.layout->kinds[i]);
    out.cells.push_back(cell);
  }
  if (!left) {
    const bool scrape = ref.row.Has(kRowBlock);
    out.gone = !scrape || removal.scrapes.Contains(ref.key.time);
    if (scrape && out.gone) ++out.removed.scrapes;
    out.layout = {};
    out.cells.clear();
    out.header.flags &= static_cast<uint8_t>(~kRowAbsence);
  }
  if (!out.removed.any() && out.cells.size() == cells->size()) return std::optional<TrimmedRow>();
  out.header.columns = static_cast<uint16_t>(out.cells.size());
  return std::optional(std::move(out));
}

}  // namespace plumb::store

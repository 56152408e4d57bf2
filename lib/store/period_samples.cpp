#include "store/period_samples.h"

#include <algorithm>
#include <bit>

#include "store/row.h"

namespace plumb::store {

namespace {

// The index of a number in an ascending list.
template <typename T>
std::optional<size_t> IndexOf(const std::vector<T>& list, T number) {
  const auto place = std::lower_bound(list.begin(), list.end(), number);
  if (place == list.end() || *place != number) return std::nullopt;
  return static_cast<size_t>(place - list.begin());
}

}  // namespace

Result<std::unique_ptr<PeriodSamples>> PeriodSamples::Load(const StoreState& state,
                                                           const SegmentKey& key) {
  PLUMB_ASSIGN(const auto period, LoadPeriod(state, key.level, key.target, key.start));
  if (!period) return std::unique_ptr<PeriodSamples>();
  auto samples = std::make_unique<PeriodSamples>();
  samples->path_ = state.txn.path();
  for (const SegmentRef& segment : period->segments) {
    auto bytes = std::make_unique<const std::string>(segment.bytes);
    auto view = encoding::SegmentView::Parse(*bytes, segment.first);
    PLUMB_ASSERT(view.has_value());
    for (size_t i = 0; i < view->entries().size(); ++i)
      samples->own_times_ = samples->own_times_ || view->HasOwnTimes(i);
    samples->memory_ += bytes->size() + view->entries().size() * sizeof view->entries()[0];
    samples->segments_.push_back({segment.first, std::move(bytes), *std::move(view)});
  }
  return samples;
}

Result<const std::vector<encoding::SegmentPart>*> PeriodSamples::Parts(SeriesId series) {
  const auto [known, added] = decoded_.try_emplace(series);
  if (!added) return &known->second;
  auto segment = std::upper_bound(segments_.begin(), segments_.end(), series,
                                  [](SeriesId id, const Copy& copy) { return id < copy.first; });
  if (segment == segments_.begin()) return &known->second;
  encoding::SegmentView& view = (--segment)->view;
  const auto& entries = view.entries();
  const auto first =
      std::lower_bound(entries.begin(), entries.end(), series,
                       [](const auto& entry, SeriesId id) { return entry.series < id; });
  for (auto entry = first; entry != entries.end() && entry->series == series; ++entry) {
    encoding::SegmentPart part;
    if (!view.Read(static_cast<size_t>(entry - entries.begin()), part))
      return DamagedError(path_, "a column of a segment makes no sense");
    memory_ += sizeof part + 8 * (part.times.size() + part.values.size()) + 4 * part.rows.size();
    known->second.push_back(std::move(part));
  }
  return &known->second;
}

Result<std::optional<PeriodSamples::Found>> PeriodSamples::Find(SeriesId series, Timestamp time) {
  const auto row = IndexOf(segments_[0].view.times(), time);
  if (!row && !own_times_) return std::optional<Found>();
  PLUMB_ASSIGN(const auto* parts, Parts(series));
  for (const encoding::SegmentPart& part : *parts) {
    std::optional<size_t> at;
    if (part.own_times())
      at = IndexOf(part.times, time);
    else if (row)
      at = IndexOf(part.rows, static_cast<uint32_t>(*row));
    if (!at) continue;
    if (!part.histograms.empty()) return std::optional(Found{.histogram = part.histograms[*at]});
    return std::optional(Found{.bits = std::bit_cast<uint64_t>(part.values[*at])});
  }
  return std::optional<Found>();
}

uint8_t PeriodSamples::BlockFlags(Timestamp time) const {
  const encoding::SegmentView& view = segments_[0].view;
  const auto& blocks = view.blocks();
  const auto block = std::lower_bound(
      blocks.begin(), blocks.end(), time,
      [&](const auto& known, Timestamp wanted) { return view.times()[known.at] < wanted; });
  if (block == blocks.end() || view.times()[block->at] != time) return 0;
  return static_cast<uint8_t>(kRowBlock | (block->complete ? kRowComplete : 0) |
                              (block->failed ? kRowFailed : 0));
}

}  // namespace plumb::store

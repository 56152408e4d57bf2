#include "transfer/day_merge.h"

#include <algorithm>
#include <bit>

#include "encoding/histogram.h"

namespace plumb::transfer {

namespace {

bool Same(double a, double b) {
  return std::bit_cast<uint64_t>(a) == std::bit_cast<uint64_t>(b);
}
bool Same(const encoding::HistogramPointer& a, const encoding::HistogramPointer& b) {
  return encoding::SameHistogram(*a, *b);
}

// Where each scrape of `part` stands in `all`.
std::vector<uint32_t> Places(const std::vector<Scrape>& part, const std::vector<Scrape>& all) {
  std::vector<uint32_t> places;
  uint32_t at = 0;
  for (const Scrape& scrape : part) {
    while (all[at].time < scrape.time) ++at;
    places.push_back(at);
  }
  return places;
}

}  // namespace

DayMerge::DayMerge(const Day& first, const Day& second) : first_(first), second_(second) {
  day_.start = first.start;
  std::vector<Scrape>& all = day_.scrapes;
  std::merge(first.scrapes.begin(), first.scrapes.end(), second.scrapes.begin(),
             second.scrapes.end(), std::back_inserter(all),
             [](const Scrape& a, const Scrape& b) { return a.time < b.time; });
  size_t out = 0;
  for (const Scrape& scrape : std::vector(all)) {
    if (out > 0 && all[out - 1].time == scrape.time) {
      all[out - 1].complete |= scrape.complete;
      all[out - 1].failed |= scrape.failed;
    } else {
      all[out++] = scrape;
    }
  }
  all.resize(out);
  first_places_ = Places(first.scrapes, all);
  second_places_ = Places(second.scrapes, all);
}

template <typename Value>
std::vector<DayMerge::Point<Value>> DayMerge::Points(const Day& day,
                                                     const std::vector<uint32_t>& places,
                                                     const std::vector<uint32_t>& scrapes,
                                                     std::vector<Value> values,
                                                     const std::vector<Timestamp>& loose_times,
                                                     std::vector<Value> loose_values) {
  std::vector<Point<Value>> points;
  points.reserve(values.size() + loose_values.size());
  for (size_t i = 0; i < scrapes.size(); ++i)
    points.push_back({day.scrapes[scrapes[i]].time, places[scrapes[i]], std::move(values[i])});
  for (size_t i = 0; i < loose_times.size(); ++i)
    points.push_back({loose_times[i], kLoose, std::move(loose_values[i])});
  return points;
}

// The first `first` of the points go before the others.
template <typename Value>
void DayMerge::MergeKind(std::vector<Point<Value>> points, size_t first,
                         std::vector<uint32_t>& scrapes, std::vector<Value>& values,
                         std::vector<Timestamp>& loose_times, std::vector<Value>& loose_values) {
  std::vector<uint32_t> order(points.size());
  for (uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](uint32_t a, uint32_t b) { return points[a].time < points[b].time; });
  const Point<Value>* last = nullptr;
  for (const uint32_t at : order) {
    const Point<Value>& point = points[at];
    if (last != nullptr && last->time == point.time) {
      if (at >= first) ++(Same(last->value, point.value) ? same_ : kept_);
      continue;
    }
    last = &point;
    if (point.scrape == kLoose) {
      loose_times.push_back(point.time);
      loose_values.push_back(point.value);
    } else {
      scrapes.push_back(point.scrape);
      values.push_back(point.value);
    }
  }
}

// A float and a histogram at one time contradict each other, too.
template <typename Value, typename Other>
void DayMerge::DropContradicted(std::vector<Point<Value>>& points,
                                const std::vector<Point<Other>>& others) {
  if (others.empty() || points.empty()) return;
  std::vector<Timestamp> times;
  for (const Point<Other>& other : others) times.push_back(other.time);
  std::sort(times.begin(), times.end());
  kept_ += std::erase_if(points, [&](const Point<Value>& point) {
    return std::binary_search(times.begin(), times.end(), point.time);
  });
}

DayColumn DayMerge::Merge(DayColumn first, DayColumn second) {
  auto floats = Points(first_, first_places_, first.scrapes, std::move(first.values),
                       first.loose_times, std::move(first.loose_values));
  auto histograms =
      Points(first_, first_places_, first.histogram_scrapes, std::move(first.histograms),
             first.loose_histogram_times, std::move(first.loose_histograms));
  auto more_floats = Points(second_, second_places_, second.scrapes, std::move(second.values),
                            second.loose_times, std::move(second.loose_values));
  auto more_histograms =
      Points(second_, second_places_, second.histogram_scrapes, std::move(second.histograms),
             second.loose_histogram_times, std::move(second.loose_histograms));
  DropContradicted(more_floats, histograms);
  DropContradicted(more_histograms, floats);
  DayColumn out;
  const size_t size = floats.size();
  floats.insert(floats.end(), more_floats.begin(), more_floats.end());
  MergeKind(std::move(floats), size, out.scrapes, out.values, out.loose_times, out.loose_values);
  const size_t histogram_size = histograms.size();
  histograms.insert(histograms.end(), more_histograms.begin(), more_histograms.end());
  MergeKind(std::move(histograms), histogram_size, out.histogram_scrapes, out.histograms,
            out.loose_histogram_times, out.loose_histograms);
  return out;
}

}  // namespace plumb::transfer

#include "store/sample_change.h"

#include <algorithm>
#include <bit>

namespace plumb::store {

namespace {

// Makes an ascending list have the number, or not; where it stands, or would.
size_t Insert(std::vector<uint32_t>& list, uint32_t number) {
  const auto place = std::lower_bound(list.begin(), list.end(), number);
  const auto index = place - list.begin();
  if (place == list.end() || *place != number) list.insert(place, number);
  return static_cast<size_t>(index);
}

bool Erase(std::vector<uint32_t>& list, uint32_t number) {
  const auto place = std::lower_bound(list.begin(), list.end(), number);
  if (place == list.end() || *place != number) return false;
  list.erase(place);
  return true;
}

// Takes the sample at times[at] away; false if there is none.
bool TakeAway(uint32_t at, Timestamp time, ChunkColumn& column) {
  if (Erase(column.histograms_at, at)) {
    std::erase_if(column.histograms, [time](const auto& point) { return point.time == time; });
    return true;
  }
  if (std::binary_search(column.absent.begin(), column.absent.end(), at)) return false;
  Insert(column.absent, at);
  return true;
}

void Put(uint32_t at, const SampleChange& change, ChunkColumn& column) {
  if (change.histogram == nullptr) {
    Erase(column.absent, at);
    column.values[at] = std::bit_cast<double>(change.bits);
    return;
  }
  const size_t index = Insert(column.histograms_at, at);
  column.histograms.insert(column.histograms.begin() + static_cast<std::ptrdiff_t>(index),
                           {change.time, change.histogram});
}

}  // namespace

void ApplyChange(const std::vector<Timestamp>& times, const SampleChange& change,
                 ChunkColumn& column) {
  const auto place = std::lower_bound(times.begin(), times.end(), change.time);
  if (place != times.end() && *place == change.time) {
    const auto at = static_cast<uint32_t>(place - times.begin());
    if (TakeAway(at, change.time, column)) return Put(at, change, column);
  }
  const auto at_time = [&](const auto& point) { return point.time == change.time; };
  std::erase_if(column.spread, at_time);
  std::erase_if(column.spread_histograms, at_time);
  if (change.histogram == nullptr)
    column.spread.push_back({change.time, std::bit_cast<double>(change.bits)});
  else
    column.spread_histograms.push_back({change.time, change.histogram});
}

}  // namespace plumb::store

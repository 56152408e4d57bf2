#include "charts/stack.h"

#include <algorithm>
#include <cmath>

namespace plumb::charts {
namespace {

// A time, seen from before or from after.
struct Place {
  Timestamp time = 0;
  bool after = false;
};

// Reads a series at places that ascend.
class Reader {
 public:
  Reader(const model::Series& series, const RunRules& rules)
      : series_(series), runs_(FindRuns(series, rules)) {
    for (const Run& run : runs_) {
      times_.push_back(series.times[run.first]);
      if (run.count > 1) times_.push_back(series.times[run.first + run.count - 1]);
    }
  }

  // Where runs begin and end.
  [[nodiscard]] const std::vector<Timestamp>& ends() const { return times_; }
  [[nodiscard]] const std::vector<Run>& runs() const { return runs_; }

  // The value there, or NaN in a gap and for a lone sample; `run` is set to the run's number.
  double ValueAt(const Place& place, size_t& run) {
    while (run_ < runs_.size() && Ended(place)) {
      ++run_;
      if (run_ < runs_.size()) sample_ = runs_[run_].first;
    }
    run = run_;
    if (run_ == runs_.size() || runs_[run_].count == 1) return NAN;
    const Timestamp begin = series_.times[runs_[run_].first];
    if (place.time < begin || (place.time == begin && !place.after)) return NAN;
    sample_ = std::max(sample_, runs_[run_].first);
    const size_t last = runs_[run_].first + runs_[run_].count - 1;
    while (sample_ + 1 < last && series_.times[sample_ + 1] <= place.time) ++sample_;
    const auto distance = static_cast<double>(series_.times[sample_ + 1] - series_.times[sample_]);
    const double part = static_cast<double>(place.time - series_.times[sample_]) / distance;
    return series_.values[sample_] * (1 - part) + series_.values[sample_ + 1] * part;
  }

 private:
  [[nodiscard]] bool Ended(const Place& place) const {
    const Timestamp end = series_.times[runs_[run_].first + runs_[run_].count - 1];
    return place.time > end || (place.time == end && place.after);
  }

  const model::Series& series_;
  std::vector<Run> runs_;
  std::vector<Timestamp> times_;
  size_t run_ = 0;
  size_t sample_ = 0;
};

// All times of all series; twice where one begins or ends.
std::vector<Place> PlacesOf(const std::vector<const model::Series*>& series,
                            const std::vector<Reader>& readers) {
  std::vector<Timestamp> times;
  std::vector<Timestamp> ends;
  for (size_t i = 0; i < series.size(); ++i) {
    times.insert(times.end(), series[i]->times.begin(), series[i]->times.end());
    ends.insert(ends.end(), readers[i].ends().begin(), readers[i].ends().end());
  }
  std::sort(times.begin(), times.end());
  times.erase(std::unique(times.begin(), times.end()), times.end());
  std::sort(ends.begin(), ends.end());
  std::vector<Place> places;
  for (const Timestamp time : times) {
    places.push_back({time, false});
    if (std::binary_search(ends.begin(), ends.end(), time)) places.push_back({time, true});
  }
  return places;
}

double WholeOf(const std::vector<double>& values) {
  double whole = 0;
  for (const double v : values)
    if (!std::isnan(v)) whole += std::abs(v);
  return whole;
}

}  // namespace

std::vector<Band> StackBands(const std::vector<const model::Series*>& series, Stacking stacking,
                             const RunRules& rules) {
  std::vector<Reader> readers;
  for (const model::Series* each : series) readers.emplace_back(*each, rules);
  const std::vector<Place> places = PlacesOf(series, readers);
  std::vector<Band> bands(series.size());
  std::vector<size_t> last_run(series.size(), SIZE_MAX);
  std::vector<size_t> runs(series.size());
  std::vector<double> values(series.size());
  for (const Place& place : places) {
    for (size_t i = 0; i < series.size(); ++i) values[i] = readers[i].ValueAt(place, runs[i]);
    const double whole = stacking == Stacking::kPercent ? WholeOf(values) : 100;
    const double factor = whole > 0 ? 100 / whole : 0;
    double above = 0;
    double below = 0;
    for (size_t i = 0; i < series.size(); ++i) {
      const size_t run = runs[i];
      if (run < readers[i].runs().size() && readers[i].runs()[run].count == 1 && !place.after &&
          series[i]->times[readers[i].runs()[run].first] == place.time) {
        const double v = series[i]->values[readers[i].runs()[run].first];
        const double share =
            stacking == Stacking::kPercent ? 100 * v / std::max(whole + std::abs(v), 1e-300) : v;
        const double from = v < 0 ? below : above;
        bands[i].pieces.push_back({{place.time, from, from + share}});
      }
      if (std::isnan(values[i])) continue;
      double& level = values[i] < 0 ? below : above;
      const double low = level;
      level += values[i] * factor;
      if (last_run[i] != run) bands[i].pieces.emplace_back();
      last_run[i] = run;
      bands[i].pieces.back().push_back({place.time, low, level});
    }
  }
  return bands;
}

}  // namespace plumb::charts

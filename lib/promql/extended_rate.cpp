#include "promql/extended_rate.h"

#include <algorithm>

namespace plumb::promql {

namespace {

// A line between two samples, at `t`. A counter that was reset between them is taken to begin at 0.
double Interpolate(const Window& w, size_t i, Timestamp t, bool counter) {
  const double right = w.values[i + 1];
  const double left = counter && right < w.values[i] ? 0 : w.values[i];
  return left + (right - left) * static_cast<double>(t - w.times[i]) /
                    static_cast<double>(w.times[i + 1] - w.times[i]);
}

}  // namespace

size_t AnchorOf(const Window& w) {
  const auto inside = std::upper_bound(w.times.begin(), w.times.end(), w.from);
  return inside == w.times.begin() ? 0 : static_cast<size_t>(inside - w.times.begin()) - 1;
}

double ExtendedRate(const Window& w, RateKind kind, Edges edges) {
  const bool smoothed = edges == Edges::kSmoothed;
  const auto count = static_cast<std::ptrdiff_t>(w.count());
  auto first = static_cast<std::ptrdiff_t>(AnchorOf(w));
  std::ptrdiff_t last = count - 1;
  if (smoothed)
    last = std::min(last, std::lower_bound(w.times.begin(), w.times.end(), w.to) - w.times.begin());
  const auto time = [&](std::ptrdiff_t i) { return w.times[static_cast<size_t>(i)]; };
  const auto value = [&](std::ptrdiff_t i) { return w.values[static_cast<size_t>(i)]; };
  // Samples only before, or only after the range, say nothing of it.
  if (time(last) <= w.from || time(first) > w.to) return Absent();

  const double left = smoothed && time(first) < w.from
                          ? Interpolate(w, static_cast<size_t>(first), w.from, kind.counter)
                          : value(first);
  const double right = smoothed && last > 0 && time(last) > w.to
                           ? Interpolate(w, static_cast<size_t>(last - 1), w.to, kind.counter)
                           : value(last);
  double growth = right - left;
  if (kind.counter) {
    // The edges know of resets beside them already: only what is strictly inside counts.
    if (time(first) <= w.from) ++first;
    if (time(last) >= w.to) --last;
    double correction = 0;
    double previous = left;
    for (std::ptrdiff_t i = first; i <= last; ++i) {
      if (value(i) < previous) correction += previous;
      previous = value(i);
    }
    if (right < previous) correction += previous;
    growth += correction;
  }
  return kind.per_second ? growth / w.RangeSeconds() : growth;
}

}  // namespace plumb::promql

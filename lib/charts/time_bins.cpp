#include "charts/time_bins.h"

#include <algorithm>
#include <cmath>

#include "charts/runs.h"

namespace plumb::charts {
namespace {

// Far apart enough for any scale, near enough for sums of two.
constexpr Timestamp kFarTime = INT64_MAX / 4;

}  // namespace

TimeBins BinByTime(const std::vector<const model::Series*>& series, DurationMs step,
                   DurationMs alone, size_t most) {
  Timestamp from = kFarTime;
  Timestamp to = -kFarTime;
  DurationMs usual = 0;
  for (const model::Series* each : series) {
    if (each->times.empty()) continue;
    from = std::min(from, std::max(each->times.front(), -kFarTime));
    to = std::max(to, std::min(each->times.back(), kFarTime));
    if (step > 0) continue;
    const DurationMs spacing = UsualSpacing(*each);
    if (spacing > 0 && (usual == 0 || spacing < usual)) usual = spacing;
  }
  if (step <= 0) step = usual > 0 ? usual : alone;
  from = std::min(from, to);
  const auto slots = static_cast<uint64_t>((to - from + step / 2) / step) + 1;
  TimeBins bins;
  const uint64_t merged = (slots + most - 1) / std::max<uint64_t>(most, 1);
  bins.merged = static_cast<size_t>(merged);
  bins.step = merged == 1 ? step : step * static_cast<DurationMs>(merged);
  bins.count = static_cast<size_t>((slots + merged - 1) / merged);
  bins.first = from + (bins.step - step) / 2;
  for (const model::Series* each : series) {
    std::vector<double> values(bins.count, NAN);
    for (size_t i = 0; i < each->times.size(); ++i) {
      const double v = each->values[i];
      if (!std::isfinite(v)) continue;
      const Timestamp time = std::clamp(each->times[i], from, to);
      // A sample a little late or early belongs to the slot that it is nearest to.
      const auto slot = static_cast<size_t>((time - from + step / 2) / bins.step);
      double& kept = values[std::min(slot, bins.count - 1)];
      if (std::isnan(kept) || std::abs(v) > std::abs(kept)) kept = v;
    }
    bins.values.push_back(std::move(values));
  }
  return bins;
}

}  // namespace plumb::charts

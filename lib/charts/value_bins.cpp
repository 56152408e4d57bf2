#include "charts/value_bins.h"

#include <algorithm>
#include <cmath>

namespace plumb::charts {
namespace {

constexpr double kLargest = 1e300;  // keeps ranges finite

std::vector<double> Collect(const std::vector<const model::Series*>& series,
                            const ValueBinSpec& spec, ValueBins& bins) {
  std::vector<double> values;
  for (const model::Series* each : series)
    for (const double v : each->values) {
      if (!std::isfinite(v)) continue;
      if ((spec.min && v < *spec.min) || (spec.max && v > *spec.max))
        ++bins.outside;
      else
        values.push_back(std::clamp(v, -kLargest, kLargest));
    }
  std::sort(values.begin(), values.end());
  return values;
}

double AdvisedWidth(const std::vector<double>& sorted, size_t most) {
  const size_t count = sorted.size();
  const double span = sorted.back() - sorted.front();
  // Round bounds may take one bin more than the span does.
  const double least = span / static_cast<double>(std::max<size_t>(most, 3) - 1);
  const double quartiles = sorted[count - 1 - count / 4] - sorted[count / 4];
  double width = 2 * quartiles / std::cbrt(static_cast<double>(count));
  // Where half of the values are the same, the rule has nothing to say: Sturges'.
  if (!(width > 0)) width = span / (std::log2(static_cast<double>(count)) + 1);
  // It is rounded up next; from half of it on, so that on the whole it is not.
  return std::max(width / 2, least);
}

}  // namespace

ValueBins BinValues(const std::vector<const model::Series*>& series, const ValueBinSpec& spec) {
  ValueBins bins;
  const std::vector<double> values = Collect(series, spec, bins);
  bins.total = values.size();
  if (values.empty()) return bins;
  const double size = std::max(std::abs(values.front()), std::abs(values.back()));
  double width = AdvisedWidth(values, spec.most);
  // One value, or a range that a double can hardly resolve, is one bin.
  if (!(width > size * 1e-12)) width = size > 0 ? size / 10 : 1;
  if (spec.integer) width = std::max(width, 1.0);
  bins.width = scene::NiceStep(spec.ladder, width);
  bins.low = std::floor(values.front() / bins.width + 1e-9) * bins.width;
  for (const double v : values) {
    const auto at =
        static_cast<size_t>(std::max(0.0, std::floor((v - bins.low) / bins.width + 1e-9)));
    if (at >= bins.counts.size()) bins.counts.resize(at + 1);
    ++bins.counts[at];
  }
  return bins;
}

}  // namespace plumb::charts

#include "query/rate_reason.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/number.h"
#include "promql/window.h"

namespace plumb::query {

namespace {

using Extends = promql::FunctionRow::Extends;

struct Samples {
  std::vector<Timestamp> times;
  std::vector<double> values;
};

Samples WithoutMarkers(const model::SampleColumn& column) {
  Samples samples;
  for (size_t i = 0; i < column.values.size(); ++i) {
    if (model::IsStale(column.values[i])) continue;
    samples.times.push_back((*column.times)[i]);
    samples.values.push_back(column.values[i]);
  }
  return samples;
}

// Numbers that people compare, not bits.
std::string Short(double value) {
  return fmt::format("{:.6g}", value);
}

std::string Seconds(double seconds) {
  return fmt::format("{:.3g}s", seconds);
}

// "; 2 resets add 80 + 20 (23:07:00, 23:08:00)"
std::string ResetsText(const Samples& samples, double& growth, const ReasonList& reasons) {
  constexpr size_t kShown = 3;
  std::string added;
  std::string times;
  size_t resets = 0;
  for (size_t i = 1; i < samples.values.size(); ++i) {
    if (samples.values[i] >= samples.values[i - 1]) continue;
    growth += samples.values[i - 1];
    if (++resets > kShown) continue;
    added += (added.empty() ? "" : " + ") + FormatGeneral(samples.values[i - 1]);
    times += (times.empty() ? "" : ", ") + reasons.Clock(samples.times[i]);
  }
  if (resets == 0) return "";
  const std::string more = resets > kShown ? ", …" : "";
  return fmt::format("; {} reset{} {} {}{} (at {}{})", resets, resets == 1 ? "" : "s",
                     resets == 1 ? "adds" : "add", added, more, times, more);
}

// One edge of the window: how much is added there, and why not all of the way.
std::string EdgeText(double added, double distance, std::string_view edge, bool meets_zero) {
  std::string text = fmt::format("{} to the {}", Seconds(added), edge);
  if (meets_zero) return text + " (there it was zero)";
  if (added < distance)
    text += fmt::format(" (half a distance: {} {} inside the range)",
                        edge == "start" ? "it began" : "it ended", Seconds(distance));
  return text;
}

}  // namespace

std::string RateText(const promql::FunctionRow& function, const model::SampleColumn& column,
                     Timestamp from, Timestamp to, const ReasonList& reasons) {
  const Samples samples = WithoutMarkers(column);
  const bool counter = function.extends != Extends::kDifference;
  const double first = samples.values.front();
  double growth = samples.values.back() - first;
  std::string says =
      fmt::format("{} samples from {} at {} to {} at {}", samples.times.size(),
                  FormatGeneral(first), reasons.Clock(samples.times.front()),
                  FormatGeneral(samples.values.back()), reasons.Clock(samples.times.back()));
  if (counter) says += ResetsText(samples, growth, reasons);
  const auto terms =
      promql::Extrapolate(samples.times, static_cast<double>(samples.times.size()), from, to);
  // As the evaluator has it (promql/functions/counter.cpp): a counter was not below zero.
  double to_start = terms.to_start;
  if (counter && growth > 0 && first >= 0)
    to_start = std::min(to_start, terms.sampled * (first / growth));
  const double factor = (terms.sampled + to_start + terms.to_end) / terms.sampled;
  const auto distance = [](Timestamp a, Timestamp b) { return static_cast<double>(b - a) / 1000; };
  says += fmt::format(
      "; grew {} in {}; extended {} and {}", Short(growth), Seconds(terms.sampled),
      EdgeText(to_start, distance(from, samples.times.front()), "start", to_start < terms.to_start),
      EdgeText(terms.to_end, distance(samples.times.back(), to), "end", false));
  const double extended = growth * factor;
  says += fmt::format(": {}", Short(extended));
  if (function.extends == Extends::kGrowthPerSecond)
    says += fmt::format(", / {} is {} per second", Seconds(distance(from, to)),
                        Short(extended / distance(from, to)));
  return says;
}

}  // namespace plumb::query

#include "charts/reducers.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_set>

#include "base/number.h"
#include "text/suggest.h"

namespace plumb::charts {
namespace {

double First(const Numbers& n) {
  return n.values.front();
}
double Last(const Numbers& n) {
  return n.values.back();
}
double Min(const Numbers& n) {
  return *std::min_element(n.values.begin(), n.values.end());
}
double Max(const Numbers& n) {
  return *std::max_element(n.values.begin(), n.values.end());
}
double Sum(const Numbers& n) {
  double sum = 0;
  for (const double v : n.values) sum += v;
  return sum;
}
double Mean(const Numbers& n) {
  if (const double sum = Sum(n); std::isfinite(sum))
    return sum / static_cast<double>(n.values.size());
  // Running, as the sum of large values overflows.
  double mean = 0;
  double count = 0;
  for (const double v : n.values) {
    ++count;
    mean += v / count - mean / count;
  }
  return mean;
}
double Count(const Numbers& n) {
  return static_cast<double>(n.values.size());
}
double Range(const Numbers& n) {
  return Max(n) - Min(n);
}
double Difference(const Numbers& n) {
  return Last(n) - First(n);
}
double DifferenceInPercent(const Numbers& n) {
  return First(n) == 0 ? std::numeric_limits<double>::quiet_NaN()
                       : Difference(n) / std::abs(First(n)) * 100;
}
// What a counter grew by: after a reset it counts from zero.
double Delta(const Numbers& n) {
  double delta = 0;
  for (size_t i = 1; i < n.values.size(); ++i)
    delta += n.values[i] >= n.values[i - 1] ? n.values[i] - n.values[i - 1] : n.values[i];
  return delta;
}
double LeastStep(const Numbers& n) {
  double step = std::numeric_limits<double>::quiet_NaN();
  for (size_t i = 1; i < n.times.size(); ++i) {
    const auto distance = static_cast<double>(n.times[i] - n.times[i - 1]);
    if (!(distance >= step)) step = distance;
  }
  return step;
}
double Variance(const Numbers& n) {
  const double mean = Mean(n);
  double sum = 0;
  for (const double v : n.values) sum += (v - mean) * (v - mean);
  return sum / Count(n);
}
double Deviation(const Numbers& n) {
  return std::sqrt(Variance(n));
}
double LeastPositive(const Numbers& n) {
  double least = std::numeric_limits<double>::quiet_NaN();
  for (const double v : n.values)
    if (v > 0 && !(v >= least)) least = v;
  return least;
}
double Changes(const Numbers& n) {
  double changes = 0;
  for (size_t i = 1; i < n.values.size(); ++i) changes += n.values[i] != n.values[i - 1] ? 1 : 0;
  return changes;
}
double Distinct(const Numbers& n) {
  return static_cast<double>(std::unordered_set<double>(n.values.begin(), n.values.end()).size());
}

// Between the two nearest values where it falls between them, as PromQL's quantile does.
double Quantile(const Numbers& n, double q) {
  std::vector<double> sorted = n.values;
  std::sort(sorted.begin(), sorted.end());
  const double at = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<size_t>(at);
  const size_t above = std::min(below + 1, sorted.size() - 1);
  const double part = at - static_cast<double>(below);
  return sorted[below] * (1 - part) + sorted[above] * part;
}
double Median(const Numbers& n) {
  return Quantile(n, 0.5);
}

constexpr Reducer kReducers[] = {
    {"min", "the least value", Min},
    {"max", "the largest value", Max},
    {"mean", "the mean", Mean},
    {"median", "the value in the middle", Median},
    {"first", "the first value", First},
    {"last", "the last value", Last},
    {"sum", "all values added", Sum},
    {"count", "how many values there are", Count, ReducedUnit::kCount},
    {"range", "from the least to the largest value", Range},
    {"diff", "from the first to the last value", Difference},
    {"diffperc", "the same in percent of the first", DifferenceInPercent, ReducedUnit::kPercent},
    {"delta", "what a counter grew by, resets included", Delta},
    {"stddev", "the standard deviation", Deviation},
    {"variance", "its square", Variance, ReducedUnit::kNone},
    {"logmin", "the least value above zero", LeastPositive},
    {"changes", "how often the value changed", Changes, ReducedUnit::kCount},
    {"distinct", "how many different values there are", Distinct, ReducedUnit::kCount},
    {"step", "the least distance of two samples", LeastStep, ReducedUnit::kDuration},
};

struct Alias {
  std::string_view other;
  std::string_view name;
};
constexpr Alias kAliases[] = {
    {
        "lastNotNull",
        "last",
    },
    {"firstNotNull", "first"},
    {"total", "sum"},
    {"avg", "mean"},
    {"current", "last"},
    {"stdDev", "stddev"},
    {"changeCount", "changes"},
    {"distinctCount", "distinct"},
};

std::optional<double> PercentileOf(std::string_view name) {
  if (!name.starts_with('p')) return std::nullopt;
  const auto percent = ParseFloat(name.substr(1));
  if (!percent || !(*percent > 0 && *percent < 100)) return std::nullopt;
  return *percent / 100;
}

}  // namespace

std::span<const Reducer> Reducers() {
  return kReducers;
}

Result<Reduction> Reduction::Find(std::string_view name) {
  Reduction found;
  found.name_ = name;
  if (const auto quantile = PercentileOf(name)) {
    found.quantile_ = *quantile;
    return found;
  }
  std::string_view wanted = name;
  for (const Alias& alias : kAliases)
    if (alias.other == name) wanted = alias.name;
  std::vector<std::string_view> names;
  for (const Reducer& row : kReducers) {
    names.push_back(row.name);
    if (row.name == wanted) found.row_ = &row;
  }
  if (found.row_ != nullptr) return found;
  std::string known;
  for (const std::string_view each : names) known += std::string(each) + ", ";
  return Error{Exit::kUsage, "unknown statistic '" + std::string(name) + "'" +
                                 text::DidYouMean(name, names) + " (there are " + known +
                                 "p1 to p99)"};
}

double Reduction::Of(const Numbers& numbers) const {
  if (numbers.values.empty()) return std::numeric_limits<double>::quiet_NaN();
  return row_ == nullptr ? Quantile(numbers, quantile_) : row_->reduce(numbers);
}

std::string Reduction::TextOf(double value, const units::Unit& unit) const {
  const ReducedUnit kind = row_ == nullptr ? ReducedUnit::kSame : row_->unit;
  switch (kind) {
    case ReducedUnit::kCount:
    case ReducedUnit::kNone:
      return units::Text(units::FindUnit("short"), value);
    case ReducedUnit::kPercent:
      return units::Text(units::FindUnit("percent"), value);
    case ReducedUnit::kDuration:
      return units::Text(units::FindUnit("ms"), value);
    case ReducedUnit::kSame:
      break;
  }
  return units::Text(unit, value);
}

Result<std::vector<Reduction>> ParseReductions(std::string_view text) {
  std::vector<Reduction> reductions;
  while (!text.empty()) {
    const size_t comma = std::min(text.find(','), text.size());
    PLUMB_ASSIGN(Reduction reduction, Reduction::Find(text.substr(0, comma)));
    reductions.push_back(std::move(reduction));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  if (reductions.empty()) return Error{Exit::kUsage, "no statistic is named"};
  return reductions;
}

const std::vector<Reduction>& UsualReductions() {
  static const std::vector<Reduction> usual = [] {
    auto found = ParseReductions("min,mean,max,last");
    return found.ok() ? *found : std::vector<Reduction>();
  }();
  return usual;
}

Numbers NumbersOf(const model::Series& series) {
  const auto finite = [](double v) { return std::isfinite(v); };
  if (std::all_of(series.values.begin(), series.values.end(), finite))
    return {.values = series.values, .times = series.times};
  Numbers numbers;
  for (size_t i = 0; i < series.values.size(); ++i) {
    if (!std::isfinite(series.values[i])) continue;
    numbers.values.push_back(series.values[i]);
    numbers.times.push_back(series.times[i]);
  }
  return numbers;
}

}  // namespace plumb::charts

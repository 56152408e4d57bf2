#include "promql/aggregator.h"

#include "base/compensated_sum.h"
#include "base/wide_loops.h"
#include "promql/quantile.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <vector>

namespace plumb::promql {

namespace {

// One number a step each: a sum, what was lost of it to rounding, all bits set where there is one.
// Masks instead of choices, which the compiler would make jumps of.
PLUMB_WIDE_LOOPS
void AddToSums(std::span<const double> values, double* sums, double* errors, uint64_t* seen) {
  constexpr auto kMinusZero = std::bit_cast<uint64_t>(-0.0);  // adding that changes nothing
  constexpr auto kInfinity = std::bit_cast<uint64_t>(std::numeric_limits<double>::infinity());
  for (size_t k = 0; k < values.size(); ++k) {
    const auto bits = std::bit_cast<uint64_t>(values[k]);
    const uint64_t absent = bits == model::kStaleBits ? ~uint64_t{0} : 0;
    const auto v = std::bit_cast<double>((bits & ~absent) | (kMinusZero & absent));
    const double total = sums[k] + v;
    const double part = total - sums[k];
    const double error = errors[k] + ((sums[k] - (total - part)) + (v - part));
    // An infinite sum has no error to carry: keeping it would make NaN of it.
    const uint64_t size = std::bit_cast<uint64_t>(total) & ~kMinusZero;
    const uint64_t infinite = size == kInfinity ? ~uint64_t{0} : 0;
    errors[k] = std::bit_cast<double>(std::bit_cast<uint64_t>(error) & ~infinite);
    sums[k] = total;
    seen[k] |= ~absent;
  }
}

// Adds with an error term that is exact for all finite sums: Knuth's form of it has no branches, so
// that the compiler does several steps at once; its value is Neumaier's.
class SumAccumulator : public GroupAccumulator {
 public:
  explicit SumAccumulator(size_t steps) : sums_(steps, -0.0), errors_(steps), seen_(steps) {}

  void Add(std::span<const double> values) override {
    AddToSums(values, sums_.data(), errors_.data(), seen_.data());
  }
  void Finish(std::span<const double>, std::span<double> out) override {
    for (size_t k = 0; k < out.size(); ++k)
      out[k] = seen_[k] != 0 ? sums_[k] + errors_[k] : Absent();
  }

 private:
  std::vector<double> sums_;
  std::vector<double> errors_;
  std::vector<uint64_t> seen_;
};

class AvgAccumulator : public GroupAccumulator {
 public:
  explicit AvgAccumulator(size_t steps) : means_(steps), seen_(steps) {}

  void Add(std::span<const double> values) override {
    for (size_t k = 0; k < values.size(); ++k) {
      if (IsAbsent(values[k])) continue;
      means_[k].Add(values[k]);
      seen_[k] = true;
    }
  }
  void Finish(std::span<const double>, std::span<double> out) override {
    for (size_t k = 0; k < out.size(); ++k) out[k] = seen_[k] ? means_[k].Value() : Absent();
  }

 private:
  std::vector<CompensatedMean> means_;
  std::vector<bool> seen_;
};

// The value that `Better` prefers; a NaN only if there is nothing else.
template <typename Better>
class BestAccumulator : public GroupAccumulator {
 public:
  explicit BestAccumulator(size_t steps) : best_(steps, Absent()) {}

  void Add(std::span<const double> values) override {
    for (size_t k = 0; k < values.size(); ++k) {
      const double v = values[k];
      if (IsAbsent(v)) continue;
      // An absent best is a NaN as well.
      if (Better()(v, best_[k]) || std::isnan(best_[k])) best_[k] = v;
    }
  }
  void Finish(std::span<const double>, std::span<double> out) override {
    std::copy(best_.begin(), best_.end(), out.begin());
  }

 private:
  std::vector<double> best_;
};

class CountAccumulator : public GroupAccumulator {
 public:
  explicit CountAccumulator(size_t steps) : counts_(steps) {}

  void Add(std::span<const double> values) override {
    for (size_t k = 0; k < values.size(); ++k) counts_[k] += IsAbsent(values[k]) ? 0 : 1;
  }
  void Finish(std::span<const double>, std::span<double> out) override {
    for (size_t k = 0; k < out.size(); ++k)
      out[k] = counts_[k] > 0 ? static_cast<double>(counts_[k]) : Absent();
  }

 protected:
  std::vector<uint64_t> counts_;
};

class PresenceAccumulator : public CountAccumulator {
 public:
  using CountAccumulator::CountAccumulator;
  void Finish(std::span<const double>, std::span<double> out) override {
    for (size_t k = 0; k < out.size(); ++k) out[k] = counts_[k] > 0 ? 1.0 : Absent();
  }
};

enum class Spread { kVariance, kDeviation };

// Welford's way. An infinity or NaN makes the result NaN, also as the only value.
template <Spread spread>
class SpreadAccumulator : public GroupAccumulator {
 public:
  explicit SpreadAccumulator(size_t steps) : counts_(steps), means_(steps), squares_(steps) {}

  void Add(std::span<const double> values) override {
    for (size_t k = 0; k < values.size(); ++k) {
      if (IsAbsent(values[k])) continue;
      counts_[k] += 1;
      const double delta = values[k] - means_[k];
      means_[k] += delta / counts_[k];
      squares_[k] += delta * (values[k] - means_[k]);
    }
  }
  void Finish(std::span<const double>, std::span<double> out) override {
    for (size_t k = 0; k < out.size(); ++k) {
      if (counts_[k] == 0) {
        out[k] = Absent();
        continue;
      }
      const double variance = squares_[k] / counts_[k];
      out[k] = spread == Spread::kVariance ? variance : std::sqrt(variance);
    }
  }

 private:
  std::vector<double> counts_;
  std::vector<double> means_;
  std::vector<double> squares_;
};

// Must hold its input: a quantile needs all values.
class QuantileAccumulator : public GroupAccumulator {
 public:
  explicit QuantileAccumulator(size_t) {}

  void Add(std::span<const double> values) override {
    series_.emplace_back(values.begin(), values.end());
  }
  void Finish(std::span<const double> phi, std::span<double> out) override {
    std::vector<double> column;
    for (size_t k = 0; k < out.size(); ++k) {
      column.clear();
      for (const std::vector<double>& values : series_)
        if (!IsAbsent(values[k])) column.push_back(values[k]);
      out[k] = column.empty() ? Absent() : Quantile(phi[k], column);
    }
  }

 private:
  std::vector<std::vector<double>> series_;
};

template <typename Accumulator>
std::unique_ptr<GroupAccumulator> Make(size_t steps) {
  return std::make_unique<Accumulator>(steps);
}

#define PLUMB_ONE_TWO                                       \
  "(label_replace(vector(1), \"a\", \"x\", \"\", \"\") or " \
  "label_replace(vector(2), \"a\", \"y\", \"\", \"\"))"

// Sorted by name.
constexpr AggregatorRow kRows[] = {
    {.name = "avg",
     .help = "the mean of a group",
     .example = "avg(" PLUMB_ONE_TWO ") => 1.5",
     .histograms = AggregatorRow::Histograms::kAveraged,
     .accumulate = Make<AvgAccumulator>},
    {.name = "bottomk",
     .parameter = ResultType::kScalar,
     .help = "the k smallest elements of a group, with their labels",
     .example = "bottomk(1, " PLUMB_ONE_TWO ") => {a=\"x\"} 1",
     .pick = AggregatorRow::Pick::kBottom},
    {.name = "count",
     .help = "the number of elements of a group",
     .example = "count(" PLUMB_ONE_TWO ") => 2",
     .histograms = AggregatorRow::Histograms::kCounted,
     .accumulate = Make<CountAccumulator>},
    {.name = "count_values",
     .parameter = ResultType::kString,
     .help = "how often each value occurs in a group; the named label holds the value",
     .example = "count_values(\"v\", vector(3)) => {v=\"3\"} 1",
     .counts_values = true},
    {.name = "group",
     .help = "1 for every group",
     .example = "group(" PLUMB_ONE_TWO ") => 1",
     .histograms = AggregatorRow::Histograms::kCounted,
     .accumulate = Make<PresenceAccumulator>},
    {.name = "limit_ratio",
     .parameter = ResultType::kScalar,
     .experimental = true,
     .help = "about this part of the elements, always the same ones; negative: the others",
     .example = "limit_ratio(1, vector(1)) => 1",
     .pick = AggregatorRow::Pick::kRatio},
    {.name = "limitk",
     .parameter = ResultType::kScalar,
     .experimental = true,
     .help = "any k elements of a group, always the same ones",
     .example = "limitk(1, vector(1)) => 1",
     .pick = AggregatorRow::Pick::kFirst},
    {.name = "max",
     .help = "the largest element of a group",
     .example = "max(" PLUMB_ONE_TWO ") => 2",
     .accumulate = Make<BestAccumulator<std::greater<>>>},
    {.name = "min",
     .help = "the smallest element of a group",
     .example = "min(" PLUMB_ONE_TWO ") => 1",
     .accumulate = Make<BestAccumulator<std::less<>>>},
    {.name = "quantile",
     .parameter = ResultType::kScalar,
     .help = "the given quantile (0 to 1) of a group",
     .example = "quantile(0.5, " PLUMB_ONE_TWO ") => 1.5",
     .accumulate = Make<QuantileAccumulator>,
     .quantile = true},
    {.name = "stddev",
     .help = "the population standard deviation of a group",
     .example = "stddev(" PLUMB_ONE_TWO ") => 0.5",
     .accumulate = Make<SpreadAccumulator<Spread::kDeviation>>},
    {.name = "stdvar",
     .help = "the population variance of a group",
     .example = "stdvar(" PLUMB_ONE_TWO ") => 0.25",
     .accumulate = Make<SpreadAccumulator<Spread::kVariance>>},
    {.name = "sum",
     .help = "the sum of a group",
     .example = "sum(" PLUMB_ONE_TWO ") => 3",
     .histograms = AggregatorRow::Histograms::kSummed,
     .accumulate = Make<SumAccumulator>},
    {.name = "topk",
     .parameter = ResultType::kScalar,
     .help = "the k largest elements of a group, with their labels",
     .example = "topk(1, " PLUMB_ONE_TWO ") => {a=\"y\"} 2",
     .pick = AggregatorRow::Pick::kTop},
};

#undef PLUMB_ONE_TWO

char ToLower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool EqualIgnoringCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return ToLower(x) == ToLower(y); });
}

}  // namespace

std::span<const AggregatorRow* const> AllAggregators() {
  static const auto rows = [] {
    std::array<const AggregatorRow*, std::size(kRows)> pointers{};
    for (size_t i = 0; i < pointers.size(); ++i) pointers[i] = &kRows[i];
    return pointers;
  }();
  return rows;
}

const AggregatorRow* FindAggregator(std::string_view name) {
  for (const AggregatorRow& row : kRows)
    if (EqualIgnoringCase(row.name, name)) return &row;
  return nullptr;
}

}  // namespace plumb::promql

// SPDX-License-Identifier: Apache-2.0
#include "second_opinion/known_changes.h"

#include <array>
#include <set>
#include <string>
#include <utility>

#include "base/number.h"

namespace plumb::tests {

namespace {

bool Has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

template <typename Test>
bool Any(const promql::Expr& expr, const Test& test) {
  bool found = test(expr);
  promql::ForEachChild(expr, [&](const promql::Expr& child) { found = found || Any(child, test); });
  return found;
}

bool Calls(const promql::Expr& expr, const std::set<std::string_view>& functions) {
  return Any(expr, [&](const promql::Expr& node) {
    const auto* call = promql::As<promql::Call>(node);
    return call != nullptr && functions.contains(call->function->name);
  });
}

bool Operates(const promql::Expr& expr, promql::BinaryOp op) {
  return Any(expr, [&](const promql::Expr& node) {
    const auto* binary = promql::As<promql::Binary>(node);
    return binary != nullptr && binary->op == op;
  });
}

bool Aggregates(const promql::Expr& expr, const std::set<std::string_view>& operators) {
  return Any(expr, [&](const promql::Expr& node) {
    const auto* aggregate = promql::As<promql::Aggregate>(node);
    return aggregate != nullptr && operators.contains(aggregate->op->name);
  });
}

bool BothAnswer(const Disagreement& d) {
  return d.theirs.error.empty() && d.ours.error.empty();
}

// What an answer has at each time, whichever series it is of.
std::multiset<std::pair<Timestamp, std::string>> ValuesIn(const Opinion& opinion) {
  std::multiset<std::pair<Timestamp, std::string>> values;
  for (const reference::Track& track : opinion.tracks)
    for (const reference::Point& point : track.points)
      values.emplace(point.time, FormatGeneral(point.value));
  return values;
}

constexpr std::array kChanges = {
    KnownChange{"names of labels may be any UTF-8 (3.0)",
                [](const Disagreement& d) {
                  return d.ours.error.empty() && Has(d.theirs.error, "invalid") &&
                         Has(d.theirs.error, "label name");
                },
                30},
    KnownChange{"one element a group on both sides also where a comparison filters (3.9, #17668)",
                [](const Disagreement& d) {
                  return d.theirs.error.empty() && Has(d.ours.error, "multiple matches for labels");
                }},
    KnownChange{"a counter's zero is looked for after the extrapolation is limited (2.51, #13725)",
                [](const Disagreement& d) {
                  return BothAnswer(d) && Calls(d.expr, {"rate", "increase"});
                }},
    KnownChange{"atan2 drops the name (3.x)",
                [](const Disagreement& d) { return Operates(d.expr, promql::BinaryOp::kAtan2); },
                10},
    KnownChange{
        "predict_linear of a pinned range has a value at each step (2.5x)",
        [](const Disagreement& d) { return BothAnswer(d) && Calls(d.expr, {"predict_linear"}); }},
    KnownChange{"one NaN or infinity has no deviation (3.x)",
                [](const Disagreement& d) {
                  return BothAnswer(d) && Aggregates(d.expr, {"stddev", "stdvar"});
                }},
    KnownChange{"last bits of Go's functions and of C's, before a remainder or as a large angle",
                [](const Disagreement& d) {
                  const bool rounded =
                      Calls(d.expr, {"exp", "ln", "log2", "log10", "sqrt", "deg", "rad"}) ||
                      Operates(d.expr, promql::BinaryOp::kPow);
                  return BothAnswer(d) && (Calls(d.expr, {"sin", "cos", "tan"}) ||
                                           (rounded && Operates(d.expr, promql::BinaryOp::kMod)));
                }},
    // 2.42 sorts the label among those of the step before, over the last of them.
    KnownChange{"count_values by (...) groups by the same labels at all steps (2.5x)",
                [](const Disagreement& d) {
                  return BothAnswer(d) && Aggregates(d.expr, {"count_values"});
                }},
    KnownChange{"a count of NaN is an error also where there is nothing to pick (3.x)",
                [](const Disagreement& d) {
                  return d.theirs.error.empty() && Has(d.ours.error, "Parameter value is NaN");
                }},
    KnownChange{"of equal elements topk and bottomk may take any",
                [](const Disagreement& d) {
                  return BothAnswer(d) && Aggregates(d.expr, {"topk", "bottomk"}) &&
                         ValuesIn(d.theirs) == ValuesIn(d.ours);
                }},
    KnownChange{"what date NaN and infinities are depends on Go's version",
                [](const Disagreement& d) {
                  return BothAnswer(d) &&
                         Calls(d.expr, {"minute", "hour", "day_of_week", "day_of_month",
                                        "day_of_year", "days_in_month", "month", "year"});
                }},
    KnownChange{"equal label sets at different steps are one series (3.0)",
                [](const Disagreement& d) {
                  return d.ours.error.empty() && Has(d.theirs.error, "same labelset");
                }},
};

}  // namespace

const KnownChange* FindKnownChange(const Disagreement& disagreement) {
  for (const KnownChange& change : kChanges)
    if (change.explains(disagreement)) return &change;
  return nullptr;
}

PromqlGenerator::Options OldQueryOptions(PromqlGenerator::Options options) {
  options.metrics = {"c_total", "f_total", "g", "level", "b_bucket", "b_bucket", "up", "absent"};
  options.use_function = [](const promql::FunctionRow& row) {
    static const std::set<std::string_view> newer = {"end",
                                                     "start",
                                                     "step",
                                                     "range",
                                                     "max_of",
                                                     "min_of",
                                                     "info",
                                                     "start_timestamp",
                                                     "histogram_avg",
                                                     "histogram_stddev",
                                                     "histogram_stdvar",
                                                     "histogram_fraction",
                                                     "histogram_quantiles"};
    return !row.experimental && !newer.contains(row.name) && row.name != "first_over_time";
  };
  options.use_aggregator = [](const promql::AggregatorRow& row) { return !row.experimental; };
  options.range_edges = false;
  options.fills = false;
  options.trims = false;
  options.duration_numbers = false;
  options.ranges = {20 * kSecond, kMinute, 90 * kSecond, 5 * kMinute, 7 * kMinute, 12 * kMinute};
  options.subquery_steps = {15 * kSecond, 30 * kSecond, kMinute, 75 * kSecond};
  options.offsets = {0, kMinute, -kMinute, 5 * kMinute, 10 * kSecond};
  for (Timestamp& time : options.at_times) time = time / kMinute * kMinute + kSecond;
  return options;
}

}  // namespace plumb::tests

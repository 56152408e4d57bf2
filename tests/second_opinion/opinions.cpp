// SPDX-License-Identifier: Apache-2.0
#include "second_opinion/opinions.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/number.h"
#include "model/histogram_arithmetic.h"
#include "model/histogram_text.h"

namespace plumb::tests {

namespace {

// Of values whose order of summation is not fixed.
constexpr double kTolerance = 1e-9;

Agreement Worse(Agreement a, Agreement b) {
  return std::max(a, b);
}

Agreement CompareNumbers(double a, double b) {
  if (std::isnan(a) && std::isnan(b)) return Agreement::kSame;
  if (std::bit_cast<uint64_t>(a) == std::bit_cast<uint64_t>(b)) return Agreement::kSame;
  if (a == b) return Agreement::kClose;  // 0 and -0
  const bool close = std::fabs(a - b) <= kTolerance * std::max(std::fabs(a), std::fabs(b));
  return std::isfinite(a) && std::isfinite(b) && close ? Agreement::kClose : Agreement::kDifferent;
}

Agreement CompareNumbers(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.size() != b.size()) return Agreement::kDifferent;
  Agreement agreement = Agreement::kSame;
  for (size_t i = 0; i < a.size(); ++i) agreement = Worse(agreement, CompareNumbers(a[i], b[i]));
  return agreement;
}

// Buckets that are empty may be there or not.
Agreement CompareHistograms(model::Histogram a, model::Histogram b) {
  model::CompactHistogram(a);
  model::CompactHistogram(b);
  if (a.schema != b.schema || a.positive_spans != b.positive_spans ||
      a.negative_spans != b.negative_spans || a.custom_values != b.custom_values)
    return Agreement::kDifferent;
  Agreement agreement = CompareNumbers({a.count, a.sum, a.zero_count, a.zero_threshold},
                                       {b.count, b.sum, b.zero_count, b.zero_threshold});
  agreement = Worse(agreement, CompareNumbers(a.positive_buckets, b.positive_buckets));
  return Worse(agreement, CompareNumbers(a.negative_buckets, b.negative_buckets));
}

Agreement ComparePoints(const reference::Point& a, const reference::Point& b) {
  if (a.time != b.time || (a.histogram == nullptr) != (b.histogram == nullptr))
    return Agreement::kDifferent;
  if (a.histogram != nullptr) return CompareHistograms(*a.histogram, *b.histogram);
  return CompareNumbers(a.value, b.value);
}

Agreement CompareTracks(const reference::Track& a, const reference::Track& b) {
  if (a.labels != b.labels || a.points.size() != b.points.size()) return Agreement::kDifferent;
  Agreement agreement = Agreement::kSame;
  for (size_t i = 0; i < a.points.size(); ++i)
    agreement = Worse(agreement, ComparePoints(a.points[i], b.points[i]));
  return agreement;
}

}  // namespace

Opinion Ask(const Setting& setting, const Question& question) {
  promql::EngineOptions options{.lookback = 5 * kMinute};
  options.threads = setting.threads;
  options.delayed_name_removal = question.delayed_name_removal;
  options.max_memory = 0;
  auto answer = promql::Evaluate(*question.expr, *setting.source, question.params, options);
  Opinion opinion;
  if (!answer.ok()) {
    opinion.error = answer.error().message;
    return opinion;
  }
  opinion.tracks = reference::TracksOf(answer->series);
  std::sort(opinion.tracks.begin(), opinion.tracks.end(),
            [](const auto& a, const auto& b) { return a.labels < b.labels; });
  return opinion;
}

Opinion AskReference(const std::vector<reference::Track>& tracks, const Question& question) {
  const reference::Query query{.start = question.params.start,
                               .end = question.params.end,
                               .step = question.params.step,
                               .delayed_name_removal = question.delayed_name_removal};
  auto answer = reference::Evaluator(tracks, query).Run(*question.expr);
  Opinion opinion;
  if (answer.ok()) {
    opinion.tracks = *std::move(answer);
  } else {
    opinion.error = answer.error().message;
    opinion.unsupported = reference::IsUnsupported(answer.error());
  }
  return opinion;
}

Agreement Compare(const Opinion& a, const Opinion& b) {
  if (a.error.empty() != b.error.empty()) return Agreement::kDifferent;
  if (!a.error.empty()) return Agreement::kSame;
  if (a.tracks.size() != b.tracks.size()) return Agreement::kDifferent;
  Agreement agreement = Agreement::kSame;
  for (size_t i = 0; i < a.tracks.size(); ++i)
    agreement = Worse(agreement, CompareTracks(a.tracks[i], b.tracks[i]));
  return agreement;
}

std::string Describe(const Opinion& opinion) {
  if (!opinion.error.empty()) return "    error: " + opinion.error + "\n";
  std::string out;
  for (const reference::Track& track : opinion.tracks) {
    out += "    " + track.labels.ToString();
    for (const reference::Point& point : track.points) {
      out += " ";
      if (point.histogram != nullptr)
        model::AppendHistogram(out, *point.histogram);
      else
        AppendGeneral(out, point.value);
      out += "@" + std::to_string(point.time);
    }
    out += "\n";
  }
  return out.empty() ? "    nothing\n" : out;
}

}  // namespace plumb::tests

// SPDX-License-Identifier: Apache-2.0
// A second opinion on PromQL: slow and obvious, written from the definition of each construct. Each
// instant is evaluated by itself, each series by itself, with loops over raw samples. Nothing is
// taken from the evaluator of lib/promql but the tree that it parses and its tables of names.
//
// Left out (the answer is `Unsupported`): info, limit_ratio, which elements limitk takes, start
// times, dates of thousands of years, trimming of histograms, their fractions, and what they do in
// extended ranges.
#pragma once

#include <vector>

#include "base/duration.h"
#include "model/series.h"
#include "promql/ast.h"
#include "value.h"

namespace plumb::reference {

struct Query {
  Timestamp start = 0;
  Timestamp end = 0;
  DurationMs step = 0;  // 0: an instant query
  DurationMs lookback = 5 * kMinute;
  DurationMs subquery_step = kMinute;
  bool delayed_name_removal = false;
};

// Raw series as the evaluator reads them: floats and histograms in one list, in order of time.
std::vector<Track> TracksOf(const std::vector<model::Series>& series);

class Evaluator {
 public:
  // `data` must live as long as the evaluator. The order of the series is the order in which their
  // values are added up.
  Evaluator(const std::vector<Track>& data, Query query) : data_(data), query_(query) {}

  // The value of an expression at one instant, names dropped.
  Result<Answer> Instant(const promql::Expr& expr, Timestamp at) const;
  // The answer to the query: one track a series, sorted by labels; a scalar is the track without
  // labels. Strings are unsupported.
  Result<std::vector<Track>> Run(const promql::Expr& expr) const;

 private:
  // evaluator.cpp
  Result<Answer> At(const promql::Expr& expr, Timestamp at) const;
  Result<Vector> VectorAt(const promql::Expr& expr, Timestamp at) const;
  Result<double> ScalarAt(const promql::Expr& expr, Timestamp at) const;
  Result<Answer> Negated(const promql::Unary& unary, Timestamp at) const;
  Status FinishNames(Vector& vector) const;
  // Where all names are dropped at once: an error if two elements become equal.
  Result<Vector> WithoutNames(Vector vector) const;

  // selection.cpp
  Result<DurationMs> Resolve(const promql::DurationOf& duration, bool must_be_positive) const;
  Result<Timestamp> Shifted(const promql::TimeShift& shift, Timestamp at) const;
  Result<Vector> Select(const promql::VectorSelector& selector, Timestamp at) const;
  // The elements' values are the times of their samples, in seconds.
  Result<Vector> SelectTimes(const promql::VectorSelector& selector, Timestamp at) const;
  [[nodiscard]] std::vector<Track> Samples(const model::Matchers& matchers, Timestamp after,
                                           Timestamp to) const;
  Result<Vector> SelectSmoothed(const promql::VectorSelector& selector, Timestamp at) const;
  Result<Matrix> SelectRange(const promql::MatrixSelector& selector, Timestamp at) const;
  Result<Matrix> EvaluateSubquery(const promql::Subquery& subquery, Timestamp at) const;
  Result<Matrix> MatrixAt(const promql::Expr& expr, Timestamp at) const;

  // calls.cpp
  Result<Answer> CallAt(const promql::Call& call, Timestamp at) const;
  Result<Vector> RangeCall(const promql::Call& call, const promql::Expr& range, Timestamp at) const;
  Result<Vector> VectorCall(const promql::Call& call, Timestamp at) const;

  // binary.cpp
  Result<Answer> BinaryAt(const promql::Binary& binary, Timestamp at) const;
  Result<Vector> WithScalar(const promql::Binary& binary, Vector vector, double scalar,
                            bool scalar_left) const;
  Result<Vector> Joined(const promql::Binary& binary, Vector left, Vector right) const;

  // aggregation.cpp
  Result<Vector> AggregateAt(const promql::Aggregate& aggregate, Timestamp at) const;

  const std::vector<Track>& data_;
  Query query_;
};

}  // namespace plumb::reference

// SPDX-License-Identifier: Apache-2.0
// An expectation: a PromQL comparison that is to hold, taken apart into what is compared with what.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "promql/ast.h"
#include "report/verdict.h"

namespace plumb::check {

// One side of a comparison, as a query of its own.
struct Side {
  std::string text;
  promql::ExprPtr expr;  // what was parsed of `text`
  [[nodiscard]] bool scalar() const;
};

struct Comparison {
  // value `op` threshold. Where a scalar was compared with a vector the sides are exchanged, so
  // that the elements to judge are always those of `value`.
  promql::BinaryOp op = promql::BinaryOp::kEqual;
  Side value;
  Side threshold;
  std::optional<promql::VectorMatching> matching;  // set exactly when both sides are vectors
};

struct Expectation {
  std::string name;  // of the comment behind it, else its text
  std::string text;
  report::Place place;
  bool warns = false;  // its breach is only a warning
  Comparison comparison;
};

// `up == 1` or `up == 1 # every target answers`: the comment names it. PromQL has comments, so that
// a named expectation is still a query that any tool takes, and no name can be mistaken for a part
// of it. The modifier `bool` changes nothing. An expression that is no comparison is wrong usage,
// and the error says what to write.
Result<Expectation> ParseExpectation(std::string_view text);

// One a line; empty lines and lines that begin with # are skipped. Errors name the file and line.
Result<std::vector<Expectation>> ParseExpectations(std::string_view text, const std::string& file);

// `limit` as the other side sees it: < for >.
promql::BinaryOp Mirrored(promql::BinaryOp op);
// Whether a comparison holds, by IEEE 754: a NaN is equal to nothing.
bool Holds(promql::BinaryOp op, double value, double threshold);

}  // namespace plumb::check

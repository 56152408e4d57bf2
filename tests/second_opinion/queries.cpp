// SPDX-License-Identifier: Apache-2.0
#include "second_opinion/queries.h"

#include <fmt/format.h>

#include "promql/parser.h"
#include "promql/printer.h"

namespace plumb::tests {

namespace {

// What the parser makes of it, so that places and heights are there.
promql::ExprPtr Parsed(const promql::Expr& made) {
  Result<promql::ExprPtr> parsed = promql::ParseExpression(promql::Print(made));
  return parsed.ok() ? *std::move(parsed) : nullptr;
}

Question Copy(const Question& question, const promql::Expr& expr) {
  return {promql::Clone(expr), question.params, question.delayed_name_removal};
}

// Parts that are questions by themselves.
std::vector<Question> Parts(const Question& question) {
  std::vector<Question> parts;
  if (question.params.step != 0) {
    for (Timestamp t = question.params.start; t <= question.params.end; t += question.params.step) {
      Question one = Copy(question, *question.expr);
      one.params = {.start = t, .end = t};
      parts.push_back(std::move(one));
    }
  }
  promql::ForEachChild(*question.expr, [&](const promql::Expr& child) {
    const model::ResultType type = promql::TypeOf(child);
    if (type == model::ResultType::kString) return;
    if (type == model::ResultType::kMatrix && question.params.step != 0) return;
    parts.push_back(Copy(question, child));
  });
  return parts;
}

}  // namespace

PromqlGenerator::Options QueryOptions() {
  PromqlGenerator::Options options;
  options.metrics = {"c_total", "f_total", "g",      "level", "b_bucket", "b_bucket", "up",
                     "loose",   "h",       "custom", "mixed", "c_total",  "g",        "absent"};
  options.labels = {"job", "instance", "zone", "code", "le"};
  options.listed = {"__name__"};
  options.values = {"api", "db", "a1",   "b1",  "c1", "x",   "y",
                    "200", "",   "(.*)", "a.*", "$1", "zone"};
  options.use_function = [](const promql::FunctionRow& row) {
    return row.name != "info" && row.name != "start_timestamp";
  };
  options.use_aggregator = [](const promql::AggregatorRow& row) {
    return row.name != "limit_ratio";
  };
  options.ranges = {20 * kSecond, kMinute, 90 * kSecond, 5 * kMinute, 7 * kMinute, 12 * kMinute};
  options.subquery_steps = {15 * kSecond, 30 * kSecond, kMinute, 77 * kSecond};
  options.offsets = {0, kMinute, -kMinute, 5 * kMinute, 7 * kSecond, 3'333};
  options.at_times = {kFullHour - 10 * kMinute, kFullHour, kFullHour + 7 * kMinute + 1};
  options.duration_expressions = false;
  return options;
}

Question MakeQuestion(uint64_t seed, const PromqlGenerator::Options& options) {
  PromqlGenerator generator(seed, options);
  Question question;
  const bool instant = generator.Below(3) == 0;
  while (question.expr == nullptr) {
    const int depth = 1 + static_cast<int>(generator.Below(4));
    const promql::ExprPtr made = instant                    ? generator.Any(depth)
                                 : generator.Below(12) == 0 ? generator.Scalar(depth)
                                                            : generator.Vector(depth);
    question.expr = Parsed(*made);
  }
  const Timestamp start = kFullHour - 20 * kMinute +
                          static_cast<Timestamp>(generator.Below(40)) * kMinute +
                          static_cast<Timestamp>(generator.Coin() ? 0 : generator.Below(60'000));
  question.params = {.start = start, .end = start};
  if (!instant) {
    const DurationMs steps[] = {7 * kSecond, 15 * kSecond, kMinute, 5 * kMinute};
    question.params.step = steps[generator.Below(4)];
    question.params.end =
        start + question.params.step * static_cast<DurationMs>(generator.Below(9));
  }
  question.delayed_name_removal = generator.Below(4) == 0;
  return question;
}

Question Shrunk(Question question, const std::function<bool(const Question&)>& wrong) {
  for (bool smaller = true; smaller;) {
    smaller = false;
    for (Question& part : Parts(question)) {
      if (!wrong(part)) continue;
      question = std::move(part);
      smaller = true;
      break;
    }
  }
  return question;
}

std::string Describe(const Question& question) {
  return fmt::format("    {}\n    from {} to {} step {} ms{}\n", promql::Print(*question.expr),
                     question.params.start, question.params.end, question.params.step,
                     question.delayed_name_removal ? ", names dropped at the end" : "");
}

}  // namespace plumb::tests

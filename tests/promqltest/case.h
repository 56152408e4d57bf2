// Runs one evaluation of a promqltest script and compares what it gives with what is expected.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/number.h"
#include "model/memory_source.h"
#include "model/sample.h"
#include "promql/engine.h"
#include "promql/function.h"
#include "promql/parser.h"
#include "promql/series_notation.h"
#include "promqltest/compare.h"
#include "promqltest/script.h"
#include "text/regex.h"

namespace plumb::promqltest {

// The options of upstream's runner.
inline promql::EngineOptions UpstreamOptions() {
  promql::EngineOptions options;
  options.lookback = 5 * kMinute;
  options.subquery_step = kMinute;
  options.delayed_name_removal = true;
  options.use_start_times = true;
  options.hints = false;
  return options;
}

inline bool TextMatches(const ExpectedText& expected, const std::string& got) {
  if (expected.exact) return *expected.exact == got;
  if (!expected.regex) return true;
  const auto regex = text::Regex::Compile(".*(?:" + *expected.regex + ").*");
  return regex.ok() && regex->Matches(got);
}

class Case {
 public:
  Case(const Command& command, const model::MemorySource& source)
      : command_(command), source_(source) {}

  Problem Run() const {
    const promql::Parsed parsed = promql::ParseWithErrors(command_.expression);
    if (parsed.expr == nullptr) {
      const std::string message = parsed.errors.empty() ? "?" : parsed.errors[0].message;
      if (command_.fails) return CheckError(message);
      return "does not parse: " + message;
    }
    if (Problem problem = RunAsWritten(*parsed.expr)) return problem;
    if (command_.kind != Command::Kind::kEvalInstant || command_.ordered || command_.text ||
        command_.range_vector || HasQueryTimes())
      return std::nullopt;
    if (Problem problem = RunPinned(*parsed.expr)) return problem;
    return RunAsRange(*parsed.expr);
  }

 private:
  using Answer = Result<model::QueryResult>;

  [[nodiscard]] Answer Evaluate(const promql::Expr& expr, int64_t start, int64_t end,
                                DurationMs step) const {
    return promql::Evaluate(expr, source_,
                            {.start = start, .end = end, .step = step, .text = command_.expression},
                            UpstreamOptions());
  }

  [[nodiscard]] bool HasQueryTimes() const {
    for (const char* call : {"start()", "end()", "step()", "range()"})
      if (command_.expression.find(call) != std::string::npos) return true;
    return false;
  }

  [[nodiscard]] Problem CheckError(const std::string& message) const {
    for (const ExpectedText& expected : command_.errors)
      if (!TextMatches(expected, message)) return "fails with another message: " + message;
    return std::nullopt;
  }

  Problem RunAsWritten(const promql::Expr& expr) const {
    const Answer answer = Evaluate(expr, command_.start, command_.end, command_.step);
    if (!answer.ok())
      return command_.fails ? CheckError(answer.error().message)
                            : "fails: " + answer.error().message;
    if (command_.fails) return "does not fail";
    if (Problem problem = CheckAnnotations(*answer)) return problem;
    if (command_.text) {
      if (answer->type == model::ResultType::kString && answer->text == *command_.text)
        return std::nullopt;
      return "expected string '" + *command_.text + "', got '" + answer->text + "'";
    }
    if (command_.scalar && command_.kind == Command::Kind::kEvalInstant &&
        answer->type != model::ResultType::kScalar)
      return "is no scalar";
    if (Problem problem = Compare(Expected(), ToMap(*answer))) return problem;
    return command_.ordered ? CheckOrder(*answer) : std::nullopt;
  }

  // The same at other times, with every selector pinned to the time of the case.
  Problem RunPinned(const promql::Expr& expr) const {
    const promql::ExprPtr pinned = promql::Clone(expr);
    bool depends_on_time = false;
    Pin(*pinned, depends_on_time);
    if (depends_on_time) return std::nullopt;
    const int64_t t = command_.start;
    const std::vector<int64_t> times = t == 0 ? std::vector<int64_t>{-1000, 0, 1000}
                                              : std::vector<int64_t>{-10 * t, 0, t / 5, t, 10 * t};
    for (const int64_t time : times) {
      const Answer answer = Evaluate(*pinned, time, time, 0);
      if (command_.fails) {
        if (answer.ok()) return "with @ does not fail";
        continue;
      }
      if (!answer.ok()) return "with @ fails: " + answer.error().message;
      SeriesMap got = ToMap(*answer);
      for (auto& [labels, points] : got)
        for (Point& point : points) point.time = t;
      if (Problem problem = Compare(Expected(), got))
        return "with @, at " + std::to_string(time) + ": " + *problem;
    }
    return std::nullopt;
  }

  // As the middle step of a range query.
  Problem RunAsRange(const promql::Expr& expr) const {
    const int64_t t = command_.start;
    const Answer answer = Evaluate(expr, t - kMinute, t + kMinute, kMinute);
    if (command_.fails) return answer.ok() ? Problem("as a range does not fail") : std::nullopt;
    if (!answer.ok()) return "as a range fails: " + answer.error().message;
    SeriesMap got;
    for (const auto& [labels, points] : ToMap(*answer))
      for (const Point& point : points)
        if (point.time == t) got[labels].push_back(point);
    if (Problem problem = Compare(Expected(), got)) return "as a range: " + *problem;
    return std::nullopt;
  }

  void PinShift(promql::TimeShift& shift) const {
    if (shift.at != promql::AtKind::kNone) return;
    shift.at = promql::AtKind::kTime;
    shift.at_time = command_.start;
  }

  void Pin(promql::Expr& expr, bool& depends_on_time) const {
    if (auto* call = promql::As<promql::Call>(expr))
      depends_on_time |= !call->function->at_modifier_safe;
    if (auto* selector = promql::As<promql::VectorSelector>(expr)) PinShift(selector->shift);
    if (auto* matrix = promql::As<promql::MatrixSelector>(expr)) PinShift(matrix->selector.shift);
    const bool inside = expr.kind != promql::ExprKind::kSubquery;
    if (auto* subquery = promql::As<promql::Subquery>(expr)) {
      PinShift(subquery->shift);
      FindTimeFunctions(*subquery->expr, depends_on_time);
    }
    if (inside)
      promql::ForEachChild(expr, [&](const promql::Expr& child) {
        Pin(const_cast<promql::Expr&>(child), depends_on_time);
      });
  }

  static void FindTimeFunctions(const promql::Expr& expr, bool& found) {
    if (const auto* call = promql::As<promql::Call>(expr))
      found |= !call->function->at_modifier_safe;
    promql::ForEachChild(expr, [&](const promql::Expr& child) { FindTimeFunctions(child, found); });
  }

  [[nodiscard]] Problem CheckAnnotations(const model::QueryResult& answer) const {
    using Level = model::Annotation::Level;
    std::vector<std::string> warns;
    std::vector<std::string> infos;
    for (const model::Annotation& a : answer.annotations)
      (a.level == Level::kWarning ? warns : infos).push_back(a.text);
    if (Problem p = CheckLevel("warn", command_.expects_warn, command_.expects_no_warn,
                               command_.warns, warns))
      return p;
    return CheckLevel("info", command_.expects_info, command_.expects_no_info, command_.infos,
                      infos);
  }

  static Problem CheckLevel(const std::string& level, bool some, bool none,
                            const std::vector<ExpectedText>& expected,
                            const std::vector<std::string>& got) {
    std::string all;
    for (const std::string& text : got) all += "\n    " + text;
    if (none && !got.empty()) return "has a " + level + ":" + all;
    if (some && got.empty()) return "has no " + level;
    for (const ExpectedText& text : expected) {
      bool found = false;
      for (const std::string& one : got) found |= TextMatches(text, one);
      if (!found)
        return "has no " + level + " '" + text.exact.value_or(text.regex.value_or("")) +
               "', but:" + all;
    }
    return std::nullopt;
  }

  [[nodiscard]] SeriesMap Expected() const {
    SeriesMap expected;
    if (command_.scalar) {
      expected["{}"].push_back({.time = command_.start, .value = *ParseFloat(*command_.scalar)});
      return expected;
    }
    const bool range = command_.kind == Command::Kind::kEvalRange;
    const int64_t start = command_.range_vector ? command_.matrix_start : command_.start;
    const DurationMs step = command_.range_vector ? command_.matrix_step
                            : range               ? command_.step
                                                  : 0;
    for (const Line& line : command_.expected) {
      const auto series = promql::ParseSeriesDescription(line.text);
      if (!series.ok()) {
        expected["cannot parse " + line.text];
        continue;
      }
      auto& samples = expected[series->labels.ToString()];
      int64_t time = start;
      for (const promql::SequenceValue& value : series->values) {
        if (!value.omitted)
          samples.push_back({.time = time,
                             .value = value.value,
                             .histogram = value.histogram,
                             .hint_counts = value.has_reset_hint});
        time += step;
      }
    }
    return expected;
  }

  [[nodiscard]] Problem CheckOrder(const model::QueryResult& answer) const {
    for (size_t i = 0; i < command_.expected.size(); ++i) {
      const auto series = promql::ParseSeriesDescription(command_.expected[i].text);
      if (!(series->labels == answer.series[i].labels))
        return "order: place " + std::to_string(i) + " has " + answer.series[i].labels.ToString() +
               ", not " + series->labels.ToString();
    }
    return std::nullopt;
  }

  const Command& command_;
  const model::MemorySource& source_;
};

}  // namespace plumb::promqltest

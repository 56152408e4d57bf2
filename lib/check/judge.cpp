#include "check/judge.h"

#include <fmt/core.h>

#include <algorithm>
#include <unordered_map>

#include "check/breach.h"
#include "check/no_data.h"
#include "check/tracks.h"
#include "model/memory_source.h"
#include "query/ask.h"
#include "units/metric_unit.h"

namespace plumb::check {

namespace {

using promql::BinaryOp;

// What both sides answered.
struct Answers {
  query::Answer value;
  query::Answer threshold;
};

bool HasSelector(const promql::Expr& expr) {
  bool found = expr.kind == promql::ExprKind::kVectorSelector;
  promql::ForEachChild(expr,
                       [&](const promql::Expr& child) { found = found || HasSelector(child); });
  return found;
}

Result<query::Answer> AskSide(const Side& side, const sources::OpenSource& source,
                              const Question& question) {
  const promql::QueryParams params = {
      .start = question.start, .end = question.end, .step = question.step, .text = side.text};
  if (HasSelector(*side.expr)) return query::Ask(side.expr.get(), source, params, question.engine);
  // A number needs no server.
  model::MemorySource nothing;
  nothing.Finish();
  query::Answer answer;
  PLUMB_ASSIGN(answer.result, promql::Evaluate(*side.expr, nothing, params, question.engine));
  return answer;
}

Result<Answers> AskBoth(const Comparison& comparison, const sources::OpenSource& source,
                        const Question& question) {
  Answers answers;
  PLUMB_ASSIGN(answers.value, AskSide(comparison.value, source, question));
  PLUMB_ASSIGN(answers.threshold, AskSide(comparison.threshold, source, question));
  return answers;
}

Result<std::vector<Track>> Bring(const Comparison& comparison, const Answers& answers,
                                 const promql::Steps& steps) {
  PLUMB_ASSIGN(auto values, Columns(answers.value.result, steps));
  PLUMB_ASSIGN(auto thresholds, Columns(answers.threshold.result, steps));
  return MakeTracks(comparison, std::move(values), std::move(thresholds), steps);
}

Breach BreachAt(const Track& track, BinaryOp op, size_t step) {
  Breach breach = {.op = op, .value = track.values[step]};
  if (track.Matched(step)) breach.threshold = track.thresholds[step];
  return breach;
}

void Describe(report::Element& element, const Track& track, BinaryOp op, size_t step,
              const promql::Steps& steps) {
  const Breach breach = BreachAt(track, op, step);
  const Distance distance = DistanceOf(breach);
  element.value = breach.value;
  element.threshold = breach.threshold;
  element.time = steps.At(step);
  element.distance = element.failed ? distance.absolute : 0;
  element.share = element.failed ? distance.share : 0;
}

// A track as an element: the worst step where it fails, else the last. nullopt where it is never
// there.
std::optional<report::Element> ElementOf(const Track& track, const Comparison& comparison,
                                         const promql::Steps& steps) {
  report::Element element = {.labels = track.labels};
  report::History history;
  report::Element worst = element;
  worst.failed = true;
  for (size_t k = 0; k < steps.count; ++k) {
    if (!track.Present(k)) continue;
    ++history.steps;
    history.at_end = track.Fails(comparison.op, k);
    if (!history.at_end) {
      if (history.failed == 0) Describe(element, track, comparison.op, k, steps);
      continue;
    }
    report::Element here = {.labels = track.labels, .failed = true};
    Describe(here, track, comparison.op, k, steps);
    if (history.failed++ == 0) history.first = steps.At(k);
    if (history.failed == 1 || report::IsWorse(here, worst)) worst = std::move(here);
  }
  if (history.steps == 0) return std::nullopt;
  if (history.failed == 0) return element;
  if (steps.step > 0) worst.history = history;
  const bool past = steps.step > 0 && !history.at_end;
  const Breach breach = {.op = comparison.op, .value = worst.value, .threshold = worst.threshold};
  worst.says = Words(breach, StyleOf(comparison.threshold), past ? "was" : "is");
  return worst;
}

// Since when a track fails without a step at which it held; nullopt where it was not there before.
std::optional<report::Since> SinceOf(const Track& track, BinaryOp op, const promql::Steps& steps) {
  report::Since since = {.time = steps.last()};
  bool before = false;
  for (size_t k = steps.count; k-- > 0;) {
    if (!track.Present(k)) continue;
    before = before || k + 1 < steps.count;
    if (!track.Fails(op, k)) return since;
    since.time = steps.At(k);
  }
  since.or_longer = track.Present(0);
  if (!before) return std::nullopt;
  return since;
}

// Nothing where the past cannot be asked: it is a help, not a part of the verdict.
void FollowBack(report::Verdict& verdict, const Comparison& comparison,
                const sources::OpenSource& source, Question question) {
  question.start = question.end - kFollowedBack;
  question.step = kFollowedStep;
  const promql::Steps steps = StepsOf(question.start, question.end, question.step);
  const auto answers = AskBoth(comparison, source, question);
  if (!answers.ok()) return;
  const auto tracks = Bring(comparison, *answers, steps);
  if (!tracks.ok()) return;
  std::unordered_map<std::string_view, const Track*> by_labels;
  for (const Track& track : *tracks) by_labels.emplace(track.labels.bytes(), &track);
  for (size_t i = 0; i < verdict.failed; ++i) {
    const auto found = by_labels.find(verdict.elements[i].labels.bytes());
    if (found != by_labels.end())
      verdict.elements[i].since = SinceOf(*found->second, comparison.op, steps);
  }
}

void TakeNotes(report::Verdict& verdict, const Answers& answers) {
  for (const query::Answer* answer : {&answers.value, &answers.threshold})
    for (const model::Annotation& annotation : answer->result.annotations)
      verdict.notes.push_back(annotation.text);
}

void NoteEmptySteps(report::Verdict& verdict, const std::vector<Track>& tracks,
                    const promql::Steps& steps) {
  if (steps.step == 0) return;
  std::vector<bool> any(steps.count);
  for (const Track& track : tracks)
    for (size_t k = 0; k < steps.count; ++k) any[k] = any[k] || track.Present(k);
  const auto empty = static_cast<size_t>(std::count(any.begin(), any.end(), false));
  if (empty > 0)
    verdict.notes.push_back(fmt::format("no data at {} of {} steps", empty, steps.count));
}

void SetNoData(report::Verdict& verdict, const Expectation& expectation, std::string reason,
               OnEmpty on_empty) {
  constexpr std::string_view kPrefix = "no data: ";  // which the verdict says itself
  if (reason.starts_with(kPrefix)) reason.erase(0, kPrefix.size());
  verdict.outcome = report::Outcome::kNoData;
  verdict.reason = std::move(reason);
  if (on_empty == OnEmpty::kOk) {
    verdict.weight = report::Weight::kIgnored;
  } else if (on_empty == OnEmpty::kWarn || expectation.warns) {
    verdict.weight = report::Weight::kWarns;
  } else {
    verdict.exit = on_empty == OnEmpty::kBreach ? Exit::kNo : Exit::kNoData;
    verdict.cure = CureFor(expectation.comparison);
  }
}

void SetError(report::Verdict& verdict, const Error& error) {
  verdict.outcome = report::Outcome::kError;
  verdict.exit = error.code;
  verdict.reason = error.message;
}

// The cause if one side is empty, so that there is nothing to judge.
std::optional<std::string> EmptySide(const Comparison& comparison, const Answers& answers) {
  const bool fills =
      comparison.matching && (comparison.matching->fill_left || comparison.matching->fill_right);
  const auto cause = [](const Side& side, const query::Answer& answer) {
    return answer.missing.empty() ? EmptyCause(side) : answer.missing;
  };
  if (fills) return std::nullopt;
  if (answers.value.result.series.empty()) return cause(comparison.value, answers.value);
  if (comparison.matching && answers.threshold.result.series.empty())
    return cause(comparison.threshold, answers.threshold);
  return std::nullopt;
}

std::string UnitOf(const Side& value) {
  const std::string_view id = units::UnitIdFor({.expression = value.text});
  if (id == "s") return "seconds";
  return id == "bytes" ? "bytes" : "";
}

void SetElements(report::Verdict& verdict, const Expectation& expectation,
                 const std::vector<Track>& tracks, const promql::Steps& steps) {
  for (const Track& track : tracks)
    if (auto element = ElementOf(track, expectation.comparison, steps))
      verdict.elements.push_back(*std::move(element));
  std::sort(verdict.elements.begin(), verdict.elements.end(),
            [](const report::Element& a, const report::Element& b) {
              if (a.failed != b.failed) return a.failed;
              if (report::IsWorse(a, b)) return true;
              return !report::IsWorse(b, a) && a.labels < b.labels;
            });
  for (const report::Element& element : verdict.elements) verdict.failed += element.failed;
  if (verdict.failed == 0) return;
  verdict.outcome = report::Outcome::kBreach;
  if (expectation.warns)
    verdict.weight = report::Weight::kWarns;
  else
    verdict.exit = Exit::kNo;
}

report::Verdict Begin(const Expectation& expectation) {
  report::Verdict verdict = {
      .name = expectation.name, .expression = expectation.text, .place = expectation.place};
  verdict.comparison = promql::BinaryOpText(expectation.comparison.op);
  verdict.unit = UnitOf(expectation.comparison.value);
  return verdict;
}

void JudgeAnswers(report::Verdict& verdict, const Expectation& expectation, const Answers& answers,
                  const sources::OpenSource& source, const Question& question) {
  const Comparison& comparison = expectation.comparison;
  TakeNotes(verdict, answers);
  if (auto empty = EmptySide(comparison, answers))
    return SetNoData(verdict, expectation, *std::move(empty), question.on_empty);
  const promql::Steps steps = StepsOf(question.start, question.end, question.step);
  const auto tracks = Bring(comparison, answers, steps);
  if (!tracks.ok()) return SetError(verdict, tracks.error());
  NoteEmptySteps(verdict, *tracks, steps);
  SetElements(verdict, expectation, *tracks, steps);
  if (verdict.elements.empty())
    return SetNoData(verdict, expectation, "the sides have nothing in common", question.on_empty);
  if (verdict.failed > 0 && question.step == 0) FollowBack(verdict, comparison, source, question);
}

}  // namespace

report::Verdict Judge(const Expectation& expectation, const sources::OpenSource& source,
                      const Question& question, Clock& clock) {
  const int64_t begin = clock.MonotonicNs();
  report::Verdict verdict = Begin(expectation);
  const auto answers = AskBoth(expectation.comparison, source, question);
  if (answers.ok())
    JudgeAnswers(verdict, expectation, *answers, source, question);
  else if (answers.error().code == Exit::kNoData)
    SetNoData(verdict, expectation, answers.error().message, question.on_empty);
  else
    SetError(verdict, answers.error());
  verdict.seconds = static_cast<double>(clock.MonotonicNs() - begin) / 1e9;
  return verdict;
}

report::Verdict Unasked(const Expectation& expectation, const Error& error, OnEmpty on_empty) {
  report::Verdict verdict = Begin(expectation);
  if (error.code == Exit::kNoData)
    SetNoData(verdict, expectation, error.message, on_empty);
  else
    SetError(verdict, error);
  return verdict;
}

}  // namespace plumb::check

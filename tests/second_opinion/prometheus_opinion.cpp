// SPDX-License-Identifier: Apache-2.0
// What prometheus.sh does not do itself:
//   prometheus_opinion page SEED              the data as OpenMetrics text
//   prometheus_opinion questions COUNT SEED   a line each: start, end and step in seconds, the
//   query prometheus_opinion compare FOLDER         questions, their answers and ours (JSON of the
//   API);
//                                             exit status 1 where they differ without a known
//                                             reason

#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include <fmt/format.h>

#include "base/number.h"
#include "formats/json_result.h"
#include "json/document.h"
#include "promql/parser.h"
#include "promql/printer.h"
#include "second_opinion/known_changes.h"
#include "second_opinion/queries.h"

namespace plumb::tests {
namespace {

// All times are a second off these, so that no window begins where a step of a subquery lies: since
// Prometheus 3 that is outside.
constexpr DurationMs kGrid = 5 * kSecond;

int PrintPage(uint64_t seed) {
  std::map<std::string, std::map<std::string, std::string>> families;
  for (const Given& sample : MakeScrapedData(seed, Content::kRegular).samples) {
    std::string& lines =
        families[std::string(sample.labels.metric_name())][sample.labels.ToString()];
    lines += sample.labels.ToString() + " ";
    AppendGeneral(lines, std::bit_cast<double>(sample.bits));
    lines += fmt::format(" {}.{:03}\n", sample.time / 1000, sample.time % 1000);
  }
  for (const auto& [name, series] : families) {
    fmt::print("# TYPE {} unknown\n", name);
    for (const auto& [labels, lines] : series) fmt::print("{}", lines);
  }
  fmt::print("# EOF\n");
  return 0;
}

bool IsInside(const promql::Expr& expr, bool subquery) {
  if (subquery && expr.kind == promql::ExprKind::kSubquery) return true;
  bool found = false;
  promql::ForEachChild(expr, [&](const promql::Expr& child) {
    found |= IsInside(child, subquery || expr.kind == promql::ExprKind::kSubquery);
  });
  return found;
}

int PrintQuestions(uint64_t count, uint64_t seed) {
  const PromqlGenerator::Options options = OldQueryOptions(QueryOptions());
  for (uint64_t printed = 0; printed < count; ++seed) {
    Question question = MakeQuestion(seed, options);
    // The steps of an inner subquery lie where its windows begin.
    if (IsInside(*question.expr, false)) continue;
    if (promql::TypeOf(*question.expr) == model::ResultType::kMatrix) continue;
    promql::QueryParams& params = question.params;
    const DurationMs length = params.end - params.start;
    const DurationMs step = params.step == 7 * kSecond ? kGrid : params.step;
    params.start = params.start / kGrid * kGrid + kSecond;
    params.end = params.start + length;
    fmt::print("{} {} {} {}\n", params.start / 1000, params.end / 1000, step / 1000,
               promql::Print(*question.expr));
    ++printed;
  }
  return 0;
}

std::string Contents(const std::string& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

// A JSON answer as an opinion. Anything that is no answer is an error.
Opinion OpinionIn(const std::string& path) {
  Opinion opinion;
  const std::string text = Contents(path);
  Result<json::Document> document = json::Document::Parse(text);
  if (!document.ok()) {
    opinion.error = text.empty() ? "no answer" : text;
    return opinion;
  }
  if (document->root().Get("status").string() == "error") {
    opinion.error = document->root().Get("error").string();
    return opinion;
  }
  Result<model::QueryResult> result = formats::ReadJsonResult(document->root().Get("data"));
  if (!result.ok()) {
    opinion.error = result.error().message;
    return opinion;
  }
  opinion.tracks = reference::TracksOf(result->series);
  std::sort(opinion.tracks.begin(), opinion.tracks.end(),
            [](const auto& a, const auto& b) { return a.labels < b.labels; });
  return opinion;
}

int CompareAnswers(const std::string& folder) {
  std::ifstream questions(folder + "/questions");
  std::map<const KnownChange*, size_t> known;
  size_t asked = 0, errors = 0, empty = 0, same = 0, close = 0, different = 0;
  for (std::string line; std::getline(questions, line);) {
    ++asked;
    const Opinion theirs = OpinionIn(fmt::format("{}/theirs/{}", folder, asked));
    const Opinion ours = OpinionIn(fmt::format("{}/ours/{}", folder, asked));
    const Agreement agreement = Compare(theirs, ours);
    errors += theirs.error.empty() ? 0 : 1;
    empty += theirs.error.empty() && theirs.tracks.empty() ? 1 : 0;
    same += agreement == Agreement::kSame ? 1 : 0;
    close += agreement == Agreement::kClose ? 1 : 0;
    if (agreement != Agreement::kDifferent) continue;
    const size_t query = line.find(' ', line.find(' ', line.find(' ') + 1) + 1) + 1;
    const auto expr = promql::ParseExpression(line.substr(query));
    const KnownChange* change = expr.ok() ? FindKnownChange({**expr, theirs, ours}) : nullptr;
    if (change != nullptr) {
      ++known[change];
      continue;
    }
    ++different;
    fmt::print("DIFFERENT {}:\n    {}\n  Prometheus:\n{}  plumb:\n{}", asked, line,
               Describe(theirs), Describe(ours));
  }
  fmt::print("{} queries: {} errors, {} without a result; {} the same, {} close, {} different\n",
             asked, errors, empty, same, close, different);
  bool usual = true;
  for (const auto& [change, count] : known) {
    const bool too_many = count > MostKnown(*change, asked);
    fmt::print("{} known{}: {}\n", count, too_many ? ", TOO MANY" : "", change->what);
    usual = usual && !too_many;
  }
  return different == 0 && usual && asked > 0 ? 0 : 1;
}

int Run(const std::vector<std::string>& words) {
  const auto number = [&words](size_t i) {
    return static_cast<uint64_t>(ParseInt(words[i]).value_or(1));
  };
  if (words.size() == 2 && words[0] == "page") return PrintPage(number(1));
  if (words.size() == 3 && words[0] == "questions") return PrintQuestions(number(1), number(2));
  if (words.size() == 2 && words[0] == "compare") return CompareAnswers(words[1]);
  fmt::print(stderr,
             "usage: prometheus_opinion page SEED | questions COUNT SEED | compare FOLDER\n");
  return 2;
}

}  // namespace
}  // namespace plumb::tests

int main(int argc, char** argv) {
  return plumb::tests::Run({argv + 1, argv + argc});
}

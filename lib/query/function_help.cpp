#include "query/function_help.h"

#include <fmt/core.h>

#include <vector>

#include "promql/aggregator.h"
#include "promql/function.h"
#include "promql/keyword.h"
#include "text/suggest.h"

namespace plumb::query {

namespace {

std::string_view TypeWord(model::ResultType type) {
  switch (type) {
    case model::ResultType::kScalar:
      return "scalar";
    case model::ResultType::kString:
      return "string";
    case model::ResultType::kVector:
      return "vector";
    case model::ResultType::kMatrix:
      return "range";
  }
  return "";
}

// rate(range) vector, round(vector, [scalar]) vector, label_join(vector, string, string, string…)
// vector
std::string Signature(const promql::FunctionRow& row) {
  std::string text = fmt::format("{}(", row.name);
  for (size_t i = 0; i < row.args.size(); ++i) {
    const bool last = i + 1 == row.args.size();
    if (i > 0) text += ", ";
    if (last && row.variadic > 0) {
      text += fmt::format("[{}]", TypeWord(row.args[i]));
    } else {
      text += fmt::format("{}{}", TypeWord(row.args[i]), last && row.variadic < 0 ? "…" : "");
    }
  }
  return text + fmt::format(") {}", TypeWord(row.result));
}

std::string Signature(const promql::AggregatorRow& row) {
  const std::string parameter = row.parameter ? fmt::format("{}, ", TypeWord(*row.parameter)) : "";
  return fmt::format("{} [by|without (label…)] ({}vector) vector", row.name, parameter);
}

std::string Signature(const promql::KeywordRow& row) {
  return std::string(row.signature);
}

template <typename Row>
void AppendRow(std::string& out, const Row& row) {
  out += fmt::format("  {:<24} {}\n", row.name, row.help);
}

template <typename Row>
std::string Page(const Row& row) {
  return fmt::format("{}\n  {}{}\n  example: {}\n", Signature(row), row.help,
                     row.experimental ? " (experimental in Prometheus)" : "", row.example);
}

}  // namespace

std::string FunctionList() {
  std::string out = "aggregations:\n";
  for (const promql::AggregatorRow* row : promql::AllAggregators()) AppendRow(out, *row);
  for (const promql::FunctionFamily* family : promql::AllFunctionFamilies()) {
    out += fmt::format("\n{}:\n", family->title);
    for (const promql::FunctionRow& row : family->rows) AppendRow(out, row);
  }
  out += "\noperators and modifiers:\n";
  for (const promql::KeywordRow& row : promql::AllKeywords()) AppendRow(out, row);
  return out;
}

Result<std::string> FunctionPage(std::string_view name) {
  if (const auto* row = promql::FindFunction(name)) return Page(*row);
  if (const auto* row = promql::FindAggregator(name)) return Page(*row);
  if (const auto* row = promql::FindKeyword(name)) return Page(*row);
  std::vector<std::string_view> names;
  for (const promql::FunctionRow* row : promql::AllFunctions()) names.push_back(row->name);
  for (const promql::AggregatorRow* row : promql::AllAggregators()) names.push_back(row->name);
  for (const promql::KeywordRow& row : promql::AllKeywords()) names.push_back(row.name);
  return Error{Exit::kUsage,
               fmt::format("unknown function '{}'{}", name, text::DidYouMean(name, names))};
}

}  // namespace plumb::query

#include "promql/grouping.h"

#include "model/labels.h"
#include "promql/aggregator.h"
#include "promql/evaluation.h"

#include <algorithm>
#include <array>

namespace plumb::promql {

namespace {

const VectorSelector* FindSelector(const Expr& expr, const RepeatedParts& repeated);

// Of functions that see one series after the other.
const VectorSelector* SelectorOf(const Call& call, const RepeatedParts& repeated) {
  const FunctionRow& row = *call.function;
  if (row.vector != nullptr || row.scalar != nullptr) return nullptr;
  for (const ExprPtr& arg : call.args) {
    const Expr& inner = WithoutParens(*arg);
    if (const auto* matrix = As<MatrixSelector>(inner))
      return NamesVary(matrix->selector) ? nullptr : &matrix->selector;
    if (inner.kind == ExprKind::kSubquery) return nullptr;
    if (row.window == nullptr && TypeOf(inner) == ResultType::kVector)
      return FindSelector(inner, repeated);
  }
  return nullptr;
}

// Where equal labels may have to be merged on the way, all of them are needed.
const VectorSelector* FindSelector(const Expr& expr, const RepeatedParts& repeated) {
  const Expr& inner = WithoutParens(expr);
  if (repeated.contains(&inner) || NamesVary(inner)) return nullptr;
  if (const auto* unary = As<Unary>(inner)) return FindSelector(*unary->expr, repeated);
  if (const auto* call = As<Call>(inner)) return SelectorOf(*call, repeated);
  if (const auto* binary = As<Binary>(inner)) {
    if (TypeOf(*binary->right) == ResultType::kScalar) return FindSelector(*binary->left, repeated);
    if (TypeOf(*binary->left) == ResultType::kScalar) return FindSelector(*binary->right, repeated);
    return nullptr;
  }
  return As<VectorSelector>(inner);
}

}  // namespace

Grouping::Grouping(const Aggregate& aggregate)
    : without_(aggregate.without), names_(aggregate.grouping) {
  if (without_) names_.emplace_back(model::kMetricName);
  // The label that counts values is one of those kept.
  if (aggregate.op->counts_values && !without_)
    names_.push_back(As<StringLiteral>(WithoutParens(*aggregate.param))->value);
  std::sort(names_.begin(), names_.end());
}

model::Labels Grouping::Of(const model::Labels& labels) const {
  if (without_) return model::Without(labels, names_);
  return names_.empty() ? model::Labels() : model::KeepOnly(labels, names_);
}

bool Grouping::survives_dropped_names() const {
  static constexpr std::array<std::string_view, 3> kIdentity = {"__name__", "__type__", "__unit__"};
  const auto drops = [](const std::string& name) {
    return std::find(kIdentity.begin(), kIdentity.end(), name) != kIdentity.end();
  };
  return !without_ && std::none_of(names_.begin(), names_.end(), drops);
}

GroupedMetric GroupedMetricOf(const Evaluation& evaluation, const VectorSelector& selector) {
  const Grouping* grouping = GroupingFor(evaluation, selector);
  if (grouping == nullptr) return {};
  for (const model::Matcher& matcher : selector.matchers)
    if (matcher.name() == model::kMetricName && matcher.op() == model::MatchOp::kEqual)
      return {grouping, matcher.value()};
  return {};
}

const VectorSelector* FindGroupedSelector(const Aggregate& aggregate,
                                          const RepeatedParts& repeated) {
  if (aggregate.op->accumulate == nullptr || !Grouping(aggregate).survives_dropped_names())
    return nullptr;
  return FindSelector(*aggregate.expr, repeated);
}

namespace {

void Find(const Expr& expr, const RepeatedParts& repeated, GroupedSelectors& found) {
  if (const auto* aggregate = As<Aggregate>(expr))
    if (const VectorSelector* selector = FindGroupedSelector(*aggregate, repeated))
      found.emplace(selector, Grouping(*aggregate));
  ForEachChild(expr, [&](const Expr& child) { Find(child, repeated, found); });
}

}  // namespace

GroupedSelectors FindGroupedSelectors(const Expr& expr, const RepeatedParts& repeated) {
  GroupedSelectors found;
  Find(expr, repeated, found);
  return found;
}

const Grouping* GroupingFor(const Evaluation& evaluation, const VectorSelector& selector) {
  const auto found = evaluation.grouped.find(&selector);
  return found == evaluation.grouped.end() ? nullptr : &found->second;
}

}  // namespace plumb::promql

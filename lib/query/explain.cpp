#include "query/explain.h"

#include <set>

#include "formats/output.h"
#include "promql/printer.h"
#include "promql/profile.h"
#include "query/ask.h"
#include "query/reasons.h"

namespace plumb::query {

namespace {

using promql::As;
using promql::Expr;

// The node without what it is made from.
std::string NodeText(const Expr& expr) {
  if (const auto* subquery = As<promql::Subquery>(expr))
    return "subquery " + promql::PrintSubquerySuffix(*subquery);
  if (const auto* unary = As<promql::Unary>(expr))
    return unary->op == promql::UnaryOp::kMinus ? "unary -" : "unary +";
  if (const auto* binary = As<promql::Binary>(expr)) return promql::PrintOperator(*binary);
  if (const auto* call = As<promql::Call>(expr)) return std::string(call->function->name) + "()";
  if (const auto* aggregate = As<promql::Aggregate>(expr)) {
    std::string text = promql::PrintAggregator(*aggregate);
    while (text.ends_with(' ')) text.pop_back();
    return text;
  }
  return promql::Print(expr);
}

class Tree {
 public:
  Tree(const promql::Profile& profile, size_t steps) : profile_(profile), steps_(steps) {}

  // Returns the index of the node, or of what stands for it.
  void Add(const Expr& given, size_t depth, bool inside_subquery) {
    const Expr& expr = promql::WithoutParens(given);
    const size_t index = nodes_.size();
    nodes_.push_back(Describe(expr, depth, inside_subquery));
    const bool leaf = expr.kind == promql::ExprKind::kMatrixSelector;
    if (leaf || nodes_[index].kept) return;
    const bool inside = inside_subquery || expr.kind == promql::ExprKind::kSubquery;
    promql::ForEachChild(expr, [&](const Expr& child) {
      if (IsConstant(child)) return;
      const size_t at = nodes_.size();
      Add(child, depth + 1, inside);
      nodes_[index].series_in += nodes_[at].series_out;
      nodes_[index].samples += nodes_[at].samples;
      nodes_[index].read.rows += nodes_[at].read.rows;
      nodes_[index].read.segments += nodes_[at].read.segments;
      nodes_[index].read.bytes += nodes_[at].read.bytes;
    });
    // A subquery hands on what it is made from.
    if (expr.kind == promql::ExprKind::kSubquery)
      nodes_[index].series_out = nodes_[index].series_in;
  }

  std::vector<ExplainedNode> Take() { return std::move(nodes_); }

 private:
  static bool IsConstant(const Expr& expr) {
    return expr.kind == promql::ExprKind::kNumber || expr.kind == promql::ExprKind::kString;
  }

  [[nodiscard]] ExplainedNode Describe(const Expr& expr, size_t depth, bool inside) const {
    const promql::NodeProfile& profile = profile_.Of(expr);
    ExplainedNode node = {.depth = depth,
                          .says = NodeText(expr),
                          .steps = profile.steps,
                          .kept = profile.kept,
                          .once = !inside && steps_ > 1 && profile.steps == 1,
                          .selected = profile.selected,
                          .series_in = profile.selected,
                          .series_out = profile.series,
                          .samples = profile.samples,
                          .read = profile.read,
                          .self_ns = profile.self_ns,
                          .total_ns = profile_.TotalNs(expr),
                          .select_ns = profile.select_ns,
                          .read_ns = profile.read_ns};
    if (expr.kind == promql::ExprKind::kMatrixSelector) node.series_out = profile.selected;
    return node;
  }

  const promql::Profile& profile_;
  const size_t steps_;
  std::vector<ExplainedNode> nodes_;
};

// How long it takes to write the answer, without a reader that could be slow.
Result<int64_t> MeasureWriting(const model::QueryResult& result, Clock& clock) {
  PLUMB_ASSIGN(const auto* format, formats::FindOutputFormat("prom"));
  StringOutput text;
  const formats::FormatOptions options;
  formats::Dropped dropped;
  const int64_t begin = clock.MonotonicNs();
  PLUMB_TRY(format->write_result(result, {text, options, dropped}));
  return clock.MonotonicNs() - begin;
}

// Equal parts of a query have the same ones.
std::vector<Finding> EachOnce(std::vector<Finding> findings) {
  std::set<std::string> known;
  std::erase_if(findings, [&](const Finding& finding) {
    return !known.insert(finding.node + '\n' + finding.series + '\n' + finding.says).second;
  });
  return findings;
}

}  // namespace

Result<Explanation> Explain(const promql::Expr& expr, const Expansion& expansion,
                            const sources::OpenSource& source, promql::QueryParams params,
                            promql::EngineOptions options, Timestamp at, const TimeZone& zone,
                            Clock& clock) {
  params.text = expansion.original();
  options = AsEvaluated(source, options);
  promql::Profile profile(clock);
  promql::EngineOptions measured = options;
  measured.profile = &profile;
  Explanation explanation = {.expression = expansion.text(),
                             .start = params.start,
                             .end = params.end,
                             .step = params.step,
                             .at = at};
  const int64_t begin = clock.MonotonicNs();
  PLUMB_ASSIGN(explanation.result, promql::Evaluate(expr, *source.series, params, measured));
  explanation.evaluate_ns = clock.MonotonicNs() - begin;
  PLUMB_ASSIGN(explanation.write_ns, MeasureWriting(explanation.result, clock));
  const auto steps = params.step == 0 ? 1 : (params.end - params.start) / params.step + 1;
  Tree tree(profile, static_cast<size_t>(steps));
  tree.Add(expr, 0, false);
  explanation.nodes = tree.Take();
  PLUMB_ASSIGN(auto findings, FindReasons(expr, *source.series, params, options, at, zone));
  explanation.findings = EachOnce(std::move(findings));
  return explanation;
}

}  // namespace plumb::query

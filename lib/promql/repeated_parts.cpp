#include "promql/repeated_parts.h"

#include <string>
#include <vector>

#include "promql/printer.h"

namespace plumb::promql {

namespace {

// All that is kept. A dashboard's panel takes less; above, reading again is not much slower than
// going through memory.
constexpr uint64_t kMostBytes = uint64_t{128} << 20;

const VectorSelector* SelectorAt(const Expr& expr) {
  const auto* matrix = As<MatrixSelector>(expr);
  return matrix != nullptr ? &matrix->selector : As<VectorSelector>(expr);
}

void FindSelectors(const Expr& expr, std::vector<const VectorSelector*>& found) {
  if (const VectorSelector* selector = SelectorAt(expr)) {
    found.push_back(selector);
    return;
  }
  ForEachChild(expr, [&](const Expr& child) { FindSelectors(child, found); });
}

class Finder {
 public:
  explicit Finder(const std::unordered_set<const VectorSelector*>& stats_only)
      : stats_only_(stats_only) {}

  RepeatedParts Run(const Expr& expr) {
    std::vector<const VectorSelector*> selectors;
    FindSelectors(expr, selectors);
    std::unordered_set<std::string> texts;
    for (const VectorSelector* selector : selectors) texts.insert(Print(*selector));
    if (texts.size() == selectors.size()) return {};
    Number(expr, "");
    Choose(expr);
    return std::move(repeated_);
  }

 private:
  struct Class {
    size_t number = 0;
    size_t parts = 0;
  };

  // `inside`: the subqueries around, which say at which instants parts are evaluated.
  void Number(const Expr& expr, const std::string& inside) {
    std::vector<const VectorSelector*> selectors;
    FindSelectors(expr, selectors);
    if (selectors.empty() || expr.kind == ExprKind::kMatrixSelector) return;
    if (expr.kind != ExprKind::kParen && TypeOf(expr) == model::ResultType::kVector) {
      std::string key = inside + Print(expr);
      for (const VectorSelector* selector : selectors)
        key += stats_only_.contains(selector) ? "\nstats" : "\n";
      Class& known =
          classes_.try_emplace(std::move(key), Class{.number = classes_.size()}).first->second;
      ++known.parts;
      class_of_.emplace(&expr, &known);
    }
    const auto* subquery = As<Subquery>(expr);
    const std::string within =
        subquery != nullptr ? inside + PrintSubquerySuffix(*subquery) + "\n" : inside;
    ForEachChild(expr, [&](const Expr& child) { Number(child, within); });
  }

  void Choose(const Expr& expr) {
    if (const auto found = class_of_.find(&expr);
        found != class_of_.end() && found->second->parts > 1) {
      repeated_.emplace(&expr, found->second->number);
      return;
    }
    ForEachChild(expr, [&](const Expr& child) { Choose(child); });
  }

  const std::unordered_set<const VectorSelector*>& stats_only_;
  std::unordered_map<std::string, Class> classes_;
  std::unordered_map<const Expr*, const Class*> class_of_;
  RepeatedParts repeated_;
};

}  // namespace

RepeatedParts FindRepeatedParts(const Expr& expr,
                                const std::unordered_set<const VectorSelector*>& stats_only) {
  return Finder(stats_only).Run(expr);
}

bool KeptParts::Has(size_t part, const Steps& steps) const {
  return kept_.contains(KeyOf(part, steps));
}

Status KeptParts::Pass(size_t part, const Steps& steps, const Sink& sink, const Stream& stream) {
  if (const auto found = kept_.find(KeyOf(part, steps)); found != kept_.end()) {
    for (const StepSeries& series : found->second.series) PLUMB_TRY(sink(series));
    return Ok();
  }
  Kept kept{.series = {}, .lease = std::make_unique<MemoryLease>(memory_)};
  uint64_t bytes = 0;
  bool keeping = true;
  const size_t remarks = annotations_.size();
  PLUMB_TRY(stream([&](StepSeries&& series) {
    const uint64_t more = MemoryLease::BytesOf(series);
    keeping = keeping && bytes_ + bytes + more <= kMostBytes && kept.lease->Take(more).ok();
    if (keeping) {
      bytes += more;
      kept.series.push_back(series);
    } else if (!kept.series.empty()) {
      kept = {.series = {}, .lease = std::make_unique<MemoryLease>(memory_)};
    }
    return sink(std::move(series));
  }));
  if (!keeping || annotations_.size() != remarks) return Ok();
  bytes_ += bytes;
  kept_.emplace(KeyOf(part, steps), std::move(kept));
  return Ok();
}

}  // namespace plumb::promql

#include "promql/profile.h"

namespace plumb::promql {

namespace {

// A set whose reading is counted for a node.
class CountedSet : public model::SeriesSet {
 public:
  CountedSet(std::unique_ptr<model::SeriesSet> set, Profile& profile, const Expr& node)
      : set_(std::move(set)), profile_(profile), node_(node) {}

  [[nodiscard]] size_t size() const override { return set_->size(); }
  [[nodiscard]] const model::Labels& labels(size_t index) const override {
    return set_->labels(index);
  }
  [[nodiscard]] const std::vector<Batch>& batches() const override { return set_->batches(); }
  [[nodiscard]] model::ReadCost cost() const override { return set_->cost(); }

  Result<std::vector<model::SampleColumn>> Read(const Batch& batch,
                                                model::TimeRange range) const override {
    const Profile::Working working(profile_, &node_);
    NodeProfile& counted = profile_.At(node_);
    const int64_t begin = profile_.Now();
    const model::ReadCost before = set_->cost();
    auto columns = set_->Read(batch, range);
    counted.read_ns += profile_.Now() - begin;
    if (!columns.ok()) return columns;
    const model::ReadCost after = set_->cost();
    counted.read.rows += after.rows - before.rows;
    counted.read.segments += after.segments - before.segments;
    counted.read.bytes += after.bytes - before.bytes;
    for (const model::SampleColumn& column : *columns)
      counted.samples += column.values.size() + column.histograms.size();
    return columns;
  }

 private:
  const std::unique_ptr<model::SeriesSet> set_;
  Profile& profile_;
  const Expr& node_;
};

}  // namespace

const NodeProfile& Profile::Of(const Expr& node) const {
  static const NodeProfile none;
  const auto found = nodes_.find(&node);
  return found == nodes_.end() ? none : found->second;
}

int64_t Profile::TotalNs(const Expr& node) const {
  int64_t total = Of(node).self_ns;
  if (node.kind == ExprKind::kMatrixSelector) return total;
  ForEachChild(node, [&](const Expr& child) { total += TotalNs(child); });
  return total;
}

void Profile::Charge() {
  const int64_t now = Now();
  if (working_ != nullptr) nodes_[working_].self_ns += now - since_;
  since_ = now;
}

Profile::Working::Working(Profile& profile, const Expr* node)
    : profile_(profile), before_(profile.working_) {
  profile_.Charge();
  profile_.working_ = node;
}

Profile::Working::~Working() {
  profile_.Charge();
  profile_.working_ = before_;
}

Status StreamProfiled(Profile& profile, const Expr& node, const Steps& steps,
                      const SeriesSink& sink, const Stream& stream) {
  profile.At(node).steps = steps.count;
  // What is the same at all steps is evaluated once, as a part of itself.
  if (profile.working() == &node) return stream(sink);
  ++profile.At(node).evaluations;
  const Expr* const consumer = profile.working();
  const Profile::Working working(profile, &node);
  return stream([&](StepSeries&& series) {
    if (series.AnyPresent()) ++profile.At(node).series;
    const Profile::Working consuming(profile, consumer);
    return sink(std::move(series));
  });
}

Result<std::unique_ptr<model::SeriesSet>> SelectSeries(const Evaluation& evaluation,
                                                       const Expr* node,
                                                       model::Selection selection) {
  selection.lone_ends = false;
  Profile* const profile = evaluation.options.profile;
  if (profile != nullptr && node == nullptr) node = profile->working();
  if (profile == nullptr || node == nullptr) return evaluation.source.Select(selection);
  const Profile::Working working(*profile, node);
  NodeProfile& counted = profile->At(*node);
  const int64_t begin = profile->Now();
  PLUMB_ASSIGN(auto set, evaluation.source.Select(selection));
  counted.select_ns += profile->Now() - begin;
  counted.selected += set->size();
  return std::unique_ptr<model::SeriesSet>(
      std::make_unique<CountedSet>(std::move(set), *profile, *node));
}

}  // namespace plumb::promql

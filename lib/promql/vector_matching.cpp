#include "promql/vector_matching.h"

#include "promql/binary_operation.h"
#include "text/escape.h"

#include <algorithm>

#include <fmt/format.h>

namespace plumb::promql {

namespace {

// As Go prints a label set: {a="b", c="d"}, the name among the others.
std::string GoText(const model::Labels& labels) {
  std::string out = "{";
  for (const auto& [name, value] : labels) {
    if (out.size() > 1) out += ", ";
    out += model::IsLegacyLabelName(name) ? std::string(name) : text::GoQuote(name);
    out += '=';
    out += text::GoQuote(value);
  }
  return out + "}";
}

// The elements of both sides with one key.
struct MatchGroup {
  model::Labels key;
  std::vector<size_t> many;
  std::vector<size_t> one;
};

// Results by their labels.
struct Results {
  StepVector series;
  std::unordered_map<model::Labels, size_t, model::LabelsHash> index;

  StepSeries& Find(const model::Labels& labels, size_t steps) {
    const auto [at, is_new] = index.try_emplace(labels, series.size());
    if (is_new)
      series.push_back({.labels = labels, .values = std::vector<double>(steps, Absent())});
    return series[at->second];
  }
};

class VectorMatcher {
 public:
  VectorMatcher(Evaluation& evaluation, const Binary& binary, const Steps& steps)
      : evaluation_(evaluation),
        binary_(binary),
        matching_(*binary.matching),
        steps_(steps),
        key_(matching_),
        many_is_left_(matching_.card != Cardinality::kOneToMany),
        lease_(evaluation.memory) {}

  Result<StepVector> Run() {
    PLUMB_ASSIGN(HeldVector left, HoldVector(evaluation_, *binary_.left, steps_));
    PLUMB_ASSIGN(HeldVector right, HoldVector(evaluation_, *binary_.right, steps_));
    many_ = many_is_left_ ? std::move(left.series) : std::move(right.series);
    one_ = many_is_left_ ? std::move(right.series) : std::move(left.series);
    NoteJudgedSteps();
    std::vector<MatchGroup> groups = GroupByKey();
    for (const MatchGroup& group : groups) PLUMB_TRY(MatchOneGroup(group));
    return std::move(results_.series);
  }

 private:
  std::vector<MatchGroup> GroupByKey() {
    std::vector<MatchGroup> groups;
    std::unordered_map<model::Labels, size_t, model::LabelsHash> index;
    const auto group_of = [&](const model::Labels& labels) -> MatchGroup& {
      model::Labels key = key_.Of(labels);
      const auto [at, is_new] = index.try_emplace(key, groups.size());
      if (is_new) groups.push_back({.key = std::move(key), .many = {}, .one = {}});
      return groups[at->second];
    };
    for (size_t i = 0; i < one_.size(); ++i) group_of(one_[i].labels).one.push_back(i);
    for (size_t i = 0; i < many_.size(); ++i) group_of(many_[i].labels).many.push_back(i);
    return groups;
  }

  // fill_left is for the "many" side also with group_right, as upstream has it: there the sides
  // have changed places when the values are filled in (prometheus promqltest fill-modifier.test).
  [[nodiscard]] std::optional<double> FillForOne() const { return matching_.fill_right; }
  [[nodiscard]] std::optional<double> FillForMany() const { return matching_.fill_left; }

  Status MatchOneGroup(const MatchGroup& group) {
    if (group.many.empty() && !FillForMany()) return CheckOneSide(group);
    if (group.one.empty() && !FillForOne()) return Ok();
    PLUMB_TRY(CheckOneSide(group));
    given_.clear();
    for (const size_t i : group.many) {
      for (const size_t j : group.one) PLUMB_TRY(Pair(many_[i], one_[j]));
      if (FillForOne()) PLUMB_TRY(PairWithFilledOne(group, many_[i]));
    }
    if (FillForMany()) PLUMB_TRY(PairWithFilledMany(group));
    return Ok();
  }

  // Where nothing can match, because the "many" side is empty and stays so, upstream does not look
  // at the other side, and two of its elements in one group are no error.
  void NoteJudgedSteps() {
    judged_.assign(steps_.count, FillForOne() || FillForMany());
    for (const StepSeries& series : many_)
      for (size_t k = 0; k < steps_.count; ++k)
        if (series.PresentAt(k)) judged_[k] = true;
  }

  // No two elements of the "one" side at one step.
  Status CheckOneSide(const MatchGroup& group) {
    for (size_t b = 1; b < group.one.size(); ++b)
      for (size_t a = 0; a < b; ++a) {
        const StepSeries& x = one_[group.one[a]];
        const StepSeries& y = one_[group.one[b]];
        for (size_t k = 0; k < steps_.count; ++k)
          if (judged_[k] && x.PresentAt(k) && y.PresentAt(k))
            return DuplicateError(group, x.labels, y.labels);
      }
    return Ok();
  }

  [[nodiscard]] Error DuplicateError(const MatchGroup& group, const model::Labels& a,
                                     const model::Labels& b) const {
    const bool in_order = a < b;
    return {Exit::kUsage,
            fmt::format("found duplicate series for the match group {} on the {} hand-side of the "
                        "operation: [{}, {}];many-to-many matching not allowed: matching labels "
                        "must be unique on one side",
                        GoText(group.key), many_is_left_ ? "right" : "left",
                        GoText(in_order ? a : b), GoText(in_order ? b : a))};
  }

  // An element of the many side whose partner is missing meets the fill value.
  Status PairWithFilledOne(const MatchGroup& group, const StepSeries& many) {
    return Pair(many, Filled(group.key, *FillForOne(), one_, group.one));
  }

  Status PairWithFilledMany(const MatchGroup& group) {
    const StepSeries filled = Filled(group.key, *FillForMany(), many_, group.many);
    for (const size_t j : group.one) PLUMB_TRY(Pair(filled, one_[j]));
    return Ok();
  }

  // `fill` wherever none of the chosen series has a sample.
  [[nodiscard]] StepSeries Filled(const model::Labels& labels, double fill,
                                  const StepVector& series,
                                  const std::vector<size_t>& chosen) const {
    StepSeries filled{.labels = labels, .values = std::vector<double>(steps_.count, fill)};
    for (const size_t i : chosen)
      for (size_t k = 0; k < steps_.count; ++k)
        if (series[i].PresentAt(k)) filled.values[k] = Absent();
    return filled;
  }

  // One element of each side, at the steps where both are.
  Status Pair(const StepSeries& many, const StepSeries& one) {
    std::vector<bool> both(steps_.count);
    bool any = false;
    for (size_t k = 0; k < steps_.count; ++k) {
      both[k] = many.PresentAt(k) && one.PresentAt(k);
      any |= both[k];
    }
    if (!any) return Ok();
    const model::Labels labels = ResultLabels(many.labels, one.labels);
    PLUMB_TRY(NoteGiven(labels, both));
    StepSeries result{.labels = labels, .values = std::vector<double>(steps_.count)};
    result.drop_name = many.drop_name;
    const StepSeries& left = many_is_left_ ? many : one;
    const StepSeries& right = many_is_left_ ? one : many;
    Combine(evaluation_, binary_, Keep::kLeft, {left.values, left.histograms},
            {right.values, right.histograms}, result);
    PLUMB_TRY(lease_.Take(result));
    return AddResult(result);
  }

  // Each result label set at most once a step; one to one, each group at most once a step.
  Status NoteGiven(const model::Labels& labels, const std::vector<bool>& both) {
    const bool one_to_one = matching_.card == Cardinality::kOneToOne;
    std::vector<bool>& given = given_[one_to_one ? model::Labels() : labels];
    given.resize(steps_.count);
    for (size_t k = 0; k < steps_.count; ++k) {
      if (!both[k]) continue;
      if (given[k])
        return Error{Exit::kUsage,
                     one_to_one ? "multiple matches for labels: many-to-one matching must be "
                                  "explicit (group_left/group_right)"
                                : "multiple matches for labels: grouping labels must ensure "
                                  "unique matches"};
      given[k] = true;
    }
    return Ok();
  }

  Status AddResult(const StepSeries& added) {
    StepSeries& result = results_.Find(added.labels, steps_.count);
    result.drop_name |=
        added.drop_name || (binary_.return_bool && evaluation_.options.delayed_name_removal);
    for (size_t k = 0; k < steps_.count; ++k) {
      if (!added.PresentAt(k)) continue;
      if (result.PresentAt(k))
        return Error{Exit::kUsage, "vector cannot contain metrics with the same labelset"};
      result.CopyAt(k, added);
    }
    return Ok();
  }

  [[nodiscard]] model::Labels ResultLabels(const model::Labels& many,
                                           const model::Labels& one) const {
    const bool delayed = evaluation_.options.delayed_name_removal;
    const bool drop = DropsName(binary_) && !(binary_.return_bool && delayed);
    model::LabelsBuilder labels(drop ? WithoutIdentity(many) : many);
    if (matching_.card == Cardinality::kOneToOne) {
      const model::Labels kept = matching_.on ? model::KeepOnly(labels.Build(), SortedNames())
                                              : model::Without(labels.Build(), SortedNames());
      labels = model::LabelsBuilder(kept);
    }
    for (const std::string& name : matching_.include) labels.Set(name, one.Get(name));
    return labels.Build();
  }

  [[nodiscard]] std::vector<std::string> SortedNames() const {
    std::vector<std::string> names = matching_.labels;
    std::sort(names.begin(), names.end());
    return names;
  }

  Evaluation& evaluation_;
  const Binary& binary_;
  const VectorMatching& matching_;
  const Steps steps_;
  const MatchKey key_;
  const bool many_is_left_;
  MemoryLease lease_;  // of the results
  StepVector many_;
  StepVector one_;
  std::vector<bool> judged_;  // the steps at which elements of the "one" side must differ
  Results results_;
  // Where the group at hand has given a result, by its labels.
  std::unordered_map<model::Labels, std::vector<bool>, model::LabelsHash> given_;
};

}  // namespace

MatchKey::MatchKey(const VectorMatching& matching) : on_(matching.on), names_(matching.labels) {
  if (!on_) names_.emplace_back(model::kMetricName);
  std::sort(names_.begin(), names_.end());
}

model::Labels MatchKey::Of(const model::Labels& labels) const {
  return on_ ? model::KeepOnly(labels, names_) : model::Without(labels, names_);
}

Status StreamMatched(Evaluation& evaluation, const Binary& binary, const Steps& steps,
                     const SeriesSink& sink) {
  VectorMatcher matcher(evaluation, binary, steps);
  PLUMB_ASSIGN(StepVector result, matcher.Run());
  for (StepSeries& series : result) PLUMB_TRY(sink(std::move(series)));
  return Ok();
}

}  // namespace plumb::promql

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
  const model::Labels& key;
  std::span<const size_t> many;
  std::span<const size_t> one;
};

// Which elements of a side are in which group.
class GroupedSide {
 public:
  void Add(size_t group) { group_of_.push_back(group); }
  // When all were added.
  void Sort(size_t groups) {
    begins_.assign(groups + 1, 0);
    for (const size_t group : group_of_) ++begins_[group + 1];
    for (size_t i = 0; i < groups; ++i) begins_[i + 1] += begins_[i];
    std::vector<size_t> next(begins_.begin(), begins_.end() - 1);
    elements_.resize(group_of_.size());
    for (size_t i = 0; i < group_of_.size(); ++i) elements_[next[group_of_[i]]++] = i;
  }
  [[nodiscard]] std::span<const size_t> Of(size_t group) const {
    return std::span(elements_).subspan(begins_[group], begins_[group + 1] - begins_[group]);
  }

 private:
  std::vector<size_t> group_of_;  // one an element
  std::vector<size_t> begins_;    // one a group, and the end
  std::vector<size_t> elements_;  // group after group, ascending in each
};

// The steps at which both have a sample; 1 or 0 each.
std::vector<uint8_t> StepsOfBoth(const StepSeries& a, const StepSeries& b) {
  std::vector<uint8_t> both(a.values.size());
  if (a.histograms.empty() && b.histograms.empty()) {
    for (size_t k = 0; k < both.size(); ++k)
      both[k] = static_cast<uint8_t>(!IsAbsent(a.values[k]) & !IsAbsent(b.values[k]));
  } else {
    for (size_t k = 0; k < both.size(); ++k) both[k] = a.PresentAt(k) && b.PresentAt(k) ? 1 : 0;
  }
  return both;
}

bool AnyOf(const std::vector<uint8_t>& steps) {
  return std::find(steps.begin(), steps.end(), uint8_t{1}) != steps.end();
}

class VectorMatcher {
 public:
  VectorMatcher(Evaluation& evaluation, const Binary& binary, const Steps& steps)
      : evaluation_(evaluation),
        binary_(binary),
        matching_(*binary.matching),
        steps_(steps),
        key_(matching_),
        many_is_left_(matching_.card != Cardinality::kOneToMany),
        one_to_one_(matching_.card == Cardinality::kOneToOne),
        names_(matching_.labels),
        lease_(evaluation.memory) {
    std::sort(names_.begin(), names_.end());
  }

  Result<StepVector> Run() {
    PLUMB_ASSIGN(HeldVector left, HoldVector(evaluation_, *binary_.left, steps_));
    PLUMB_ASSIGN(HeldVector right, HoldVector(evaluation_, *binary_.right, steps_));
    many_ = many_is_left_ ? std::move(left.series) : std::move(right.series);
    one_ = many_is_left_ ? std::move(right.series) : std::move(left.series);
    NoteJudgedSteps();
    PLUMB_TRY(MatchGroups());
    return std::move(results_);
  }

 private:
  Status MatchGroups() {
    std::unordered_map<model::Labels, size_t, model::LabelsHash> numbers;
    std::vector<const model::Labels*> keys;
    const auto add = [&](const StepVector& side, GroupedSide& grouped) {
      for (const StepSeries& series : side) {
        const auto [at, is_new] = numbers.try_emplace(key_.Of(series.labels), keys.size());
        if (is_new) keys.push_back(&at->first);
        grouped.Add(at->second);
      }
    };
    GroupedSide one, many;
    add(one_, one);
    add(many_, many);
    one.Sort(keys.size());
    many.Sort(keys.size());
    for (size_t i = 0; i < keys.size(); ++i)
      PLUMB_TRY(MatchOneGroup({.key = *keys[i], .many = many.Of(i), .one = one.Of(i)}));
    return Ok();
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
    const bool filled = FillForOne() || FillForMany();
    for (const size_t i : group.many) {
      for (const size_t j : group.one)
        PLUMB_TRY(Pair(many_[i], one_[j], !filled && j == group.one.back()));
      if (FillForOne()) PLUMB_TRY(PairWithFilledOne(group, many_[i]));
    }
    if (FillForMany()) PLUMB_TRY(PairWithFilledMany(group));
    return Ok();
  }

  // Where nothing can match, because the "many" side is empty and stays so, upstream does not look
  // at the other side, and two of its elements in one group are no error.
  void NoteJudgedSteps() {
    judged_.assign(steps_.count, FillForOne() || FillForMany());
    size_t left = FillForOne() || FillForMany() ? 0 : steps_.count;
    for (size_t i = 0; i < many_.size() && left > 0; ++i)
      for (size_t k = 0; k < steps_.count; ++k) {
        if (judged_[k] || !many_[i].PresentAt(k)) continue;
        judged_[k] = true;
        --left;
      }
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
  Status PairWithFilledOne(const MatchGroup& group, StepSeries& many) {
    return Pair(many, Filled(group.key, *FillForOne(), one_, group.one), false);
  }

  Status PairWithFilledMany(const MatchGroup& group) {
    StepSeries filled = Filled(group.key, *FillForMany(), many_, group.many);
    for (const size_t j : group.one) PLUMB_TRY(Pair(filled, one_[j], false));
    return Ok();
  }

  // `fill` wherever none of the chosen series has a sample.
  [[nodiscard]] StepSeries Filled(const model::Labels& labels, double fill,
                                  const StepVector& series, std::span<const size_t> chosen) const {
    StepSeries filled{.labels = labels, .values = std::vector<double>(steps_.count, fill)};
    for (const size_t i : chosen)
      for (size_t k = 0; k < steps_.count; ++k)
        if (series[i].PresentAt(k)) filled.values[k] = Absent();
    return filled;
  }

  // One element of each side, at the steps where both are. Where it is the last pair of that of the
  // many side, the result takes over its memory; not from histograms and what meets them, which are
  // combined after the floats.
  Status Pair(StepSeries& many, const StepSeries& one, bool last) {
    const std::vector<uint8_t> both = StepsOfBoth(many, one);
    if (!AnyOf(both)) return Ok();
    const Operand of_many{many.values, many.histograms};
    const Operand of_one{one.values, one.histograms};
    const bool taken = last && many.histograms.empty() && one.histograms.empty();
    StepSeries result{.labels = ResultLabels(many.labels, one.labels),
                      .values = taken ? std::move(many.values) : std::vector<double>(steps_.count),
                      .drop_name = many.drop_name};
    PLUMB_TRY(NoteGiven(result.labels, both));
    Combine(evaluation_, binary_, Keep::kLeft, many_is_left_ ? of_many : of_one,
            many_is_left_ ? of_one : of_many, result);
    PLUMB_TRY(lease_.Take(result));
    return AddResult(std::move(result));
  }

  // Each result label set at most once a step; one to one, each group at most once a step.
  Status NoteGiven(const model::Labels& labels, const std::vector<uint8_t>& both) {
    std::vector<uint8_t>& given = given_[one_to_one_ ? model::Labels() : labels];
    if (given.empty()) {
      given = both;
      return Ok();
    }
    for (size_t k = 0; k < steps_.count; ++k) {
      if (both[k] == 0) continue;
      if (given[k] != 0)
        return Error{Exit::kUsage,
                     one_to_one_ ? "multiple matches for labels: many-to-one matching must be "
                                   "explicit (group_left/group_right)"
                                 : "multiple matches for labels: grouping labels must ensure "
                                   "unique matches"};
      given[k] = 1;
    }
    return Ok();
  }

  Status AddResult(StepSeries added) {
    added.drop_name |= binary_.return_bool && evaluation_.options.delayed_name_removal;
    const auto [at, is_new] = result_of_.try_emplace(added.labels, results_.size());
    if (is_new) {
      results_.push_back(std::move(added));
      return Ok();
    }
    StepSeries& result = results_[at->second];
    result.drop_name |= added.drop_name;
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
    // A name may be taken over from the "one" side: after arithmetic has taken the own one away,
    // but before `bool` does (upstream's resultMetric and VectorBinop).
    const bool of_bool = binary_.return_bool;
    model::Labels labels = DropsName(binary_) && !of_bool ? WithoutIdentity(many) : many;
    if (one_to_one_ && matching_.on) labels = model::KeepOnly(labels, names_);
    if (one_to_one_ && !matching_.on && !names_.empty()) labels = model::Without(labels, names_);
    if (!matching_.include.empty()) {
      model::LabelsBuilder with_included(labels);
      for (const std::string& name : matching_.include) with_included.Set(name, one.Get(name));
      labels = with_included.Build();
    }
    return of_bool && !evaluation_.options.delayed_name_removal ? WithoutIdentity(labels) : labels;
  }

  Evaluation& evaluation_;
  const Binary& binary_;
  const VectorMatching& matching_;
  const Steps steps_;
  const MatchKey key_;
  const bool many_is_left_;
  const bool one_to_one_;
  std::vector<std::string> names_;  // of on() or ignoring(), sorted
  MemoryLease lease_;               // of the results
  StepVector many_;
  StepVector one_;
  std::vector<bool> judged_;  // the steps at which elements of the "one" side must differ
  StepVector results_;
  std::unordered_map<model::Labels, size_t, model::LabelsHash> result_of_;
  // Where the group at hand has given a result, by its labels.
  std::unordered_map<model::Labels, std::vector<uint8_t>, model::LabelsHash> given_;
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

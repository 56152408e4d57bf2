#include "check/matching.h"

#include <fmt/core.h>

#include <unordered_map>

#include "promql/vector_matching.h"

namespace plumb::check {

namespace {

using promql::Absent;
using promql::Cardinality;
using promql::IsAbsent;
using promql::StepSeries;

// The elements of both sides with one key.
struct Group {
  model::Labels key;
  std::vector<StepSeries*> left;
  std::vector<StepSeries*> right;
};

Error ManyOnOneSide(const model::Labels& key, std::string_view side) {
  return {Exit::kUsage,
          fmt::format("several elements on the {} side match {}\nname the labels that tell them "
                      "apart with on(…) or ignoring(…), or allow many with group_{}",
                      side, key.ToString(), side)};
}

// The one element of a group that is there at each step, as one column.
Result<std::vector<double>> Single(const std::vector<StepSeries*>& elements,
                                   const promql::Steps& steps, const model::Labels& key,
                                   std::string_view side) {
  std::vector<double> column(steps.count, Absent());
  for (const StepSeries* element : elements) {
    for (size_t k = 0; k < steps.count; ++k) {
      if (IsAbsent(element->values[k])) continue;
      if (!IsAbsent(column[k])) return ManyOnOneSide(key, side);
      column[k] = element->values[k];
    }
  }
  return column;
}

bool HasAny(const std::vector<double>& column) {
  for (const double value : column)
    if (!IsAbsent(value)) return true;
  return false;
}

class Matcher {
 public:
  Matcher(const promql::VectorMatching& matching, const promql::Steps& steps)
      : matching_(matching), steps_(steps), key_(matching) {}

  Result<std::vector<Track>> Run(promql::StepVector left, promql::StepVector right) {
    for (StepSeries& element : left) GroupOf(element.labels).left.push_back(&element);
    for (StepSeries& element : right) GroupOf(element.labels).right.push_back(&element);
    for (const Group& group : groups_) {
      if (matching_.card == Cardinality::kOneToMany)
        PLUMB_TRY(MatchToMany(group));
      else
        PLUMB_TRY(MatchToOne(group));
    }
    return std::move(tracks_);
  }

 private:
  Group& GroupOf(const model::Labels& labels) {
    model::Labels key = key_.Of(labels);
    const auto [at, is_new] = index_.try_emplace(key, groups_.size());
    if (is_new) groups_.push_back({.key = std::move(key), .left = {}, .right = {}});
    return groups_[at->second];
  }

  void Add(Track track) {
    if (HasAny(track.values)) tracks_.push_back(std::move(track));
  }

  // One to one and group_left: a track for each element of the left side.
  Status MatchToOne(const Group& group) {
    std::vector<double> right(steps_.count, Absent());
    if (!group.left.empty() || matching_.fill_left) {
      PLUMB_ASSIGN(right, Single(group.right, steps_, group.key, "right"));
    }
    if (matching_.card == Cardinality::kOneToOne) PLUMB_TRY(CheckLeftIsOne(group, right));
    std::vector<bool> met(steps_.count);
    for (StepSeries* element : group.left) {
      std::vector<double> thresholds = right;
      for (size_t k = 0; k < steps_.count; ++k) {
        if (IsAbsent(element->values[k])) continue;
        met[k] = true;
        if (IsAbsent(thresholds[k]) && matching_.fill_right) thresholds[k] = *matching_.fill_right;
      }
      Add({element->labels, element->values, std::move(thresholds)});
    }
    if (matching_.fill_left) AddFilled(group.key, right, met);
    return Ok();
  }

  // One to one, two elements of the left may share a key where neither meets anybody.
  Status CheckLeftIsOne(const Group& group, const std::vector<double>& right) const {
    if (group.left.size() < 2) return Ok();
    std::vector<bool> given(steps_.count);
    for (const StepSeries* element : group.left) {
      for (size_t k = 0; k < steps_.count; ++k) {
        const bool meets = !IsAbsent(right[k]) || matching_.fill_right.has_value();
        if (IsAbsent(element->values[k]) || !meets) continue;
        if (given[k]) return ManyOnOneSide(group.key, "left");
        given[k] = true;
      }
    }
    return Ok();
  }

  // Elements of the right side that no left one met, compared with the fill value.
  void AddFilled(const model::Labels& key, const std::vector<double>& right,
                 const std::vector<bool>& met) {
    Track filled = {
        .labels = key, .values = std::vector<double>(steps_.count, Absent()), .thresholds = right};
    for (size_t k = 0; k < steps_.count; ++k)
      if (!met[k] && !IsAbsent(right[k])) filled.values[k] = *matching_.fill_left;
    Add(std::move(filled));
  }

  // group_right: a track for each pair, and one for the left element where it is alone. The fills
  // change places, as in the evaluator (promql/vector_matching.cpp).
  Status MatchToMany(const Group& group) {
    std::vector<double> left(steps_.count, Absent());
    if (!group.right.empty() || matching_.fill_left) {
      PLUMB_ASSIGN(left, Single(group.left, steps_, group.key, "left"));
    }
    std::vector<bool> met(steps_.count);
    for (StepSeries* element : group.right) {
      Track pair = {element->labels, std::vector<double>(steps_.count, Absent()), element->values};
      for (size_t k = 0; k < steps_.count; ++k) {
        if (IsAbsent(element->values[k])) continue;
        met[k] = true;
        pair.values[k] =
            IsAbsent(left[k]) && matching_.fill_right ? *matching_.fill_right : left[k];
      }
      Add(std::move(pair));
    }
    for (const StepSeries* element : group.left) {
      Track alone = {element->labels, element->values,
                     std::vector<double>(steps_.count, matching_.fill_left.value_or(Absent()))};
      for (size_t k = 0; k < steps_.count; ++k)
        if (met[k]) alone.values[k] = Absent();
      Add(std::move(alone));
    }
    return Ok();
  }

  const promql::VectorMatching& matching_;
  const promql::Steps steps_;
  const promql::MatchKey key_;
  std::vector<Group> groups_;
  std::unordered_map<model::Labels, size_t, model::LabelsHash> index_;
  std::vector<Track> tracks_;
};

}  // namespace

Result<std::vector<Track>> MatchVectors(const promql::VectorMatching& matching,
                                        promql::StepVector left, promql::StepVector right,
                                        const promql::Steps& steps) {
  return Matcher(matching, steps).Run(std::move(left), std::move(right));
}

}  // namespace plumb::check

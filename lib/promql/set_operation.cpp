#include "promql/set_operation.h"

#include "promql/vector_matching.h"

namespace plumb::promql {

namespace {

// At which steps a vector has an element with some key. Holds a bit a key and step, no values.
class Presence {
 public:
  Presence(Evaluation& evaluation, const MatchKey& key, size_t steps)
      : key_(key), steps_(steps), lease_(evaluation.memory) {}

  Status Add(const StepSeries& series) {
    const auto [at, is_new] = steps_by_key_.try_emplace(key_.Of(series.labels));
    if (is_new) {
      PLUMB_TRY(lease_.Take(steps_ / 8 + sizeof(*at) + at->first.bytes().size()));
      at->second.resize(steps_);
    }
    for (size_t k = 0; k < steps_; ++k)
      if (series.PresentAt(k)) at->second[k] = true;
    return Ok();
  }

  enum class Where { kPresent, kMissing };
  // Leaves only the samples at steps where an element with the series' key is there, or is missing.
  void Filter(StepSeries& series, Where where) const {
    const auto found = steps_by_key_.find(key_.Of(series.labels));
    for (size_t k = 0; k < steps_; ++k) {
      const bool present = found != steps_by_key_.end() && found->second[k];
      if (present != (where == Where::kPresent)) series.DropAt(k);
    }
  }

 private:
  const MatchKey& key_;
  const size_t steps_;
  MemoryLease lease_;
  std::unordered_map<model::Labels, std::vector<bool>, model::LabelsHash> steps_by_key_;
};

// `and`, `unless`: the left side passes through, the right side only says where.
Status StreamFiltered(Evaluation& evaluation, const Binary& binary, const Steps& steps,
                      const SeriesSink& sink) {
  const MatchKey key(*binary.matching);
  Presence right(evaluation, key, steps.count);
  PLUMB_TRY(StreamVector(evaluation, *binary.right, steps,
                         [&](const StepSeries& series) { return right.Add(series); }));
  const auto where =
      binary.op == BinaryOp::kAnd ? Presence::Where::kPresent : Presence::Where::kMissing;
  return StreamVector(evaluation, *binary.left, steps, [&](StepSeries&& series) {
    right.Filter(series, where);
    return sink(std::move(series));
  });
}

// `or`: the left side, and of the right side what the left has no match for. The same labels may
// come from both sides at different steps: those become one series.
Status StreamUnion(Evaluation& evaluation, const Binary& binary, const Steps& steps,
                   const SeriesSink& sink) {
  const MatchKey key(*binary.matching);
  Presence left(evaluation, key, steps.count);
  MergingSink merging(evaluation, sink, steps.count > 1);
  const auto pass_left = [&](StepSeries&& series) -> Status {
    PLUMB_TRY(left.Add(series));
    return merging.Add(std::move(series));
  };
  PLUMB_TRY(StreamVector(evaluation, *binary.left, steps, pass_left));
  PLUMB_TRY(StreamVector(evaluation, *binary.right, steps, [&](StepSeries&& series) {
    left.Filter(series, Presence::Where::kMissing);
    return merging.Add(std::move(series));
  }));
  return merging.Flush();
}

}  // namespace

Status StreamSetOperation(Evaluation& evaluation, const Binary& binary, const Steps& steps,
                          const SeriesSink& sink) {
  return binary.op == BinaryOp::kOr ? StreamUnion(evaluation, binary, steps, sink)
                                    : StreamFiltered(evaluation, binary, steps, sink);
}

}  // namespace plumb::promql

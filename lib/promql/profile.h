// SPDX-License-Identifier: Apache-2.0
// What an evaluation did, node by node, for those who ask (EngineOptions::profile). Nobody pays for
// it otherwise: each hook is one test of a pointer a node, none a series or sample.
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>

#include "base/clock.h"
#include "model/series_source.h"
#include "promql/ast.h"
#include "promql/evaluation.h"

namespace plumb::promql {

struct NodeProfile {
  uint64_t evaluations = 0;  // how often it was evaluated in the course of the query
  uint64_t steps = 0;        // at how many instants at last; 1 in a range query: once for all
  uint64_t series = 0;       // handed on
  uint64_t selected = 0;     // a selector: series that match
  uint64_t samples = 0;      // read from the source
  model::ReadCost read;      // and what that touched
  bool kept = false;         // handed on what the same part had given elsewhere
  int64_t self_ns = 0;       // without what it is made from, and what is made from it
  int64_t select_ns = 0;     // of self: finding the series
  int64_t read_ns = 0;       // of self: reading and decoding
};

// Times are exclusive: each moment counts for the node that works, as a vector streams through all
// of them. So an evaluation with a profile has one thread.
class Profile {
 public:
  explicit Profile(Clock& clock) : clock_(clock) {}

  [[nodiscard]] const NodeProfile& Of(const Expr& node) const;
  // With all that is below it.
  [[nodiscard]] int64_t TotalNs(const Expr& node) const;

  // While it lives, time counts for `node`, if it is not null.
  class Working {
   public:
    Working(Profile& profile, const Expr* node);
    ~Working();
    Working(const Working&) = delete;
    Working& operator=(const Working&) = delete;

   private:
    Profile& profile_;
    const Expr* const before_;
  };

  [[nodiscard]] const Expr* working() const { return working_; }
  NodeProfile& At(const Expr& node) { return nodes_[&node]; }
  [[nodiscard]] int64_t Now() const { return clock_.MonotonicNs(); }

 private:
  void Charge();
  Clock& clock_;
  std::unordered_map<const Expr*, NodeProfile> nodes_;
  const Expr* working_ = nullptr;
  int64_t since_ = 0;
};

// Runs `stream(sink)` as the work of a node, counted if the evaluation has a profile.
using Stream = std::function<Status(const SeriesSink&)>;
Status StreamProfiled(Profile& profile, const Expr& node, const Steps& steps,
                      const SeriesSink& sink, const Stream& stream);

// The series that a selector of the expression finds. `node`: whose the work is. All that a lone
// end hides is older than what the selector sees, so it is not asked for.
Result<std::unique_ptr<model::SeriesSet>> SelectSeries(const Evaluation& evaluation,
                                                       const Expr* node,
                                                       model::Selection selection);

}  // namespace plumb::promql

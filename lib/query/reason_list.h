// SPDX-License-Identifier: Apache-2.0
// Findings as they are gathered: few of each node and kind, and the words of times in them.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/time_zone.h"
#include "model/series_source.h"
#include "promql/engine.h"
#include "query/explanation.h"

namespace plumb::query {

// What all finders of reasons share.
class ReasonList {
 public:
  ReasonList(const model::SeriesSource& from, const promql::QueryParams& query,
             const promql::EngineOptions& with, Timestamp when, const TimeZone& where)
      : source(from), params(query), options(with), at(when), zone_(where) {}

  const model::SeriesSource& source;
  const promql::QueryParams& params;
  const promql::EngineOptions& options;
  const Timestamp at;

  // Whether one more of this kind would be listed; others are only counted.
  [[nodiscard]] bool Lists(FindingKind kind, const promql::Expr& node) const;
  void Add(FindingKind kind, const promql::Expr& node, const std::string& series, std::string says);
  std::vector<Finding> Take();

  // "23:05:30", with the date where it is another day than `at`, with milliseconds where it has
  // some.
  [[nodiscard]] std::string Clock(Timestamp time) const;

 private:
  using Key = std::pair<const promql::Expr*, FindingKind>;
  const TimeZone zone_;
  std::map<Key, size_t> counts_;
  std::vector<std::pair<Key, Finding>> findings_;
};

// "7m12s", of less than a second in ms, of more than an hour without seconds.
std::string AgeText(DurationMs age);

}  // namespace plumb::query

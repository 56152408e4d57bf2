// SPDX-License-Identifier: Apache-2.0
// What a query did, node by node, and why its answer is what it is at one instant.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/duration.h"
#include "base/time_zone.h"
#include "model/query_result.h"
#include "model/read_cost.h"

namespace plumb::query {

// A node of the expression as it was evaluated.
struct ExplainedNode {
  size_t depth = 0;        // 0 is the whole expression
  std::string says;        // "sum by (job)", "http_requests_total[5m]"
  uint64_t steps = 0;      // at how many instants
  bool kept = false;       // handed on what an equal part of the query had given before
  bool once = false;       // the same at all instants of the query, so evaluated for one of them
  uint64_t selected = 0;   // a selector: series that match
  uint64_t series_in = 0;  // from below, or selected
  uint64_t series_out = 0;
  uint64_t samples = 0;  // read from the source, in all below
  model::ReadCost read;  // the same
  int64_t self_ns = 0;
  int64_t total_ns = 0;   // with all below
  int64_t select_ns = 0;  // a selector's parts of self
  int64_t read_ns = 0;
};

enum class FindingKind {
  kNothingMatches,  // no series has these labels
  kTooOld,          // the newest sample is older than the lookback
  kStale,           // ended by a stale marker
  kLater,           // it has samples, all of them later
  kFiltered,        // a comparison does not hold
  kUnmatched,       // no element of the other side has its labels
  kTooFew,          // the range holds too few samples
  kRate,            // what made a rate, increase or delta
  kMore,            // others of the same node and kind that are not listed
};
std::string_view FindingKindText(FindingKind kind);  // "too-old"

// One thing to know about one series of one node.
struct Finding {
  FindingKind kind = FindingKind::kNothingMatches;
  std::string node;  // what it is about, as PromQL
  std::string series;
  std::string says;  // a clause: "its newest sample is 7m old, and the lookback 5m"
};

struct Explanation {
  std::string expression;
  Timestamp start = 0;
  Timestamp end = 0;
  DurationMs step = 0;               // 0: one instant
  Timestamp at = 0;                  // what the findings are about
  std::vector<ExplainedNode> nodes;  // each before what it is made from
  std::vector<Finding> findings;
  model::QueryResult result;
  // Nanoseconds of the parts of the whole.
  int64_t open_ns = 0;  // the source
  int64_t evaluate_ns = 0;
  int64_t write_ns = 0;  // the answer, as the stream
};

}  // namespace plumb::query

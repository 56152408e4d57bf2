// SPDX-License-Identifier: Apache-2.0
// The evaluator over the same data in several places, and the reference evaluator beside it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "promql/engine.h"
#include "reference/evaluator.h"
#include "second_opinion/scraped_data.h"

namespace plumb::tests {

struct Question {
  promql::ExprPtr expr;
  promql::QueryParams params;
  bool delayed_name_removal = false;
};

// An answer in the shape that both give: series sorted by labels; or why there is none.
struct Opinion {
  std::vector<reference::Track> tracks;
  std::string error;  // "" if there is an answer
  bool unsupported = false;
};

// Where the evaluator reads the data, and how.
struct Setting {
  std::string name;
  const model::SeriesSource* source = nullptr;
  unsigned threads = 1;
};

// The places: memory (batches as they come, and of one series each) and stores with rows, with
// segments, and with both; each with one thread and with two.
class Places {
 public:
  explicit Places(const ScrapedData& data);
  ~Places();
  // The first one is the simplest.
  [[nodiscard]] const std::vector<Setting>& settings() const { return settings_; }
  [[nodiscard]] const std::vector<reference::Track>& tracks() const { return tracks_; }

 private:
  void Add(const std::string& name, std::unique_ptr<model::SeriesSource> source);
  std::vector<std::unique_ptr<GeneratedStore>> stores_;
  std::vector<std::unique_ptr<model::SeriesSource>> sources_;
  std::vector<Setting> settings_;
  std::vector<reference::Track> tracks_;
};

Opinion Ask(const Setting& setting, const Question& question);
Opinion AskReference(const std::vector<reference::Track>& tracks, const Question& question);

enum class Agreement { kSame, kClose, kDifferent };

// kSame: to the bit, but for the payloads of NaN and for histograms. kClose: within a billionth.
Agreement Compare(const Opinion& a, const Opinion& b);

std::string Describe(const Opinion& opinion);

}  // namespace plumb::tests

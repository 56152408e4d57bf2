// SPDX-License-Identifier: Apache-2.0
// Remarks that an evaluation collects, each once, with the place it is about.
#pragma once

#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "model/query_result.h"
#include "promql/ast.h"
#include "promql/histogram_remarks.h"

namespace plumb::promql {

// May be added to by several threads.
class Annotations {
 public:
  // `query` is the text that places point into; may be empty.
  explicit Annotations(std::string query) : query_(std::move(query)) {}

  // `text` is upstream's without the prefix and the position, which are added here.
  void Warn(const std::string& text, const Place& place);
  void Inform(const std::string& text, const Place& place);
  [[nodiscard]] size_t size() const;
  [[nodiscard]] std::vector<model::Annotation> Take();

 private:
  void Add(model::Annotation::Level level, std::string text, const Place& place);
  std::string query_;
  mutable std::mutex mutex_;
  std::set<std::string> known_;
  std::vector<model::Annotation> all_;
};

// Remarks upon one place.
class PlacedRemarks : public Remarks {
 public:
  PlacedRemarks(Annotations& annotations, const Place& place)
      : annotations_(annotations), place_(place) {}
  void Warn(const std::string& text) override { annotations_.Warn(text, place_); }
  void Inform(const std::string& text) override { annotations_.Inform(text, place_); }

 private:
  Annotations& annotations_;
  const Place place_;
};

}  // namespace plumb::promql

// SPDX-License-Identifier: Apache-2.0
// What the reference evaluator computes with: one instant at a time, one sample at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/time_zone.h"
#include "model/histogram.h"
#include "model/labels.h"

namespace plumb::reference {

using HistogramPtr = std::shared_ptr<const model::Histogram>;

// A float, or a histogram where there is one.
struct Point {
  Timestamp time = 0;
  double value = 0;
  HistogramPtr histogram = nullptr;
};

// A series with samples in order of time: raw data, or one series of a range vector.
struct Track {
  model::Labels labels;
  std::vector<Point> points;
  bool drop_name = false;  // delayed name removal: the name goes when the query is done
};

// One element of an instant vector. `time` is that of the sample, where it still is one.
struct Element {
  model::Labels labels;
  double value = 0;
  HistogramPtr histogram = nullptr;
  bool drop_name = false;
};
using Vector = std::vector<Element>;

// A range vector at one instant: the samples in (from, to]. Those of extended ranges reach
// further on both sides.
struct Matrix {
  std::vector<Track> tracks;
  Timestamp from = 0;
  Timestamp to = 0;

  [[nodiscard]] double RangeSeconds() const { return static_cast<double>(to - from) / 1000; }
};

using Answer = std::variant<double, std::string, Vector, Matrix>;

// What the reference has no definition for; says nothing about the evaluator that it is compared
// with.
inline Error Unsupported(std::string_view what) {
  return {Exit::kOutside, "reference: unsupported: " + std::string(what)};
}
inline bool IsUnsupported(const Error& error) {
  return error.message.starts_with("reference: unsupported: ");
}
inline Error Wrong(std::string message) {
  return {Exit::kUsage, std::move(message)};
}

}  // namespace plumb::reference

// SPDX-License-Identifier: Apache-2.0
// What a chart is asked for: the data, and how it is to look.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/duration.h"
#include "base/time_zone.h"
#include "model/series.h"
#include "scene/text_width.h"

namespace plumb::charts {

struct Data {
  std::vector<model::Series> series;
  std::string expression;  // what was asked, "" if not known
  std::string unit_word;   // Prometheus' word for the unit, "" if not known
  std::vector<std::pair<std::string, std::string>> metric_units;  // the same of single metrics
  // The range that was asked for; absent: that of the samples.
  std::optional<Timestamp> start;
  std::optional<Timestamp> end;
  DurationMs step = 0;   // distance of the samples, 0 if not known
  bool indexed = false;  // bare numbers: times are positions 0, 1, 2 …
};

enum class LegendMode { kAuto, kList, kTable, kNone };
enum class ValueScale { kLinear, kLog };
enum class Stacking { kNone, kValues, kPercent };

struct Request {
  std::string type = "auto";
  std::optional<std::string> title;  // absent: the expression or the metric
  std::string unit;                  // Grafana's id; "": by the metric's name
  std::optional<double> min;         // ends of the value axis
  std::optional<double> max;
  ValueScale scale = ValueScale::kLinear;
  TimeZone zone = TimeZone::Utc();
  Stacking stack = Stacking::kNone;
  LegendMode legend = LegendMode::kAuto;
  size_t top = 0;  // series drawn, those with the largest values; 0: as many as can be told apart

  scene::Medium medium = scene::Medium::kPicture;
  double width = 0;       // 0: usual for the medium
  double height = 0;      // 0: what the content needs
  double max_height = 0;  // 0: no bound; where height is 0
};

}  // namespace plumb::charts

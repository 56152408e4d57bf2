// SPDX-License-Identifier: Apache-2.0
// What a chart is asked for: the data, and how it is to look.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/duration.h"
#include "base/time_zone.h"
#include "charts/reducers.h"
#include "charts/thresholds.h"
#include "model/series.h"
#include "scene/text_width.h"
#include "text/regex.h"

namespace plumb::charts {

// An event: a vertical line over time with a word beside it.
struct Mark {
  Timestamp time = 0;
  std::string text;
};

// The label that names the query a series is the answer to, where there are several in one chart.
inline constexpr std::string_view kQueryLabel = "query";

struct Data {
  std::vector<model::Series> series;
  std::vector<Mark> marks;
  // Of series that are drawn downwards; what is said of them is said of what they were.
  std::vector<model::Labels> mirrored;
  // Of an earlier period, moved on in time to lie under `series`; found by equal labels.
  std::vector<model::Series> earlier;
  std::string expression;  // what was asked, "" if not known
  std::string unit_word;   // Prometheus' word for the unit, "" if not known
  std::vector<std::pair<std::string, std::string>> metric_units;  // the same of single metrics
  // The range that was asked for; absent: that of the samples.
  std::optional<Timestamp> start;
  std::optional<Timestamp> end;
  DurationMs step = 0;   // distance of the samples, 0 if not known
  bool indexed = false;  // bare numbers: times are positions 0, 1, 2 …
  // Of a table without times: the labels that are enough to tell its rows apart, in order. Then
  // the names of metrics are the titles of its columns.
  std::vector<std::string> row_names;
};

enum class LegendMode { kAuto, kList, kTable, kNone };
enum class ValueScale { kLinear, kLog, kLog2, kSymlog };
// Whether values of 0 and less have no place.
inline bool IsLogarithmic(ValueScale scale) {
  return scale == ValueScale::kLog || scale == ValueScale::kLog2;
}
enum class Stacking { kNone, kValues, kPercent };
enum class ColorBy {
  kOrder,  // a series' place by its labels: colours are as different as can be
  kHash,   // its labels alone: it keeps its colour whatever else is drawn
};

struct Sorting {
  // Absent: by name.
  std::optional<Reduction> by;
  bool descending = false;
};

// Two series by their names, and the room between them filled.
struct Between {
  std::string low;
  std::string high;
};

struct Request {
  std::string type = "auto";
  std::optional<std::string> title;  // absent: the expression or the metric
  std::string unit;                  // Grafana's id; "": by the metric's name
  std::optional<double> min;         // ends of the value axis
  std::optional<double> max;
  std::optional<double> soft_min;  // the axis begins there unless a value lies below
  std::optional<double> soft_max;
  ValueScale scale = ValueScale::kLinear;
  // Series with the right axis: by unit, name or the value of a label. Absent: those of a second
  // unit.
  std::optional<text::Regex> right;
  TimeZone zone = TimeZone::Utc();
  Stacking stack = Stacking::kNone;
  LegendMode legend = LegendMode::kAuto;
  size_t top = 0;  // series drawn, those with the largest values; 0: as many as can be told apart
  bool others = false;           // the sum of those left out is one series more
  std::vector<Reduction> stats;  // columns of legends and tables; empty: UsualReductions()
  std::optional<Sorting> sort;   // absent: what suits the type
  std::string name_template;     // `{{label}} of {{other}}`; "": the labels that differ
  ColorBy color_by = ColorBy::kOrder;
  std::vector<Threshold> thresholds;  // ascending
  ThresholdLook threshold_look = ThresholdLook::kLine;
  std::optional<Between> between;
  std::optional<text::Regex> mirror;  // series that are drawn downwards
  bool connect = false;               // lines go on over gaps
  DurationMs compare = 0;             // how long before the period is that lies under it; 0: none
  std::string by;                     // a label: a chart for each of its values; "": one chart
  // Values that the axis shows whatever the data are, so that several charts have the same.
  std::optional<double> cover_low;
  std::optional<double> cover_high;

  scene::Medium medium = scene::Medium::kPicture;
  double width = 0;       // 0: usual for the medium
  double height = 0;      // 0: what the content needs
  double max_height = 0;  // 0: no bound; where height is 0
};

}  // namespace plumb::charts

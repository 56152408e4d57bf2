// SPDX-License-Identifier: Apache-2.0
// Pieces of JSON text in the form of the Prometheus API.
#pragma once

#include <string>

#include "model/histogram.h"
#include "model/labels.h"
#include "model/table.h"

namespace plumb::formats {

// {"__name__":"up","job":"node"}
void AppendJsonLabels(std::string& out, const model::Labels& labels);
// A value as a number, in the words that VictoriaMetrics writes and reads where JSON has none:
// strings for infinities, null for NaN.
void AppendJsonSample(std::string& out, double value);
// A time: seconds with up to three decimals, as a number.
void AppendJsonTime(std::string& out, Timestamp time);
// [time,"value"]
void AppendJsonPoint(std::string& out, Timestamp time, double value);
// [time,{"count":"…","sum":"…","buckets":[[rule,"lower","upper","count"],…]}]
void AppendJsonPoint(std::string& out, Timestamp time, const model::Histogram& histogram);
// [{"title":"cell",…},…]
void AppendJsonRows(std::string& out, const model::Table& table);

}  // namespace plumb::formats

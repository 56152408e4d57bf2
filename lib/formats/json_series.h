// SPDX-License-Identifier: Apache-2.0
// Pieces of the Prometheus API's JSON, read: what json_text.h writes.
#pragma once

#include <string>

#include "base/result.h"
#include "json/document.h"
#include "model/histogram.h"
#include "model/labels.h"
#include "model/memory_source.h"

namespace plumb::formats {

// The labels of {"name":"value",…}; false if a value is no string.
bool ReadJsonLabels(const json::Value& object, model::Labels& labels);
// A time in seconds, as a number.
bool ReadJsonTime(const json::Value& value, Timestamp& time);
// The number in a string, or a number; null is NaN.
bool ReadJsonNumber(const json::Value& value, double& number);
// [time,"value"]
bool ReadJsonPoint(const json::Value& point, Timestamp& time, double& value);
// [time,{histogram}]
bool ReadJsonPoint(const json::Value& point, Timestamp& time, model::Histogram& histogram);
// {"count":"…","sum":"…","buckets":[[rule,"lower","upper","count"],…]}: the schema is found from
// the bounds. False if they are of no one schema.
bool ReadJsonHistogram(const json::Value& object, model::Histogram& histogram);

// The first key of a JSON object at the start of `head`: "" if there is none, so that a line of the
// stream that begins with `{` is not taken for one.
std::string_view FirstJsonKey(std::string_view head);

}  // namespace plumb::formats

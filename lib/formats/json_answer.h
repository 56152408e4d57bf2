// SPDX-License-Identifier: Apache-2.0
// The series of an answer in the shape of the Prometheus API.
#pragma once

#include <string>

#include "base/byte_stream.h"
#include "base/result.h"
#include "model/query_result.h"

namespace plumb::formats {

// Writes what stands in `text` and the series behind it, as objects between commas:
// {"metric":{…},"values":[…],"histograms":[…]}, or of a vector {"metric":{…},"value":[…]}. What was
// not written yet is left in `text`. Many points are put into words by two threads, a few hundred
// kilobytes at once.
Status AppendJsonAnswer(std::string& text, const model::QueryResult& result, ByteOutput& out);

}  // namespace plumb::formats

// SPDX-License-Identifier: Apache-2.0
// The native histograms of one series, one after the other in time, as bytes and back, bit for bit:
// what stays the same (schema, spans, bounds) once, and a column for each number. The bytes are
// described in docs/store-format.md.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "encoding/byte_reader.h"
#include "model/histogram.h"

namespace plumb::encoding {

using HistogramPointer = std::shared_ptr<const model::Histogram>;

// REQUIRES: none is null, and each has as many buckets as its spans say.
void AppendHistogramColumn(std::string& out, std::span<const HistogramPointer> histograms);
// Takes `count` histograms and appends them. False if the bytes do not hold them.
bool TakeHistogramColumn(ByteReader& in, size_t count, std::vector<HistogramPointer>& histograms);

}  // namespace plumb::encoding

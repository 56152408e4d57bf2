// SPDX-License-Identifier: Apache-2.0
// What histograms are made of, as bytes and compared: for one histogram and for columns of them.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <vector>

#include "encoding/byte_reader.h"
#include "model/histogram.h"

namespace plumb::encoding {

// A varint of their number; each: zigzag offset, varint length.
void AppendSpans(std::string& out, const std::vector<model::Span>& spans);
// Appends to `spans`; `buckets` is what their lengths add up to. False if the bytes do not hold
// them.
bool TakeSpans(ByteReader& in, std::vector<model::Span>& spans, uint64_t& buckets);

// Equal in every bit, so that NaN equals NaN, and 0 is not -0.
inline bool SameBits(double a, double b) {
  return std::bit_cast<uint64_t>(a) == std::bit_cast<uint64_t>(b);
}
bool SameBits(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace plumb::encoding

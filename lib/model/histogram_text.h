// SPDX-License-Identifier: Apache-2.0
// Native histograms as text: the `{{…}}` notation of promqltest, read and written.
//
//   {{schema:1 count:3 sum:0.3 z_bucket:7 z_bucket_w:0.05 offset:3 buckets:[5 10 7] n_buckets:[4
//   5]}}
//
// One extension, ours: `_xN` among the buckets is a gap of N buckets that are not there, so that
// buckets far apart need not be joined by zeros. It is written for gaps of more than kMaxZeroFill
// buckets only.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/histogram.h"

namespace plumb::model {

// Gaps up to here are written as zeros, as promqltest itself would; its histograms are small.
inline constexpr int32_t kMaxZeroFill = 16;

struct HistogramLiteral {
  Histogram histogram;
  bool has_reset_hint = false;  // counter_reset_hint was written, perhaps as `unknown`
};

struct HistogramTextError {
  size_t at = 0;  // byte of the text
  std::string message;
};

// Reads the literal that begins at text[position], moves `position` behind its `}}`, and returns
// true. Else says why in `error`, and leaves `position`.
bool ReadHistogram(std::string_view text, size_t& position, HistogramLiteral& literal,
                   HistogramTextError& error);

// The whole of `text` is one literal.
Result<Histogram> ParseHistogram(std::string_view text);

// Appends the literal. Reading it back gives the same buckets; spans that lie close are joined by
// zeros.
void AppendHistogram(std::string& out, const Histogram& histogram);

}  // namespace plumb::model

// SPDX-License-Identifier: Apache-2.0
// Native histograms as text: the {{…}} notation of Prometheus' promqltest.
//   {{schema:1 sum:10 count:20 z_bucket:2 z_bucket_w:0.001 buckets:[1 2] offset:0 n_buckets:[1 2]
//     n_offset:1 custom_values:[0.5 1] counter_reset_hint:gauge}}
// Every field is optional and stands at most once. Blanks stand only between fields and numbers.
#pragma once

#include <string>
#include <string_view>

#include "model/histogram.h"

namespace plumb::formats {

struct HistogramParse {
  bool ok = false;
  size_t length = 0;   // bytes of the literal; if not ok, where it is wrong
  std::string reason;  // why it is wrong
};

// Parses the literal at the start of `text` into `histogram`. REQUIRES: text starts with "{{"
HistogramParse ParseHistogram(std::string_view text, model::Histogram& histogram);

// Appends the literal. Gaps between spans become buckets of 0, so the spans read back may be fewer;
// the buckets are the same.
void AppendHistogram(std::string& out, const model::Histogram& histogram);

}  // namespace plumb::formats

// SPDX-License-Identifier: Apache-2.0
// The values of one series, one after the other in time, as bytes and back, bit for bit. Doubles
// become whole numbers (decimal.h) and those go to integers.h; where they are no decimals, their
// bits go there. Single odd values (stale markers, NaN, infinities, -0) are kept aside. The bytes
// are described in docs/store-format.md.
#pragma once

#include <span>
#include <string>

#include "encoding/byte_reader.h"

namespace plumb::encoding {

// `below`: the column of the bucket below in a classic histogram, at the same times; empty if there
// is none. Buckets are cumulative, so the difference to the one below is the smaller number.
// REQUIRES: below is empty or as long as values.
void AppendFloatColumn(std::string& out, std::span<const double> values,
                       std::span<const double> below = {});
// Takes as many as there is room for in `values`. Those before `from` are not looked at in `below`,
// and mean nothing afterwards: that saves half of the work on them. False if the bytes do not hold
// them, or refer to a column below where none is given. REQUIRES: from < their number, or 0
bool TakeFloatColumn(ByteReader& in, std::span<const double> below, std::span<double> values,
                     size_t from = 0);

// Whether a column that begins here refers to the one below.
bool IsAgainstBelow(std::string_view column);

}  // namespace plumb::encoding

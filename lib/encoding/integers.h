// SPDX-License-Identifier: Apache-2.0
// A sequence of 64-bit integers as bytes: constant, as distances from the smallest, as steps, or as
// changes of the step, whichever is shortest; divided by what divides all of them. Times, counters
// and decimals all come down to this. The bytes are described in docs/store-format.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "encoding/byte_reader.h"

namespace plumb::encoding {

// Any values; differences may wrap around. Nothing is written of their count.
void AppendIntegers(std::string& out, std::span<const int64_t> values);
// Takes as many as there is room for in `values`. Those before `from` mean nothing afterwards: that
// saves half of the work on them. False if the bytes do not hold them. REQUIRES: from < their
// number
bool TakeIntegers(ByteReader& in, std::span<int64_t> values, size_t from = 0);
// Where the sequence that begins here is one number again and again, takes it and gives the number;
// else nullopt, and nothing is taken. A number that is cut off leaves `in` failed.
std::optional<int64_t> TakeConstant(ByteReader& in);

}  // namespace plumb::encoding

// SPDX-License-Identifier: Apache-2.0
// A query result as a table for people: a row an element, or a row a series with what it did.
#pragma once

#include <string>
#include <vector>

#include "formats/output.h"
#include "model/table.h"

namespace plumb::formats {

// A scalar or vector: the labels and the value. A matrix: the labels, min, mean, max, last and a
// sparkline over the range. Cells are safe for a terminal.
model::Table ResultTable(const model::QueryResult& result, const FormatOptions& options);

// One character a bucket of time, at most `cells`; a space where there is nothing.
std::string Sparkline(const model::Series& series, Timestamp from, Timestamp to, size_t cells,
                      bool utf8);

}  // namespace plumb::formats

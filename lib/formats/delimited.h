// SPDX-License-Identifier: Apache-2.0
// Rows of fields with a separator between (RFC 4180): what csv and tsv have in common.
#pragma once

#include "formats/output.h"

namespace plumb::formats {

// Long: a row a sample with its time (RFC 3339, UTC), a column a label, and the value.
// With options.wide: a row a time, a column a series.
Status WriteDelimited(const model::QueryResult& result, char separator, const Output& output);
Status WriteDelimited(const Listing& listing, char separator, const Output& output);

}  // namespace plumb::formats

// SPDX-License-Identifier: Apache-2.0
// What of a table can stand beside each other as bars.
#pragma once

#include <string>

#include "charts/request.h"

namespace plumb::charts {

// Whether all values are of one and the same time. REQUIRES: data.series not empty
bool IsOneInstant(const Data& data);

// Whether a table without times and names has so many columns, and so different ones, that on one
// axis most would lie on the ground: `vmstat`.
bool HasManyScales(const Data& data);

// All labels but the metric's name: what series of one row have in common.
std::string RowOf(const model::Series& series);

// Where each set of labels has a share of a whole beside values of other units (`df -h`: sizes and
// Use%), leaves the shares: one scale cannot show both, and the share is what compares the rows.
void KeepShares(Data& data, const Request& request);

}  // namespace plumb::charts

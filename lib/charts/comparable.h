// SPDX-License-Identifier: Apache-2.0
// What of a table can stand beside each other as bars.
#pragma once

#include "charts/request.h"

namespace plumb::charts {

// Where each set of labels has a share of a whole beside values of other units (`df -h`: sizes and
// Use%), leaves the shares: one scale cannot show both, and the share is what compares the rows.
void KeepShares(Data& data, const Request& request);

}  // namespace plumb::charts

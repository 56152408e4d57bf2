// SPDX-License-Identifier: Apache-2.0
// A native histogram as Prometheus shows it in one line:
//   {count:20, sum:10, [-2,-1):2, [-0.001,0.001]:2, (0.5,1]:1}
#pragma once

#include <string>

#include "model/histogram.h"

namespace plumb::model {

// Buckets that are empty are left out.
std::string DisplayHistogram(const Histogram& histogram);

}  // namespace plumb::model

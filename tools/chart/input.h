// SPDX-License-Identifier: Apache-2.0
// What plumb-chart reads, made into what charts are drawn of.
#pragma once

#include <string>

#include "base/byte_stream.h"
#include "charts/request.h"
#include "formats/input_format.h"

namespace plumb {

struct ChartInput {
  charts::Data data;
  std::string remark;  // what was wrong with the input; "" if nothing was
};

// The answers of several queries become one chart: their series have the query as one more label,
// which tells apart what has the same labels otherwise.
Result<ChartInput> ReadChartInput(ByteInput& in, const formats::ReadOptions& options);

}  // namespace plumb

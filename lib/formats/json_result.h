// SPDX-License-Identifier: Apache-2.0
// The answer of a server to a query, from the `data` of the Prometheus API's JSON. Unlike the
// reader of json files it keeps the order of the series, and one wrong value makes the whole wrong.
#pragma once

#include "base/result.h"
#include "json/document.h"
#include "model/query_result.h"

namespace plumb::formats {

// {"resultType":"vector","result":[…]}: type, series and text are filled, and of a scalar or string
// the time. Exit::kOutside for what is no such answer.
Result<model::QueryResult> ReadJsonResult(const json::Value& data);

}  // namespace plumb::formats

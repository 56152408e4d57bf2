// SPDX-License-Identifier: Apache-2.0
// Why a server gave no answer to a call of the Prometheus API, in words that say what to do.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "fetch/request.h"
#include "json/document.h"

namespace plumb::sources {

// The exchange failed. `server` is a name for messages, in quotes; `max_answer` the limit in bytes.
// REQUIRES: !answer.ok()
Error NoAnswer(std::string_view server, const fetch::Answer& answer, uint64_t max_answer);

// The answer is no success: its status is not 200, or its body not the API's JSON. `root` is null
// where the body is no JSON, and `json_error` then says why.
Error NoSuccess(std::string_view server, std::string_view path, const fetch::Answer& answer,
                const json::Value& root, std::string_view json_error);

}  // namespace plumb::sources

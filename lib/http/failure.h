// SPDX-License-Identifier: Apache-2.0
// What curl says of a transfer that failed, in the words that people see.
#pragma once

#include <curl/curl.h>

#include <string>
#include <string_view>

#include "fetch/request.h"

namespace plumb::http {

struct FailureFacts {
  CURLcode code = CURLE_OK;
  long os_error = 0;        // errno of a connect that failed; 0 if there was none
  std::string_view detail;  // curl's error buffer
  std::string_view host;
  const fetch::Request& request;
};

struct FailureWords {
  fetch::Failure kind = fetch::Failure::kOther;
  std::string text;
};

// REQUIRES: facts.code != CURLE_OK
FailureWords DescribeFailure(const FailureFacts& facts);

}  // namespace plumb::http

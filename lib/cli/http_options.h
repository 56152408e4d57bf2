// SPDX-License-Identifier: Apache-2.0
// The options of every tool that may speak HTTP: -H, --bearer-file, --netrc, --cacert, --cert,
// --key,
// --timeout.
#pragma once

#include <string>
#include <vector>

#include "base/duration.h"
#include "base/result.h"
#include "cli/declaration.h"

namespace plumb::cli {

struct HttpOptions {
  std::vector<std::string> headers;  // "Name: value", or @FILE with one a line
  std::string bearer_file;
  std::string netrc_file;
  std::string ca_file;
  std::string cert_file;
  std::string key_file;
  DurationMs timeout = 0;  // 0: the tool's own
};

void DeclareHttp(Declaration& d, HttpOptions& options);

}  // namespace plumb::cli

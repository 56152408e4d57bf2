// SPDX-License-Identifier: Apache-2.0
// The options of every tool that may speak HTTP: -H, --bearer-file, --netrc, --cacert, --cert,
// --key, --timeout. No secret stands on a command line: it lies in a file that one of them names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/duration.h"
#include "base/result.h"
#include "cli/declaration.h"
#include "fetch/request.h"

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

// The help only names them: they are the same everywhere, and the man pages have them. `timeout` is
// what the tool uses --timeout for.
void DeclareHttp(Declaration& d, HttpOptions& options,
                 std::string_view timeout = "how long a request may take");

// What they say; the files of headers are read. Exit::kUsage for a header that is none and for a
// timeout below zero.
Result<fetch::Identity> IdentityOf(const HttpOptions& options);

}  // namespace plumb::cli

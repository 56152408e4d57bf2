// SPDX-License-Identifier: Apache-2.0
// What the scripted server does: rules read from a file.
//
// One rule a line: PATH [REQUESTS] WORD… where WORD is a flag or key=value (bare, or quoted with
// \n \" \\), e.g.
//   /metrics        body=page.prom
//   /flaky   1-3    text="a 1\n"
//   /flaky   4      status=503 text="busy"
//   /flaky   5-     close
//   /f*             generate=500
// A * at the end of the path stands for the rest. REQUESTS counts those of one path, from 1. The
// first rule that covers a request is done; none is a 404. Empty lines and those with # are
// skipped.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace plumb::server {

struct Rule {
  std::string path;
  bool prefix = false;
  uint64_t first = 1;
  uint64_t last = UINT64_MAX;

  int status = 200;                                // status=404
  std::string type = "text/plain; version=0.0.4";  // type=…; "" for no Content-Type
  std::vector<std::string> headers;                // header="Name: value", may be given again
  std::string text;                                // text=…, or body=FILE
  uint64_t generate = 0;  // generate=N: a page of N series, whose values move
  std::string encoding;   // encoding=gzip or zstd
  std::string need;       // need="Header: value": 401 for requests without it
  int64_t delay_ms = 0;   // delay=MS before the answer
  int64_t drip_ms = 0;    // drip=MS for each byte
  int64_t cut = -1;       // cut=N: the connection closes behind N bytes of the body
  int64_t length = -1;    // length=N: a Content-Length that may be wrong
  uint64_t bomb_mib = 0;  // bomb=N: N MiB of zeros, as gzip
  bool endless = false;   // the text again and again
  bool hang = false;      // no answer ever
  bool close = false;     // the connection closes without an answer
  bool exit = false;      // so does the whole server
};

Result<std::vector<Rule>> ReadScript(const std::string& path);

}  // namespace plumb::server

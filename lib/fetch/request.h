// SPDX-License-Identifier: Apache-2.0
// An HTTP request and its answer as data. Nothing here opens a socket: lib/http carries requests
// out for the net tools, and the private program plumb-fetch does it for the local ones.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/duration.h"
#include "base/result.h"

namespace plumb::fetch {

using Header = std::pair<std::string, std::string>;  // name, value

// Who we are and whom we trust: what -H, --bearer-file, --netrc, --cacert, --cert and --key say.
// Secrets stay in files (or in headers that were read from one) and appear in no message.
struct Identity {
  std::vector<Header> headers;  // sent with each request
  std::string bearer_file;      // read again for each request, as tokens are rotated
  std::string netrc_file;       // user and password by host
  std::string ca_file;          // "" trusts the system's folder of certificates
  std::string cert_file;
  std::string key_file;
};

struct Request {
  std::string method = "GET";
  std::string url;          // http:// or https://
  std::string unix_socket;  // path of a socket to connect to instead of the URL's host; "" for none
  std::vector<Header> headers;
  std::string body;
  Identity identity;
  DurationMs timeout = 30 * kSecond;  // of the whole exchange, connecting included
  // Bytes of the body after decompression; the transfer ends with kTooLarge when it is reached, and
  // never holds more. 0: no limit.
  uint64_t max_body = 0;
  bool compress = true;  // offers gzip and zstd
  // To http and https only, at most ten; a body goes along unless the server says 303. Another host
  // (or scheme, http to https aside) is sent none of the identity.
  bool follow_redirects = true;
};

// How an exchange failed that gave no answer.
enum class Failure { kNone, kResolve, kConnect, kTls, kTimeout, kTooLarge, kCut, kDecode, kOther };

struct Answer {
  Failure failure = Failure::kNone;
  std::string error;  // of a failure: for people, without the URL; "connection refused"
  int status = 0;     // of HTTP; 0 where there was none
  std::vector<Header> headers;
  std::string body;    // decompressed; cut if failure is not kNone
  double seconds = 0;  // from the start of the request to the end of the answer

  [[nodiscard]] bool ok() const { return failure == Failure::kNone; }
  // The first header of this name in any case; "" if there is none.
  [[nodiscard]] std::string_view Get(std::string_view name) const;
};

// The URL without `user:password@`, for messages.
std::string WithoutUserInfo(std::string_view url);

}  // namespace plumb::fetch
